"""When each job last ran, and how that ended: one row a job, for the people who look after the system."""

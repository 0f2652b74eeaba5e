"""Two roles and the laws: who may do what in the database, and how a trigger says no."""

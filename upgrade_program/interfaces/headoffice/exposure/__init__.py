"""What the brand owes, inside the admin: the sums, the calendar of falling tiers, and the plans behind each figure."""

"""A member's own points: what they have and where each came from, the day's check-in, missions, boards and rewards."""

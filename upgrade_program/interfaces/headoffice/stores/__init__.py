"""Desks for stores and staff inside the admin."""

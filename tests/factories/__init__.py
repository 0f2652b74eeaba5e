"""Factories: the smallest lawful rows, for tests that are about something else."""

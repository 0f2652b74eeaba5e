"""A package, so that the world of these tests can be built for all of them together (conftest.py)."""

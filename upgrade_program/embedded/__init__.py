"""The launcher behind run.py: an embedded PostgreSQL and broker, the project's processes, the checks, the tests. In no layer."""

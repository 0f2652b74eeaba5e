"""News that must not be lost: rows written with the change they tell of, drained from PostgreSQL."""

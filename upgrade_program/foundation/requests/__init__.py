"""Idempotency: one effect and one answer per actor, route and key, however often the same request arrives."""

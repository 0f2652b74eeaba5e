"""Maker and checker: one person asks, another one with the standing for it grants or rejects, and nobody decides their own request."""

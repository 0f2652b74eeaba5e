"""The routing table of loyalty alone. Imports nothing: settings are made of it."""

from __future__ import annotations


def only_loyalty(routes: dict[str, list[str]]) -> dict[str, list[str]]:
    """Without those who would look for plans and claims that were never sold."""
    return {topic: [route for route in listeners if route.startswith("loyalty.")] for topic, listeners in routes.items()}

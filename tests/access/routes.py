"""Every address the site answers, read from the URL resolver itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True, slots=True)
class Route:
    """One route: the name the table knows it by, its pattern as written, and what its address takes."""

    name: str
    pattern: str
    takes: tuple[str, ...]


def all_routes(resolver: URLResolver | None = None) -> list[Route]:
    """Every route there is, through all includes; routes without a name go by their pattern."""
    return list(_walk(resolver or get_resolver(), "", "", ()))


def _walk(resolver: URLResolver, path: str, space: str, takes: tuple[str, ...]) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        pattern = f"{path}{entry.pattern}"
        taken = (*takes, *entry.pattern.regex.groupindex)
        if isinstance(entry, URLResolver):
            yield from _walk(entry, pattern, f"{space}{entry.namespace}:" if entry.namespace else space, taken)
        elif isinstance(entry, URLPattern):
            yield Route(f"{space}{entry.name}" if entry.name else pattern, pattern, taken)


def unlisted(routes: list[Route], table: Mapping[str, Any]) -> list[str]:
    """The routes that nobody wrote an expectation for."""
    return sorted({route.name for route in routes} - set(table))


def stale(routes: list[Route], table: Mapping[str, Any]) -> list[str]:
    """The expectations whose route is gone."""
    return sorted(set(table) - {route.name for route in routes})

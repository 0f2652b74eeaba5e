"""Where an answer leads: whoever gets a plan's number can use it in every call on a plan. OpenAPI says so with links."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_METHODS = {"get", "post", "put", "patch", "delete"}


def add_links(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Link each answer that is a plan to each call on a plan."""
    calls = [(path, call) for path, ways in result["paths"].items() for method, call in ways.items() if method in _METHODS]
    on_a_plan = [call["operationId"] for path, call in calls if "{number}" in path]
    for _, call in calls:
        for status, answer in call["responses"].items():
            if status.startswith("2") and "number" in _fields(answer, result["components"]["schemas"]):
                answer["links"] = {name: {"operationId": name, "parameters": {"number": "$response.body#/number"}} for name in on_a_plan}
    return result


def _fields(answer: dict[str, Any], components: dict[str, Any]) -> Iterator[str]:
    """The names that an answer's object surely has."""
    shape = answer.get("content", {}).get("application/json", {}).get("schema", {})
    name = shape.get("$ref", "").rsplit("/", 1)[-1]
    return iter(components.get(name, shape).get("required", ()))

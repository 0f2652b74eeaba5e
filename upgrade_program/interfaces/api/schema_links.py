"""Where an answer leads: whoever gets a plan's number, or a claim's id, can use it in every call on it. OpenAPI says so with links."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_METHODS = {"get", "post", "put", "patch", "delete"}
# What the address of a call on it takes, where an answer says it, and a field that tells such an answer from others.
_LEADS = (("number", "number", "number"), ("id", "id", "held_through"))


def add_links(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Link each answer that is a plan to each call on a plan, and each that is a claim to each call on a claim."""
    calls = [(path, call) for path, ways in result["paths"].items() for method, call in ways.items() if method in _METHODS]
    for takes, says, sign in _LEADS:
        targets = [call["operationId"] for path, call in calls if f"{{{takes}}}" in path]
        for _, call in calls:
            for status, answer in call["responses"].items():
                if status.startswith("2") and sign in _fields(answer, result["components"]["schemas"]):
                    answer["links"] = {name: {"operationId": name, "parameters": {takes: f"$response.body#/{says}"}} for name in targets}
    return result


def _fields(answer: dict[str, Any], components: dict[str, Any]) -> Iterator[str]:
    """The names that an answer's object surely has."""
    shape = answer.get("content", {}).get("application/json", {}).get("schema", {})
    name = shape.get("$ref", "").rsplit("/", 1)[-1]
    return iter(components.get(name, shape).get("required", ()))

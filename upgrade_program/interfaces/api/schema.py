"""How the calls are described in the OpenAPI schema, and what is put right in it at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from http import HTTPStatus
from typing import Any, TypeVar

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.serializers import Serializer

from upgrade_program.interfaces.api.answers import Problem
from upgrade_program.interfaces.api.errors import MEDIA_TYPE
from upgrade_program.interfaces.api.examples import EXAMPLES

View = TypeVar("View", bound=Callable[..., Any])
Shape = type[Serializer[Any]]
_METHODS = {"get", "post", "put", "patch", "delete"}
_KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "minLength": 16, "maxLength": 255, "pattern": "^[!-~]+$"},
    OpenApiParameter.HEADER,
    required=True,
    description="Same key and body: the first answer again, with Idempotent-Replayed. Another body: 409. Kept 72 h.",
)
_PLACES = {
    "member": "A member's id, from POST members/lookup/.",
    "number": "A plan number, with or without its dashes.",
    "id": "A claim's id, with or without its dashes.",
}


class BearerScheme(OpenApiAuthenticationExtension):
    """Tells the generator what `BearerToken` is."""

    target_class = "upgrade_program.interfaces.api.authentication.BearerToken"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "From POST tokens/; 12 hours."}


class SignatureScheme(OpenApiAuthenticationExtension):
    """Tells the generator what `ProviderSignature` is."""

    target_class = "upgrade_program.interfaces.api.views.reports.ProviderSignature"
    name = "signature"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        says = "t=<seconds since 1970>,v1=<hex of HMAC-SHA256 of the seconds, a dot and the body>; five minutes off at most."
        return {"type": "apiKey", "in": "header", "name": "X-Signature", "description": says}


def described(
    title: str,
    *,
    gives: Shape | None,
    status: int = 200,
    takes: Shape | None = None,
    asks: Shape | None = None,
    refuses: Sequence[int] = (),
    public: bool = False,
    once: bool = False,
    note: str = "",
    example: str = "",
) -> Callable[[View], View]:
    """Describe one call: its body, its query, its answer, and the statuses of its refusals, which are all problem details."""
    responses: dict[Any, Any] = {status: gives if gives else OpenApiResponse(description="Done.")}
    for refusal in refuses:
        responses[(refusal, MEDIA_TYPE)] = OpenApiResponse(Problem, description=HTTPStatus(refusal).phrase)
    parameters: list[Any] = [_KEY] if once else []
    parameters += [asks] if asks else []
    return extend_schema(
        operation_id=title.lower().replace("'s", "").replace(" ", "_"),
        summary=title,
        description=note or None,
        request=takes,
        responses=responses,
        parameters=parameters,
        auth=[] if public else None,
        examples=[OpenApiExample(**one) for one in EXAMPLES.get(example, ())],
    )


def add_not_found(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Say of every call that an address may be unknown (404) and the service away (503), and of every body that it has no other fields."""
    components = result["components"]["schemas"]
    missing = {"description": "Not Found", "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
    away = {**missing, "description": "Service Unavailable"}
    for path, calls in result["paths"].items():
        for method, call in calls.items():
            if method not in _METHODS:
                continue
            call["tags"] = [path.split("/")[3]]
            call["responses"].setdefault("404", missing)
            call["responses"].setdefault("503", away)
            _describe_places(call)
            for name in _bodies(call.get("requestBody", {}), components):
                components[name]["additionalProperties"] = False
    return result


def _describe_places(call: dict[str, Any]) -> None:
    for parameter in call.get("parameters", ()):
        if parameter["in"] == "path":
            parameter["description"] = _PLACES[parameter["name"]]


def _bodies(part: Any, components: dict[str, Any]) -> Iterator[str]:
    """The names of all objects a body is made of."""
    if isinstance(part, dict):
        if isinstance(ref := part.get("$ref"), str):
            name = ref.rsplit("/", 1)[-1]
            if components[name].get("type") == "object":
                yield name
            yield from _bodies(components[name], components)
        for inner in part.values():
            yield from _bodies(inner, components)
    elif isinstance(part, list):
        for inner in part:
            yield from _bodies(inner, components)

"""Saying no to a program: RFC 9457 problem details with a stable code, for every fault there is (interface section 1).

A body that is no JSON object is 400, a field at fault 422. `errors` names the field, dotted for nested input (`payments.0.reference`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from http import HTTPStatus
from math import ceil
from typing import Any

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.defaults import page_not_found
from rest_framework import exceptions
from rest_framework.settings import api_settings

from upgrade_program.interfaces.api.renderers import dumps
from upgrade_program.kernel.errors import FieldError, NotFound, Refused, SeveralRefused

MEDIA_TYPE = "application/problem+json"
_LONGEST_FIELD = 120
_CODES: Mapping[type[exceptions.APIException], str] = {
    exceptions.NotAuthenticated: "unauthenticated",
    exceptions.AuthenticationFailed: "unauthenticated",
    exceptions.PermissionDenied: "forbidden",
    exceptions.NotFound: "not_found",
    exceptions.MethodNotAllowed: "method_not_allowed",
    exceptions.UnsupportedMediaType: "unsupported_media_type",
    exceptions.Throttled: "throttled",
}
_UNAUTHENTICATED = "A valid token is needed: send Authorization: Bearer <token>, made by POST tokens/."


def problem(exc: Exception, context: Mapping[str, Any]) -> HttpResponse | None:
    """The answer to a fault met in a call; None for what is no fault of the caller, which the middleware around answers (503 or 500)."""
    match exc:
        case Refused():
            return _of_refusal(exc)
        case exceptions.ValidationError():
            errors = list(_flat(exc.detail))
            return details(422, "invalid", "The fields named below need correcting.", errors=errors)
        case exceptions.APIException():
            return _of_framework(exc)
        case Http404():
            return _of_refusal(NotFound())
        case PermissionDenied():
            return details(403, "forbidden", "This is not allowed.")
        case SuspiciousOperation():
            return details(400, "invalid", "The request cannot be read.")
    return None


def not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Django's handler404: a problem under /api/, the page elsewhere."""
    if request.path.startswith("/api/"):
        return details(
            404, "not_found", "There is no such address.", next_step="The addresses stand in /api/docs/; each ends with a slash."
        )
    return page_not_found(request, exception)


def details(
    status: int,
    code: str,
    detail: str,
    *,
    errors: list[FieldError] | None = None,
    headers: Mapping[str, str] | None = None,
    **more: Any,
) -> HttpResponse:
    """One problem as a response; `more` are members beyond those of the standard (`next_step`, `price`, `terms`)."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
        "errors": [{"field": error.field, "code": error.code, "message": error.message} for error in errors or []],
    }
    body |= {name: value for name, value in more.items() if value}
    return HttpResponse(dumps(body), status=status, content_type=MEDIA_TYPE, headers=dict(headers or {}))


def _of_refusal(no: Refused) -> HttpResponse:
    headers = {}
    if "retry_after" in no.facts:
        headers["Retry-After"] = str(no.facts["retry_after"])
    if no.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    facts = no.facts
    if isinstance(no, SeveralRefused):
        facts = {name: fact for one in no.refusals for name, fact in one.facts.items()}
    price, terms = facts.get("new_price"), facts.get("terms")
    return details(
        no.status,
        no.code,
        no.sentence,
        errors=no.errors,
        headers=headers,
        next_step=no.next_step,
        price=price if isinstance(price, Decimal) else None,
        terms=terms if isinstance(terms, int) else None,
    )


def _of_framework(exc: exceptions.APIException) -> HttpResponse:
    code = _CODES.get(type(exc), "invalid")
    header = getattr(exc, "auth_header", None)
    headers = {"WWW-Authenticate": str(header)} if header else {}
    detail = str(exc.detail)
    match exc:
        case exceptions.NotAuthenticated() | exceptions.AuthenticationFailed():
            detail = _UNAUTHENTICATED
        case exceptions.Throttled():
            wait = max(1, ceil(getattr(exc, "wait", None) or 1))
            headers["Retry-After"] = str(wait)
            detail = f"Too many requests. Try again in {wait} seconds."
    return details(exc.status_code, code, detail, headers=headers)


def _flat(detail: Any, path: str = "") -> Iterator[FieldError]:
    """The framework's nested errors as a flat list with dotted names."""
    match detail:
        case dict():
            for name, inner in detail.items():
                own = name == api_settings.NON_FIELD_ERRORS_KEY
                yield from _flat(inner, path if own else f"{path}.{name}" if path else str(name))
        case list() if any(isinstance(item, dict | list) for item in detail):
            for place, inner in enumerate(detail):
                yield from _flat(inner, f"{path}.{place}")
        case list():
            for item in detail:
                yield from _flat(item, path)
        case _:
            yield FieldError(field=path[:_LONGEST_FIELD] or None, code="invalid", message=str(detail))

"""What every call has in common: JSON in and out, a bearer, input read once, and at most one effect a key."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.http import HttpResponse
from rest_framework import exceptions
from rest_framework.authentication import BaseAuthentication
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from upgrade_program.foundation.requests.services import Answer, once
from upgrade_program.interfaces.api.authentication import BearerToken
from upgrade_program.interfaces.api.fields import Strict
from upgrade_program.interfaces.api.parsers import Body
from upgrade_program.interfaces.api.permissions import IsStaff
from upgrade_program.interfaces.api.renderers import Json, OnlyJson, dumps
from upgrade_program.kernel.actor import Actor

Given = TypeVar("Given", bound=Strict)


class Act(APIView):
    """One call of the API. Subclasses read their input with `given` or `asked`, make one domain call and present what it gave."""

    authentication_classes: Sequence[type[BaseAuthentication]] = (BearerToken,)
    permission_classes: Sequence[type[BasePermission]] = (IsStaff,)
    parser_classes = (Body,)
    renderer_classes = (Json,)
    content_negotiation_class = OnlyJson
    http_method_names = ["get", "head", "post", "delete"]

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Any:
        view = super().as_view(**initkwargs)
        view.should_append_slash = False  # type: ignore[attr-defined]  # a redirect would turn a POST without its slash into a GET
        return view

    @property
    def actor(self) -> Actor:
        actor: Actor = self.request.actor  # type: ignore[attr-defined]  # set by the authentication
        return actor

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        # Before asking who calls: a method that does not exist is 405 to everybody.
        if request.method is None or request.method.lower() not in self.http_method_names or not hasattr(self, request.method.lower()):
            raise exceptions.MethodNotAllowed(request.method or "")
        super().initial(request, *args, **kwargs)

    def given(self, body: type[Given]) -> Given:
        """The request's body, read and found well-formed; refuses all fields at fault together (422), and what is no object (400)."""
        if not isinstance(self.request.data, Mapping):
            raise exceptions.ParseError("The body must be a JSON object.")
        return _read(body, self.request.data)

    def asked(self, query: type[Given]) -> Given:
        """The request's query, read like a body."""
        return _read(query, self.request.query_params.dict())

    def once(
        self,
        *,
        at: datetime,
        act: Callable[[], Answer],
        before: Callable[[], None] | None = None,
        body: Mapping[str, Any] | None = None,
    ) -> HttpResponse:
        """The answer of `act`, or the first answer again when this person sent the same key and body here before.

        `body` stands for the request's where that is no JSON.
        """
        answer = once(
            actor=self.actor,
            route=f"{self.request.method} {self.request.path}",
            key=self.request.headers.get("Idempotency-Key", ""),
            body=dict(self.request.data) if body is None else body,
            at=at,
            act=act,
            before=before,
        )
        return written(answer.body, status=answer.status, headers={"Idempotent-Replayed": "true"} if answer.replayed else None)

    def once_if_keyed(self, *, at: datetime, act: Callable[[], Answer]) -> HttpResponse:
        """`once` where a key came along; without one the act runs every time."""
        if "Idempotency-Key" in self.request.headers:
            return self.once(at=at, act=act)
        answer = act()
        return written(answer.body, status=answer.status)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        final = super().finalize_response(request, response, *args, **kwargs)
        final.headers.setdefault("Cache-Control", "no-store")
        return final


class PublicAct(Act):
    """A call without a token; a token that comes along is not even looked at."""

    authentication_classes = ()
    permission_classes = ()


def written(body: Any, *, status: int = 200, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """An answer whose bytes stand already: what the hot calls give instead of a `Response`, which is rendered by detours."""
    return HttpResponse(dumps(body), status=status, content_type=Json.media_type, headers=dict(headers or {}))


def _read(kind: type[Given], data: Mapping[str, Any]) -> Given:
    read = kind(data=data)
    read.is_valid(raise_exception=True)
    return read

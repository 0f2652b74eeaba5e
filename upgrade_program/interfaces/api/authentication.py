"""Who calls: the bearer of a token made by `POST tokens/`. A browser's session opens nothing here."""

from __future__ import annotations

from dataclasses import dataclass

from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from stores.clock import now
from stores.tokens import actor_of_token
from upgrade_program.kernel.actor import ANONYMOUS, Actor


@dataclass(frozen=True, slots=True)
class Caller:
    """What the framework wants of a user: an id for the log, and that there is one."""

    pk: int | None
    is_authenticated: bool = True


class BearerToken(BaseAuthentication):
    """Sets `request.actor` from `Authorization: Bearer <token>`, in one query; refuses (401) tokens that are unknown, over or ended."""

    def authenticate(self, request: Request) -> tuple[Caller, str] | None:
        act_as(request, ANONYMOUS)
        header: str = request.META.get("HTTP_AUTHORIZATION", "")  # `headers` would make a mapping of all of them for this one
        if not header:
            return None
        scheme, _, raw = header.partition(" ")
        actor = actor_of_token(raw.strip(), now()) if scheme.lower() == "bearer" else None
        if actor is None:
            raise AuthenticationFailed
        act_as(request, actor)
        return Caller(pk=actor.staff_id), raw.strip()

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


def act_as(request: Request, actor: Actor) -> None:
    """Make `actor` the one who acts in this request, for the view and for the middleware around it."""
    request._request.actor = actor  # type: ignore[attr-defined]  # the middleware's own request carries it too

"""Signing a till in and out."""

from __future__ import annotations

from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response

from stores.clock import now
from stores.sign_in import address_of
from stores.tokens import actor_of_token, end_token, issue_token
from upgrade_program.interfaces.api import answers, bodies, presenters
from upgrade_program.interfaces.api.act import Act
from upgrade_program.interfaces.api.permissions import IsStaff
from upgrade_program.interfaces.api.schema import described


class Tokens(Act):
    """Tokens live 12 hours, and end at once with the person's access."""

    def get_authenticators(self) -> list[BaseAuthentication]:
        return [] if self._signs_in else super().get_authenticators()

    def get_permissions(self) -> list[BasePermission]:
        return [] if self._signs_in else [IsStaff()]

    @property
    def _signs_in(self) -> bool:
        return self.request is not None and self.request.method == "POST"

    @described(
        "Make a token",
        takes=bodies.SignIn,
        gives=answers.Token,
        refuses=(400, 401, 403, 413, 415, 422, 429),
        public=True,
        note="Throttled like the sign-in page: too many wrong tries for a name or from an address are 429. Never repeated for a key.",
    )
    def post(self, request: Request) -> Response:
        given = self.given(bodies.SignIn).validated_data
        at = now()
        raw, token = issue_token(
            username=given["username"],
            password=given["password"],
            totp=given.get("totp") or "",
            store_code=given.get("store") or None,
            at=at,
            address=address_of(request._request),
        )
        actor = actor_of_token(raw, at)
        if actor is None:  # the access was ended at this very moment
            raise AuthenticationFailed
        return Response(presenters.token(raw, token, actor))

    @described("End this token", gives=None, status=204, refuses=(401,))
    def delete(self, request: Request) -> Response:
        end_token(raw=str(request.auth), at=now())
        return Response(status=204)

"""The provider of SMS tells whether a message arrived."""

from __future__ import annotations

from django.http import HttpResponse
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from stores.clock import now
from upgrade_program.interfaces.api import answers, bodies
from upgrade_program.interfaces.api.act import Act, written
from upgrade_program.interfaces.api.authentication import Caller, act_as
from upgrade_program.interfaces.api.parsers import whole_body
from upgrade_program.interfaces.api.schema import described
from upgrade_program.interfaces.api.throttles import Reports
from upgrade_program.kernel.actor import ANONYMOUS
from upgrade_program.messaging.services import note_report
from upgrade_program.messaging.signatures import signed


class ProviderSignature(BaseAuthentication):
    """Lets in what the provider signed just now, and nothing else; why not is not said."""

    def authenticate(self, request: Request) -> tuple[Caller, str]:
        act_as(request, ANONYMOUS)
        if not signed(request.headers.get("X-Signature", ""), whole_body(request._request), at=now()):
            raise AuthenticationFailed
        return Caller(pk=None), ""

    def authenticate_header(self, request: Request) -> str:
        return "Signature"


class MessageReports(Act):
    """Noted once: the first report of a message stands. Of one that nobody knows the answer is the same."""

    authentication_classes = (ProviderSignature,)
    permission_classes = ()
    throttle_classes = (Reports,)

    @described(
        "Report a delivery",
        takes=bodies.DeliveryReport,
        gives=answers.Received,
        refuses=(400, 401, 413, 415, 422, 429, 503),
        note="For the provider of SMS. The reference is the one we sent the message with; an id the one the provider answered.",
    )
    def post(self, request: Request) -> HttpResponse:
        told = self.given(bodies.DeliveryReport).validated_data
        note_report(reference=told.get("reference") or "", provider_id=told.get("id") or "", report=told["report"], at=now())
        return written({"received": True})

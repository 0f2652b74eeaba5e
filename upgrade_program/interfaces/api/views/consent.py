"""The words a buyer agrees to."""

from __future__ import annotations

from rest_framework.request import Request
from rest_framework.response import Response

from stores.clock import store_today
from upgrade_program.customers.queries import consent_text
from upgrade_program.interfaces.api import answers, bodies
from upgrade_program.interfaces.api.act import PublicAct
from upgrade_program.interfaces.api.schema import described
from upgrade_program.interfaces.api.throttles import Public


class ReadConsent(PublicAct):
    """The text in force of a purpose; its version goes into the sale as customer.consent.text_version or loyalty_text_version."""

    throttle_classes = (Public,)

    @described("Read the consent text", asks=bodies.ConsentQuery, gives=answers.ConsentText, refuses=(422, 429), public=True)
    def get(self, request: Request) -> Response:
        asked = self.asked(bodies.ConsentQuery).validated_data
        text = consent_text(purpose=asked["purpose"], language=asked["language"], on=store_today())
        return Response({"text_version": text.version, "text": text.text})

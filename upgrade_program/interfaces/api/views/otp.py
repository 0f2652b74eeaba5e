"""Sending a customer the code that confirms an act."""

from __future__ import annotations

from django.http import HttpResponse
from rest_framework.request import Request

from stores.clock import local_day, now
from stores.sign_in import address_of
from upgrade_program.foundation.requests.services import Answer
from upgrade_program.interfaces.api import answers, bodies, presenters
from upgrade_program.interfaces.api.act import Act, written
from upgrade_program.interfaces.api.permissions import AtCounter
from upgrade_program.interfaces.api.schema import described
from upgrade_program.usecases.cancel import send_code


class SendCode(Act):
    """Whoever may do the act has a code sent to the plan's customer: good for five minutes, for this person at this store."""

    permission_classes = (AtCounter,)

    @described(
        "Send a code",
        takes=bodies.CodeWanted,
        gives=answers.CodeSent,
        status=202,
        refuses=(400, 401, 403, 409, 413, 415, 422, 429, 503),
        note="Every call sends another code, which replaces the one before; with an Idempotency-Key the same request sends one only.",
    )
    def post(self, request: Request, number: str) -> HttpResponse:
        self.given(bodies.CodeWanted)
        at = now()

        def act() -> Answer:
            sent = send_code(actor=self.actor, number=number, address=address_of(request._request), at=at, on=local_day(at))
            return Answer(202, presenters.code_sent(sent))

        if "Idempotency-Key" in request.headers:
            return self.once(at=at, act=act)
        answer = act()
        return written(answer.body, status=answer.status)

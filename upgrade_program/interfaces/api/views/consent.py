"""The words a buyer agrees to; and a plan's consent withdrawn for its holder at a counter, or given again."""

from __future__ import annotations

from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response

from stores.clock import local_day, now, store_today
from upgrade_program.customers.queries import consent_text
from upgrade_program.foundation.requests.services import Answer
from upgrade_program.interfaces.api import answers, bodies, bodies_holders, presenters
from upgrade_program.interfaces.api.act import Act, PublicAct
from upgrade_program.interfaces.api.permissions import AtCounter
from upgrade_program.interfaces.api.schema import described
from upgrade_program.interfaces.api.throttles import Public
from upgrade_program.plans.queries import shows_full_numbers
from upgrade_program.usecases.consenting import Word, agree_again_here, confirm, take_back_here


class ReadConsent(PublicAct):
    """The text in force of a purpose; its version goes into the sale as customer.consent.text_version or loyalty_text_version."""

    throttle_classes = (Public,)

    @described("Read the consent text", asks=bodies.ConsentQuery, gives=answers.ConsentText, refuses=(422, 429), public=True)
    def get(self, request: Request) -> Response:
        asked = self.asked(bodies.ConsentQuery).validated_data
        text = consent_text(purpose=asked["purpose"], language=asked["language"], on=store_today())
        return Response({"text_version": text.version, "text": text.text})


class SayConsent(Act):
    """The holder of a plan, at any store's counter, takes back the consent to it or gives it again; its dates and values go on."""

    permission_classes = (AtCounter,)

    @described(
        "Change the consent to a plan",
        takes=bodies_holders.ConsentWord,
        gives=answers.ConsentStands,
        refuses=(400, 401, 403, 409, 413, 415, 422, 503),
        once=True,
        note="The holder says it with a code (otp). While it is withdrawn nothing is sent about the plan but codes the customer asks for. "
        "What stands so already is nothing_changes. A wrong code is counted although nothing else changes.",
    )
    def post(self, request: Request, number: str) -> HttpResponse:
        given, actor, at = self.given(bodies_holders.ConsentWord).validated_data, self.actor, now()
        word, agreed = Word(given["word"]), given.get("consent") or {}

        def before() -> None:
            confirm(actor=actor, number=number, word=word, code=given["otp"], at=at)

        def act() -> Answer:
            if word is Word.WITHDRAW:
                plan = take_back_here(actor=actor, number=number, at=at)
            else:
                version, language = agreed.get("text_version"), agreed.get("language") or ""
                plan = agree_again_here(actor=actor, number=number, text_version=version, language=language, at=at)
            body = presenters.plan(plan, on=local_day(at), full=shows_full_numbers(actor, plan))
            return Answer(200, body | {"consent": "withdrawn" if word is Word.WITHDRAW else "given"})

        return self.once(at=at, before=before, act=act)

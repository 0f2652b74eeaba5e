"""From the inspection to the offer, and the ends of a claim without a settlement."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import partial

from django.http import HttpResponse
from rest_framework.request import Request

from stores.clock import local_day, now
from stores.sign_in import address_of
from upgrade_program.buyback.services import decline_claim, inspect_phone, look_up_given, refuse_claim, take_second_look
from upgrade_program.foundation.requests.services import Answer
from upgrade_program.interfaces.api import answers_claims as answers
from upgrade_program.interfaces.api import bodies_claims as bodies
from upgrade_program.interfaces.api import presenters
from upgrade_program.interfaces.api.act import Act
from upgrade_program.interfaces.api.claims import shown_claim
from upgrade_program.interfaces.api.permissions import AtCounter
from upgrade_program.interfaces.api.schema import described
from upgrade_program.kernel.actor import Actor
from upgrade_program.usecases.upgrade import offer

REFUSES = (400, 401, 403, 409, 413, 415, 422, 503)


class OnClaim(Act):
    """An act of a store's staff on a claim, by its exact number, done once a key; the answer is the claim as it stands after it."""

    permission_classes = (AtCounter,)

    def done(self, id: str, act: Callable[..., object], *, before: Callable[..., None] | None = None, **given: object) -> HttpResponse:
        """Do it and show the claim; `before` comes ahead of the transaction."""
        actor, at = self.actor, now()
        on = local_day(at)

        def answer() -> Answer:
            act(number=id, actor=actor, at=at, on=on, **given)
            return Answer(200, shown_claim(actor=actor, number=id, on=on))

        return self.once(at=at, act=answer, before=partial(before, actor=actor, at=at, on=on) if before else None)


class Inspect(OnClaim):
    """The whole inspection at once: every gate and every question. The figures are computed."""

    @described(
        "Record an inspection",
        takes=bodies.Inspection,
        gives=answers.Claim,
        refuses=REFUSES,
        once=True,
        note="The first gate not passed, in order, is refused (gate_failed) with its clause, and nothing is recorded. "
        "Recorded again, an offer made before is off.",
        example="inspection",
    )
    def post(self, request: Request, id: str) -> HttpResponse:
        given = self.given(bodies.Inspection)
        seen = given.seen

        def look_up(*, actor: Actor, at: datetime, on: date) -> None:
            seen.update(look_up_given(given.look_up, number=id, actor=actor, at=at, on=on))

        return self.done(id, inspect_phone, before=look_up, answers=given.validated_data["answers"], seen=seen)


class MakeOffer(OnClaim):
    """The customer is sent a code whose message names the amount; telling it accepts the offer. Again: another code."""

    @described(
        "Make an offer",
        takes=bodies.OfferWanted,
        gives=answers.Offered,
        refuses=(*REFUSES, 429),
        once=True,
        note="The code is good for five minutes, for this person at this store.",
    )
    def post(self, request: Request, id: str) -> HttpResponse:
        self.given(bodies.OfferWanted)
        actor, at = self.actor, now()
        on = local_day(at)

        def act() -> Answer:
            _, sent = offer(actor=actor, claim=id, address=address_of(request._request), at=at, on=on)
            return Answer(200, shown_claim(actor=actor, number=id, on=on) | {"code_sent": presenters.code_sent(sent)})

        return self.once(at=at, act=act)


class Refuse(OnClaim):
    """A clause of the terms is not met. The plan goes on; somebody else may take a second look through the claim's last day."""

    @described("Refuse a claim", takes=bodies.Refusal, gives=answers.Claim, refuses=REFUSES, once=True)
    def post(self, request: Request, id: str) -> HttpResponse:
        given = self.given(bodies.Refusal).validated_data
        return self.done(id, refuse_claim, reason=given["reason"], clause=given.get("clause") or "")


class LookAgain(OnClaim):
    """Somebody else than the refuser looks at a refused claim, once: the refusal stands, or the claim goes on."""

    @described("Take a second look", takes=bodies.SecondLook, gives=answers.Claim, refuses=REFUSES, once=True)
    def post(self, request: Request, id: str) -> HttpResponse:
        given = self.given(bodies.SecondLook).validated_data
        return self.done(id, take_second_look, upheld=given["upheld"], remark=given["remark"])


class Decline(OnClaim):
    """The customer says no; the plan goes on, and nothing is held any more."""

    @described("Decline a claim", takes=bodies.WithReason, gives=answers.Claim, refuses=REFUSES, once=True)
    def post(self, request: Request, id: str) -> HttpResponse:
        return self.done(id, decline_claim, reason=self.given(bodies.WithReason).validated_data["reason"])

"""Settling a claim against a new phone, and taking that back."""

from __future__ import annotations

from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response

from stores.clock import local_day, now
from upgrade_program.foundation.requests.services import Answer
from upgrade_program.interfaces.api import answers as plain_answers
from upgrade_program.interfaces.api import answers_claims as answers
from upgrade_program.interfaces.api import bodies_claims as bodies
from upgrade_program.interfaces.api.act import Act
from upgrade_program.interfaces.api.claims import shown, shown_claim
from upgrade_program.interfaces.api.permissions import AtCounter
from upgrade_program.interfaces.api.presenters import refund, rupees
from upgrade_program.interfaces.api.schema import described
from upgrade_program.usecases.upgrade import Shortfall, confirm, refund_preview, reverse, settle


class Settle(Act):
    """The promise is honoured, in one act: plan redeemed, exchange, purchase voucher, register, stock, claim against the brand."""

    permission_classes = (AtCounter,)

    @described(
        "Settle a claim",
        takes=bodies.SettlementWanted,
        gives=answers.Settled,
        refuses=(400, 401, 403, 409, 413, 415, 422, 503),
        once=True,
        note="exchange is set against the new phone's bill, which the store's own till writes; points pay a part of what is left to pay. "
        "A missing code is otp_wrong; a wrong one is counted although nothing else changes. The answer shows both IMEIs whole.",
        example="settlement",
    )
    def post(self, request: Request, id: str) -> HttpResponse:
        body = self.given(bodies.SettlementWanted)
        given = body.validated_data
        actor, at = self.actor, now()
        on = local_day(at)

        phone, points = body.phone, [part["amount"] for part in given.get("payments") or ()]

        def before() -> None:
            confirm(actor=actor, claim=id, code=given.get("otp") or "", at=at, on=on, points=points, price=phone.price)

        def act() -> Answer:
            acknowledged = given["excess_acknowledged"]
            done = settle(actor=actor, claim=id, new_phone=phone, excess_acknowledged=acknowledged, at=at, on=on, points=points)
            claim = shown(done.claim, actor=actor, on=on, settling=done, sku=phone.sku)
            return Answer(200, claim | {"exchange": rupees(done.exchange), "voucher_number": done.voucher.number})

        return self.once(at=at, before=before, act=act)


class Reverse(Act):
    """The new phone was returned: a manager of the settling store, never the settler, undoes the settlement. The plan keeps its dates."""

    permission_classes = (AtCounter,)

    @described(
        "Reverse a settlement",
        takes=bodies.ReversalWanted,
        gives=answers.Claim,
        refuses=(400, 401, 403, 409, 413, 415, 422, 503),
        once=True,
        note="Points that paid a part of the new phone's bill come back as points; GET refund/ tells beforehand.",
    )
    def post(self, request: Request, id: str) -> HttpResponse:
        given = self.given(bodies.ReversalWanted).validated_data
        actor, at = self.actor, now()
        on = local_day(at)

        def act() -> Answer:
            reverse(actor=actor, claim=id, reason=given["reason"], at=at, on=on, shortfall=Shortfall(given["shortfall"]))
            return Answer(200, shown_claim(actor=actor, number=id, on=on))

        return self.once(at=at, act=act)


class PreviewReversal(Act):
    """What reversing the settlement would do now, to tell the customer beforehand; for whom reversing it is."""

    permission_classes = (AtCounter,)

    @described(
        "Preview a reversal",
        gives=plain_answers.Refund,
        refuses=(401, 403, 409),
        note="Points are told as they stand at this instant; money is empty: the new phone's bill is the store's own till's.",
    )
    def get(self, request: Request, id: str) -> Response:
        return Response(refund(refund_preview(actor=self.actor, claim=id, at=now())))

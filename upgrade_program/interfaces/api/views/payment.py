"""Confirming the UPI payment a sale waits for."""

from __future__ import annotations

from django.http import HttpResponse
from rest_framework.request import Request

from stores.clock import local_day, now
from upgrade_program.foundation.requests.services import Answer
from upgrade_program.interfaces.api import answers, bodies, presenters
from upgrade_program.interfaces.api.act import Act
from upgrade_program.interfaces.api.permissions import AtCounter
from upgrade_program.interfaces.api.schema import described
from upgrade_program.plans.queries import shows_full_numbers
from upgrade_program.usecases.sell import take_payment


class TakePayment(Act):
    """The payment arrived: the pending plan is invoiced and becomes active. Staff of the selling store, on the day of the sale."""

    permission_classes = (AtCounter,)

    @described(
        "Confirm a UPI payment",
        takes=bodies.Confirmation,
        gives=answers.Plan,
        refuses=(400, 401, 403, 409, 413, 415, 422, 503),
        once=True,
    )
    def post(self, request: Request, number: str) -> HttpResponse:
        reference = self.given(bodies.Confirmation).validated_data["reference"]
        actor, at = self.actor, now()
        on = local_day(at)

        def act() -> Answer:
            plan = take_payment(actor=actor, number=number, reference=reference, at=at, on=on)
            return Answer(200, presenters.plan(plan, on=on, full=shows_full_numbers(actor, plan)))

        return self.once(at=at, act=act)

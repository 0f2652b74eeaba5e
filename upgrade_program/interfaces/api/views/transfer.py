"""Giving a plan to another person."""

from __future__ import annotations

from django.http import HttpResponse
from rest_framework.request import Request

from stores.clock import local_day, now
from upgrade_program.foundation.requests.services import Answer
from upgrade_program.interfaces.api import answers, presenters
from upgrade_program.interfaces.api import bodies_holders as bodies
from upgrade_program.interfaces.api.act import Act
from upgrade_program.interfaces.api.permissions import AtCounter
from upgrade_program.interfaces.api.schema import described
from upgrade_program.plans.queries import shows_full_numbers
from upgrade_program.usecases.transfer import confirm, transfer


class TransferPlan(Act):
    """Staff of the selling store give an active plan to another person, with its dates and value, where its terms allow it."""

    permission_classes = (AtCounter,)

    @described(
        "Transfer a plan",
        takes=bodies.Transfer,
        gives=answers.Plan,
        refuses=(400, 401, 403, 409, 413, 415, 422, 503),
        once=True,
        note="Both say yes with a code: the present holder (otp) and the new one (new_otp). The old link stops and the new holder gets "
        "one of their own. A wrong code is counted although nothing else changes.",
        example="transfer",
    )
    def post(self, request: Request, number: str) -> HttpResponse:
        given = self.given(bodies.Transfer)
        actor, at, body = self.actor, now(), given.validated_data
        on = local_day(at)
        asked = {"to": given.to, "reason": body["reason"]}

        def before() -> None:
            confirm(actor=actor, number=number, otp=body["otp"], new_otp=body["new_otp"], at=at, on=on, **asked)

        def act() -> Answer:
            plan = transfer(actor=actor, number=number, at=at, on=on, **asked)
            return Answer(200, presenters.plan(plan, on=on, full=shows_full_numbers(actor, plan)))

        return self.once(at=at, before=before, act=act)

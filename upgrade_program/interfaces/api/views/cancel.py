"""Cancelling a plan."""

from __future__ import annotations

from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response

from stores.clock import local_day, now
from upgrade_program.foundation.requests.services import Answer
from upgrade_program.interfaces.api import answers, bodies, presenters
from upgrade_program.interfaces.api.act import Act
from upgrade_program.interfaces.api.permissions import AtCounter
from upgrade_program.interfaces.api.schema import described
from upgrade_program.plans.queries import shows_full_numbers
from upgrade_program.usecases.cancel import Ground, Shortfall, cancel, confirm, preview


class CancelPlan(Act):
    """A manager of the selling store takes a plan back; the customer gets the full price, by a credit note once it was invoiced."""

    permission_classes = (AtCounter,)

    @described(
        "Cancel a plan",
        takes=bodies.Cancellation,
        gives=answers.Cancelled,
        refuses=(400, 401, 403, 409, 413, 415, 422, 503),
        once=True,
        note="Within the free look for any reason, with the customer's code (otp) once invoiced; later only for a returned phone or a "
        "store error (ground). A missing code is otp_wrong; a wrong one is counted although nothing else changes. Points that paid a part "
        "come back as points; GET refund/ tells beforehand.",
    )
    def post(self, request: Request, number: str) -> HttpResponse:
        given = self.given(bodies.Cancellation).validated_data
        actor, at = self.actor, now()
        on = local_day(at)

        asked = {"reason": given["reason"], "ground": Ground(given["ground"])}

        def before() -> None:
            confirm(actor=actor, number=number, code=given.get("otp") or "", at=at, on=on, **asked)

        def act() -> Answer:
            plan = cancel(actor=actor, number=number, at=at, on=on, shortfall=Shortfall(given["shortfall"]), **asked)
            body = presenters.plan(plan, on=on, full=shows_full_numbers(actor, plan))
            return Answer(200, body | {"credit_note": presenters.document(plan.credit_note)})

        return self.once(at=at, before=before, act=act)


class PreviewRefund(Act):
    """What cancelling the plan would do now, to tell the customer beforehand; for whom cancelling it is."""

    permission_classes = (AtCounter,)

    @described("Preview a cancellation", gives=answers.Refund, refuses=(401, 403), note="Points are told as they stand at this instant.")
    def get(self, request: Request, number: str) -> Response:
        return Response(presenters.refund(preview(actor=self.actor, number=number, at=now())))

"""One plan, and what it is worth."""

from __future__ import annotations

from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response

from stores.clock import store_today
from upgrade_program.interfaces.api import answers, bodies, presenters
from upgrade_program.interfaces.api.act import Act, written
from upgrade_program.interfaces.api.schema import described
from upgrade_program.plans.queries import plan_for, promise_of, shows_full_numbers
from upgrade_program.plans.terms import assured_value


class ReadPlan(Act):
    """A plan by its exact number, from any store; IMEI and mobile are masked except for the selling store's manager."""

    @described("Read a plan", gives=answers.Plan, refuses=(401,))
    def get(self, request: Request, number: str) -> Response:
        plan = plan_for(self.actor, number)
        return Response(presenters.plan(plan, on=store_today(), full=shows_full_numbers(self.actor, plan)))


class ReadValue(Act):
    """What a plan is worth on a day, with the working that a person can check."""

    @described("Read a plan's value", asks=bodies.ValueQuery, gives=answers.Value, refuses=(401, 422))
    def get(self, request: Request, number: str) -> HttpResponse:
        asked = self.asked(bodies.ValueQuery).validated_data if request.query_params else {}
        on = asked.get("on") or store_today()
        return written(presenters.value(assured_value(promise_of(self.actor, number), on=on)))

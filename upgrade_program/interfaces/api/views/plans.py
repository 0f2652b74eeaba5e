"""Selling a plan, and listing the store's."""

from __future__ import annotations

from django.http import HttpResponse
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response

from stores.clock import local_day, now, store_today
from upgrade_program.foundation.requests.services import Answer
from upgrade_program.interfaces.api import answers, bodies, presenters
from upgrade_program.interfaces.api.act import Act
from upgrade_program.interfaces.api.pages import page_of_plans
from upgrade_program.interfaces.api.permissions import AtCounter, IsStaff
from upgrade_program.interfaces.api.schema import described
from upgrade_program.plans.enums import ValueStatus
from upgrade_program.plans.queries import for_actor, shows_full_numbers, with_value_status
from upgrade_program.usecases.points import confirm, part_of
from upgrade_program.usecases.sell import sell


class Plans(Act):
    """The store's plans."""

    def get_permissions(self) -> list[BasePermission]:
        return [AtCounter() if self.request is not None and self.request.method == "POST" else IsStaff()]

    @described(
        "List plans",
        asks=bodies.PlansQuery,
        gives=answers.Plans,
        refuses=(401, 422),
        note="The own store's, newest first; every store's for head office and auditors. value_status is told by the dates, as of today.",
    )
    def get(self, request: Request) -> Response:
        asked = self.asked(bodies.PlansQuery).validated_data
        actor, on = self.actor, store_today()
        plans = for_actor(actor)
        if "value_status" in asked:
            plans = with_value_status(plans, ValueStatus(asked["value_status"]), on=on)
        page = page_of_plans(
            plans,
            request=request,
            cursor=asked.get("cursor", ""),
            shown=lambda plan: presenters.plan(plan, on=on, full=shows_full_numbers(actor, plan)),
        )
        return Response(page)

    @described(
        "Sell a plan",
        takes=bodies.Sale,
        gives=answers.Plan,
        status=201,
        refuses=(400, 401, 403, 409, 413, 415, 422, 503),
        once=True,
        note="A UPI part without reference makes the plan pending: no invoice yet, and POST plans/{number}/payment/ confirms it.",
        example="sale",
    )
    def post(self, request: Request) -> HttpResponse:
        body = self.given(bodies.Sale)
        order, code = body.order, body.validated_data.get("points_otp") or ""
        actor, at = self.actor, now()
        on = local_day(at)

        def before() -> None:
            confirm(actor=actor, order=order, code=code, at=at, on=on)

        def act() -> Answer:
            plan = sell(actor=actor, order=order, at=at, on=on)
            return Answer(201, presenters.plan(plan, on=on, full=True, sold_by=actor.username))

        return self.once(at=at, act=act, before=before if part_of(order) else None)

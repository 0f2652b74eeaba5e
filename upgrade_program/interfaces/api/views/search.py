"""Finding a plan by what the customer brings."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from stores.clock import store_today
from upgrade_program.customers.mobiles import parse_mobile
from upgrade_program.interfaces.api import answers, bodies, presenters
from upgrade_program.interfaces.api.act import Act
from upgrade_program.interfaces.api.pages import page_of_plans, single_page
from upgrade_program.interfaces.api.schema import described
from upgrade_program.interfaces.api.throttles import Search
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import NotFound
from upgrade_program.kernel.imei import parse_imei
from upgrade_program.plans.models import Plan
from upgrade_program.plans.queries import plan_for, plans_with_imei, plans_with_mobile, shows_full_numbers


class SearchPlans(Act):
    """Plans by number (of any store), by IMEI or by mobile (of the own store). What is not there and not yours: nothing found."""

    throttle_classes = (Search,)

    @described(
        "Search plans",
        takes=bodies.Search,
        asks=bodies.SearchQuery,
        gives=answers.Plans,
        refuses=(400, 401, 413, 415, 422, 429),
        note="A POST, because mobiles and IMEIs never stand in an address; send the same body to the address in next for the next page.",
    )
    def post(self, request: Request) -> Response:
        given = self.given(bodies.Search).validated_data
        cursor = self.asked(bodies.SearchQuery).validated_data.get("cursor", "")
        actor, on = self.actor, store_today()

        def shown(plan: Plan) -> dict[str, Any]:
            return presenters.plan(plan, on=on, full=shows_full_numbers(actor, plan))

        if given.get("number"):
            return Response(single_page([shown(plan) for plan in _numbered(actor, given["number"])]))
        return Response(page_of_plans(_found(actor, given), request=request, cursor=cursor, shown=shown))


def _numbered(actor: Actor, number: str) -> list[Plan]:
    try:
        return [plan_for(actor, number)]
    except NotFound:
        return []


def _found(actor: Actor, given: dict[str, Any]) -> QuerySet[Plan]:
    if given.get("imei"):
        return plans_with_imei(actor, parse_imei(given["imei"]))
    return plans_with_mobile(actor, parse_mobile(given["mobile"], field="mobile"))

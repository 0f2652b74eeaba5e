"""What a phone will be worth, for anybody who asks."""

from __future__ import annotations

from rest_framework.request import Request
from rest_framework.response import Response

from stores.clock import now
from upgrade_program.interfaces.api import answers, bodies, presenters
from upgrade_program.interfaces.api.act import PublicAct
from upgrade_program.interfaces.api.estimates import estimate
from upgrade_program.interfaces.api.schema import described
from upgrade_program.interfaces.api.throttles import Public


class Estimate(PublicAct):
    """The dated tiers in rupees of a device and a bill date. Public; knows no customer."""

    throttle_classes = (Public,)

    @described("Estimate a device's value", asks=bodies.EstimateQuery, gives=answers.Estimate, refuses=(422, 429), public=True)
    def get(self, request: Request) -> Response:
        asked = self.asked(bodies.EstimateQuery).validated_data
        return Response(presenters.estimate(*estimate(sku=asked["sku"], bill_date=asked.get("bill_date"), at=now())))

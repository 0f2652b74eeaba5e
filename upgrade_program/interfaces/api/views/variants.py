"""Finding a device."""

from __future__ import annotations

from rest_framework.request import Request
from rest_framework.response import Response

from stores.clock import now
from upgrade_program.catalog.queries import search_offers
from upgrade_program.interfaces.api import answers, bodies, presenters
from upgrade_program.interfaces.api.act import Act
from upgrade_program.interfaces.api.pages import page_by_count
from upgrade_program.interfaces.api.schema import described


class Variants(Act):
    """Devices with today's SRP and this instant's plan price, sellable ones first."""

    @described("Find a device", asks=bodies.VariantQuery, gives=answers.Variants, refuses=(401, 422))
    def get(self, request: Request) -> Response:
        asked = self.asked(bodies.VariantQuery).validated_data
        q, at = asked.get("q", ""), now()
        page = page_by_count(
            lambda offset, limit: search_offers(q=q, at=at, limit=limit, offset=offset),
            request=request,
            cursor=asked.get("cursor", ""),
            shown=presenters.variant,
        )
        return Response(page)

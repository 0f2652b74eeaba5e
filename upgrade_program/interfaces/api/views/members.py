"""Members: what they have, and the journal that says why."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from loyalty.ledger.models import Entry
from loyalty.members.queries import journal_for, member_by_mobile
from stores.clock import now
from stores.queries import codes_of
from upgrade_program.interfaces.api import answers_members as answers
from upgrade_program.interfaces.api import bodies
from upgrade_program.interfaces.api import presenters_members as presenters
from upgrade_program.interfaces.api.act import Act
from upgrade_program.interfaces.api.pages import page_by_key
from upgrade_program.interfaces.api.schema import described
from upgrade_program.interfaces.api.throttles import Search


class LookUpMember(Act):
    """Who is or was a member, by mobile; `left_on` says which. Who is not known and who never joined answer alike."""

    throttle_classes = (Search,)

    @described(
        "Look a member up",
        takes=bodies.MemberWanted,
        gives=answers.Member,
        refuses=(400, 401, 413, 415, 422, 429),
        note="A POST, because a mobile never stands in an address.",
    )
    def post(self, request: Request) -> Response:
        given = self.given(bodies.MemberWanted).validated_data
        return Response(presenters.member(member_by_mobile(self.actor, given["mobile"], at=now())))


class Entries(Act):
    """A member's journal: every point with its cause, newest first."""

    @described("List a member's entries", asks=bodies.SearchQuery, gives=answers.Entries, refuses=(401, 422))
    def get(self, request: Request, member: int) -> Response:
        cursor = self.asked(bodies.SearchQuery).validated_data.get("cursor", "")
        return Response(page_by_key(journal_for(self.actor, member), request=request, cursor=cursor, shown=_shown))


def _shown(rows: list[Entry]) -> list[dict[str, Any]]:
    codes = codes_of(row.store_id for row in rows)
    return [presenters.entry(row, stores=codes) for row in rows]

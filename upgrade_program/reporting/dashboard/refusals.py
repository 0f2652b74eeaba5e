"""Claims refused, by the gate or question that was not passed. A refusal that a second look overturned is none any more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max

from stores.clock import end_of_day, start_of_day
from upgrade_program.buyback.enums import State
from upgrade_program.buyback.models import Claim
from upgrade_program.buyback.queries.wording import wording_of
from upgrade_program.kernel.tongue import language


@dataclass(frozen=True, slots=True)
class Reason:
    """Why, in the words of the newest claim that was refused for it, and how many were."""

    key: str
    words: str
    count: int


def refusals(*, first: date, last: date, store_id: int | None = None) -> list[Reason]:
    """Reasons of the days from `first` through `last`, the most frequent first, in two statements.

    A claim is refused while it holds its tier, so what it holds through is never before its refusal: that bounds the index of claims that
    may still lapse, which refused ones stay in.
    """
    refused = Claim.objects.filter(
        state=State.REFUSED.value, held_through__gte=first, ended_at__gte=start_of_day(first), ended_at__lte=end_of_day(last)
    )
    if store_id is not None:
        refused = refused.filter(store=store_id)
    counted = list(refused.order_by().values_list("gate").annotate(count=Count("pk"), newest=Max("pk")))
    newest = Claim.objects.in_bulk([pk for _, _, pk in counted])
    reasons = [Reason(key=gate, words=_words(newest[pk], gate), count=count) for gate, count, pk in counted]
    return sorted(reasons, key=lambda reason: (-reason.count, reason.words))


def _words(claim: Claim, key: str) -> str:
    point = wording_of(claim).point(key)
    return point.cause(language()) if point else key

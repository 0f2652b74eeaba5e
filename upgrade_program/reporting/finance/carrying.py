"""Carrying the fees over midnight, so that the first page of a day, and of a month, reads what is kept and not every plan that lives.

In the last hours of a day the sums of the next one are made ahead, as if nothing more happened: how much of a fee is earned by tomorrow
is known today. On the last day of a month those of the whole month are made too. They stand as of an instant `seen`: papers of that
instant and later are not in them. Who asks on the next day adds, for the few plans and memberships that have such papers, what they come
to now less what they came to then. Both are reckoned by the statements of `sums`, so the figures are those of all plans, to the paisa.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from upgrade_program.reporting.finance.asking import rows
from upgrade_program.reporting.finance.deferred import Deferred, deferred_from
from upgrade_program.reporting.finance.months import Month
from upgrade_program.reporting.finance.sums import Sums, sums_among, sums_of
from upgrade_program.reporting.models import CarriedMonth, CarriedStore

_FIGURES = (
    *("plans_opening", "plans_closing", "plans_earned", "promised_before", "promised"),
    *("members_opening", "members_closing", "members_earned"),
)
_PAST = ("ended_before", "redeemed_before", "ended", "redeemed")
# By each store's index of its documents.
_PAPERS = """
    WITH papers AS MATERIALIZED (
        SELECT paper.collection_id FROM stores_store s
         CROSS JOIN LATERAL (SELECT collection_id FROM billing_taxdocument WHERE store_id = s.id AND issued_at >= %(seen)s) paper)
"""
_PLANS = f"""{_PAPERS}
    SELECT p.id FROM papers JOIN plans_plan p ON p.collection_id = papers.collection_id
    UNION SELECT plan_id FROM buyback_settlement WHERE settled_at >= %(seen)s OR reversed_at >= %(seen)s
"""  # noqa: S608  built of these very words
_MEMBERS = f"""{_PAPERS}
    SELECT DISTINCT substr(c.bill, length('membership:') + 1)::bigint
      FROM papers JOIN billing_collection c ON c.id = papers.collection_id WHERE c.bill ~ '^membership:[0-9]{{1,18}}$'
"""  # noqa: S608  built of these very words


def carry(month: Month, *, seen: datetime) -> None:
    """Keep the month's sums as of `seen`, before which every act has ended; `month.last` may lie ahead. In the caller's snapshot."""
    sums = sums_of(month).with_(_since(seen, month), sign=-1)
    kept = CarriedMonth.objects.create(first=month.first, last=month.last, seen=seen, **dict(zip(_PAST, sums.past, strict=True)))
    rows_of = (CarriedStore(month=kept, store_id=store, **_named(figures)) for store, figures in sums.stores.items())
    CarriedStore.objects.bulk_create(rows_of, batch_size=2000)


def carried(month: Month) -> Deferred | None:
    """The month out of what was carried and what came since; None where it was not carried. In the caller's snapshot."""
    kept = CarriedMonth.objects.filter(first=month.first, last=month.last).first()
    if kept is None:
        return None
    stores = {store: tuple(figures) for store, *figures in kept.stores.values_list("store_id", *_FIGURES)}
    sums = Sums(stores, tuple(getattr(kept, name) for name in _PAST))
    return deferred_from(month, sums.with_(_since(kept.seen, month)))


def _since(seen: datetime, month: Month) -> Sums:
    """By how much what is there now differs from what was there at that instant."""
    plans, members = ([key for (key,) in rows(sql, {"seen": seen})] for sql in (_PLANS, _MEMBERS))
    now, then = (sums_among(month, plans=plans, members=members, **at) for at in ({}, {"seen": seen}))
    return now.with_(then, sign=-1)


def _named(figures: tuple[Decimal, ...]) -> dict[str, Decimal]:
    return dict(zip(_FIGURES, figures, strict=True))

"""Paid months taken back within the days in which a purchase may be returned, as long as they gave nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.db import transaction

from loyalty.programme.models import HeardBill, Membership
from loyalty.programme.queries import programme_at
from loyalty.programme.refusals import LaterMonthsStand, MembershipReturnOver, MembershipTakenBack, MembershipUsed
from stores.access import require_manager
from stores.checking import checked_reason
from stores.clock import local_day
from upgrade_program.customers.models import Customer
from upgrade_program.foundation.audit.services import record as audit
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import NotFound
from upgrade_program.kernel.wording import day_text

_MULTIPLIED = " + membership "  # as `rating` words a factor


def return_through(row: Membership) -> date:
    """The last day on which months may be given back: as long as points of a purchase of that day are pending (rule 3)."""
    return programme_at(row.bought_at).first_day(local_day(row.bought_at)) - timedelta(days=1)


def take_membership_back(
    *,
    customer_id: int,
    first_day: date,
    reason: str,
    actor: Actor,
    at: datetime,
    on: date,
    used: Callable[[Membership], None] | None = None,
    give_back: Callable[[Membership], None] | None = None,
) -> Membership:
    """Take the months that begin on a day back: they count as never sold. A manager of the store that sold them, with a reason.

    `used` refuses what else they gave; `give_back` returns the money, before the trail is locked. What either refuses changes nothing.
    Refuses a day on which none of this customer's begin (`not_found`), everybody else (`forbidden`), no reason (`reason_required`), months
    taken back before (`membership_over`) or bought too long ago (`free_look_over`), those that others follow (`later_months_stand`), and
    those that gave more points on a bill which still stands (`membership_used`): who had the benefit keeps the months.
    """
    with transaction.atomic():
        Customer.objects.select_for_update(no_key=True).filter(pk=customer_id).first()
        beginning = Membership.objects.filter(customer_id=customer_id, days__startswith=first_day)
        row = beginning.select_for_update().order_by("-id").first()
        if row is None:
            raise NotFound
        require_manager(actor, row.store_id)
        row.reason = checked_reason(reason)[:200]
        _check(row, on=on)
        if used:
            used(row)
        if give_back:
            give_back(row)
        row.taken_back_at, row.taken_back_by_id = at, actor.staff_id
        row.save(update_fields=["taken_back_at", "taken_back_by", "reason"])
        audit(
            actor=actor,
            at=at,
            verb="membership.taken_back",
            subject=f"customer:{customer_id}",
            before={"from": row.days.lower.isoformat(), "until": row.days.upper.isoformat()},
            after={"membership": row.pk, "amount": str(row.amount)},
            reason=row.reason,
        )
    return row


def _check(row: Membership, *, on: date) -> None:
    if row.taken_back_at:
        raise MembershipTakenBack(day=day_text(local_day(row.taken_back_at)))
    if on > (last := return_through(row)):
        raise MembershipReturnOver(day=day_text(last))
    later = Membership.objects.filter(customer_id=row.customer_id, taken_back_at=None, days__startswith__gte=row.days.upper)
    if (following := later.order_by("days").first()) is not None:
        raise LaterMonthsStand(day=day_text(following.days.lower))
    bills = HeardBill.objects.filter(customer_id=row.customer_id, at__gte=row.bought_at, taken_back_at=None)
    for bill in bills.filter(facts__why__icontains=_MULTIPLIED).order_by("at"):
        if bill.at and (day := local_day(bill.at)) in row.days:
            raise MembershipUsed(day=day_text(day), what="a bill gave more points by it")

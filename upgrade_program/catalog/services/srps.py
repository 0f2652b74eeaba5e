"""Setting an SRP from a day on, and noting that one has been verified."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from stores.access import require_head_office
from stores.checking import checked_reason
from stores.clock import local_day
from upgrade_program.catalog.amounts import parse_amount
from upgrade_program.catalog.models import Srp, Variant
from upgrade_program.catalog.refusals import LaterPriceStands, PriceInThePast, SamePrice
from upgrade_program.foundation.audit.services import record
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.wording import day_text, rupees_text


@transaction.atomic
def set_srp(*, actor: Actor, variant: Variant, amount: Decimal, from_day: date, checked: bool, reason: str, at: datetime) -> Srp:
    """Let a variant's SRP be `amount` rupees from a local day on; closes the one then in force.

    Head office only. A first SRP may begin on any day (the launch); a following one begins tomorrow at the earliest
    (`price_in_the_past`), because plans sold today stand on today's, and after the day another begins (`later_price_stands`).
    Refuses the same amount (`same_price`).
    """
    require_head_office(actor)
    return open_srp(
        actor=actor, variant=variant, amount=parse_amount(amount), from_day=from_day, checked=checked, reason=checked_reason(reason), at=at
    )


def open_srp(*, actor: Actor, variant: Variant, amount: Decimal, from_day: date, checked: bool, reason: str, at: datetime) -> Srp:
    """Close and open under the variant's lock, inside the caller's transaction; one audit row with both sides."""
    Variant.objects.select_for_update(no_key=True).get(pk=variant.pk)
    srps = Srp.objects.filter(variant=variant)
    last = srps.order_by("-valid").first()
    before: dict[str, object] | None = None
    if last is not None:
        if last.amount == amount:
            raise SamePrice(device=str(variant), amount=rupees_text(amount))
        if from_day <= local_day(at):
            raise PriceInThePast(
                field="from_day",
                sentence="A new SRP begins tomorrow at the earliest: plans sold today stand on today's.",
                next_step="Choose a later day.",
            )
        if from_day <= last.valid.lower:
            raise LaterPriceStands(field="from_day", moment=day_text(last.valid.lower), next_step="Let the new SRP begin on a later day.")
        before = {"srp": last.pk, "amount": str(last.amount), "from": last.valid.lower.isoformat()}
        last.valid = DateRange(last.valid.lower, from_day)
        last.save(update_fields=["valid"])
    return write_srp(actor=actor, variant=variant, amount=amount, from_day=from_day, checked=checked, reason=reason, at=at, before=before)


def write_srp(
    *,
    actor: Actor,
    variant: Variant,
    amount: Decimal,
    from_day: date,
    checked: bool,
    reason: str,
    at: datetime,
    before: dict[str, object] | None = None,
) -> Srp:
    """The new row and its audit row, where nothing stands in the way (a new variant, or the row before it has just been closed)."""
    srp = Srp.objects.create(variant=variant, amount=amount, valid=DateRange(from_day, None), checked=checked, set_by_id=actor.staff_id)
    after = {"srp": srp.pk, "amount": str(amount), "from": from_day.isoformat(), "checked": checked}
    record(actor=actor, at=at, verb="srp.set", subject=f"variant:{variant.pk}", before=before, after=after, reason=reason)
    return srp


@transaction.atomic
def verify_srp(*, actor: Actor, srp: Srp, at: datetime) -> Srp:
    """Note that head office has verified an SRP that was marked 'to verify'; one already verified stays and leaves no second audit row."""
    require_head_office(actor)
    return mark_checked(actor=actor, srp=srp, at=at)


def mark_checked(*, actor: Actor, srp: Srp, at: datetime) -> Srp:
    row = Srp.objects.select_for_update(no_key=True).get(pk=srp.pk)
    if row.checked:
        return row
    row.checked = True
    row.save(update_fields=["checked"])
    record(actor=actor, at=at, verb="srp.verified", subject=f"variant:{row.variant_id}", before={"checked": False}, after={"checked": True})
    return row


def next_free_day(srp: Srp, *, on: date) -> date:
    """The first day after `on` on which a new SRP can follow this one."""
    begins: date = srp.valid.lower
    return max(on, begins) + timedelta(days=1)

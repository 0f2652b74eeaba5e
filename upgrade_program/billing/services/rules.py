"""Head office changes the tax rate, from a day on. Source: smart-upgrade section 4.9."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from stores.access import require_head_office
from upgrade_program.billing.models import TaxRule
from upgrade_program.foundation.audit.services import record
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Invalid, ReasonRequired


@transaction.atomic
def set_tax_rule(
    *, actor: Actor, sac: str, rate: Decimal, description: str, from_day: date, reason: str, at: datetime, on: date
) -> TaxRule:
    """A new rate in per cent from `from_day` (today or later); the running rule ends the day before.

    Issued documents never change. Refuses everybody but head office (`forbidden`), a missing reason (`reason_required`), and a day
    that is past or not after the first day of the last rule (`invalid`).
    """
    require_head_office(actor)
    if not reason.strip():
        raise ReasonRequired
    if from_day < on:
        raise Invalid(field="from_day", sentence="A tax rate begins today or later.", next_step="Choose a day that is not past.")
    running = TaxRule.objects.select_for_update().filter(sac=sac, valid__upper_inf=True).first()
    if running is not None:
        if from_day <= running.valid.lower:
            raise Invalid(field="from_day", sentence="A rule already begins on or after this day.", next_step="Choose a later day.")
        running.valid = DateRange(running.valid.lower, from_day)
        running.save(update_fields=["valid"])
    rule = TaxRule.objects.create(sac=sac, rate=rate, description=description, valid=DateRange(from_day, None))
    record(
        actor=actor,
        at=at,
        verb="tax_rule.set",
        subject=f"tax_rule:{rule.pk}",
        before={"rule": running.pk, "rate": str(running.rate)} if running else None,
        after={"sac": sac, "rate": str(rate), "from": from_day.isoformat()},
        reason=reason,
    )
    return rule

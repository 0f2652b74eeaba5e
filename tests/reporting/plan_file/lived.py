"""A plan with everything a file can tell of: photos, a claim declined for a formula, a claim that was settled, messages and papers."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

from stores.clock import local_day
from tests.factories.claims import BILLED, CLEAN, offered, old_plan, opened, settled
from tests.factories.plans import AT
from tests.foundation.photos.makers import jpeg
from upgrade_program.buyback.services import add_photo, decline_claim
from upgrade_program.foundation.outbox.services import deliver_due
from upgrade_program.kernel.actor import Actor
from upgrade_program.messaging.sending import send_due
from upgrade_program.plans.models import Plan
from upgrade_program.plans.services import add_day_zero_photo

FORMULA = "=cmd|' /c calc'!A0"
AGAIN = AT + timedelta(hours=2)
SCRATCHED = CLEAN | {"body": "minor"}


def lived(clerk: Actor) -> Plan:
    """Sold in November; in May claimed and declined, then claimed again, found scratched, and settled."""
    plan = old_plan(actor=clerk)
    add_day_zero_photo(plan=plan, view="front", file=BytesIO(jpeg()), actor=clerk, at=BILLED, on=local_day(BILLED))
    first = opened(plan, actor=clerk)
    add_photo(number=first.number, view="back", file=BytesIO(jpeg(72, 48)), actor=clerk, at=AT, on=local_day(AT))
    decline_claim(number=first.number, reason=FORMULA, actor=clerk, at=AT, on=local_day(AT))
    plan.refresh_from_db()
    settled(offered(plan, actor=clerk, at=AGAIN, answers=SCRATCHED), actor=clerk, at=AGAIN)
    while deliver_due(at=AGAIN):
        pass
    while send_due(at=AGAIN):
        pass
    plan.refresh_from_db()
    return plan

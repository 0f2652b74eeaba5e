"""Nothing more reaches a customer about a plan: what waits to be sent about it and about its claims is called off."""

from __future__ import annotations

from datetime import datetime

from upgrade_program.buyback.models import Claim
from upgrade_program.messaging.services import call_off
from upgrade_program.messaging.texts import names
from upgrade_program.plans.models import Plan

_TOLD = ("plan.", "claim.")  # templates of news and reminders; codes that a customer asks for are others


def fall_silent(plan: Plan, *, customer_id: int, at: datetime) -> int:
    """Call off what waits for this customer about the plan, and say how many messages that were; in the caller's transaction."""
    claims = Claim.objects.filter(plan=plan).order_by().values_list("pk", flat=True)
    about = [f"plan:{plan.pk}:", *(f"claim:{pk}:" for pk in claims)]
    return call_off(customer_id=customer_id, templates=[name for name in names() if name.startswith(_TOLD)], about=about, at=at)


def left_behind(plan: Plan, *, at: datetime) -> int:
    """The same for the holder before, in the transaction in which a plan changed hands: of it they hear that alone, once."""
    change = plan.holder_changes.order_by("-id").first()
    if change is None or change.old_customer_id == change.new_customer_id:
        return 0
    return fall_silent(plan, customer_id=change.old_customer_id, at=at)

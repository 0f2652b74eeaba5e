"""What customers are told about a plan."""

from __future__ import annotations

from upgrade_program.messaging.models import Message as Told


def told(plan, customer_id):
    """Template and state of everything to a customer about a plan, oldest first."""
    rows = Told.objects.filter(cause__startswith=f"plan:{plan.pk}:", customer_id=customer_id, channel="sms").order_by("id")
    return list(rows.values_list("template", "state"))

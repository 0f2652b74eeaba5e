"""A customer takes back the consent to one of their plans: nothing more is sent about it, not even what waits already."""

from __future__ import annotations

from datetime import datetime

from upgrade_program.buyback.models import Claim
from upgrade_program.customers.models import Consent
from upgrade_program.foundation.requests.transaction import act_transaction
from upgrade_program.kernel.actor import Actor
from upgrade_program.messaging.services import call_off
from upgrade_program.messaging.texts import names
from upgrade_program.plans.models import Plan
from upgrade_program.plans.queries import own_plan
from upgrade_program.plans.services import consent_again, withdraw_consent

__all__ = ["agree_again", "take_back"]

_TOLD = ("plan.", "claim.")  # templates of news and reminders; codes that a customer asks for are others


def take_back(*, actor: Actor, number: str, at: datetime) -> bool:
    """As `withdraw_consent`; news and reminders of the plan and of its claims that wait are not sent. Says whether it is new.

    Refuses (`not_found`) a plan that is not the customer's.
    """
    plan = own_plan(actor, number)
    with act_transaction():
        call_off(customer_id=plan.customer_id, templates=_templates(), about=_causes(plan), at=at)
        return withdraw_consent(plan=plan, actor=actor, at=at)


def agree_again(*, actor: Actor, number: str, text_version: int | None, language: str, at: datetime) -> Consent:
    """As `consent_again`; what was called off is not sent any more. Refuses as it does, and as `take_back`."""
    return consent_again(plan=own_plan(actor, number), text_version=text_version, language=language, actor=actor, at=at)


def _templates() -> list[str]:
    return [name for name in names() if name.startswith(_TOLD)]


def _causes(plan: Plan) -> list[str]:
    return [f"plan:{plan.pk}:", *(f"claim:{pk}:" for pk in Claim.objects.filter(plan=plan).order_by().values_list("pk", flat=True))]

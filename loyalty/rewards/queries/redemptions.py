"""Which redemptions an actor may see."""

from __future__ import annotations

from django.db.models import QuerySet

from loyalty.rewards.models import Redemption
from upgrade_program.kernel.actor import Actor, Role
from upgrade_program.kernel.errors import NotFound
from upgrade_program.kernel.numbers import parse_plan_number

_RELATED = ("reward", "terms", "customer", "code", "store", "by", "ended_by", "ended_store", "entry")


def for_actor(actor: Actor) -> QuerySet[Redemption]:
    """The redemptions an actor may list: those had at the stores they work for; all for head office and auditors; none for anybody else."""
    rows = Redemption.objects.select_related(*_RELATED)
    if actor.sees_all_stores:
        return rows
    return rows.filter(store_id__in=actor.store_ids) if actor.at_counter else rows.none()


def redemption_for(actor: Actor, number: str) -> Redemption:
    """The redemption behind an exact number: any staff member at work may open it, because a member brings it to any store.

    Refuses with `not_found`.
    """
    parsed = parse_plan_number(number)
    found = None
    if parsed and (actor.sees_all_stores or actor.at_counter):
        found = Redemption.objects.select_related(*_RELATED).filter(number=parsed).order_by().first()
    if found is None:
        raise NotFound(field="redemption")
    return found


def own_redemption(actor: Actor, number: str) -> Redemption:
    """A customer's own redemption by its number, wherever it was had; refuses with `not_found` what is no number and what is not theirs."""
    parsed = parse_plan_number(number)
    found = None
    if parsed and actor.role is Role.CUSTOMER and actor.customer_id:
        found = redemptions_of(actor.customer_id).filter(number=parsed).first()
    if found is None:
        raise NotFound(field="redemption")
    return found


def redemptions_of(customer_id: int) -> QuerySet[Redemption]:
    """A member's redemptions, newest first."""
    return Redemption.objects.filter(customer_id=customer_id).select_related("reward", "code", "store").order_by("-id")

"""Putting another customer or name on a plan: the row that does it, what goes with it, and the words of the code. Source: section 5."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from upgrade_program.customers.mobiles import parse_mobile
from upgrade_program.customers.models import Customer
from upgrade_program.customers.names import parse_name
from upgrade_program.customers.sessions import end_sessions_of
from upgrade_program.foundation.audit.services import record as audit
from upgrade_program.foundation.outbox.services import record as tell
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Forbidden, Refused, refuse_together
from upgrade_program.kernel.wording import day_text
from upgrade_program.otp.codes import digest
from upgrade_program.plans.enums import Change
from upgrade_program.plans.events import PlanHolderChanged
from upgrade_program.plans.lifecycle import PlanNotLive
from upgrade_program.plans.models import HolderChange, Plan
from upgrade_program.plans.refusals import ClaimOpen, NothingChanges
from upgrade_program.plans.services.cancellation_rules import Bound
from upgrade_program.plans.services.links import open_link


@dataclass(frozen=True, slots=True)
class Holder:
    """Whom a plan is to belong to: mobile as +91 and ten digits, and the name as given."""

    mobile: str
    name: str


def read_holder(*, mobile: str, name: str, at: str = "") -> Holder:
    """The holder as typed, both faults told together (`mobile_invalid`, `invalid`); `at` stands before the names of their fields."""
    refusals: list[Refused] = []
    read = {}
    for field, parse, text in (("mobile", parse_mobile, mobile), ("name", parse_name, name)):
        try:
            read[field] = parse(text, field=f"{at}{field}")
        except Refused as no:
            refusals.append(no)
    refuse_together(refusals)
    return Holder(**read)


def require_seller_of(actor: Actor, plan: Plan) -> None:
    """Refuses (`forbidden`) everybody but the staff of the selling store."""
    if not actor.works_for(plan.store_id):
        raise Forbidden(next_step="Ask the store that sold the plan.")


def check_changeable(plan: Plan, wanted: Holder, *, on: date) -> None:
    """Refuses plans that are not live, held by a claim (whose codes go to the mobile), or that say so already."""
    if not plan.live:
        raise PlanNotLive(status=plan.status)
    if plan.held_until and plan.held_until >= on:
        raise ClaimOpen(day=day_text(plan.held_until))
    if (plan.customer.mobile, plan.customer_name) == (wanted.mobile, wanted.name):
        raise NothingChanges(field="mobile")


def bound_to(plan: Plan, wanted: Holder, *, purpose: str, actor: Actor) -> Bound:
    """A code is good for this plan, this new mobile and name, and this person at this store."""
    mark = digest("holder", f"{wanted.mobile} {wanted.name}")[:16]
    return Bound(purpose=purpose, subject=f"plan:{plan.pk}:to:{mark}", session=f"{actor.label}@{actor.store_id}")


def put_holder(
    plan: Plan,
    *,
    kind: Change,
    customer: Customer,
    name: str,
    language: str = "",
    reason: str,
    actor: Actor,
    at: datetime,
    facts: dict[str, object] | None = None,
) -> HolderChange:
    """Write the record that moves a locked plan; another customer gets a link of their own, and the one before stops. Without a language
    the plan keeps its own. Inside the act's transaction."""
    moved, language = customer.pk != plan.customer_id, language or plan.customer_language
    change = HolderChange.objects.create(
        plan=plan,
        kind=kind.value,
        old_customer_id=plan.customer_id,
        new_customer=customer,
        old_name=plan.customer_name,
        new_name=name,
        new_language=language,
        reason=reason,
        by_id=actor.staff_id or 0,
        at=at,
    )
    if moved:
        plan.links.filter(revoked_at__isnull=True).update(revoked_at=at)
        open_link(plan=plan, at=at)
        if kind is Change.CORRECTION:  # the number was never theirs, or is theirs no more: whoever has it is signed out
            end_sessions_of(customer_id=plan.customer_id, at=at)
    before = plan.customer_id
    plan.customer, plan.customer_name, plan.customer_language = customer, name, language  # as the row's trigger has written it
    tell(PlanHolderChanged(plan_id=plan.pk, store_id=plan.store_id, at=at.isoformat(), change_id=change.pk), at=at)
    audit(
        actor=actor,
        at=at,
        verb="plan.corrected" if kind is Change.CORRECTION else "plan.transferred",
        subject=f"plan:{plan.pk}",
        before={"customer": before},
        after={"customer": customer.pk, "name_changed": change.old_name != name, "change": change.pk, **(facts or {})},
        reason=reason,
        chain=plan.store_id,
    )
    return change

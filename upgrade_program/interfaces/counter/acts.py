"""What may be done with a plan now, and why not; the services decide again. Source: smart-upgrade section 5."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from stores.access import may_manage
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.wording import day_text
from upgrade_program.plans.enums import Ground, Status, ValueStatus
from upgrade_program.plans.models import Plan
from upgrade_program.plans.terms import assured_value

GROUNDS = {
    Ground.FREE_LOOK: "The customer changed their mind (free look)",
    Ground.PHONE_RETURNED: "The phone was returned",
    Ground.STORE_ERROR: "The store made a mistake",
}


@dataclass(frozen=True, slots=True)
class Act:
    """An act on a plan: allowed now or not, and the sentence that says why or until when."""

    allowed: bool
    why: str = ""


@dataclass(frozen=True, slots=True)
class Acts:
    pay: Act
    link: Act
    cancel: Act
    claim: Act


def acts_on(plan: Plan, *, actor: Actor, on: date) -> Acts:
    """The acts of an actor on a plan on a day."""
    own = actor.works_for(plan.store_id)
    waits = plan.status == Status.PENDING
    return Acts(
        pay=Act(allowed=own and waits, why="" if own else f"Only {plan.store.code} takes its payment."),
        link=Act(allowed=own and not waits, why="" if own else f"Only {plan.store.code} gives out its link."),
        cancel=_cancel(plan, actor=actor, on=on, own=own),
        claim=_claim(plan, actor=actor, on=on),
    )


def grounds_for(plan: Plan, *, on: date) -> dict[Ground, str]:
    """The grounds on which a manager may cancel on a day: after the free look only a returned phone or a mistake of the store."""
    early = plan.status == Status.PENDING or on <= plan.free_look_until
    return {ground: words for ground, words in GROUNDS.items() if early or ground is not Ground.FREE_LOOK}


def _cancel(plan: Plan, *, actor: Actor, on: date, own: bool) -> Act:
    free_look = f"free look, {plan.frozen['free_look_days']} days"
    last = day_text(plan.free_look_until)
    if not plan.live:
        return Act(allowed=False)
    if plan.held_until and plan.held_until >= on:
        return Act(
            allowed=False,
            why=f"A claim or a reservation holds the plan through {day_text(plan.held_until)}: it cannot be cancelled meanwhile.",
        )
    if may_manage(actor, plan.store_id):
        if plan.status == Status.PENDING or on <= plan.free_look_until:
            return Act(allowed=True, why=f"In full through {last} ({free_look}).")
        return Act(allowed=True, why=f"The free look ended on {last}: only for a returned phone or a mistake of the store.")
    who = "A manager" if own else f"A manager of {plan.store.code}"
    if plan.status == Status.PENDING:
        return Act(allowed=False, why=f"{who} can cancel this sale. Unpaid, it ends by itself tonight.")
    if on <= plan.free_look_until:
        return Act(allowed=False, why=f"{who} can cancel through {last} ({free_look}).")
    return Act(allowed=False, why=f"Cancelling ended on {last} ({free_look}). {who} can, for a returned phone.")


def _claim(plan: Plan, *, actor: Actor, on: date) -> Act:
    """Whether a claim can be started: at any store's counter, while the plan gives something."""
    value = assured_value(plan.promise, on=on)
    match value.value_status:
        case ValueStatus.OPEN if actor.at_counter:
            return Act(allowed=True)
        case ValueStatus.OPEN:
            return Act(allowed=False, why="A claim is started at a store’s counter, with the phone in hand.")
        case ValueStatus.WAITING if value.next:
            return Act(allowed=False, why=f"No claim yet: the plan gives nothing before {day_text(value.next.on)}.")
        case ValueStatus.PENDING:
            return Act(allowed=False, why="No claim before the plan is paid.")
        case ValueStatus.SUSPENDED:
            return Act(allowed=False, why="No claim while the plan is suspended.")
        case ValueStatus.EXPIRED:
            last = day_text(plan.expires_on)
            return Act(allowed=False, why=f"No claim any more: the last day was {last}. Was the store closed? A manager may ask for more.")
        case _:
            return Act(allowed=False)

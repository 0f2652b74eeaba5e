"""What may be done with a plan now, and why not; the services decide again. Source: smart-upgrade section 5."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stores.access import may_manage
from upgrade_program.interfaces.counter.language import Words, day_text
from upgrade_program.kernel.actor import Actor
from upgrade_program.plans.enums import Ground, Status, ValueStatus
from upgrade_program.plans.models import Plan
from upgrade_program.plans.terms import assured_value

GROUNDS = {
    Ground.FREE_LOOK: gettext_lazy("The customer changed their mind (free look)"),
    Ground.PHONE_RETURNED: gettext_lazy("The phone was returned"),
    Ground.STORE_ERROR: gettext_lazy("The store made a mistake"),
}


@dataclass(frozen=True, slots=True)
class Act:
    """An act on a plan: allowed now or not, and the sentence that says why or until when."""

    allowed: bool
    why: Words = ""


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
        pay=Act(allowed=own and waits, why="" if own else _("Only %(code)s takes its payment.") % {"code": plan.store.code}),
        link=Act(allowed=own and not waits, why="" if own else _("Only %(code)s gives out its link.") % {"code": plan.store.code}),
        cancel=_cancel(plan, actor=actor, on=on, own=own),
        claim=_claim(plan, actor=actor, on=on),
    )


def grounds_for(plan: Plan, *, on: date) -> dict[Ground, str]:
    """The grounds on which a manager may cancel on a day: after the free look only a returned phone or a mistake of the store."""
    early = plan.status == Status.PENDING or on <= plan.free_look_until
    return {ground: str(words) for ground, words in GROUNDS.items() if early or ground is not Ground.FREE_LOOK}


def _cancel(plan: Plan, *, actor: Actor, on: date, own: bool) -> Act:
    free_look = _("free look, %(free_look_days)s days") % {"free_look_days": plan.frozen["free_look_days"]}
    last = day_text(plan.free_look_until)
    if not plan.live:
        return Act(allowed=False)
    if plan.held_until and plan.held_until >= on:
        return Act(
            allowed=False,
            why=_("A claim or a reservation holds the plan through %(held_until)s: it cannot be cancelled meanwhile.")
            % {"held_until": day_text(plan.held_until)},
        )
    if may_manage(actor, plan.store_id):
        if plan.status == Status.PENDING or on <= plan.free_look_until:
            return Act(allowed=True, why=_("In full through %(last)s (%(free_look)s).") % {"last": last, "free_look": free_look})
        return Act(
            allowed=True, why=_("The free look ended on %(last)s: only for a returned phone or a mistake of the store.") % {"last": last}
        )
    who = _("A manager") if own else _("A manager of %(code)s") % {"code": plan.store.code}
    if plan.status == Status.PENDING:
        return Act(allowed=False, why=_("%(who)s can cancel this sale. Unpaid, it ends by itself tonight.") % {"who": who})
    if on <= plan.free_look_until:
        return Act(
            allowed=False,
            why=_("%(who)s can cancel through %(last)s (%(free_look)s).") % {"who": who, "last": last, "free_look": free_look},
        )
    return Act(
        allowed=False,
        why=_("Cancelling ended on %(last)s (%(free_look)s). %(who)s can, for a returned phone.")
        % {"last": last, "free_look": free_look, "who": who},
    )


def _claim(plan: Plan, *, actor: Actor, on: date) -> Act:
    """Whether a claim can be started: at any store's counter, while the plan gives something."""
    value = assured_value(plan.promise, on=on)
    match value.value_status:
        case ValueStatus.OPEN if actor.at_counter:
            return Act(allowed=True)
        case ValueStatus.OPEN:
            return Act(allowed=False, why=_("A claim is started at a store’s counter, with the phone in hand."))
        case ValueStatus.WAITING if value.next:
            return Act(allowed=False, why=_("No claim yet: the plan gives nothing before %(on)s.") % {"on": day_text(value.next.on)})
        case ValueStatus.PENDING:
            return Act(allowed=False, why=_("No claim before the plan is paid."))
        case ValueStatus.SUSPENDED:
            return Act(allowed=False, why=_("No claim while the plan is suspended."))
        case ValueStatus.EXPIRED:
            last = day_text(plan.expires_on)
            return Act(
                allowed=False,
                why=_("No claim any more: the last day was %(last)s. Was the store closed? A manager may ask for more.") % {"last": last},
            )
        case _:
            return Act(allowed=False)

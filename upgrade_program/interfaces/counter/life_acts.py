"""The rarer acts on a plan, behind "More": allowed now or not, and why; the services decide again. Source: smart-upgrade section 5."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from upgrade_program.interfaces.counter.acts import Act
from upgrade_program.interfaces.counter.language import day_text
from upgrade_program.kernel.actor import Actor
from upgrade_program.plans.enums import Status
from upgrade_program.plans.models import Plan
from upgrade_program.plans.queries import Exchanges
from upgrade_program.plans.services import may_suspend

_HIDDEN = Act(allowed=False)


@dataclass(frozen=True, slots=True)
class LifeActs:
    suspend: Act
    resume: Act
    exchange: Act
    correct: Act
    transfer: Act
    consent: Act

    @property
    def any(self) -> bool:
        """Whether there is anything to offer or to explain."""
        return any(act.allowed or act.why for act in (self.suspend, self.resume, self.exchange, self.correct, self.transfer, self.consent))


def life_acts_on(plan: Plan, *, actor: Actor, exchanges: Exchanges, on: date) -> LifeActs:
    """The acts of an actor on a plan on a day."""
    own = actor.works_for(plan.store_id)
    over = on > max(plan.expires_on, plan.held_until or plan.expires_on)
    held = (
        _("A claim or a reservation holds the plan through %(held_until)s.") % {"held_until": day_text(plan.held_until)}
        if plan.held_until and plan.held_until >= on
        else ""
    )
    active, rests = plan.status == Status.ACTIVE and not over, plan.status == Status.SUSPENDED and not over
    manages = may_suspend(actor, plan)
    return LifeActs(
        suspend=Act(allowed=True, why=_("Lost, stolen or in dispute. The dates run on.")) if active and manages else _HIDDEN,
        resume=Act(allowed=True, why=_("The plan goes on with its own dates.")) if rests and manages else _HIDDEN,
        exchange=_exchange(exchanges, held=held) if active and own else _HIDDEN,
        correct=_correct(held) if plan.live and own else _HIDDEN,
        transfer=_transfer(held) if active and own and plan.promise.terms.limits.transfer else _HIDDEN,
        consent=Act(allowed=True, why=_("Withdrawn, or given again, with a code from the customer's phone."))
        if actor.at_counter and not plan.customer.erased
        else _HIDDEN,
    )


def _exchange(exchanges: Exchanges, *, held: str) -> Act:
    if exchanges.waiting:
        return Act(allowed=False, why=_("A warranty exchange waits for approval by a second person."))
    if held:
        return Act(allowed=False, why=_("%(held)s The phone cannot be exchanged meanwhile.") % {"held": held})
    return Act(allowed=True, why=_("The service centre gave the customer another phone. A second person approves."))


def _correct(held: str) -> Act:
    if held:
        return Act(allowed=False, why=_("%(held)s Mobile and name cannot be corrected meanwhile.") % {"held": held})
    return Act(allowed=True, why=_("With a code from the customer's phone."))


def _transfer(held: str) -> Act:
    if held:
        return Act(allowed=False, why=_("%(held)s It cannot be given to another person meanwhile.") % {"held": held})
    return Act(allowed=True, why=_("With the phone: same dates, same value. A code from each of the two."))

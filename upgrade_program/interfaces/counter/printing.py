"""What the counter's papers share: whose language, whose link, how much of an IMEI, and whether a request looks or prints."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from loyalty.programme.queries import customer_billed
from stores.access import may_see_store
from upgrade_program.foundation.documents.services import Form, print_document
from upgrade_program.interfaces.counter.gate import CounterRequest
from upgrade_program.interfaces.counter.language import spoken_here
from upgrade_program.interfaces.counter.links import public_url
from upgrade_program.interfaces.counter.marks import has_just_sold
from upgrade_program.kernel.errors import Forbidden, NotFound
from upgrade_program.plans.models import Plan
from upgrade_program.plans.queries import link_of, shows_full_numbers

LANGUAGES = (("en", "English"), ("hi", "हिन्दी"))
Paper = TypeVar("Paper")


@dataclass(frozen=True, slots=True)
class Look:
    """A request for one paper of a store: `subject` and `form` are what the note of a print says."""

    request: CounterRequest
    subject: str
    form: Form
    store_id: int
    shown: Plan | None = None

    @classmethod
    def at_plan(cls, request: CounterRequest, plan: Plan) -> Look:
        """A look at a plan's own paper. Refuses (`not_found`) other stores' plans: their number opens the plan, not its papers."""
        if not may_see_store(request.actor, plan.store_id):
            raise NotFound
        return cls(request, subject=f"certificate:{plan.pk}", form="a4", store_id=plan.store_id, shown=plan)

    @property
    def plan(self) -> Plan:
        if self.shown is None:
            raise NotFound
        return self.shown

    @property
    def own(self) -> bool:
        """Whether the person stands at the counter of the store the paper belongs to."""
        return self.request.actor.works_for(self.store_id)

    @property
    def full(self) -> bool:
        """Whether the paper shows the whole IMEI (smart-upgrade section 7): one's own sale just made, and the store's manager."""
        plan = self.shown
        return (
            plan is not None
            and self.own
            and (has_just_sold(self.request.session, plan.number) or shows_full_numbers(self.request.actor, plan))
        )

    @property
    def link(self) -> str:
        """The customer's address; only the plan's own store gives it out."""
        return public_url(link_of(self.shown)) if self.shown and self.own else ""


def drawn(look: Look, *, draw: Callable[[bool], Paper], at: datetime) -> Paper:
    """The paper that `draw(duplicate)` makes: noted as printed for a POST, a duplicate that leaves no trace for a GET.

    Refuses (`forbidden`) prints by anybody who does not stand at the counter of that store: head office and auditors only look.
    """
    if look.request.method != "POST":
        return draw(True)
    if not look.own:
        raise Forbidden(sentence="Only the staff of the store print its papers.", next_step="Read it on the screen.")
    return print_document(subject=look.subject, form=look.form, actor=look.request.actor, at=at, draw=draw)


def language_of(request: CounterRequest, plan: Plan | None, *, bill: str = "") -> str:
    """The language asked for by `?language=`, else the customer's of that sale, else that of the counter.

    Of a paper that is for no plan, `bill` says what was paid for.
    """
    asked = request.GET.get("language", "")
    if asked in dict(LANGUAGES):
        return asked
    if plan:
        return plan.customer_language
    member = customer_billed(bill)
    return member.language if member else spoken_here()

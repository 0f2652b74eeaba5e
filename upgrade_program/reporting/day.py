"""The day report: what a store sold, received, gave back, documented and counted on one business day. Source: interface section 2."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from stores.access import is_auditor, is_head_office, may_manage
from stores.clock import start_of_day
from stores.models import Store
from upgrade_program.foundation.audit.queries import Head, chain_head
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Forbidden, NotFound
from upgrade_program.reporting.cash import Cash, cash_of_day
from upgrade_program.reporting.money import Money, money_of_day
from upgrade_program.reporting.papers import Papers, papers_of_day

HEAD_OFFICE = 0  # the chain of what happens above the stores


@dataclass(frozen=True, slots=True)
class DayReport:
    """One store's day. `trail` and `office_trail` are the last rows of the two audit chains at its end, or now while it goes on."""

    store: Store
    on: date
    money: Money
    papers: Papers
    cash: Cash
    trail: Head
    office_trail: Head

    @property
    def is_empty(self) -> bool:
        """Nothing was sold, received, given back or documented, and no drawer opened."""
        waiting = self.money.waiting
        happened = self.money.received or self.money.given_back or self.papers.series or self.cash.drawers
        return not (happened or waiting.pending or waiting.given_up)


def day_report(*, store: Store, on: date, at: datetime) -> DayReport:
    """Read a store's day as it stands at an instant; the number of statements does not grow with the sales."""
    end = start_of_day(date.fromordinal(on.toordinal() + 1))
    return DayReport(
        store=store,
        on=on,
        money=money_of_day(store, on=on),
        papers=papers_of_day(store, on=on),
        cash=cash_of_day(store, on=on, at=at),
        trail=chain_head(store.pk, before=end),
        office_trail=chain_head(HEAD_OFFICE, before=end),
    )


def stores_to_report(actor: Actor) -> list[Store]:
    """The stores whose day an actor may read: a manager's own; all for head office and auditors. Refuses everybody else (`forbidden`)."""
    if is_head_office(actor) or is_auditor(actor):
        return list(Store.objects.all())
    if actor.store_id is None or not may_manage(actor, actor.store_id):
        raise Forbidden(sentence="The day report is for the store's manager.", next_step="Ask a manager of this store.")
    return list(Store.objects.filter(pk__in=actor.store_ids).order_by("-is_open", "code"))


def store_to_report(actor: Actor, *, code: str = "") -> Store:
    """One of those stores by its code, or the first; refuses as `stores_to_report`, and (`not_found`) foreign and unknown codes alike."""
    for store in stores_to_report(actor):
        if code in {"", store.code}:
            return store
    raise NotFound(field="store")

"""The floor of the shop that chance plays in: its people, its clock, the oracle's book, and one act done under a foretold refusal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from hypothesis.stateful import RuleBasedStateMachine

from stores.clock import local_day
from tests.buyback.claim_oracle import Book, Claimed
from tests.buyback.plan_oracle import Promised
from tests.factories.claims import BILLED
from tests.factories.plans import new_imei, order
from tests.undone import undo
from upgrade_program.catalog.models import Variant
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Refused
from upgrade_program.usecases.sell import sell

SRP, NEW, CHEAP = 10_014, 21_999, 4_999  # of the old phone, of a new one, of one that leaves an excess
MOVES_FROM = local_day(BILLED)  # plans billed earlier have terms that let none go to another person


@dataclass(frozen=True)
class People:
    """Who works in the shop, by name; head office; the phones that are sold and taken."""

    staff: Mapping[str, Actor]
    office: Actor
    old: Variant
    new: Variant
    cheap: Variant


class Floor(RuleBasedStateMachine):
    """One life: two plans billed on 5 Nov 2026, and it is 2 May 2027. `seen` counts how often each act was done or refused, and why."""

    people: People
    seen: Counter[str]

    def __init__(self) -> None:
        super().__init__()
        self.before = transaction.savepoint()
        self.at = BILLED
        self.book = Book()
        self.bills = 0
        self.heard = 0  # the newest piece of news that what is owed was counted by
        for store in ("clerk", "other_clerk"):
            self.sell(store)
        self.at += timedelta(days=178)  # 2 May 2027, 11:42: the first tier ends on the 5th

    def teardown(self) -> None:
        undo(self.before)

    @property
    def on(self) -> date:
        return local_day(self.at)

    def tick(self) -> None:
        """A quarter of an hour: five codes an hour may be sent to a mobile."""
        self.at += timedelta(minutes=15)

    def act(self, name: str, refusal: str | set[str], do: Callable[[], Any]) -> Any:
        """Do it, and demand the refusal foretold (or none)."""
        try:
            with transaction.atomic():
                done, code = do(), ""
        except Refused as no:
            done, code = None, no.code
        assert code in ({refusal} if isinstance(refusal, str) else refusal), f"{name}: {code or 'done'}, not {refusal or 'done'}"
        self.seen[f"{name}: {code or 'done'}"] += 1
        return done

    def now(self, actor: Actor) -> dict[str, Any]:
        return {"actor": actor, "at": self.at, "on": self.on}

    def plan(self, number: int) -> Promised:
        return self.book.plans[-1 - number % len(self.book.plans)]

    def claim(self, number: int) -> Claimed:
        """Counted from the newest: chance likes small numbers, and a claim needs several acts."""
        return self.book.claims[-1 - number % len(self.book.claims)]

    def manager_of(self, plan: Promised) -> Actor:
        """The manager of the store that sold the plan."""
        return self.people.staff[self.colleague("manager", plan)]

    def colleague(self, who: str, plan: Promised, *, own: bool = True) -> str:
        """The name of the person with that role at the store that sold the plan, or at the other one."""
        role = who.removeprefix("other_")
        return role if (plan.store == self.people.staff["clerk"].store_code) == own else f"other_{role}"

    def sell(self, who: str) -> None:
        self.bills += 1
        imei, actor = new_imei(), self.people.staff[who]
        mobile = f"97{self.bills:08d}"
        wanted = order(self.people.old, imei=imei, phone_invoice_number=f"B{self.bills}", customer_mobile=mobile)
        plan = sell(actor=actor, order=wanted, at=self.at, on=self.on)
        moves = self.on >= MOVES_FROM
        self.book.plans.append(Promised(plan.pk, actor.store_code, imei, SRP, self.on, f"+91{mobile}", wanted.customer_name, moves))

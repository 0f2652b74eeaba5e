"""A store closes while its tills sell: each sale is finished and counted before, or refused after; none is left behind unseen."""

from __future__ import annotations

import copy
import time
from collections.abc import Callable
from itertools import count
from threading import Event
from typing import Any

import pytest

from stores import services
from stores.models import Posting, Store
from tests.factories.plans import AT, TODAY, order, sellable
from tests.foundation.crowd import at_once
from upgrade_program.catalog.models import Variant
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Refused
from upgrade_program.plans.models import Plan
from upgrade_program.plans.services import sale_facts
from upgrade_program.usecases import closing
from upgrade_program.usecases.sell import sell

pytestmark = pytest.mark.django_db(transaction=True)
TILLS = 3
LOOK, PAUSE = 0.05, 0.3  # seconds between look and plan, and between sales: all of a row is had when nobody holds a part of it
LONG = 60  # seconds until whoever waits for another gives up


class Race:
    """Tills that sell until they are refused, and head office that closes their store meanwhile."""

    def __init__(self, store: Store, successor: Store) -> None:
        self.store, self.successor = store, successor
        self.numbers, self.sold, self.counted = count(1), 0, -1
        self.open, self.amid, self.closed = Event(), Event(), Event()
        self.look: Callable[[], object] = lambda: time.sleep(LOOK)

    def till(self, variant: Variant, seller: Actor) -> list[str]:
        told: list[str] = []
        end = time.monotonic() + LONG
        while "forbidden" not in told and time.monotonic() < end:
            number = next(self.numbers)
            wish = order(variant, customer_mobile=f"98104 {number:05d}", phone_invoice_number=f"S/{number}")
            try:
                sell(actor=seller, order=wish, at=AT, on=TODAY)
                told.append("sold")
                self.sold += 1
                if self.sold >= TILLS:
                    self.open.set()
                time.sleep(PAUSE)
            except Refused as no:
                told.append(no.code)
        return told

    def office(self, head_office: Actor) -> list[str]:
        assert self.open.wait(LONG), "the tills do not sell"
        closing.close_store(actor=head_office, store=self.store, successor=self.successor, reason="Lease ended", at=AT, on=TODAY)
        self.closed.set()
        return []

    def amid_a_sale(self) -> None:
        """A till that has looked goes on once the store is closed; head office counts the plans once a till has looked."""
        if self.open.is_set():
            self.amid.set()
            assert self.closed.wait(LONG)

    def run(self, variant: Variant, seller: Actor, head_office: Actor, monkeypatch: pytest.MonkeyPatch) -> int:
        """How many plans stand at the closed store beyond those that closing counted."""
        close, read = services.close_store, sale_facts.offer_from

        def counting(**given: Any) -> Store:
            self.counted = Plan.objects.filter(store=self.store).count()
            return close(**given)

        def slowly(*args: object, **given: Any) -> object:
            self.look()
            return read(*args, **given)

        monkeypatch.setattr(services, "close_store", counting)
        monkeypatch.setattr(sale_facts, "offer_from", slowly)
        heard = at_once(1 + TILLS, lambda hand: self.till(variant, seller) if hand else self.office(head_office))
        for one in heard:
            assert not isinstance(one, Exception), one
        assert [told[-1] for told in heard[1:]] == ["forbidden"] * TILLS
        assert self.counted >= TILLS
        return Plan.objects.filter(store=self.store).count() - self.counted


@pytest.fixture
def race(clerk: Actor, store: Store, other_store: Store) -> Race:
    Posting.objects.filter(staff_id=clerk.staff_id).update(until=TODAY)  # so that nobody is stranded; the requests are on their way
    return Race(store, other_store)


def test_no_sale_is_left_behind(race: Race, clerk: Actor, head_office: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    assert race.run(sellable(), clerk, head_office, monkeypatch) == 0


def test_the_control_without_the_lock_leaves_some(race: Race, clerk: Actor, head_office: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    blind = copy.copy(sale_facts._FACTS)
    blind._name = "sale_facts_blind"
    blind._prepare = blind._prepare.replace("PREPARE sale_facts ", "PREPARE sale_facts_blind ").replace("FOR KEY SHARE OF store", "")
    blind._execute = blind._execute.replace("EXECUTE sale_facts ", "EXECUTE sale_facts_blind ")
    monkeypatch.setattr(sale_facts, "_FACTS", blind)
    close = services.close_store

    def once_a_till_has_looked(**given: Any) -> Store:
        assert race.amid.wait(LONG)
        return close(**given)

    monkeypatch.setattr(services, "close_store", once_a_till_has_looked)
    race.look = race.amid_a_sale
    assert race.run(sellable(), clerk, head_office, monkeypatch) > 0

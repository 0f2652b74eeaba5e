"""A model is stopped while tills sell it: of what was sold, all began before the stop's commit, in every process.

What decides is the instant at which a sale begins. One that had read its offer before the commit may be written after it; one that
begins later meets the stop.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

import pytest

from tests.factories.plans import AT, TODAY, new_imei, order, sellable
from tests.factories.stops import stopped
from tests.foundation.crowd import at_once
from tests.races.test_sales import sale, token_of
from tests.races.together import Server
from upgrade_program.catalog.models import SellingStop, Variant
from upgrade_program.catalog.services import stop_selling
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Refused
from upgrade_program.plans.models import Plan
from upgrade_program.plans.services import sale_facts
from upgrade_program.usecases.sell import sell

pytestmark = pytest.mark.django_db(transaction=True)
TILLS, BEFORE, AFTER = 4, 8, 3  # tills; sales there are before the stop; attempts of each till after it
LONG = 60  # seconds until whoever waits for another gives up


class Shop:
    """A clock on which no two looks are the same, and the look after the stop's commit once there was one."""

    def __init__(self) -> None:
        self._looks = count()
        self.sales = count(1)
        self.sold = 0
        self.stopped: datetime | None = None

    def now(self) -> datetime:
        return AT + timedelta(milliseconds=next(self._looks))

    def till(self, variant: Variant, seller: Actor) -> list[str]:
        """Sales one after another, until the stop and some attempts beyond; what became of each."""
        told, after, end = [], 0, time.monotonic() + LONG
        while after < AFTER and time.monotonic() < end:
            after += self.stopped is not None
            number = next(self.sales)
            wish = order(variant, customer_mobile=f"98104 {number:05d}", phone_invoice_number=f"S/{number}")
            try:
                sell(actor=seller, order=wish, at=self.now(), on=TODAY)
                told.append("sold")
                self.sold += 1
            except Refused as no:
                told.append(no.code)
        return told

    def stop(self, variant: Variant, office: Actor) -> list[str]:
        end = time.monotonic() + LONG
        while self.sold < BEFORE and time.monotonic() < end:
            time.sleep(0.005)
        stop_selling(actor=office, model_id=variant.model_id, reason="Batteries swell", at=self.now())
        self.stopped = self.now()
        return []

    def race(self, variant: Variant, seller: Actor, office: Actor) -> list[str]:
        heard = at_once(1 + TILLS, lambda hand: self.till(variant, seller) if hand else self.stop(variant, office))
        for one in heard:
            assert not isinstance(one, Exception), one
        return [word for told in heard for word in told]

    def strays(self) -> int:
        """Plans of sales that began after the stop's commit."""
        return Plan.objects.filter(sold_at__gt=self.stopped).count()


def test_no_sale_that_began_after_the_stop_is_made(clerk: Actor, head_office: Actor) -> None:
    shop, variant = Shop(), sellable()
    told = shop.race(variant, clerk, head_office)
    print(f"{told.count('sold')} sold, {told.count('not_eligible')} refused")
    assert set(told) == {"sold", "not_eligible"}
    assert Plan.objects.count() == told.count("sold") >= BEFORE
    assert told.count("not_eligible") >= TILLS * AFTER
    assert shop.strays() == 0


def test_control_a_sale_that_does_not_look_goes_on(clerk: Actor, head_office: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    read = sale_facts.offer_from

    def blind(*args: Any, **facts: Any) -> Any:
        return replace(read(*args, **facts), stopped_at=None)

    monkeypatch.setattr(sale_facts, "offer_from", blind)
    shop, variant = Shop(), sellable()
    shop.race(variant, clerk, head_office)
    assert shop.strays() >= TILLS * AFTER


def test_of_eight_people_who_stop_one_model_one_does(head_office: Actor) -> None:
    model = sellable().model
    got = at_once(8, lambda hand: stopped(head_office, model))
    assert sorted(type(one).__name__ for one in got) == ["SellingStop"] + ["StopStands"] * 7
    assert SellingStop.objects.count() == 1


@pytest.mark.usefixtures("clerk_user", "other_clerk_user")
def test_two_worker_processes_refuse_from_the_commit_on(web: Server, head_office: Actor) -> None:
    variant, tokens = sellable(), [token_of("clerk.dl01", "DL01"), token_of("clerk.mh01", "MH01")]
    done = threading.Event()
    committed: list[float] = []
    replies: list[Any] = []

    def till(token: str) -> None:
        after, end = 0, time.monotonic() + LONG
        while after < AFTER and time.monotonic() < end:
            after += done.is_set()
            replies.append(web.post("plans/", sale(new_imei(), variant.sku), token=token, key=uuid4().hex))

    def office() -> None:
        end = time.monotonic() + LONG
        while len(replies) < BEFORE and time.monotonic() < end:
            time.sleep(0.01)
        stopped(head_office, variant.model)
        committed.append(time.monotonic())
        done.set()

    hands: list[Callable[[], None]] = [office, *(lambda token=token: till(token) for token in tokens * 2)]
    heard = at_once(len(hands), lambda hand: hands[hand]())
    assert heard == [None] * len(hands)
    later = [reply for reply in replies if reply.began > committed[0]]
    print(f"{len(replies)} sales, {len(later)} begun after the stop's commit")
    assert len(later) >= 2 * len(tokens) * AFTER
    assert {(reply.status, reply.body["code"]) for reply in later} == {(409, "not_eligible")}
    assert {reply.status for reply in replies} == {201, 409}

"""Two people of head office set prices at once: they take turns, and no two prices ever overlap."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connections

from stores.access import actor_for
from tests.factories.catalog import AT, PlanPriceFactory
from tests.factories.stores import HeadOfficeFactory
from upgrade_program.catalog.models import DeviceModel, PlanPrice
from upgrade_program.catalog.services import plan_prices, set_plan_price
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.kernel.errors import Refused

pytestmark = pytest.mark.django_db(transaction=True)
HANDS = 8


def at_once(act: Callable[[int], object]) -> list[object]:
    """What each of HANDS threads got from `act(number)`, started from behind one barrier; prints how many really overlapped."""
    barrier, got, spans = Barrier(HANDS, timeout=10), [None] * HANDS, [(0.0, 0.0)] * HANDS

    def run(number: int) -> None:
        try:
            barrier.wait()
            begin = time.monotonic()
            try:
                got[number] = act(number)
            except (Refused, IntegrityError) as no:
                got[number] = no
            spans[number] = (begin, time.monotonic())
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(number,)) for number in range(HANDS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    last_begin, first_end = max(begin for begin, _ in spans), min(end for _, end in spans)
    print(f"{sum(begin < first_end for begin, _ in spans)} of {HANDS} had begun before the first ended; {last_begin=:.3f} {first_end=:.3f}")
    return got


@pytest.fixture
def race():
    """Each hand sets another amount: hand n from n seconds ahead, or all from the same instant."""
    model = PlanPriceFactory().model
    people = [actor_for(HeadOfficeFactory(), None) for _ in range(HANDS)]

    def run(*, step: int) -> list[object]:
        return at_once(
            lambda number: set_plan_price(
                actor=people[number],
                model=DeviceModel.objects.get(pk=model.pk),
                amount=Decimal(600 + number),
                from_at=AT + timedelta(hours=1, seconds=number * step),
                reason="Race",
                at=AT,
            )
        )

    return run


def _never_overlap() -> None:
    rows = list(PlanPrice.objects.filter(withdrawn_at=None).order_by("valid"))
    for one, next_ in pairwise(rows):
        assert one.valid.upper == next_.valid.lower
    assert rows[-1].valid.upper is None


def test_at_different_instants_they_take_turns(race):
    got = race(step=1)
    done = [price for price in got if isinstance(price, PlanPrice)]
    refused = {no.code for no in got if isinstance(no, Refused)}
    assert done
    assert refused <= {"later_price_stands"}
    assert len(done) + sum(isinstance(no, Refused) for no in got) == HANDS
    assert PlanPrice.objects.count() == 1 + len(done)
    assert AuditRow.objects.filter(verb="price.set").count() == len(done)
    _never_overlap()


def test_at_the_same_instant_the_last_one_stands(race):
    got = race(step=0)
    assert all(isinstance(price, PlanPrice) for price in got)
    assert PlanPrice.objects.filter(withdrawn_at=None).count() == 2
    assert PlanPrice.objects.exclude(withdrawn_at=None).count() == HANDS - 1
    assert AuditRow.objects.filter(verb="price.set").count() == HANDS
    _never_overlap()


def test_control_without_the_lock_the_database_alone_says_no(race, monkeypatch):
    """The guard is off: the hands trip over each other, and only the laws keep the prices apart."""
    monkeypatch.setattr(plan_prices, "_lock", lambda model: None)
    look = plan_prices._refuse_in_the_way

    def slow_look(*args: object, **facts: object) -> None:
        look(*args, **facts)
        time.sleep(0.2)  # everybody has looked before anybody writes

    monkeypatch.setattr(plan_prices, "_refuse_in_the_way", slow_look)
    got = race(step=1)
    laws = {no.__cause__.diag.constraint_name for no in got if isinstance(no, IntegrityError)}
    assert laws
    assert laws <= {"prices_stay_as_written", "prices_of_one_model_do_not_overlap"}
    assert sum(isinstance(no, IntegrityError) for no in got) == HANDS - 1
    _never_overlap()

"""A competing act let in before and after each SQL statement of a settlement: one of the two wins, and the books agree.

The competitor runs on a connection of its own. When it has to wait for the settlement's locks, the settlement goes on; it is counted.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection, connections

from tests.factories import claims
from tests.factories.plans import sellable
from tests.foundation.crowd import WAITING
from tests.races.books import books_agree, new_mobile
from upgrade_program.buyback.models import Claim
from upgrade_program.buyback.services import NewPhone, decline_claim, lapse_due_claims, open_claim, settle_claim
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Refused
from upgrade_program.plans.enums import Ground
from upgrade_program.plans.services import cancel_plan, expire_due_plans

pytestmark = pytest.mark.django_db(transaction=True)
# Opened on 3 May 2027 and held through 6 May: the settlement comes at 23:59 of that day, the jobs and a new claim two minutes later.
OPENED = datetime(2027, 5, 3, 6, 12, tzinfo=UTC)
LAST, LAST_AT = date(2027, 5, 6), datetime(2027, 5, 6, 18, 29, tzinfo=UTC)
NEXT, NEXT_AT = date(2027, 5, 7), datetime(2027, 5, 6, 18, 31, tzinfo=UTC)
ENDING = datetime(2026, 2, 4, 6, 12, tzinfo=UTC)  # billed then, the plan ends on 4 May 2027, and only the hold keeps it
Rival = Callable[[Claim], Any]


class Competitor:
    """An act on a connection of its own, let in once; `waited` when it had to wait for somebody's lock."""

    def __init__(self, act: Callable[[], Any], eye: Any) -> None:
        self.outcome: Any = None
        self.waited = False
        self._act, self._eye = act, eye
        self._thread = threading.Thread(target=self._run)

    def let_in(self) -> None:
        """Come back when it has ended, or waits."""
        self._thread.start()
        while self._thread.is_alive():
            self._thread.join(0.002)
            if self._thread.is_alive() and self._waits():
                self.waited = True
                return

    def end(self) -> None:
        self._thread.join(20)
        assert not self._thread.is_alive()

    def _waits(self) -> bool:
        with self._eye.cursor() as cursor:
            cursor.execute(WAITING)
            return bool(cursor.fetchone()[0])

    def _run(self) -> None:
        try:
            self.outcome = self._act()
        except Refused as no:
            self.outcome = no
        except BaseException as fault:  # told by the test, not lost with the thread
            self.outcome = fault
        finally:
            connections.close_all()


class LetIn:
    """Counts the statements of the act; before the chosen one, or after the last, the competitor comes."""

    def __init__(self, place: int, competitor: Competitor, *, last: int = 0) -> None:
        self.count, self.place, self.last, self.competitor = 0, place, last, competitor

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.count += 1
        if self.count == self.place:
            self.competitor.let_in()
        result = execute(sql, params, many, context)
        if self.count == self.last == self.place - 1:
            self.competitor.let_in()
        return result


@pytest.fixture
def eye(transactional_db):
    """A connection that only looks at who waits."""
    looking = connections.create_connection("default")
    looking.set_autocommit(True)
    yield looking
    looking.close()


@pytest.fixture
def rivals(manager: Actor, other_clerk: Actor) -> dict[str, Rival]:
    return {
        "cancel": lambda claim: cancel_plan(plan=claim.plan, reason="error", ground=Ground.STORE_ERROR, actor=manager, at=NEXT_AT, on=NEXT),
        "expire": lambda claim: expire_due_plans(on=NEXT, at=NEXT_AT),
        "lapse": lambda claim: lapse_due_claims(on=NEXT, at=NEXT_AT),
        "decline": lambda claim: decline_claim(number=claim.number, reason="no", actor=other_clerk, at=LAST_AT, on=LAST),
        "open": lambda claim: open_claim(plan=claim.plan, handset_imei=claim.handset_imei, actor=other_clerk, at=NEXT_AT, on=NEXT),
    }


def settle(claim: Claim, phone: NewPhone, clerk: Actor) -> Any:
    try:
        return settle_claim(number=claim.number, new_phone=phone, excess_acknowledged=True, actor=clerk, at=LAST_AT, on=LAST)
    except Refused as no:
        return no


def statements_of_a_settlement(claim: Claim, phone: NewPhone, clerk: Actor) -> int:
    count = Counter[str]()

    def counting(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        count["all"] += 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(counting):
        assert not isinstance(settle(claim, phone, clerk), Refused)
    return count["all"]


@pytest.mark.parametrize("name", ["cancel", "expire", "lapse", "decline", "open"])
def test_one_of_two_wins_wherever_they_meet(name, rivals, clerk, eye, record_property):
    billed = ENDING if name == "expire" else claims.BILLED
    device, new = sellable(), sellable(name="Redmi Note 10 Pro", srp=21_999, price=799)
    serial = iter(range(1, 1000))

    def fresh() -> Claim:
        plan = claims.old_plan(
            actor=clerk, at=billed, variant=device, phone_invoice_number=f"B{next(serial)}", customer_mobile=new_mobile()
        )
        return claims.accepted(plan, actor=clerk, at=OPENED)

    total = statements_of_a_settlement(fresh(), claims.new_phone(new), clerk)
    assert total == 2  # what locks and reads, what writes
    ends: Counter[tuple[str, str]] = Counter()
    waited, began = 0, time.monotonic()
    for place in range(1, total + 2):
        claim = fresh()
        competitor = Competitor(lambda claim=claim: rivals[name](claim), eye)
        letting = LetIn(place, competitor, last=total)
        with connection.execute_wrapper(letting):
            outcome = settle(claim, claims.new_phone(new), clerk)
        competitor.end()
        end = books_agree(claim)
        ends[end] += 1
        waited += competitor.waited
        assert isinstance(competitor.outcome, Refused | int | Claim | type(claim.plan)), competitor.outcome
        won = end[0] == "settled"
        assert won == (not isinstance(outcome, Refused)), (place, outcome)
        rival_won = not isinstance(competitor.outcome, Refused) and competitor.outcome != 0
        assert won != rival_won, (place, outcome, competitor.outcome)
    record_property(
        "summary", f"settle × {name}: let in at {total + 1} places, waited at {waited}, ends {dict(ends)}, {time.monotonic() - began:.0f} s"
    )
    if name != "expire":  # the job skips what somebody has locked
        assert waited > 0, "the competitor never met a lock"
    assert len({state for state, _ in ends}) == 2, "the two acts never changed places"

"""A month's boards are frozen while head office erases somebody who stands on them: no initials and no award of nobody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from threading import Event
from typing import Any

import pytest

from loyalty.activity.models import Standing
from loyalty.activity.services import boards as services
from loyalty.activity.services import check_in, freeze_due
from loyalty.ledger.models import Entry
from loyalty.ledger.queries import balances, broken
from tests.factories.activity import boards
from tests.factories.loyalty import loyalty, member
from tests.factories.programme import colleague
from tests.foundation.crowd import at_once, until_waiting
from upgrade_program.customers.models import Customer
from upgrade_program.kernel.actor import SYSTEM, Actor
from upgrade_program.usecases.erase import ask, grant_erasure

pytestmark = pytest.mark.django_db(transaction=True)
APRIL, MAY = date(2027, 4, 1), date(2027, 5, 1)


def noon(day: date) -> datetime:
    return datetime.fromisoformat(f"{day}T12:00:00+05:30")


@pytest.fixture
def asha() -> Customer:
    loyalty()
    boards()
    asha, bano = member(name="Asha Rao"), member(name="Bano Begum")
    for one in (asha, bano):
        check_in(customer_id=one.pk, actor=SYSTEM, at=noon(APRIL))
    return asha


@pytest.fixture
def erase(asha: Customer, head_office: Actor) -> Callable[[], Any]:
    """Head office grants what was asked for."""
    asked, granter = ask(actor=head_office, customer_id=asha.pk, reason="asked in a letter", at=noon(MAY)), colleague()
    return lambda: grant_erasure(approval_id=asked.pk, actor=granter, at=noon(MAY), on=MAY)


def frozen_while(erase: Callable[[], Any], monkeypatch: pytest.MonkeyPatch, *, place: str, until: Callable[[Event], Any]) -> None:
    """Freeze April; once `place` of the freezing is passed the first time somebody is erased, and it goes on when `until` says so."""
    passed, erased, step = Event(), Event(), getattr(services, place)

    def passing(*given: Any, **named: Any) -> Any:
        done = step(*given, **named)
        if not passed.is_set():
            passed.set()
            until(erased)
        return done

    def act(hand: int) -> Any:
        if hand == 0:
            return freeze_due(on=MAY, at=noon(MAY))
        assert passed.wait(20)
        done = erase()
        erased.set()
        return done

    monkeypatch.setattr(services, place, passing)
    got = at_once(2, act)
    assert [one for one in got if isinstance(one, Exception)] == []
    assert got[0] == 1


def names(customer: Customer) -> set[str]:
    return set(Standing.objects.filter(customer=customer).values_list("name", flat=True))


def ended(erased: Event) -> None:
    assert erased.wait(20)


def test_who_is_erased_after_the_board_was_read_stands_nowhere(
    asha: Customer, erase: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    frozen_while(erase, monkeypatch, place="_places", until=ended)
    assert names(asha) == set()
    assert not Entry.objects.filter(account__customer=asha, source_type="board").exists()
    assert set(Standing.objects.values_list("name", flat=True)) == {"B••• B•••"}
    assert broken() == []


def test_who_is_kept_on_the_board_is_erased_after_it_and_leaves_no_initials(
    asha: Customer, erase: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    frozen_while(erase, monkeypatch, place="_keep", until=lambda erased: until_waiting())
    assert names(asha) == {""}
    assert balances(asha.pk, at=noon(MAY)).available == 0
    assert broken() == []


def test_control_whoever_reads_without_keeping_leaves_initials_and_an_award_of_nobody(
    asha: Customer, erase: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_once(season: Any) -> list[Standing]:
        return [
            *services._places(season, services.Board.DAYS, season.terms.day_awards),
            *services._places(season, services.Board.POINTS, season.terms.point_awards),
        ]

    monkeypatch.setattr(services, "_kept_places", read_once)
    frozen_while(erase, monkeypatch, place="_kept_places", until=ended)
    assert names(asha) == {"A••• R•••"}
    assert Entry.objects.filter(account__customer=asha, source_type="board").exists()

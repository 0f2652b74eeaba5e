"""Granted terms and rates are withdrawn while others withdraw them, grant the next, or sell over midnight: one of two acts is heard."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from stores.clock import start_of_day
from tests.factories.plans import AT, TODAY, order, sellable
from tests.factories.prices import second_person
from tests.factories.rates import proposal as proposed_rate
from tests.factories.rates import rate_from
from tests.factories.terms import asked, changed, published
from tests.foundation.crowd import at_once, law, looked_first
from tests.races.test_terms import codes
from upgrade_program.billing.models import TaxRule
from upgrade_program.billing.services.rules import withdraw_tax_rule
from upgrade_program.drafts import withdrawals
from upgrade_program.drafts.models import Draft, Withdrawal
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.foundation.audit.queries import faults
from upgrade_program.kernel.actor import Actor
from upgrade_program.plans.models import Plan, TermsVersion
from upgrade_program.plans.services import grant_terms, terms_versions, withdraw_terms
from upgrade_program.usecases.sell import sell

pytestmark = pytest.mark.django_db(transaction=True)
TOMORROW = TODAY + timedelta(days=1)
LATER = TODAY + timedelta(days=9)
FIRST = date(2020, 11, 5)


@pytest.fixture(autouse=True)
def _programme(transactional_db: None) -> None:
    sellable()


def planned() -> Draft:
    """The draft of a version that is to begin tomorrow."""
    draft = published(TOMORROW, at=AT, free_look_days=9).draft
    assert draft is not None
    return draft


def days() -> list[tuple[date, date | None]]:
    """First day, and the day after the last, of each version that stands."""
    standing = TermsVersion.objects.filter(valid__isempty=False).order_by("version")
    return [(one.valid.lower, one.valid.upper) for one in standing]


def four_withdraw(draft: Draft) -> list[Any]:
    people = [second_person() for _ in range(4)]
    return at_once(4, lambda hand: withdraw_terms(actor=people[hand], draft=draft, reason="Wrong", at=AT))


def test_of_four_who_withdraw_one_version_one_is_heard() -> None:
    got = four_withdraw(planned())
    assert codes(got) == ["withdrawn_before"] * 3
    assert days() == [(FIRST, None)]
    assert (Withdrawal.objects.count(), AuditRow.objects.filter(verb="terms.withdrawn").count()) == (1, 1)
    assert faults(0) == []


def test_control_without_the_lock_the_database_alone_says_no(monkeypatch: pytest.MonkeyPatch) -> None:
    draft = planned()
    monkeypatch.setattr(terms_versions, "_lock", lambda: None)
    monkeypatch.setattr(withdrawals, "has_begun", looked_first(withdrawals.has_begun, 4))
    laws = {law(no) for no in four_withdraw(draft)} - {None}
    assert laws == {"drafts_withdrawal_draft_id_key"}  # behind the lock the others are told that it was withdrawn
    assert (days(), Withdrawal.objects.count()) == ([(FIRST, None)], 1)


def withdraw_and_follow(head_office: Actor, *, before: Callable[[], None] = lambda: None) -> list[Any]:
    """One person withdraws the version, another one grants the next, which follows it; `before` is done just before the two."""
    draft, people = planned(), (second_person(), second_person())
    follows = asked(head_office, changed(hold_days=5), from_day=LATER, at=AT)
    before()

    def act(hand: int) -> Any:
        if hand:
            return grant_terms(actor=people[hand], approval_id=follows.pk, at=AT)
        return withdraw_terms(actor=people[hand], draft=draft, reason="Wrong", at=AT)

    return at_once(2, act)


def one_of_the_two() -> list[list[tuple[date, date | None]]]:
    """What may stand afterwards: the version withdrawn and nothing after it, or the next one following it."""
    return [[(FIRST, None)], [(FIRST, TOMORROW), (TOMORROW, LATER), (LATER, None)]]


def test_of_a_withdrawal_and_the_next_version_one_is_heard(head_office: Actor) -> None:
    got = withdraw_and_follow(head_office)
    assert codes(got) in (["version_followed"], ["draft_outdated"])
    assert days() == one_of_the_two()[codes(got) == ["version_followed"]]
    assert Withdrawal.objects.count() == (codes(got) == ["draft_outdated"])
    assert faults(0) == []


def test_control_without_the_lock_the_law_of_the_days_refuses_one(head_office: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terms_versions, "_lock", lambda: None)
    looked = looked_first(terms_versions.newest_terms, 2)
    got = withdraw_and_follow(head_office, before=lambda: monkeypatch.setattr(terms_versions, "newest_terms", looked))
    assert [law(no) for no in got if isinstance(no, Exception)] == ["terms_change_only_by_a_new_version"]
    assert days() in one_of_the_two()


# Midnight


def over_midnight(draft: Draft, clerk: Actor, *, at: datetime, sells_at: datetime) -> list[Any]:
    """One person withdraws the version while three tills sell."""
    variant, office = sellable(), second_person()

    def act(hand: int) -> Any:
        if hand == 0:
            return withdraw_terms(actor=office, draft=draft, reason="Wrong", at=at)
        for number in range(4):
            wish = order(variant, customer_mobile=f"98104 {hand:02d}{number:03d}", phone_invoice_number=f"R/{hand}/{number}")
            day = TOMORROW if sells_at >= start_of_day(TOMORROW) else TODAY
            sell(actor=clerk, order=wish, at=sells_at, on=day)
        return "sold"

    return at_once(4, act)


def sold_on() -> set[int]:
    """The versions that plans were sold on, each in force on its bill date."""
    plans = list(Plan.objects.select_related("terms"))
    assert len(plans) == 12
    assert all(plan.bill_date in plan.terms.valid and plan.frozen["version"] == plan.terms.version for plan in plans)
    return {plan.terms.version for plan in plans}


def test_up_to_ten_seconds_before_midnight_sales_and_the_withdrawal_do_not_meet(clerk: Actor) -> None:
    draft, midnight = planned(), start_of_day(TOMORROW)
    got = over_midnight(draft, clerk, at=midnight - timedelta(seconds=10), sells_at=midnight - timedelta(seconds=10))
    assert got[1:] == ["sold"] * 3
    assert sold_on() == {1}
    assert days() == [(FIRST, None)]


def test_at_midnight_the_withdrawal_is_refused_and_sales_are_on_the_new_terms(clerk: Actor) -> None:
    draft, midnight = planned(), start_of_day(TOMORROW)
    got = over_midnight(draft, clerk, at=midnight, sells_at=midnight)
    assert codes(got) == ["version_has_begun"]
    assert sold_on() == {2}
    assert days() == [(FIRST, TOMORROW), (TOMORROW, None)]


def test_control_without_the_guard_the_law_of_the_hour_refuses_it(clerk: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(withdrawals, "has_begun", lambda *_day, **_at: False)
    draft, midnight = planned(), start_of_day(TOMORROW)
    got = over_midnight(draft, clerk, at=midnight, sells_at=midnight)
    assert law(got[0]) == "what_is_withdrawn_was_granted_and_is_to_come"
    assert sold_on() == {2}


# Rates


def test_of_four_who_withdraw_one_rate_one_is_heard() -> None:
    draft, people = rate_from(TOMORROW, proposed_rate()).draft, [second_person() for _ in range(4)]
    assert draft is not None
    got = at_once(4, lambda hand: withdraw_tax_rule(actor=people[hand], draft=draft, reason="Wrong", at=AT))
    assert codes(got) == ["withdrawn_before"] * 3
    assert [(str(one.rate), one.valid.isempty, one.valid.upper) for one in TaxRule.objects.order_by("id")] == [
        ("18.00", False, None),
        ("12.00", True, None),
    ]
    assert faults(0) == []

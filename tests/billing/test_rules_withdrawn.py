"""A granted rate is taken back before its day: the one in force goes on, no bill knows the other, and every refusal changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection

from stores.clock import start_of_day
from stores.models import Store
from tests.billing.test_rules import JUNE, refused
from tests.factories.billing import AT, invoiced
from tests.factories.prices import second_person
from tests.factories.rates import asked, drafted, proposal, rate_from
from upgrade_program.billing.models import TaxRule
from upgrade_program.billing.queries import tax_rule_on
from upgrade_program.billing.refusals import NoTaxRule
from upgrade_program.billing.services.rules import grant_tax_rule, newest_rule, withdraw_tax_rule
from upgrade_program.billing.tax import PLAN_SAC
from upgrade_program.drafts.models import Draft, Withdrawal
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.foundation.audit.queries import faults
from upgrade_program.kernel.actor import Actor

pytestmark = pytest.mark.django_db
Law = Callable[[str], AbstractContextManager[None]]
FIRST = date(2020, 11, 5)
GOODS = "998716"


def planned(from_day: date = JUNE, rate: int = 12, *, sac: str = PLAN_SAC) -> Draft:
    """The draft of a rate that somebody granted."""
    draft = rate_from(from_day, proposal(rate, sac=sac)).draft
    assert draft is not None
    return draft


def take_back(draft: Draft, *, by: Actor | None = None, reason: str = "Notification withdrawn", at: datetime = AT) -> TaxRule:
    return withdraw_tax_rule(actor=by or second_person(), draft=draft, reason=reason, at=at)


def rules() -> list[tuple[str, date | None, date | None]]:
    return [(str(rule.rate), rule.valid.lower, rule.valid.upper) for rule in TaxRule.objects.order_by("id")]


def test_the_rate_in_force_goes_on_and_the_withdrawn_is_in_force_on_no_day(store: Store) -> None:
    gone = take_back(planned())
    assert gone.valid.isempty
    assert rules() == [("18.00", FIRST, None), ("12.00", None, None)]
    last = newest_rule(PLAN_SAC)
    assert last is not None
    assert last.rate == 18
    for days in (-1, 0, 400):
        assert tax_rule_on(on=JUNE + timedelta(days=days)).rate == 18
    assert invoiced(store=store, at=start_of_day(JUNE)).rate == 18
    connection.check_constraints()


def test_the_trail_tells_who_when_what_and_why(head_office: Actor) -> None:
    draft = planned()
    gone = take_back(draft, by=head_office)
    kept = Withdrawal.objects.get()
    assert (kept.draft, kept.by_id, kept.at, kept.reason) == (draft, head_office.staff_id, AT, "Notification withdrawn")
    row = AuditRow.objects.latest("id")
    assert (row.verb, row.subject, row.actor_id, row.reason) == (
        "tax_rule.withdrawn",
        f"tax_rule:{gone.pk}",
        head_office.staff_id,
        "Notification withdrawn",
    )
    assert row.before == {"sac": PLAN_SAC, "rate": "12.00", "from": "2027-06-01"}
    assert row.after == {"rule": TaxRule.objects.earliest("id").pk, "rate": "18.00"}
    assert faults(0) == []


def test_another_rate_may_begin_on_that_day() -> None:
    take_back(planned())
    planned(rate=5)
    assert rules() == [("18.00", FIRST, JUNE), ("12.00", None, None), ("5.00", JUNE, None)]
    connection.check_constraints()


def test_a_code_whose_only_rate_is_withdrawn_has_none_and_begins_anew() -> None:
    take_back(planned(sac=GOODS))
    assert newest_rule(GOODS) is None
    with pytest.raises(NoTaxRule):
        tax_rule_on(on=JUNE, sac=GOODS)
    assert AuditRow.objects.latest("id").after is None
    planned(rate=5, sac=GOODS)
    assert tax_rule_on(on=JUNE, sac=GOODS).rate == 5
    connection.check_constraints()


def test_a_draft_that_followed_it_is_outdated(head_office: Actor) -> None:
    draft = planned()
    follows = asked(head_office, proposal(5), from_day=JUNE + timedelta(days=30))
    take_back(draft)
    checker = second_person()
    refused(lambda: grant_tax_rule(actor=checker, approval_id=follows.pk, at=AT), "draft_outdated")


# Refusals


@pytest.mark.parametrize("who", ["clerk", "manager", "auditor", "anonymous"])
def test_nobody_else_withdraws(who: str, request: pytest.FixtureRequest) -> None:
    draft, actor = planned(), request.getfixturevalue(who)
    refused(lambda: take_back(draft, by=actor), "forbidden")


def test_it_takes_a_reason_and_somebody_who_granted_it_and_is_done_once(head_office: Actor) -> None:
    waits = drafted(head_office, proposal(5), from_day=JUNE)
    refused(lambda: take_back(waits), "not_granted")
    draft = planned()
    refused(lambda: take_back(draft, reason=" "), "reason_required", "reason")
    take_back(draft)
    refused(lambda: take_back(draft), "withdrawn_before")


def test_one_that_another_follows_waits_for_that_one() -> None:
    first, second = planned(), planned(JUNE + timedelta(days=30), rate=5)
    no = refused(lambda: take_back(first), "version_followed")
    assert str(no) == "A rate for service code 999792 begins on 1 Jul 2027 and follows this one. Withdraw that one first."
    take_back(second)
    take_back(first)
    assert rules() == [("18.00", FIRST, None), ("12.00", None, None), ("5.00", None, None)]


def test_ten_seconds_before_midnight_it_is_too_late() -> None:
    draft, last = planned(), start_of_day(JUNE) - timedelta(seconds=10)
    refused(lambda: take_back(draft, at=last + timedelta(microseconds=1)), "version_has_begun")
    assert take_back(draft, at=last).valid.isempty


# The laws themselves


def told(draft: Draft) -> None:
    """A withdrawal that says the hour of the draft."""
    Withdrawal.objects.create(draft=draft, by=draft.made_by, reason="x", at=draft.made_at)


def test_a_rate_that_was_billed_by_is_never_withdrawn_whatever_hour_the_withdrawal_says(refused_by: Law, store: Store) -> None:
    draft = planned()
    assert invoiced(store=store, at=start_of_day(JUNE)).rate == 12
    connection.check_constraints()
    with refused_by("tax_rules_are_only_closed"):
        told(draft)
        TaxRule.objects.filter(draft=draft).update(valid="empty")


def test_what_is_withdrawn_is_out_of_force_and_leaves_no_day_without_a_rate(refused_by: Law) -> None:
    draft = planned()
    connection.check_constraints()
    with refused_by("what_is_withdrawn_is_in_force_on_no_day"):
        told(draft)
    with refused_by("tax_rules_end_where_the_next_begin"):
        told(draft)
        TaxRule.objects.filter(draft=draft).update(valid="empty")
    with refused_by("tax_rules_are_only_closed"):
        TaxRule.objects.filter(draft=draft).update(valid="empty")
    with refused_by("tax_rules_are_only_closed"):
        TaxRule.objects.filter(draft=None).update(valid=(FIRST, None))
    assert [rule.rate for rule in TaxRule.objects.filter(valid__isempty=False)] == [Decimal(12), Decimal(18)]


def test_a_withdrawn_rate_never_comes_back(refused_by: Law) -> None:
    draft = planned()
    take_back(draft)
    connection.check_constraints()
    with refused_by("tax_rules_are_only_closed"):
        TaxRule.objects.filter(draft=draft).update(valid=(JUNE, None))

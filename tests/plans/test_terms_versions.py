"""New terms by two people from a midnight: history stays, sold plans keep theirs, every refusal has a code and changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange

from stores.clock import start_of_day
from tests.factories.billing import cash
from tests.factories.plans import AT, TODAY, order, sellable, sold
from tests.factories.prices import second_person
from tests.factories.terms import asked, changed, drafted, published
from upgrade_program.drafts.models import Draft, Withdrawal
from upgrade_program.foundation.approvals.models import Approval
from upgrade_program.foundation.approvals.services import reject, withdraw
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Refused
from upgrade_program.plans.models import Plan, TermsCheck, TermsGate, TermsTier, TermsVersion
from upgrade_program.plans.proposal import Proposal
from upgrade_program.plans.queries import newest_terms, proposal_of, terms_in_force
from upgrade_program.plans.services import ask_terms, draft_terms, grant_terms
from upgrade_program.usecases.decide import allow
from upgrade_program.usecases.rulebook import grant_terms_version, terms_proof
from upgrade_program.usecases.sell import sell

pytestmark = pytest.mark.django_db
TOMORROW = TODAY + timedelta(days=1)
LOWER = ((2, 5, 75), (5, 9, 60), (9, 12, 45), (12, 14, 30))
TABLES = (TermsVersion, TermsTier, TermsCheck, TermsGate, Draft, Withdrawal, Approval, AuditRow)


@pytest.fixture(autouse=True)
def _programme(db: None) -> None:
    sellable()


def tables() -> list[Any]:
    return [list(kind._default_manager.order_by("pk").values()) for kind in TABLES]


def refused(act: Callable[[], Any], code: str, field: str | None = None) -> Refused:
    """The act is refused by this code, at this field, and nothing changed."""
    before = tables()
    with pytest.raises(Refused) as no:
        act()
    assert [(error.code, error.field) for error in no.value.errors] == [(code, field)]
    assert tables() == before
    return no.value


def test_the_new_version_begins_where_the_old_one_ends_and_says_what_was_granted(head_office: Actor) -> None:
    proposal = changed(tiers=LOWER, free_look_days=10, hold_days=5)
    new = published(TOMORROW, maker=head_office, at=AT, tiers=LOWER, free_look_days=10, hold_days=5)
    assert [(one.version, one.valid) for one in TermsVersion.objects.order_by("version")] == [
        (1, DateRange(date(2020, 11, 5), TOMORROW)),
        (2, DateRange(TOMORROW, None)),
    ]
    assert proposal_of(new) == proposal
    assert terms_in_force(on=TODAY)[1].version == 1
    pk, terms = terms_in_force(on=TOMORROW)
    assert (pk, terms.version, terms.last_month, terms.free_look_days, terms.limits.hold_days) == (new.pk, 2, 14, 10, 5)


def test_until_somebody_else_allows_it_nothing_changes(head_office: Actor) -> None:
    request = asked(head_office, changed(tiers=LOWER), from_day=TOMORROW, at=AT)
    assert TermsVersion.objects.count() == 1
    refused(lambda: grant_terms(actor=head_office, approval_id=request.pk, at=AT), "self_approval")
    allow(actor=second_person(), approval_id=request.pk, at=AT, on=TODAY, note="Agreed")
    assert terms_in_force(on=TOMORROW)[1].version == 2


def test_the_trail_tells_who_asked_who_allowed_and_that_no_plan_changed(head_office: Actor, clerk: Actor) -> None:
    sold(actor=clerk)
    request = asked(head_office, changed(tiers=LOWER), from_day=TOMORROW, at=AT)
    checker = second_person()
    grant_terms_version(actor=checker, approval_id=request.pk, at=AT, on=TODAY)
    told = AuditRow.objects.get(verb="terms.set")
    assert (told.subject, told.chain, told.actor_id, told.reason) == (request.subject, 0, checker.staff_id, "Season")
    assert (told.before, told.after) == ({"version": 1}, {"version": 2, "from": "2027-05-04"})
    verbs = AuditRow.objects.filter(chain=0).order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["approval.asked", "terms.set", "approval.granted", "terms.proved"]


# The instant


def test_at_midnight_in_india_new_sales_are_on_the_new_terms_and_sold_plans_keep_theirs(head_office: Actor, clerk: Actor) -> None:
    published(TOMORROW, at=AT, tiers=LOWER)
    midnight = start_of_day(TOMORROW)
    before = sold(actor=clerk, at=midnight - timedelta(microseconds=1))
    after = sold(actor=clerk, at=midnight, phone_invoice_number="TI/27/00043", customer_mobile="98104 55422")
    assert (before.frozen["version"], before.fall_days[0]) == (1, date(2027, 11, 3))
    assert (after.frozen["version"], after.fall_days[0], after.expires_on) == (2, date(2027, 10, 4), date(2028, 7, 4))
    assert Plan.objects.get(pk=before.pk).frozen["tiers"] == [[3, 6, 70], [6, 9, 60], [9, 12, 50], [12, 15, 40]]


def test_a_sale_open_on_the_till_over_midnight_keeps_the_bill_dates_terms_or_is_told_why_not(clerk: Actor, manager: Actor) -> None:
    """What the till showed for a bill date is what it sells: no version ever begins on a day that has come."""
    published(TOMORROW, at=AT, tiers=LOWER)
    midnight, variant = start_of_day(TOMORROW), sellable()
    shown = order(variant, phone_invoice_date=TODAY, reason="Bill of last night", tenders=[cash("549")])
    with pytest.raises(Refused) as no:
        sell(actor=clerk, order=shown, at=midnight, on=TOMORROW)
    assert (no.value.code, no.value.field) == ("approval_required", "phone_invoice.date")
    assert not Plan.objects.exists()
    assert sell(actor=manager, order=shown, at=midnight, on=TOMORROW).frozen["version"] == 1


def test_a_sale_typed_before_midnight_is_told_of_the_new_terms_and_changes_nothing(clerk: Actor) -> None:
    published(TOMORROW, at=AT, tiers=LOWER)
    midnight, variant = start_of_day(TOMORROW), sellable()
    typed = order(variant, expected_terms=1)
    refused(lambda: sell(actor=clerk, order=typed, at=midnight, on=TOMORROW), "terms_changed", "expected_terms")
    assert sell(actor=clerk, order=replace(typed, expected_terms=2), at=midnight, on=TOMORROW).frozen["version"] == 2
    again = order(variant, expected_terms=1, phone_invoice_number="TI/27/00043", customer_mobile="98104 55422")
    before = sell(actor=clerk, order=again, at=midnight - timedelta(microseconds=1), on=TODAY)
    assert before.frozen["version"] == 1


def test_the_proof_holds_after_new_sales(head_office: Actor, clerk: Actor) -> None:
    sold(actor=clerk)
    published(TOMORROW, at=AT + timedelta(minutes=1), tiers=LOWER)
    draft = Draft.objects.get()
    sold(actor=clerk, at=start_of_day(TOMORROW), phone_invoice_number="TI/27/00043", customer_mobile="98104 55422")
    shown = terms_proof(draft)
    assert shown is not None
    assert (shown.holds, shown.then.plans) == (True, 1)


def test_the_proof_fails_once_frozen_terms_were_changed_by_hand(head_office: Actor, clerk: Actor) -> None:
    """The owner of the tables, past the law that keeps a promise: the same plan is there, and says something else."""
    plan = sold(actor=clerk)
    published(TOMORROW, at=AT + timedelta(minutes=1), tiers=LOWER)
    before = terms_proof(draft := Draft.objects.get())
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE plans_plan DISABLE TRIGGER USER")
        cursor.execute("UPDATE plans_plan SET frozen = jsonb_set(frozen, '{tiers,0,2}', '71') WHERE id = %s", [plan.pk])
        assert cursor.rowcount == 1
        cursor.execute("ALTER TABLE plans_plan ENABLE TRIGGER USER")
    shown = terms_proof(draft)
    assert before is not None
    assert shown is not None
    assert (before.holds, shown.holds) == (True, False)
    assert (shown.now.plans, shown.now.first, shown.now.last) == (1, plan.pk, plan.pk)
    assert shown.then.digest == before.now.digest != shown.now.digest


# Refusals


@pytest.mark.parametrize("who", ["clerk", "manager", "auditor", "anonymous"])
def test_only_head_office_drafts(who: str, request: pytest.FixtureRequest) -> None:
    actor = request.getfixturevalue(who)
    refused(lambda: drafted(actor, changed(tiers=LOWER), from_day=TOMORROW, at=AT), "forbidden")


def test_nobody_of_a_store_allows_and_nobody_asks_for_anothers_draft(head_office: Actor, manager: Actor) -> None:
    draft = drafted(head_office, changed(tiers=LOWER), from_day=TOMORROW, at=AT)
    checker = second_person()
    refused(lambda: ask_terms(actor=checker, draft=draft, at=AT), "forbidden")
    request = ask_terms(actor=head_office, draft=draft, at=AT)
    refused(lambda: grant_terms(actor=manager, approval_id=request.pk, at=AT), "not_found")
    refused(lambda: ask_terms(actor=head_office, draft=draft, at=AT), "asked_before")


@pytest.mark.parametrize("day", [TODAY - timedelta(days=1), TODAY])
def test_what_is_in_force_is_not_edited(head_office: Actor, day: date) -> None:
    refused(lambda: drafted(head_office, changed(tiers=LOWER), from_day=day, at=AT), "version_in_the_past", "from_day")


def test_nothing_begins_more_than_two_years_ahead(head_office: Actor) -> None:
    proposal, latest = changed(tiers=LOWER), date(2029, 5, 3)
    for day in (latest + timedelta(days=1), date(2072, 1, 1)):
        no = refused(lambda day=day: drafted(head_office, proposal, from_day=day, at=AT), "version_too_far", "from_day")
        assert "Choose 3 May 2029 or an earlier day." in str(no)
    assert drafted(head_office, proposal, from_day=latest, at=AT).from_day == latest


def test_ten_seconds_before_midnight_it_is_too_late(head_office: Actor) -> None:
    request = asked(head_office, changed(tiers=LOWER), from_day=TOMORROW, at=AT)
    checker, last = second_person(), start_of_day(TOMORROW) - timedelta(seconds=10)
    tick = timedelta(microseconds=1)
    refused(lambda: grant_terms(actor=checker, approval_id=request.pk, at=last + tick), "version_in_the_past", "from_day")
    no = refused(lambda: drafted(head_office, changed(tiers=LOWER), from_day=TOMORROW, at=last + tick), "version_in_the_past", "from_day")
    assert "5 May 2027" in str(no)
    assert grant_terms(actor=checker, approval_id=request.pk, at=last).version == 2


def test_nothing_begins_on_or_before_a_planned_day(head_office: Actor) -> None:
    published(TOMORROW + timedelta(days=1), at=AT, tiers=LOWER)
    for day in (TOMORROW, TOMORROW + timedelta(days=1)):
        again = changed(free_look_days=9)
        refused(lambda day=day, again=again: drafted(head_office, again, from_day=day, at=AT), "later_version_stands", "from_day")


def test_a_draft_overtaken_by_another_is_refused_at_every_step(head_office: Actor) -> None:
    seen = newest_terms().pk
    later = TOMORROW + timedelta(days=9)
    waiting = asked(head_office, changed(free_look_days=9), from_day=later, at=AT)
    kept = drafted(head_office, changed(free_look_days=8), from_day=later, at=AT)
    published(TOMORROW, at=AT, tiers=LOWER)
    checker, proposal = second_person(), changed(free_look_days=8)
    refused(lambda: grant_terms(actor=checker, approval_id=waiting.pk, at=AT), "draft_outdated")
    refused(lambda: ask_terms(actor=head_office, draft=kept, at=AT), "draft_outdated")
    refused(
        lambda: draft_terms(actor=head_office, proposal=proposal, from_day=later, reason="x", seen=seen, at=AT),
        "draft_outdated",
    )


def test_a_draft_that_says_nothing_new_or_has_no_reason_is_refused(head_office: Actor) -> None:
    refused(lambda: drafted(head_office, changed(), from_day=TOMORROW, at=AT), "nothing_changes")
    refused(lambda: drafted(head_office, changed(tiers=LOWER), from_day=TOMORROW, at=AT, reason=" "), "reason_required", "reason")


def test_several_faults_are_told_together(head_office: Actor) -> None:
    proposal = changed(tiers=((3, 6, 70), (7, 9, 80)), free_look_days=99)
    with pytest.raises(Refused) as no:
        drafted(head_office, proposal, from_day=TODAY, at=AT)
    told = [(error.code, error.field) for error in no.value.errors]
    assert told == [
        ("invalid", "tiers.1.after"),
        ("invalid", "tiers.1.percent"),
        ("invalid", "free_look_days"),
        ("version_in_the_past", "from_day"),
    ]
    assert not Draft.objects.exists()


def test_rejected_and_withdrawn_drafts_stay_so(head_office: Actor) -> None:
    first, second = (asked(head_office, changed(free_look_days=days), from_day=TOMORROW, at=AT) for days in (8, 9))
    checker = second_person()
    refused(lambda: reject(approval_id=first.pk, actor=checker, at=AT, note=""), "reason_required", "note")
    reject(approval_id=first.pk, actor=checker, at=AT, note="Too long")
    withdraw(approval_id=second.pk, actor=head_office, at=AT)
    for request in (first, second):
        refused(lambda request=request: grant_terms(actor=checker, approval_id=request.pk, at=AT), "approval_decided")
    assert TermsVersion.objects.count() == 1


def test_a_draft_is_read_back_as_it_was_typed(head_office: Actor) -> None:
    proposal = changed(tiers=LOWER, transfer=True)
    draft = drafted(head_office, proposal, from_day=TOMORROW, at=AT)
    assert Proposal.from_json(Draft.objects.get(pk=draft.pk).content) == proposal


def test_a_bill_of_a_day_between_two_versions_has_exactly_one(head_office: Actor) -> None:
    days = [TOMORROW + timedelta(days=10 * step) for step in range(3)]
    for step, day in enumerate(days):
        published(day, at=AT + timedelta(minutes=step), free_look_days=8 + step)
    for offset in range(-3, 30):
        day: date = TOMORROW + timedelta(days=offset)
        assert TermsVersion.objects.filter(valid__contains=day).count() == 1
        assert terms_in_force(on=day)[1].version == 1 + sum(begins <= day for begins in days)


def test_an_instant_without_its_offset_is_an_error(head_office: Actor) -> None:
    with pytest.raises(TypeError):
        drafted(head_office, changed(tiers=LOWER), from_day=TOMORROW, at=datetime(2027, 5, 3, 12))  # noqa: DTZ001

"""Granted terms are taken back before their day: those in force go on, nobody buys on the others, and every refusal changes nothing."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from stores.clock import start_of_day
from tests.factories.plans import AT, TODAY, sellable, sold
from tests.factories.prices import second_person
from tests.factories.rates import rate_from
from tests.factories.terms import asked, changed, drafted, published
from tests.foundation.crowd import law
from tests.plans.test_terms_versions import refused
from upgrade_program.drafts.models import Draft, Withdrawal
from upgrade_program.foundation.approvals.services import reject
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.foundation.audit.queries import faults
from upgrade_program.kernel.actor import Actor
from upgrade_program.plans.models import TermsVersion
from upgrade_program.plans.queries import newest_terms, published_versions, terms_in_force
from upgrade_program.plans.queries import published as published_text
from upgrade_program.plans.services import ask_terms, grant_terms, withdraw_terms

pytestmark = pytest.mark.django_db
TOMORROW = TODAY + timedelta(days=1)
FIRST = date(2020, 11, 5)
NONE = DateRange(empty=True)


@pytest.fixture(autouse=True)
def _programme(db: None) -> None:
    sellable()


def planned(from_day: date = TOMORROW, *, maker: Actor | None = None, free_look_days: int = 9) -> Draft:
    """The draft of a version that somebody granted."""
    draft = published(from_day, at=AT, maker=maker, free_look_days=free_look_days).draft
    assert draft is not None
    return draft


def take_back(draft: Draft, *, by: Actor | None = None, reason: str = "A tier was typed wrong", at: datetime = AT) -> TermsVersion:
    return withdraw_terms(actor=by or second_person(), draft=draft, reason=reason, at=at)


def versions() -> list[tuple[int, DateRange]]:
    return [(one.version, one.valid) for one in TermsVersion.objects.order_by("version")]


def every_law_holds() -> None:
    """Also those that wait for the end of the transaction."""
    connection.check_constraints()


def test_those_in_force_go_on_and_the_withdrawn_are_in_force_on_no_day() -> None:
    gone = take_back(planned())
    assert versions() == [(1, DateRange(FIRST, None)), (2, NONE)]
    assert gone.valid.isempty
    assert newest_terms().version == 1
    for days in (0, 1, 2, 400):
        assert terms_in_force(on=TODAY + timedelta(days=days))[1].version == 1
    every_law_holds()


def test_the_trail_tells_who_when_what_and_why(head_office: Actor) -> None:
    draft = planned()
    take_back(draft, by=head_office, reason="  A tier was  typed wrong ")
    kept = Withdrawal.objects.get()
    assert (kept.draft, kept.by_id, kept.at, kept.reason) == (draft, head_office.staff_id, AT, "A tier was typed wrong")
    row = AuditRow.objects.latest("id")
    assert (row.verb, row.chain, row.actor_id, row.at) == ("terms.withdrawn", 0, head_office.staff_id, AT)
    assert (row.subject, row.reason) == (draft.subject, "A tier was typed wrong")
    assert (row.before, row.after) == ({"version": 2, "from": "2027-05-04"}, {"version": 1})
    assert faults(0) == []


def test_whoever_buys_on_that_day_buys_on_the_terms_that_went_on(clerk: Actor) -> None:
    take_back(planned())
    assert sold(actor=clerk, at=start_of_day(TOMORROW)).frozen["version"] == 1


def test_the_public_never_reads_them() -> None:
    take_back(planned())
    for day in (TODAY, TOMORROW, TOMORROW + timedelta(days=400)):
        assert published_versions(on=day) == [(1, FIRST, None)]
        assert published_text(version=2, language="en", on=day) is None


def test_the_next_version_has_the_next_number_and_may_begin_on_that_day() -> None:
    take_back(planned())
    again = planned(free_look_days=8)
    assert versions() == [(1, DateRange(FIRST, TOMORROW)), (2, NONE), (3, DateRange(TOMORROW, None))]
    take_back(again)
    assert planned(TOMORROW + timedelta(days=5)).pk != again.pk
    later = TOMORROW + timedelta(days=5)
    assert versions() == [(1, DateRange(FIRST, later)), (2, NONE), (3, NONE), (4, DateRange(later, None))]
    every_law_holds()


def test_a_draft_that_followed_it_is_outdated_and_one_beside_those_in_force_may_go_on(head_office: Actor) -> None:
    later, checker = TOMORROW + timedelta(days=5), second_person()
    beside = asked(head_office, changed(free_look_days=8), from_day=later, at=AT)
    draft = planned()
    follows = asked(head_office, changed(hold_days=5), from_day=later, at=AT)
    kept = drafted(head_office, changed(hold_days=6), from_day=later, at=AT)
    take_back(draft)
    refused(lambda: grant_terms(actor=checker, approval_id=follows.pk, at=AT), "draft_outdated")
    refused(lambda: ask_terms(actor=head_office, draft=kept, at=AT), "draft_outdated")
    assert grant_terms(actor=checker, approval_id=beside.pk, at=AT).version == 3


def test_its_maker_may_and_so_may_anybody_else_of_head_office(head_office: Actor) -> None:
    for who in (head_office, second_person()):
        assert take_back(planned(maker=head_office), by=who).valid.isempty


# Refusals


@pytest.mark.parametrize("who", ["clerk", "manager", "auditor", "anonymous"])
def test_nobody_else_withdraws(who: str, request: pytest.FixtureRequest) -> None:
    draft, actor = planned(), request.getfixturevalue(who)
    refused(lambda: take_back(draft, by=actor), "forbidden")


@pytest.mark.parametrize("reason", ["", "  "])
def test_it_takes_a_reason(reason: str) -> None:
    draft = planned()
    refused(lambda: take_back(draft, reason=reason), "reason_required", "reason")


def test_what_nobody_granted_is_not_withdrawn(head_office: Actor) -> None:
    kept = drafted(head_office, changed(free_look_days=8), from_day=TOMORROW, at=AT)
    refused(lambda: take_back(kept), "not_granted")
    request = ask_terms(actor=head_office, draft=kept, at=AT)
    refused(lambda: take_back(kept), "not_granted")
    reject(approval_id=request.pk, actor=second_person(), at=AT, note="Not yet")
    refused(lambda: take_back(kept), "not_granted")


def test_a_granted_rate_is_no_version_of_the_terms() -> None:
    draft = rate_from(TOMORROW).draft
    assert draft is not None
    refused(lambda: take_back(draft), "not_granted")


def test_it_is_withdrawn_once() -> None:
    draft = planned()
    take_back(draft)
    refused(lambda: take_back(draft), "withdrawn_before")


def test_one_that_another_follows_waits_for_that_one() -> None:
    first, second = planned(), planned(TOMORROW + timedelta(days=5), free_look_days=8)
    no = refused(lambda: take_back(first), "version_followed")
    assert str(no) == "Version 3 of the terms begins on 9 May 2027 and follows this one. Withdraw that one first."
    take_back(second)
    assert versions() == [(1, DateRange(FIRST, TOMORROW)), (2, DateRange(TOMORROW, None)), (3, NONE)]
    take_back(first)
    assert versions() == [(1, DateRange(FIRST, None)), (2, NONE), (3, NONE)]


def test_ten_seconds_before_midnight_it_is_too_late() -> None:
    draft, last = planned(), start_of_day(TOMORROW) - timedelta(seconds=10)
    for late in (last + timedelta(microseconds=1), start_of_day(TOMORROW), start_of_day(TOMORROW) + timedelta(days=40)):
        refused(lambda late=late: take_back(draft, at=late), "version_has_begun")
    assert take_back(draft, at=last).valid.isempty


# The laws themselves


def refused_by(name: str, *statements: str) -> None:
    """The database refuses the last of the statements, at once or at the end of the act, in the name of this law; nothing of them stays."""
    before = versions()
    *first, last = statements
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in first:
            cursor.execute(statement)
        with pytest.raises(IntegrityError) as no, transaction.atomic():  # noqa: PT012  at once or at the end
            cursor.execute(last)
            every_law_holds()
        transaction.set_rollback(True)
    assert law(no.value) == name
    assert versions() == before


def test_terms_that_somebody_bought_on_are_never_withdrawn_whatever_hour_the_withdrawal_says(clerk: Actor) -> None:
    planned()
    assert sold(actor=clerk, at=start_of_day(TOMORROW)).frozen["version"] == 2
    every_law_holds()
    told = "INSERT INTO drafts_withdrawal (draft_id, by_id, reason, at) SELECT id, made_by_id, 'x', made_at FROM drafts_draft"
    refused_by("terms_change_only_by_a_new_version", told, "UPDATE plans_termsversion SET valid = 'empty' WHERE version = 2")


def test_a_withdrawn_version_never_comes_back_and_only_the_one_before_goes_on() -> None:
    first, second = planned(), planned(TOMORROW + timedelta(days=5), free_look_days=8)
    take_back(second)
    every_law_holds()
    law_of_terms = "terms_change_only_by_a_new_version"
    refused_by(law_of_terms, "UPDATE plans_termsversion SET valid = daterange('2027-06-01', NULL) WHERE version = 3")
    refused_by(law_of_terms, "UPDATE plans_termsversion SET valid = daterange(lower(valid), NULL) WHERE version = 1")
    refused_by(law_of_terms, "UPDATE plans_termsversion SET valid = 'empty' WHERE version = 2")
    assert first.pk != second.pk

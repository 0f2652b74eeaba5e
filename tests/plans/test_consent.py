"""The consent to a plan is withdrawn alone: the promise goes on, messages stop, and it can be given again; by its holder only."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError

from stores.clock import STORE_TIME
from tests.factories.claims import old_plan, opened
from tests.factories.codes import cancelled
from tests.factories.customers import CustomerFactory
from tests.factories.life import allowing_transfer, corrected, suspended
from tests.factories.plans import AT, sold
from tests.foundation.crowd import at_once
from tests.loyalty.rewards.acts import refused, refused_by
from tests.plans.unguarded import nobody_waits
from upgrade_program.customers.models import Consent, PlanWithdrawal
from upgrade_program.customers.services import give_consent
from upgrade_program.customers.withdrawals import given_again
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.foundation.outbox.services import deliver_due
from upgrade_program.kernel.actor import Actor, Role
from upgrade_program.messaging.models import Message
from upgrade_program.messaging.sending import send_due
from upgrade_program.plans.models import Plan
from upgrade_program.plans.queries import consent_of, is_silent, silent_among
from upgrade_program.plans.services import consent_again, remind_all, slots_of_reminder, withdraw_consent
from upgrade_program.usecases.consenting import agree_again, take_back
from upgrade_program.usecases.own_copy import copy_of

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
BILL = AT.replace(year=2026, month=11, day=5)  # its first value ends on 5 May 2027
EARLY = datetime(2027, 4, 22, 12, tzinfo=STORE_TIME)


@pytest.fixture
def plan(clerk: Actor) -> Plan:
    return sold(actor=clerk)


def holder(plan: Plan) -> Actor:
    return Actor(role=Role.CUSTOMER, customer_id=plan.customer_id)


def withdrawn(plan: Plan, *, at: datetime = AT + HOUR) -> Plan:
    assert take_back(actor=holder(plan), number=plan.number, at=at)
    return plan


def told_of(plan: Plan) -> list[tuple[str, str]]:
    """Template and state of every message to the plan's customer."""
    return sorted(Message.objects.filter(customer_id=plan.customer_id).values_list("template", "state"))


def test_it_is_dated_audited_and_leaves_the_promise_as_it_is(plan: Plan) -> None:
    before = Plan.objects.filter(pk=plan.pk).values().get()
    withdrawn(plan)
    assert Plan.objects.filter(pk=plan.pk).values().get() == before
    row = PlanWithdrawal.objects.get()
    assert (row.consent_id, row.subject, row.at, row.given_again) == (plan.consent_id, f"plan:{plan.pk}", AT + HOUR, None)
    said = AuditRow.objects.get(verb="plan.consent_withdrawn")
    assert (said.subject, said.actor_role, said.chain) == (f"plan:{plan.pk}", "customer", plan.store_id)
    assert said.after == {"consent": plan.consent_id, "customer": plan.customer_id}
    assert copy_of(actor=holder(plan), at=AT + HOUR)["person"]["consents"][0]["plan_withdrawal_at"] == AT + HOUR


def test_twice_is_once(plan: Plan) -> None:
    withdrawn(plan)
    assert not take_back(actor=holder(plan), number=plan.number, at=AT + 2 * HOUR)
    assert PlanWithdrawal.objects.count() == AuditRow.objects.filter(verb="plan.consent_withdrawn").count() == 1


def test_nobody_else_withdraws_it(plan: Plan, clerk: Actor, head_office: Actor) -> None:
    stranger = Actor(role=Role.CUSTOMER, customer_id=CustomerFactory().pk)
    for actor in (stranger, clerk, head_office, Actor(role=Role.CUSTOMER), Actor(role=Role.CLERK, customer_id=plan.customer_id)):
        refused(lambda by=actor: take_back(actor=by, number=plan.number, at=AT), "not_found")
        refused(lambda by=actor: withdraw_consent(plan=plan, actor=by, at=AT), "not_found")
        refused(lambda by=actor: consent_again(plan=plan, text_version=1, language="en", actor=by, at=AT), "not_found")


def test_news_of_the_plan_stop_and_that_of_others_go_on(plan: Plan, clerk: Actor, manager: Actor) -> None:
    other = sold(actor=clerk, phone_invoice_number="B/2", customer_mobile="98104 55499")
    deliver_due(at=AT)
    while send_due(at=AT):
        pass
    withdrawn(plan)
    for each in (plan, other):
        suspended(each, actor=manager, at=AT + HOUR)
    deliver_due(at=AT + HOUR)
    assert told_of(plan) == [("plan.sold", "sent")]
    assert told_of(other) == [("plan.sold", "sent"), ("plan.suspended", "queued")]


def test_what_waits_is_called_off_and_that_of_another_plan_is_not(plan: Plan, clerk: Actor) -> None:
    other = sold(actor=clerk, phone_invoice_number="B/2")
    assert other.customer_id == plan.customer_id
    deliver_due(at=AT)
    withdrawn(plan)
    states = {row.cause.split(":")[1]: row.state for row in Message.objects.filter(template="plan.sold")}
    assert states == {str(plan.pk): "void", str(other.pk): "queued"}


def test_news_of_a_claim_stop_and_codes_still_come(clerk: Actor, manager: Actor) -> None:
    plan = withdrawn(old_plan(actor=clerk))
    opened(plan, actor=clerk)
    deliver_due(at=AT)
    assert "claim.opened" not in dict(told_of(plan))
    cancelled(sold(actor=clerk, phone_invoice_number="B/3"), actor=manager)  # of the same customer, by a code
    assert "otp.code" in dict(told_of(plan))


def test_reminders_stop_at_queueing_and_at_sending(clerk: Actor) -> None:
    silent, heard = sold(actor=clerk, at=BILL), sold(actor=clerk, at=BILL, phone_invoice_number="B/2")
    key = f"{silent.pk}:{silent.customer_id}:2027-05-05"
    assert slots_of_reminder(key, at=EARLY)
    withdrawn(silent)
    assert slots_of_reminder(key, at=EARLY) is None
    assert remind_all(on=EARLY.date(), at=EARLY) == 1
    assert [row.cause for row in Message.objects.filter(template="plan.falling")] == [f"plan:{heard.pk}:falls:2027-05-05:14"]


def test_given_again_messages_come_again(plan: Plan, manager: Actor) -> None:
    withdrawn(plan)
    consent = agree_again(actor=holder(plan), number=plan.number, text_version=1, language="hi", at=AT + 2 * HOUR)
    assert (consent.subject, consent.text.language, consent.staff_id) == (f"plan:{plan.pk}", "hi", None)
    assert PlanWithdrawal.objects.get().given_again == consent == consent_of(plan)
    assert AuditRow.objects.get(verb="plan.consent_given").after == {"consent": consent.pk, "customer": plan.customer_id}
    suspended(plan, actor=manager, at=AT + 2 * HOUR)
    deliver_due(at=AT + 2 * HOUR)
    assert "plan.suspended" in dict(told_of(plan))
    withdrawn(plan, at=AT + 3 * HOUR)
    assert set(PlanWithdrawal.objects.values_list("consent_id", flat=True)) == {plan.consent_id, consent.pk}


def test_what_stands_is_not_given_twice(plan: Plan) -> None:
    assert agree_again(actor=holder(plan), number=plan.number, text_version=1, language="en", at=AT + HOUR) == plan.consent
    assert Consent.objects.count() == 1


@pytest.mark.parametrize(("version", "language"), [(None, "en"), (99, "en"), (1, "fr")])
def test_only_words_in_force_are_agreed_to(plan: Plan, version: int | None, language: str) -> None:
    withdrawn(plan)
    again = {"number": plan.number, "text_version": version, "language": language, "at": AT + HOUR}
    refused(lambda: agree_again(actor=holder(plan), **again), "consent_missing")  # type: ignore[arg-type]
    assert is_silent(plan)


def test_a_number_put_right_carries_it_along(plan: Plan, clerk: Actor) -> None:
    again = withdrawn(plan)
    agree_again(actor=holder(plan), number=plan.number, text_version=1, language="en", at=AT + HOUR)
    right = corrected(again, actor=clerk, at=AT + 2 * HOUR)
    withdrawn(right, at=AT + 3 * HOUR)
    assert silent_among([plan.pk]) == {plan.pk}


def test_a_new_holders_word_ends_it(plan: Plan, clerk: Actor) -> None:
    plan = withdrawn(allowing_transfer(plan))
    new = CustomerFactory()
    given = give_consent(customer=new, text_version=1, language="en", actor=clerk, at=AT + HOUR, subject=f"plan:{plan.pk}")
    assert given_again(given)
    assert not is_silent(plan)
    assert not given_again(given)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("guarded", [True, False], ids=["guarded", "control"])
def test_pressed_in_eight_browsers_at_once_it_is_withdrawn_once(plan: Plan, guarded: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not guarded:
        nobody_waits(monkeypatch, size=8)
    said = at_once(8, lambda _: withdraw_consent(plan=plan, actor=holder(plan), at=AT))
    assert PlanWithdrawal.objects.count() == 1  # without the lock by the law alone, which seven of the eight meet
    assert [one for one in said if one is True] == [True]
    assert {type(one) for one in said if one is not True} == {bool if guarded else IntegrityError}


def test_it_stands_as_it_was_said(plan: Plan, clerk: Actor) -> None:
    other = sold(actor=clerk, phone_invoice_number="B/2")
    with refused_by("the_consent_to_a_plan_is_what_is_withdrawn"):
        PlanWithdrawal.objects.create(consent=plan.consent, subject=f"plan:{other.pk}", at=AT)
    withdrawn(plan)
    rows = PlanWithdrawal.objects.all()
    with refused_by("customers_planwithdrawal_consent_id_key"):
        PlanWithdrawal.objects.create(consent=plan.consent, subject=f"plan:{plan.pk}", at=AT)
    with refused_by("a_withdrawn_consent_is_only_given_again"):
        rows.update(at=AT)
    with refused_by("a_withdrawn_consent_is_only_given_again"):
        rows.update(given_again=other.consent)
    with refused_by("a_consent_given_again_is_a_later_one"):
        rows.update(given_again=plan.consent)
    with refused_by("withdrawals_of_a_plan_stay_on_record"):
        rows.delete()

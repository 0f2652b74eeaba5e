"""Reminders 14 and 3 days before a value falls: once each, true whenever they come, never of a plan that does not fall then."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from pytest_django import Settings

from stores.clock import STORE_TIME
from tests.factories.plans import AT, sold
from tests.foundation.crowd import at_once
from upgrade_program.demo.models import KeptMessage
from upgrade_program.kernel.actor import Actor
from upgrade_program.messaging.enums import State, Way
from upgrade_program.messaging.models import Message
from upgrade_program.messaging.sending import send_due
from upgrade_program.messaging.services import choose
from upgrade_program.plans.enums import Pause
from upgrade_program.plans.link_tokens import message_token
from upgrade_program.plans.models import Plan
from upgrade_program.plans.services import hold, release, remind_all, renew_link, suspend_plan

pytestmark = pytest.mark.django_db
BILL = AT.replace(year=2026, month=11, day=5)  # the first value ends on 5 May 2027, the last on 5 Feb 2028
FALL = date(2027, 5, 6)
EARLY, EARLY_ENDS, LATE, LATE_ENDS = date(2027, 4, 22), date(2027, 4, 28), date(2027, 5, 3), date(2027, 5, 5)
ONE = timedelta(days=1)


@pytest.fixture(autouse=True)
def _site(settings: Settings) -> None:
    settings.PUBLIC_URL = "https://upgrade.example.in"


@pytest.fixture
def plan(clerk: Actor) -> Plan:
    return sold(actor=clerk, at=BILL)


def noon(on: date) -> datetime:
    return datetime(on.year, on.month, on.day, 12, 0, tzinfo=STORE_TIME)


def remind(on: date) -> int:
    return remind_all(on=on, at=noon(on))


def sent(*, at: datetime, channel: str = "sms") -> list[str]:
    send_due(at=at)
    return list(KeptMessage.objects.filter(template="plan.falling", channel=channel).order_by("id").values_list("text", flat=True))


def test_fourteen_and_three_days_before_each_fall_once(plan: Plan) -> None:
    """Over the plan's whole life, day by day: four falls, two reminders each. Written by hand from the dates of the tiers."""
    told = [on for on in (BILL.date() + ONE * days for days in range(470)) if remind(on)]
    assert told == [
        *(date(2027, 4, 22), date(2027, 5, 3)),  # 6 May 2027
        *(date(2027, 7, 23), date(2027, 8, 3)),  # 6 Aug 2027
        *(date(2027, 10, 23), date(2027, 11, 3)),  # 6 Nov 2027
        *(date(2028, 1, 23), date(2028, 2, 3)),  # 6 Feb 2028, the end
    ]
    assert sorted(Message.objects.values_list("cause", flat=True))[:2] == [
        f"plan:{plan.pk}:falls:2027-05-05:14",
        f"plan:{plan.pk}:falls:2027-05-05:3",
    ]


def test_it_says_both_values_and_their_days_with_a_link_of_that_day(plan: Plan) -> None:
    remind(EARLY)
    link = plan.links.get()
    assert sent(at=noon(EARLY)) == [
        f"Smart Upgrade plan {plan.written}, Redmi Note 9 Pro 4/64: up to Rs 9,799 until 5 May 2027, Rs 8,399 from 6 May 2027 on."
        f" Come to a Mi store before then. https://upgrade.example.in/p/{message_token(link.pk, on=EARLY)}/"
    ]


def test_by_mail_with_the_drop_in_rupees(clerk: Actor) -> None:
    sold(actor=clerk, at=BILL, customer_email="farhan@example.in")
    remind(EARLY)
    [text] = sent(at=noon(EARLY), channel="email")
    for line in ("Dear Farhan Ali,", "worth up to ₹9,799", "until 5 May 2027.", "From 6 May 2027 on it is ₹8,399: ₹1,400 less.", "/o/"):
        assert line in text
    assert KeptMessage.objects.get(channel="email").subject == "₹1,400 less for your Redmi Note 9 Pro 4/64 from 6 May 2027"


def test_in_hindi(clerk: Actor) -> None:
    plan = sold(actor=clerk, at=BILL, customer_language="hi")
    remind(EARLY)
    [text] = sent(at=noon(EARLY))
    assert text.startswith(
        f"Smart Upgrade प्लान {plan.written}, Redmi Note 9 Pro 4/64: 5 मई 2027 तक ₹9,799 तक, 6 मई 2027 से ₹8,399। उससे पहले Mi स्टोर आएँ।"
    )


def test_at_the_end_it_becomes_nothing(plan: Plan) -> None:
    remind(date(2028, 2, 3))
    [text] = sent(at=noon(date(2028, 2, 3)))
    assert "up to Rs 5,600 until 5 Feb 2028, nothing from 6 Feb 2028 on." in text


@pytest.mark.parametrize(
    ("on", "stage"),
    [
        (EARLY - ONE, None),
        (EARLY, 14),
        (EARLY_ENDS, 14),  # late, and still worth saying
        (EARLY_ENDS + ONE, None),  # too late for the early word, too soon for the other
        (LATE - ONE, None),
        (LATE, 3),
        (LATE_ENDS, 3),  # the last day of the value
        (FALL, None),
    ],
)
def test_a_job_that_was_away_says_what_is_still_worth_saying(plan: Plan, on: date, stage: int | None) -> None:
    remind(on)
    assert [int(cause.rpartition(":")[2]) for cause in Message.objects.values_list("cause", flat=True)] == ([stage] if stage else [])


@pytest.mark.parametrize(("queued", "late"), [(EARLY, EARLY_ENDS), (LATE, LATE_ENDS)])
def test_a_message_held_up_is_sent_through_the_last_day_of_its_stage(plan: Plan, queued: date, late: date) -> None:
    remind(queued)
    assert Message.objects.get().until == datetime(late.year, late.month, late.day, tzinfo=STORE_TIME) + ONE
    assert len(sent(at=datetime(late.year, late.month, late.day, 20, 59, 50, tzinfo=STORE_TIME))) == 1


@pytest.mark.parametrize(("queued", "late"), [(EARLY, EARLY_ENDS), (LATE, LATE_ENDS)])
def test_and_not_after_it(plan: Plan, queued: date, late: date) -> None:
    remind(queued)
    assert sent(at=noon(late + ONE)) == []
    assert Message.objects.get().state == State.VOID


def test_doubled_it_tells_nobody_twice(plan: Plan) -> None:
    assert [remind(EARLY), remind(EARLY), remind(EARLY + ONE)] == [1, 0, 0]
    assert Message.objects.count() == 1


@pytest.mark.parametrize("status", ["pending", "suspended", "redeemed", "cancelled", "expired"])
def test_a_plan_that_does_not_live_is_not_reminded_of(plan: Plan, status: str) -> None:
    with connection.cursor() as cursor:  # whatever it needs besides is not this test's matter
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE plans_plan DISABLE TRIGGER USER")
        cursor.execute("ALTER TABLE plans_plan DROP CONSTRAINT a_pending_plan_is_not_invoiced")
        cursor.execute("ALTER TABLE plans_plan DROP CONSTRAINT a_cancelled_invoice_has_its_credit_note")
        cursor.execute("UPDATE plans_plan SET status = %s WHERE id = %s", [status, plan.pk])
    assert remind(EARLY) == 0
    assert not Message.objects.exists()


def test_a_plan_that_is_held_is_reminded_of_once_it_is_let_go(plan: Plan) -> None:
    hold(plan_id=plan.pk, percent=70, through=EARLY + ONE)
    assert [remind(EARLY), remind(EARLY + ONE)] == [0, 0]
    release(plan_id=plan.pk)
    assert remind(EARLY + ONE) == 1


def test_what_changed_until_the_morning_is_not_told(plan: Plan, manager: Actor) -> None:
    """Queued at night for the morning; by then the plan rests, is held, or falls no more."""
    night = datetime(2027, 4, 22, 0, 5, tzinfo=STORE_TIME)
    assert remind_all(on=EARLY, at=night) == 1
    assert Message.objects.get().due_at == datetime(2027, 4, 22, 9, 0, tzinfo=STORE_TIME)
    suspend_plan(plan=plan, ground=Pause.LOST, reason="lost it", actor=manager, at=night, on=EARLY)
    assert sent(at=noon(EARLY)) == []
    assert Message.objects.get(template="plan.falling").state == State.VOID


def test_a_held_one_is_not_told_in_the_morning_either(plan: Plan) -> None:
    remind(EARLY)
    hold(plan_id=plan.pk, percent=70, through=EARLY)
    assert sent(at=noon(EARLY)) == []


def test_the_link_of_the_moment_of_sending_is_told(plan: Plan, clerk: Actor) -> None:
    remind(EARLY)
    new = renew_link(plan=plan, actor=clerk, at=noon(EARLY))
    [text] = sent(at=noon(EARLY + ONE))
    assert f"/p/{message_token(new.pk, on=EARLY + ONE)}/" in text
    assert "/p/" not in str(Message.objects.values().get())


def test_who_asked_not_to_be_reminded_is_not(plan: Plan) -> None:
    choose(customer_id=plan.customer_id, wants=False, way=Way.LINK, actor=Actor(role="customer"), at=AT)  # type: ignore[arg-type]
    remind(EARLY)
    assert sent(at=noon(EARLY)) == []


def test_all_are_reminded_however_small_a_chunk(clerk: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("upgrade_program.plans.services.reminders.CHUNK", 2)
    for number in range(5):
        sold(actor=clerk, at=BILL, phone_invoice_number=f"T/{number}", customer_mobile=f"98104 5542{number}")
    assert remind(EARLY) == 5
    assert remind(EARLY) == 0


JOBS = 4


def _at_once(plan: Plan) -> int:
    at_once(JOBS, lambda _: remind(EARLY))
    return Message.objects.filter(template="plan.falling").count()


@pytest.mark.django_db(transaction=True)
def test_two_jobs_at_once_tell_it_once(plan: Plan) -> None:
    assert _at_once(plan) == 1


@pytest.mark.django_db(transaction=True)
def test_control_without_the_law_two_jobs_at_once_tell_it_twice(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    from threading import Barrier

    from upgrade_program.plans.services import reminders

    found, all_have_looked = reminders._due, Barrier(JOBS, timeout=60)

    def together(on: date, *, after: int) -> list[reminders.Fall]:
        falls = found(on, after=after)
        if not after:
            all_have_looked.wait()
        return falls

    monkeypatch.setattr(reminders, "_due", together)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE messaging_message DROP CONSTRAINT a_cause_is_told_once_a_channel")
    try:
        assert _at_once(plan) == JOBS
    finally:
        Message.objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE messaging_message ADD CONSTRAINT a_cause_is_told_once_a_channel UNIQUE (cause, channel)")

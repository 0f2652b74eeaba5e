"""The weekly mail: Monday morning, once a store, week and manager, whether the job is late, doubled or was missing."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connections, transaction

from stores.clock import STORE_TIME
from stores.models import StaffUser, Store
from tests.factories.plans import AT, TODAY, sellable, sold
from tests.factories.stores import PostingFactory, StaffFactory
from upgrade_program.foundation.outbox.services import deliver_due
from upgrade_program.kernel.actor import Actor
from upgrade_program.messaging.models import Message
from upgrade_program.messaging.texts import words
from upgrade_program.reporting import weeks
from upgrade_program.reporting.models import ReportedWeek
from upgrade_program.reporting.weeks import run_due_weeks

WEEK = timedelta(days=7)
MONDAY = TODAY  # 3 May 2027
NEXT = MONDAY + WEEK


def morning(on: date, *, hour: int = 8) -> datetime:
    return datetime.combine(on, time(hour), tzinfo=STORE_TIME)


def run(on: date, *, hour: int = 8) -> list[date]:
    return [row.monday for row in run_due_weeks(today=on, at=morning(on, hour=hour))]


def mails() -> list[tuple[str, str]]:
    return list(Message.objects.filter(template="week.report").order_by("pk").values_list("cause", "address"))


def sale(actor: Actor, *, at: datetime = AT, number: str = "TI/1") -> None:
    sold(actor=actor, variant=sellable(), at=at, phone_invoice_number=number)
    while deliver_due(at=at):
        pass


@pytest.mark.django_db
def test_on_monday_each_manager_is_mailed_the_week(clerk: Actor, manager_user: StaffUser, store: Store) -> None:
    StaffUser.objects.filter(pk=manager_user.pk).update(email="meera@example.in")
    second = PostingFactory(store=store, role="manager", staff=StaffFactory(email="ravi@example.in"))
    PostingFactory(store=store, role="manager", staff=StaffFactory(email="gone@example.in"), until=NEXT)
    PostingFactory(store=store, role="manager", staff=StaffFactory(email="off@example.in", is_active=False))
    sale(clerk)
    assert run(NEXT, hour=6) == [MONDAY - WEEK]  # the week before the last, in which nothing happened
    assert mails() == []
    assert run(NEXT) == [MONDAY]
    cause = f"week:{store.pk}:2027-05-03"
    assert mails() == [(f"{cause}:{manager_user.pk}", "meera@example.in"), (f"{cause}:{second.staff_id}", "ravi@example.in")]
    slots = Message.objects.filter(template="week.report")[0].slots
    assert (slots["store"], slots["first_day"], slots["last_day"]) == ("DL01 Mi Home Nehru Place", "3 May 2027", "9 May 2027")
    assert slots["report"].splitlines()[0] == "Plans sold: 1, ₹549 (week before: 0, ₹0)"
    assert f"{clerk.name}: 1 sold, ₹549; 0 upgraded" in slots["report"]
    for language, subject in (("en", "week of 3 May 2027 to 9 May 2027"), ("hi", "तक का सप्ताह")):
        told = words("week.report", channel="email", language=language, slots=slots)  # type: ignore[arg-type]
        assert subject in told.subject
        assert "Plans sold: 1" in told.text


@pytest.mark.django_db
def test_without_a_managers_address_the_store_is_mailed(other_clerk: Actor, other_store: Store, store: Store) -> None:
    sale(other_clerk)
    assert run(NEXT) == [MONDAY]
    assert mails() == [(f"week:{other_store.pk}:2027-05-03", other_store.email)]
    assert ReportedWeek.objects.get().mailed == 1


@pytest.mark.django_db
def test_nobody_is_named_but_the_staff(clerk: Actor, store: Store) -> None:
    sale(clerk)
    run(NEXT)
    text = str(Message.objects.get(template="week.report").slots)
    for personal in ("Farhan", "98104"):
        assert personal not in text


@pytest.mark.django_db
def test_a_doubled_job_mails_once_a_late_one_later_and_missed_weeks_in_order(clerk: Actor, store: Store) -> None:
    for n in range(4):
        sale(clerk, at=AT + n * WEEK, number=f"TI/{n}")
    assert run(NEXT) == [MONDAY]
    assert run(NEXT, hour=9) == run(NEXT + timedelta(days=3)) == []
    late = NEXT + 3 * WEEK - timedelta(days=2)  # a Saturday: its own week is not over
    assert run(late) == [MONDAY + WEEK, MONDAY + 2 * WEEK]
    assert [cause[-10:] for cause, _ in mails()] == ["2027-05-03", "2027-05-10", "2027-05-17"]
    assert run(NEXT + 5 * WEEK) == [MONDAY + n * WEEK for n in (3, 4, 5)]
    assert [cause[-10:] for cause, _ in mails()][3:] == ["2027-05-24", "2027-05-31", "2027-06-07"]
    assert "Plans sold: 0, ₹0 (week before: 1, ₹549)" in Message.objects.get(cause__endswith="2027-05-31").slots["report"]
    # As if a second worker had read "not done" at the same time: the causes hold.
    ReportedWeek.objects.filter(monday__gte=MONDAY + WEEK).delete()
    run(NEXT + 5 * WEEK)
    assert len(mails()) == 6
    assert run(NEXT + 9 * WEEK) == [MONDAY + n * WEEK for n in (6, 7, 8, 9)]
    # The last sale was on 24 May: four weeks later there is nothing to tell any more.
    assert [cause[-10:] for cause, _ in mails()][6:] == ["2027-06-14"]


@pytest.mark.django_db
def test_a_store_that_fails_keeps_its_week_due(
    clerk: Actor, other_clerk: Actor, store: Store, other_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    sale(clerk)
    sale(other_clerk)
    whole = weeks.shop_board

    def broken(*, store: Store, **rest: Any) -> Any:
        if store.code == "DL01":
            raise LookupError("the disk of this table is gone")
        return whole(store=store, **rest)

    with monkeypatch.context() as patched:
        patched.setattr(weeks, "shop_board", broken)
        assert run(NEXT) == []
        assert [address for _, address in mails()] == [other_store.email]
    assert run(NEXT, hour=9) == [MONDAY]
    assert len(mails()) == 2


@pytest.mark.django_db
def test_a_week_begins_on_a_monday() -> None:
    with pytest.raises(IntegrityError, match="a_reported_week_begins_on_a_monday"), transaction.atomic():
        ReportedWeek.objects.create(monday=MONDAY + timedelta(days=1), done_at=AT, mailed=0)


WORKERS = 4


def run_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every worker has read the week as not done before the first one queues a mail."""
    together, whole = threading.Barrier(WORKERS, timeout=20), weeks.mail_week

    def mail(*args: Any, **kwargs: Any) -> int:
        together.wait()
        return whole(*args, **kwargs)

    monkeypatch.setattr(weeks, "mail_week", mail)

    def work() -> None:
        try:
            run(NEXT)
        finally:
            connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(WORKERS)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)


@pytest.mark.django_db(transaction=True)
def test_four_workers_mail_a_store_once(clerk: Actor, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    sale(clerk)
    run_at_once(monkeypatch)
    assert (len(mails()), ReportedWeek.objects.get().monday) == (1, MONDAY)


@pytest.mark.django_db(transaction=True)
def test_the_control_without_one_cause_a_week_every_worker_mails(clerk: Actor, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    sale(clerk)
    one_cause: Callable[..., str] = weeks.cause_of_week
    monkeypatch.setattr(weeks, "cause_of_week", lambda *args, **kwargs: f"{one_cause(*args, **kwargs)}:{threading.get_ident()}")
    run_at_once(monkeypatch)
    assert len(mails()) == WORKERS

"""The day report by mail: at the closing, next morning where nobody closed, once each, and without anybody's personal data."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from stores.clock import STORE_TIME
from stores.models import Store
from tests.factories.billing import cash
from tests.factories.drawers import CLOSED, COUNTED, OPENED, closed, counted, opened, whole_day
from tests.factories.plans import AT, TODAY, new_imei, sellable, sold
from tests.factories.stores import AuditorFactory
from upgrade_program.catalog.models import Variant
from upgrade_program.foundation.audit.queries import chain_head
from upgrade_program.foundation.outbox.models import Message as News
from upgrade_program.foundation.outbox.services import deliver_due
from upgrade_program.kernel.actor import Actor
from upgrade_program.messaging.models import Message
from upgrade_program.reporting import services
from upgrade_program.reporting.models import ReportedDay
from upgrade_program.reporting.services import run_due_days
from upgrade_program.reporting.subscribers import mail_closed_day

pytestmark = pytest.mark.django_db
TOMORROW = TODAY + timedelta(days=1)


def morning(on: date, *, hour: int = 7) -> datetime:
    return datetime.combine(on, time(hour), tzinfo=STORE_TIME)


def mails() -> list[tuple[str, str]]:
    """(what for, to whom), oldest first."""
    return list(Message.objects.filter(template="day.report").order_by("pk").values_list("cause", "address"))


def base(store: Store, on: date = TODAY) -> str:
    return f"day:{store.pk}:{on}"


@pytest.fixture
def phone(db: None) -> Variant:
    return sellable()


def test_closing_the_drawer_mails_the_report(clerk: Actor, manager: Actor, store: Store, phone: Variant) -> None:
    drawer = opened(clerk)
    sold(actor=clerk, variant=phone)
    closed(manager, counted(clerk, drawer, 2540), reason="₹9 in coins fell down")
    assert mails() == []
    deliver_due(at=CLOSED)
    assert mails() == [(base(store), store.email)]
    slots = Message.objects.get(template="day.report").slots
    assert (slots["store"], slots["day"]) == ("DL01 Mi Home Nehru Place", "3 May 2027")
    assert slots["head"] == f"row {chain_head(store.pk).seq}, {chain_head(store.pk).hash}"
    lines = slots["report"].splitlines()
    for line in (
        "Plans sold: 1, ₹549",
        "Cash: received ₹549, given back ₹0, net ₹549",
        "Invoices: DL01/I27/00001 to DL01/I27/00001 (1), ₹549",
        "Taxable value, less credit notes: ₹465.26; CGST ₹41.87, SGST ₹41.87",
        "  expected ₹2,549",
    ):
        assert line in lines
    assert "₹9 missing: ₹9 in coins fell down" in slots["report"]
    assert f"Head of head office's audit chain: row {chain_head(0).seq}" in slots["report"]


def test_hearing_of_a_closing_twice_mails_once(manager: Actor, store: Store) -> None:
    whole_day(manager, cash=2000)
    news = News.objects.get(topic="drawer.closed")
    for _ in range(2):
        mail_closed_day(news.payload, at=CLOSED)
    assert len(mails()) == 1


def test_a_second_drawer_and_a_late_closing_are_corrections(clerk: Actor, manager: Actor, store: Store) -> None:
    whole_day(manager, cash=2000)
    second = opened(clerk, at=CLOSED + timedelta(minutes=1))
    closed(manager, counted(clerk, second, 2000, at=CLOSED + timedelta(minutes=2)), at=CLOSED + timedelta(minutes=3))
    left_open = opened(clerk, at=OPENED + timedelta(days=1))
    closed(manager, counted(clerk, left_open, 2000, at=COUNTED + timedelta(days=2)), at=CLOSED + timedelta(days=2))
    deliver_due(at=CLOSED + timedelta(days=2))
    assert [cause for cause, _ in mails()] == [
        base(store),
        f"{base(store)}:drawer:{second.pk}",
        f"{base(store, TOMORROW)}:drawer:{left_open.pk}",
    ]


def test_every_auditor_with_an_address_is_told_too(manager: Actor, store: Store) -> None:
    auditor = AuditorFactory(username="naina", email="naina@example.in")
    AuditorFactory(username="silent", email="")
    AuditorFactory(username="gone", email="gone@example.in", is_active=False)
    whole_day(manager, cash=2000)
    deliver_due(at=CLOSED)
    assert mails() == [(base(store), store.email), (f"{base(store)}:auditor:{auditor.pk}", "naina@example.in")]


def test_nobody_is_named_but_the_staff(clerk: Actor, manager: Actor, store: Store, phone: Variant) -> None:
    imei = new_imei()
    drawer = opened(clerk)
    sold(actor=clerk, variant=phone, imei=imei, customer_name="Farhan Ali", customer_mobile="98104 55421")
    closed(manager, counted(clerk, drawer, 2000), reason="548 kept back for 98104 55421 till tomorrow")
    deliver_due(at=CLOSED)
    text = str(Message.objects.get(template="day.report").slots)
    assert "548 kept back for ••• till tomorrow" in text
    for personal in ("Farhan", "98104", imei):
        assert personal not in text


def test_next_morning_those_who_did_not_close_are_mailed(
    clerk: Actor, manager: Actor, other_clerk: Actor, store: Store, other_store: Store, phone: Variant
) -> None:
    whole_day(manager, cash=2000)
    opened(other_clerk)
    sold(actor=other_clerk, variant=phone)
    deliver_due(at=CLOSED)
    assert run_due_days(today=TOMORROW, at=morning(TOMORROW, hour=5)) != []  # the day before yesterday, in which nothing happened
    assert mails() == [(base(store), store.email)]
    (row,) = run_due_days(today=TOMORROW, at=morning(TOMORROW))
    assert (row.day, row.mailed) == (TODAY, 1)
    assert mails() == [(base(store), store.email), (base(other_store), other_store.email)]
    assert "not closed" in Message.objects.get(cause=base(other_store)).slots["report"]


def test_money_after_the_closing_is_mailed_as_a_correction(clerk: Actor, manager: Actor, store: Store, phone: Variant) -> None:
    whole_day(manager, cash=2000)
    deliver_due(at=CLOSED)
    sold(actor=clerk, variant=phone, at=CLOSED + timedelta(minutes=5), tenders=[cash(549)])
    run_due_days(today=TOMORROW, at=morning(TOMORROW))
    assert [cause for cause, _ in mails()] == [base(store), f"{base(store)}:morning"]
    assert "With no drawer open: 1 payment or refund, cash ₹549" in Message.objects.latest("pk").slots["report"]


def test_a_doubled_job_mails_once_and_a_missed_one_is_caught_up_in_order(clerk: Actor, store: Store, phone: Variant) -> None:
    for day in range(4):
        sold(actor=clerk, variant=phone, at=AT + timedelta(days=day))
    run_due_days(today=TOMORROW, at=morning(TOMORROW))
    assert run_due_days(today=TOMORROW, at=morning(TOMORROW, hour=9)) == []
    later = TODAY + timedelta(days=4)
    assert [row.day for row in run_due_days(today=later, at=morning(later))] == [TODAY + timedelta(days=day) for day in (1, 2, 3)]
    assert [cause for cause, _ in mails()] == [base(store, TODAY + timedelta(days=day)) for day in range(4)]
    # As if a second worker had read "not done" at the same time: the causes hold.
    ReportedDay.objects.all().delete()
    run_due_days(today=later, at=morning(later))
    assert len(mails()) == 4


def test_nothing_happened_nothing_is_mailed(store: Store) -> None:
    (row,) = run_due_days(today=TOMORROW, at=morning(TOMORROW))
    assert (row.mailed, mails()) == (0, [])


def test_a_store_that_fails_keeps_its_day_due(
    clerk: Actor, other_clerk: Actor, store: Store, other_store: Store, phone: Variant, monkeypatch: pytest.MonkeyPatch
) -> None:
    sold(actor=clerk, variant=phone)
    sold(actor=other_clerk, variant=phone)
    whole = services.day_report

    def broken(*, store: Store, **rest: Any) -> Any:
        if store.code == "DL01":
            raise LookupError("the disk of this table is gone")
        return whole(store=store, **rest)

    with monkeypatch.context() as patched:
        patched.setattr(services, "day_report", broken)
        assert run_due_days(today=TOMORROW, at=morning(TOMORROW)) == []
        assert mails() == [(base(other_store), other_store.email)]
    (row,) = run_due_days(today=TOMORROW, at=morning(TOMORROW, hour=8))
    assert row.day == TODAY
    assert [cause for cause, _ in mails()] == [base(other_store), base(store)]

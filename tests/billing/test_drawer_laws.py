"""The database states the law of the drawer: each is broken once by hand, past all services, and refuses by its name."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from stores.models import Store
from tests.factories.billing import AT, collected, credited, invoiced, upi
from tests.factories.drawers import CLOSED, COUNTED, OPENED, counted, opened, whole_day
from upgrade_program.billing.models import CashMove, Drawer, DrawerLine, Payment, Refund
from upgrade_program.billing.models.drawer import SUMS
from upgrade_program.kernel.actor import Actor

pytestmark = pytest.mark.django_db
Law = Callable[[str], AbstractContextManager[None]]
NOTHING = dict.fromkeys(SUMS, 0)


def written(store: Store, by: Actor, **changes: Any) -> Drawer:
    row = {"store": store, "day": AT.date(), "opening": 2000, "opened_at": OPENED, "opened_by_id": by.staff_id}
    return Drawer.objects.create(**(row | changes))


def as_counted(by: Actor, **changes: Any) -> dict[str, Any]:
    return {"counts": 1, "counted": 2000, "counted_at": COUNTED, "counted_by_id": by.staff_id} | changes


def as_closed(by: Actor, **changes: Any) -> dict[str, Any]:
    return {"closed_at": CLOSED, "closed_by_id": by.staff_id, "reason": ""} | NOTHING | changes


def change(drawer: Drawer, **values: Any) -> None:
    Drawer.objects.filter(pk=drawer.pk).update(**values)


def test_the_hand_that_breaks_the_laws_can_also_keep_them(store: Store, manager: Actor) -> None:
    drawer = written(store, manager)
    change(drawer, **as_counted(manager))
    change(drawer, **as_closed(manager))
    drawer.refresh_from_db()
    assert not drawer.is_open


@pytest.mark.parametrize(
    ("law", "row"),
    [
        ("counted_cash_is_not_negative", {"opening": -1}),
        ("a_drawer_belongs_to_the_day_it_opened", {"day": AT.date() - timedelta(days=1)}),
        ("drawers_follow_their_life", {"counts": 1}),
        ("a_closed_drawer_was_counted_and_summed", {"reason": "before its time"}),
        ("a_closed_drawer_was_counted_and_summed", {"cash_in": 0}),
        ("a_count_has_sum_time_and_person", {"counted": 5}),
    ],
)
def test_a_drawer_that_begins_against_the_law(store: Store, manager: Actor, refused_by: Law, law: str, row: dict[str, Any]) -> None:
    with refused_by(law):
        written(store, manager, **row)
    assert not Drawer.objects.exists()


def test_two_open_drawers(store: Store, other_store: Store, manager: Actor, refused_by: Law) -> None:
    written(store, manager)
    written(other_store, manager)
    with refused_by("one_open_drawer_a_store"):
        written(store, manager, day=CLOSED.date() + timedelta(days=1), opened_at=CLOSED + timedelta(days=1))


@pytest.mark.parametrize(
    ("law", "row"),
    [
        ("counted_cash_is_not_negative", {"counted": -1}),
        ("a_count_has_sum_time_and_person", {"counted_by_id": None}),
        ("a_count_has_sum_time_and_person", {"counted_at": OPENED - timedelta(seconds=1)}),
        ("drawers_follow_their_life", {"counts": 2}),
        ("drawers_follow_their_life", {"opening": 1999}),
        ("drawers_follow_their_life", {"opened_at": OPENED - timedelta(seconds=1)}),
    ],
)
def test_a_count_against_the_law(store: Store, manager: Actor, refused_by: Law, law: str, row: dict[str, Any]) -> None:
    drawer = written(store, manager)
    with refused_by(law):
        change(drawer, **as_counted(manager, **row))


def test_a_count_that_is_not_counted(store: Store, manager: Actor, refused_by: Law) -> None:
    drawer = counted(manager, opened(manager), 2000)
    with refused_by("drawers_follow_their_life"):
        change(drawer, counted=1900)


@pytest.mark.parametrize(
    ("law", "row"),
    [
        ("a_closed_drawer_was_counted_and_summed", {"closed_by_id": None}),
        ("a_closed_drawer_was_counted_and_summed", {"closed_at": COUNTED - timedelta(seconds=1)}),
        ("a_closed_drawer_was_counted_and_summed", {"upi_back": None}),
        ("drawer_sums_are_not_negative", {"card_in": -1}),
        ("a_cash_difference_has_a_reason", {"cash_in": 1}),
        ("a_closed_drawer_holds_its_lines", {"cash_in": 1, "reason": "made up"}),
        ("a_closed_drawer_holds_its_lines", {"card_back": 1}),
        ("a_closed_drawer_holds_its_moves", {"added": 1, "reason": "made up"}),
        ("a_closed_drawer_holds_its_moves", {"taken": 1, "reason": "made up"}),
    ],
)
def test_a_closing_against_the_law(store: Store, manager: Actor, refused_by: Law, law: str, row: dict[str, Any]) -> None:
    drawer = counted(manager, opened(manager), 2000)
    with refused_by(law):
        change(drawer, **as_closed(manager, **row))


def test_a_drawer_is_not_closed_uncounted(store: Store, manager: Actor, refused_by: Law) -> None:
    drawer = written(store, manager)
    with refused_by("a_closed_drawer_was_counted_and_summed"):
        change(drawer, **as_closed(manager))


def test_a_closing_leaves_out_a_line(store: Store, manager: Actor, refused_by: Law) -> None:
    drawer = counted(manager, opened(manager), 2000)
    invoiced(store=store, tenders=[upi("412345678901")])
    with refused_by("a_closed_drawer_holds_its_lines"):
        DrawerLine.objects.create(drawer=drawer, payment=Payment.objects.get())
        change(drawer, **as_closed(manager))
    with transaction.atomic():
        DrawerLine.objects.create(drawer=drawer, payment=Payment.objects.get())
        change(drawer, **as_closed(manager, upi_in=549))


@pytest.mark.parametrize("values", [{"closed_at": None}, {"counted": 1}, {"reason": "changed my mind"}, {"cash_in": 5}, {"counts": 2}])
def test_a_closed_drawer_never_changes(manager: Actor, refused_by: Law, values: dict[str, Any]) -> None:
    drawer = whole_day(manager, cash=2000)
    with refused_by("drawers_follow_their_life"):
        change(drawer, **values)


def test_nothing_of_a_drawer_is_deleted_or_changed(store: Store, manager: Actor, refused_by: Law) -> None:
    invoiced(store=store)
    drawer = opened(manager)
    CashMove.objects.create(drawer=drawer, kind="bank", amount=5, reason="bag", at=AT, by_id=manager.staff_id)
    line = DrawerLine.objects.create(drawer=drawer, payment=Payment.objects.get())
    with refused_by("drawers_follow_their_life"):
        Drawer.objects.all()._raw_delete("default")  # type: ignore[attr-defined]
    for law, table in (("drawer_lines_never_change", DrawerLine), ("cash_moves_never_change", CashMove)):
        with refused_by(law):
            table.objects.all().delete()
        with refused_by(law):
            table.objects.update(drawer=drawer)
    assert DrawerLine.objects.get() == line


def test_what_a_drawer_may_hold(store: Store, other_store: Store, manager: Actor, refused_by: Law) -> None:
    theirs, pending = invoiced(store=other_store), collected(store=store, tenders=[upi()])
    drawer = opened(manager)
    for payment in (theirs.collection.payments.get(), pending.payments.get()):
        with refused_by("lines_enter_an_open_drawer"):
            DrawerLine.objects.create(drawer=drawer, payment=payment)
    note = credited(invoice=theirs)
    with refused_by("lines_enter_an_open_drawer"):
        DrawerLine.objects.create(drawer=drawer, refund=Refund.objects.get(credit_note=note))
    with refused_by("lines_enter_an_open_drawer"):
        DrawerLine.objects.create(drawer=drawer)


def test_nothing_enters_a_closed_drawer(store: Store, manager: Actor, refused_by: Law) -> None:
    drawer = whole_day(manager, cash=2000)
    invoiced(store=store)
    with refused_by("lines_enter_an_open_drawer"):
        DrawerLine.objects.create(drawer=drawer, payment=Payment.objects.get())
    with refused_by("moves_enter_an_open_drawer"):
        CashMove.objects.create(drawer=drawer, kind="bank", amount=5, reason="bag", at=AT, by_id=manager.staff_id)


def test_a_payment_and_a_refund_are_in_one_drawer(store: Store, manager: Actor, refused_by: Law) -> None:
    credited(invoice=invoiced(store=store))
    drawer, payment, refund = opened(manager), Payment.objects.get(), Refund.objects.get()
    DrawerLine.objects.create(drawer=drawer, payment=payment)
    DrawerLine.objects.create(drawer=drawer, refund=refund)
    with refused_by("a_payment_is_in_one_drawer"):
        DrawerLine.objects.create(drawer=drawer, payment=payment)
    with refused_by("a_refund_is_in_one_drawer"):
        DrawerLine.objects.create(drawer=drawer, refund=refund)
    with refused_by("a_drawer_line_is_a_payment_or_a_refund"):
        DrawerLine.objects.create(drawer=drawer, payment=payment, refund=refund)


@pytest.mark.parametrize(
    ("law", "row"),
    [
        ("a_cash_move_is_more_than_nothing", {"amount": 0}),
        ("the_kind_of_cash_move_is_known", {"kind": "gift"}),
        ("a_cash_move_has_a_reason", {"reason": ""}),
    ],
)
def test_a_cash_move_against_the_law(manager: Actor, refused_by: Law, law: str, row: dict[str, Any]) -> None:
    move = {"drawer": opened(manager), "kind": "bank", "amount": 5, "reason": "bag", "at": AT, "by_id": manager.staff_id}
    with refused_by(law):
        CashMove.objects.create(**(move | row))

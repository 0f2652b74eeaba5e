"""The life of a store's cash drawer: opened with a float, counted, closed. Sales never wait for it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction

from stores.access import require_manager, require_seller, require_trading
from stores.clock import STORE_TIME
from upgrade_program.billing.enums import MoveKind
from upgrade_program.billing.events import DrawerClosed
from upgrade_program.billing.holding import take_in
from upgrade_program.billing.models import CashMove, Drawer
from upgrade_program.billing.refusals import (
    DifferenceNeedsReason,
    DrawerAlreadyOpen,
    DrawerCountOld,
    DrawerNotCounted,
    DrawerNotOpen,
)
from upgrade_program.foundation.audit.services import record as audit
from upgrade_program.foundation.outbox.services import record as tell
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Forbidden, Invalid, NotFound, ReasonRequired
from upgrade_program.kernel.money import round_paisa, rupees
from upgrade_program.kernel.text import one_line
from upgrade_program.kernel.wording import rupees_text

MOST_CASH = Decimal(9_999_999)
NOTES = (500, 200, 100, 50, 20, 10)


def sum_of_notes(notes: dict[int, int], *, coins: Decimal = Decimal(0)) -> Decimal:
    """Rupees in notes (value → how many) and coins. A note that is none is a ValueError."""
    if not notes.keys() <= set(NOTES):
        raise ValueError(f"notes are worth {NOTES}")
    return rupees(sum(value * count for value, count in notes.items())) + rupees(coins)


def open_drawer(*, actor: Actor, opening: Decimal, at: datetime, on: date) -> Drawer:
    """Open the drawer of the actor's store with the cash counted into it, in rupees.

    Clerks and managers. Refuses (`drawer_open`) while one is open, of whatever day, a closed store (`forbidden`) and amounts that
    are none (`invalid`).
    """
    staff, store = _at_the_counter(actor)
    opening = _amount(opening, field="opening")
    try:
        with transaction.atomic():
            require_trading(store)
            drawer = Drawer.objects.create(store_id=store, day=on, opening=opening, opened_at=at, opened_by_id=staff)
            _note(actor, drawer, verb="drawer.opened", at=at, after={"on": on, "opening": opening})
    except IntegrityError as broken:
        if "one_open_drawer_a_store" not in str(broken):
            raise
        raise DrawerAlreadyOpen from broken
    return drawer


@transaction.atomic
def count_drawer(*, actor: Actor, drawer_id: int, counted: Decimal, at: datetime) -> Drawer:
    """Enter the cash found in the drawer, in rupees. Counting again replaces the count; every count stays in the audit trail.

    Staff of the store, who are not told what is expected. Refuses a closed drawer (`drawer_not_open`) and amounts that are none.
    """
    staff, store = _at_the_counter(actor)
    counted = _amount(counted, field="counted")
    drawer = _locked(drawer_id, store=store)
    before = {"counted": drawer.counted} if drawer.counts else None
    drawer.counts += 1
    drawer.counted, drawer.counted_at, drawer.counted_by_id = counted, at, staff
    drawer.save(update_fields=["counts", "counted", "counted_at", "counted_by"])
    _note(actor, drawer, verb="drawer.counted", at=at, before=before, after={"counted": counted, "count": drawer.counts})
    return drawer


@transaction.atomic
def move_cash(*, actor: Actor, drawer_id: int, kind: MoveKind, amount: Decimal, reason: str, at: datetime) -> CashMove:
    """Put cash into the open drawer or take it out: to the bank, or for something paid.

    A manager of the store, with a reason. Refuses a closed drawer (`drawer_not_open`) and an amount not above zero (`invalid`).
    """
    staff, store = _at_the_counter(actor)
    require_manager(actor, store)
    amount = _amount(amount, field="amount", least=Decimal("0.01"))
    reason = one_line(reason, field="reason", most=200)
    if not reason:
        raise ReasonRequired
    drawer = _locked(drawer_id, store=store)
    move = CashMove.objects.create(drawer=drawer, kind=kind, amount=amount, reason=reason, at=at, by_id=staff)
    _note(actor, drawer, verb="drawer.cash_moved", at=at, after={"kind": kind.value, "amount": amount}, reason=reason)
    return move


@transaction.atomic
def close_drawer(*, actor: Actor, drawer_id: int, reason: str, at: datetime) -> Drawer:
    """Close the drawer: what it must hold is summed and frozen, and the difference to the count stands with its reason.

    A manager of the store. Refuses a drawer that is closed (`drawer_not_open`), not counted (`drawer_not_counted`) or counted before cash
    moved last (`drawer_count_old`), and a difference without a reason (`reason_required`). A sale at this instant is in, or after.
    """
    staff, store = _at_the_counter(actor)
    require_manager(actor, store)
    reason = one_line(reason, field="reason", most=200)
    drawer = _locked(drawer_id, store=store)
    if drawer.counted is None or drawer.counted_at is None:
        raise DrawerNotCounted
    held = take_in(drawer, at=at)
    if held.moved_at and held.moved_at > drawer.counted_at:
        raise DrawerCountOld(time=f"{drawer.counted_at.astimezone(STORE_TIME):%H:%M}")
    difference = drawer.counted - held.expected
    if difference and not reason:
        raise DifferenceNeedsReason(
            counted=rupees_text(drawer.counted),
            expected=rupees_text(held.expected),
            difference=rupees_text(abs(difference)),
            what="missing" if difference < 0 else "too much",
        )
    drawer.closed_at, drawer.closed_by_id, drawer.reason = at, staff, reason
    for name, amount in held.sums.items():
        setattr(drawer, name, amount)
    drawer.save(update_fields=["closed_at", "closed_by", "reason", *held.sums])
    tell(DrawerClosed(drawer_id=drawer.pk, store_id=store, on=drawer.day.isoformat(), at=at.isoformat()), at=at)
    found = {"counted": drawer.counted, "expected": held.expected, "difference": difference, **held.sums}
    _note(actor, drawer, verb="drawer.closed", at=at, after=found, reason=reason)
    return drawer


def _at_the_counter(actor: Actor) -> tuple[int, int]:
    """The ids of the person and of the store they work in."""
    require_seller(actor)
    if actor.staff_id is None or actor.store_id is None:
        raise Forbidden
    return actor.staff_id, actor.store_id


def _locked(drawer_id: int, *, store: int) -> Drawer:
    """The open drawer, kept from everybody else until the transaction ends; sales never ask for it."""
    drawer = Drawer.objects.select_for_update(no_key=True).filter(pk=drawer_id, store_id=store).first()
    if drawer is None:
        raise NotFound
    if not drawer.is_open:
        raise DrawerNotOpen
    return drawer


def _amount(amount: Decimal, *, field: str, least: Decimal = Decimal(0)) -> Decimal:
    amount = rupees(amount)
    if amount != round_paisa(amount) or not least <= amount <= MOST_CASH:
        sentence = f"This is cash in rupees and whole paise, {'above' if least else 'from'} ₹0 to {rupees_text(MOST_CASH)}."
        raise Invalid(field=field, sentence=sentence, next_step="Count again and type the sum.")
    return amount


def _note(
    actor: Actor,
    drawer: Drawer,
    *,
    verb: str,
    at: datetime,
    after: dict[str, object],
    before: dict[str, object] | None = None,
    reason: str = "",
) -> None:
    audit(actor=actor, at=at, verb=verb, subject=f"drawer:{drawer.pk}", before=before, after=after, reason=reason, chain=drawer.store_id)

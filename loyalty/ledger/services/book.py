"""One locked account at work: entries are posted in memory, one after the other, and written together.

So the balances are updated once an act, and laws that hold between acts (no points beside debt) need not hold between two entries of one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Q

from loyalty.ledger.causes import Cause
from loyalty.ledger.enums import Kind, LotState
from loyalty.ledger.models import Account, Entry, Lot, LotMove

_ANY = datetime.max.replace(tzinfo=UTC)
LOT = "lot"  # the source of what a lot's own dates do to it


@dataclass(slots=True)
class Part:
    """What an entry does to one lot: `points` to what remains, `held` to what is held; `restores` the move it gives back."""

    lot: Lot
    points: int = 0
    held: int = 0
    restores: LotMove | None = None


class Book:
    """The account with its open lots. Nothing is stored before `close`."""

    def __init__(self, account: Account) -> None:
        self.account = account
        lots = Lot.objects.filter(Q(remaining__gt=0) | Q(held__gt=0), account=account).order_by("expires_at", "id")  # undated last
        self._lots: dict[int, Lot] = {lot.pk: lot for lot in lots}
        self._new: list[Lot] = []
        self._filled: set[int] = set()
        self._touched: dict[int, Lot] = {}
        self._entries: list[Entry] = []
        self._moves: list[LotMove] = []

    def lot(self, lot_id: int) -> Lot:
        """A lot of this account, open or not."""
        if lot_id not in self._lots:
            self._lots[lot_id] = Lot.objects.get(pk=lot_id, account=self.account)
        return self._lots[lot_id]

    @property
    def lots(self) -> list[Lot]:
        """Soonest-expiring first, undated last, then oldest; those made by this act are the youngest."""
        return sorted([*self._lots.values(), *self._new], key=_in_order_of_spending)

    def spendable(self, *, at: datetime) -> list[Lot]:
        """The live lots that have points left and are alive at `at`, in the order of spending."""
        return [lot for lot in self.lots if lot.state == LotState.LIVE and lot.remaining and not is_over(lot, at=at)]

    def issue(
        self, *, points: int, live_from: datetime, expires_at: datetime | None, pending: bool = False, origin: Lot | None = None
    ) -> Lot:
        """A new lot, still empty: the entry that gives its points fills it."""
        state = LotState.PENDING if pending else LotState.LIVE
        lot = Lot(
            account=self.account, issued=points, remaining=0, state=str(state), live_from=live_from, expires_at=expires_at, origin=origin
        )
        self._new.append(lot)
        return lot

    def post(self, kind: Kind, cause: Cause, parts: Iterable[Part], *, debt: int = 0, reverses: Entry | None = None) -> Entry:
        """Write a line: the balances follow from its parts, each point going where its lot stands."""
        parts = list(parts)
        entry = self._line(
            kind,
            cause,
            pending=sum(part.points for part in parts if part.lot.state == LotState.PENDING),
            available=sum(part.points for part in parts if part.lot.state != LotState.PENDING),
            held=sum(part.held for part in parts),
            debt=debt,
            reverses=reverses,
        )
        for part in parts:
            part.lot.remaining += part.points
            part.lot.held += part.held
            self._touch(part.lot)
            if part.lot.entry_id is None and id(part.lot) not in self._filled:
                part.lot.entry = entry
                self._filled.add(id(part.lot))
            self._moves.append(LotMove(entry=entry, lot=part.lot, points=part.points, held=part.held, restores=part.restores))
        return entry

    def mature(self, lot: Lot, *, cause: Cause) -> None:
        """Pending points become live; they stay in their lot, so there is no move."""
        self._line(Kind.MATURE, of_lot(lot, cause), pending=-lot.remaining, available=lot.remaining)
        lot.state = str(LotState.LIVE)
        self._touch(lot)

    def end(self, lot: Lot) -> None:
        """Nothing comes to this lot any more."""
        lot.state = str(LotState.ENDED)
        self._touch(lot)

    def pay_debt(self, cause: Cause) -> None:
        """Live points pay what is owed, at once and by moves of their own, so that no later expiry brings the debt back."""
        owed = min(self.account.debt, self.account.available)
        if owed:
            self.post(Kind.OFFSET, cause, take(self.spendable(at=cause.at), owed), debt=-owed)

    def close(self) -> None:
        """Store everything: the account once, then the lines, lots and moves."""
        account = self.account
        if self._entries:
            account.save(update_fields=["pending", "available", "held", "debt", "last_seq", "merged_into"])
        Entry.objects.bulk_create(self._entries)
        Lot.objects.bulk_create(self._new)
        if self._touched:
            Lot.objects.bulk_update(self._touched.values(), ["remaining", "held", "state"])
        LotMove.objects.bulk_create(self._moves)
        self._lots |= {lot.pk: lot for lot in self._new}
        for written in (self._entries, self._new, self._touched, self._moves):
            written.clear()

    def _touch(self, lot: Lot) -> None:
        if lot.pk:
            self._touched[lot.pk] = lot

    def _line(
        self, kind: Kind, cause: Cause, *, pending: int = 0, available: int = 0, held: int = 0, debt: int = 0, reverses: Entry | None = None
    ) -> Entry:
        account = self.account
        account.pending += pending
        account.available += available
        account.held += held
        account.debt += debt
        account.last_seq += 1
        entry = Entry(
            account=account,
            seq=account.last_seq,
            kind=str(kind),
            d_pending=pending,
            d_available=available,
            d_held=held,
            d_debt=debt,
            source_type=cause.source_type,
            source_id=cause.source_id,
            rule=cause.rule,
            reverses=reverses,
            actor_id=cause.actor.staff_id,
            actor_name=cause.actor_name,
            store_id=cause.store_id,
            at=cause.at,
            facts=dict(cause.facts),
            note=cause.note,
            b_pending=account.pending,
            b_available=account.available,
            b_held=account.held,
            b_debt=account.debt,
        )
        self._entries.append(entry)
        return entry


def _in_order_of_spending(lot: Lot) -> tuple[bool, datetime, bool, int]:
    return lot.expires_at is None, lot.expires_at or _ANY, lot.pk is None, lot.pk or 0


def is_over(lot: Lot, *, at: datetime) -> bool:
    """Whether the lot's instant has come."""
    return lot.expires_at is not None and lot.expires_at <= at


def take(lots: Iterable[Lot], points: int) -> list[Part]:
    """Take so many points from the first lots that have some; the caller has made sure that there are enough."""
    parts = []
    for lot in lots:
        taken = min(points, lot.remaining)
        if taken:
            parts.append(Part(lot, points=-taken))
            points -= taken
    if points:
        raise ValueError(f"{points} points are missing in the lots")
    return parts


def of_lot(lot: Lot, cause: Cause) -> Cause:
    """What the dates of a lot do has the lot for its source."""
    return Cause(source_type=LOT, source_id=str(lot.pk), at=cause.at)

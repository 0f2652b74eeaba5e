"""What a cash drawer must hold: the store's payments and refunds since it opened, by method, and the cash moved by hand.

Payments are never marked and no sale waits for a drawer. Closing writes a line for each payment and refund it can see, in the statement
that sums them: a sale at the same instant is either among them or comes after, and a payment is in one drawer at most.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import connection

from upgrade_program.billing.models import Drawer
from upgrade_program.billing.models.drawer import SUMS

# A sale waits for its UPI payment to the end of its day at most: no payment is received later than this after its collection opened.
_LONGEST_WAIT = timedelta(days=2)
_HELD = """
    paid AS (
        SELECT p.id, p.method, p.amount, p.received_at AS at
          FROM billing_collection c JOIN billing_payment p ON p.collection_id = c.id
         WHERE c.store_id = %(store)s AND c.at >= %(since)s AND p.state = 'received' AND p.received_at BETWEEN %(opened)s AND %(at)s
           AND NOT EXISTS (SELECT FROM billing_drawerline line WHERE line.payment_id = p.id)),
    back AS (
        SELECT r.id, p.method, r.amount, r.at
          FROM billing_refund r JOIN billing_payment p ON p.id = r.payment_id JOIN billing_collection c ON c.id = p.collection_id
         WHERE c.store_id = %(store)s AND r.at BETWEEN %(opened)s AND %(at)s
           AND NOT EXISTS (SELECT FROM billing_drawerline line WHERE line.refund_id = r.id)),
    moved AS (SELECT kind, amount, at FROM billing_cashmove WHERE drawer_id = %(drawer)s)
"""
_LINES = """
    , lines AS (
        INSERT INTO billing_drawerline (drawer_id, payment_id, refund_id)
        SELECT %(drawer)s, id, NULL FROM paid UNION ALL SELECT %(drawer)s, NULL, id FROM back)
"""
_METHODS = ", ".join(
    f"(SELECT coalesce(sum(amount) FILTER (WHERE method = '{method}'), 0) FROM {rows})"  # noqa: S608  built of these very words
    for method in ("cash", "upi", "card", "points")
    for rows in ("paid", "back")
)
_SUMS = f"""
    SELECT {_METHODS},
           (SELECT coalesce(sum(amount) FILTER (WHERE kind = 'added'), 0) FROM moved),
           (SELECT coalesce(sum(amount) FILTER (WHERE kind <> 'added'), 0) FROM moved),
           (SELECT max(at) FROM (SELECT at FROM paid WHERE method = 'cash' UNION ALL SELECT at FROM back WHERE method = 'cash'
                                 UNION ALL SELECT at FROM moved) cash)
"""  # noqa: S608  built of these very words


@dataclass(frozen=True, slots=True)
class Holding:
    """Rupees received and given back by method, cash put in and taken out, and when cash moved last."""

    opening: Decimal
    cash_in: Decimal
    cash_back: Decimal
    upi_in: Decimal
    upi_back: Decimal
    card_in: Decimal
    card_back: Decimal
    points_in: Decimal
    points_back: Decimal
    added: Decimal
    taken: Decimal
    moved_at: datetime | None = None

    @property
    def expected(self) -> Decimal:
        """The cash that must lie in the drawer, float included; below zero when more was given back than ever came in."""
        return self.opening + self.cash_in - self.cash_back + self.added - self.taken

    @property
    def upi_net(self) -> Decimal:
        return self.upi_in - self.upi_back

    @property
    def card_net(self) -> Decimal:
        return self.card_in - self.card_back

    @property
    def points_net(self) -> Decimal:
        """Rupees of bills paid with points: no cash, and never expected in the drawer."""
        return self.points_in - self.points_back

    @property
    def sums(self) -> dict[str, Decimal]:
        return {name: getattr(self, name) for name in SUMS}


def frozen(drawer: Drawer) -> Holding:
    """The sums a closed drawer was closed with."""
    return Holding(opening=drawer.opening, **{name: getattr(drawer, name) for name in SUMS})


def holding(drawer: Drawer, *, at: datetime) -> Holding:
    """What an open drawer must hold at an instant, in one statement; of a closed one the frozen sums."""
    return _asked(drawer, at=at, sql=f"WITH {_HELD} {_SUMS}") if drawer.is_open else frozen(drawer)


def take_in(drawer: Drawer, *, at: datetime) -> Holding:
    """Give a locked, open drawer its lines and their sums, in one statement: what is not committed yet comes after."""
    return _asked(drawer, at=at, sql=f"WITH {_HELD} {_LINES} {_SUMS}")


def _asked(drawer: Drawer, *, at: datetime, sql: str) -> Holding:
    window: dict[str, int | datetime] = {
        "drawer": drawer.pk,
        "store": drawer.store_id,
        "opened": drawer.opened_at,
        "since": drawer.opened_at - _LONGEST_WAIT,
        "at": at,
    }
    with connection.cursor() as cursor:
        cursor.execute(sql, window)
        return Holding(drawer.opening, *cursor.fetchone())

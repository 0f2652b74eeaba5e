"""What counter and reports ask about cash drawers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import connection
from django.db.models import QuerySet

from stores.access import may_see_store
from stores.clock import end_of_day, start_of_day
from upgrade_program.billing.models import Drawer, Payment, Refund
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import NotFound

_WITHOUT = """
    WITH still_open AS (SELECT opened_at FROM billing_drawer WHERE store_id = %(store)s AND closed_at IS NULL),
    gone AS (
        SELECT p.method, p.amount
          FROM billing_collection c JOIN billing_payment p ON p.collection_id = c.id
         WHERE c.store_id = %(store)s AND c.at BETWEEN %(start)s - INTERVAL '2 days' AND %(end)s AND p.state = 'received'
           AND p.received_at BETWEEN %(start)s AND %(end)s
           AND NOT EXISTS (SELECT FROM billing_drawerline line WHERE line.payment_id = p.id)
           AND NOT EXISTS (SELECT FROM still_open WHERE opened_at <= p.received_at)
        UNION ALL
        SELECT p.method, -r.amount
          FROM billing_refund r JOIN billing_payment p ON p.id = r.payment_id JOIN billing_collection c ON c.id = p.collection_id
         WHERE c.store_id = %(store)s AND r.at BETWEEN %(start)s AND %(end)s
           AND NOT EXISTS (SELECT FROM billing_drawerline line WHERE line.refund_id = r.id)
           AND NOT EXISTS (SELECT FROM still_open WHERE opened_at <= r.at))
    SELECT count(*), coalesce(sum(amount) FILTER (WHERE method = 'cash'), 0) FROM gone
"""


@dataclass(frozen=True, slots=True)
class Outside:
    """Payments and refunds of a day that no drawer holds: taken before the opening or after the closing; cash in rupees, net."""

    count: int
    cash: Decimal


def open_drawer_of(store_id: int) -> Drawer | None:
    """The store's open drawer, of whatever day, with its people and moves; in two statements."""
    return _with_people().filter(store_id=store_id, closed_at__isnull=True).first()


def drawer_for(actor: Actor, drawer_id: int) -> Drawer:
    """A drawer of the own store (head office and auditors: of any); refuses (`not_found`) others and unknown ones alike."""
    drawer = Drawer.objects.filter(pk=drawer_id).first()
    if drawer is None or not may_see_store(actor, drawer.store_id):
        raise NotFound
    return drawer


def drawers_of_day(store_id: int, *, on: date) -> list[Drawer]:
    """The drawers opened on a day, first one first, with their people and moves; in two statements."""
    return list(_with_people().filter(store_id=store_id, day=on).order_by("opened_at", "id"))


def last_closed(store_id: int) -> Drawer | None:
    """The drawer closed last, with its people and moves."""
    return _with_people().filter(store_id=store_id, closed_at__isnull=False).order_by("-day", "-id").first()


def outside_of_drawers(store_id: int, *, on: date) -> Outside:
    """What was received and given back on a day with no drawer open, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_WITHOUT, {"store": store_id, "start": start_of_day(on), "end": end_of_day(on)})
        return Outside(*cursor.fetchone())


def money_after(store_id: int, *, closed_at: datetime, on: date) -> bool:
    """Whether money came or went on a day after its drawer had closed: what the report of that closing could not tell."""
    paid = Payment.objects.filter(
        collection__store=store_id, collection__at__gte=start_of_day(on), received_at__gt=closed_at, received_at__lte=end_of_day(on)
    )
    back = Refund.objects.filter(payment__collection__store=store_id, at__gt=closed_at, at__lte=end_of_day(on))
    return paid.exists() or back.exists()


def _with_people() -> QuerySet[Drawer]:
    return Drawer.objects.select_related("opened_by", "counted_by", "closed_by").prefetch_related("moves__by")

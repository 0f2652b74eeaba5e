"""What the calls on members give, exactly as the schema lists it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from loyalty.ledger.models import Entry
from loyalty.members.ids import member_id
from loyalty.members.queries import MemberView
from loyalty.members.words import title_of, why
from upgrade_program.customers.names import masked_name
from upgrade_program.interfaces.api.presenters import document, instant, rupees
from upgrade_program.usecases.membership import Purchase


def member(view: MemberView) -> dict[str, Any]:
    """A member's points and status, and since when they are none any more; the name masked."""
    points, ends = view.points, view.next_expiry
    return {
        "id": member_id(view.customer.pk),
        "name": masked_name(view.customer.name),
        "pending": points.pending,
        "available": points.available,
        "held": points.held,
        "debt": points.debt,
        "status": view.status.level.name,
        "next_expiry": {"on": ends[0].isoformat(), "points": ends[1]} if ends else None,
        "left_on": view.left_on.isoformat() if view.left_on else None,
    }


def points_consent(view: MemberView) -> dict[str, Any]:
    """The same with the word on their consent."""
    return member(view) | {"consent": "withdrawn" if view.left_on else "given"}


def entry(row: Entry, *, stores: Mapping[int, str]) -> dict[str, Any]:
    """One line of the journal with its cause."""
    return {
        "sequence": row.seq,
        "at": instant(row.at),
        "kind": row.kind,
        "title": title_of(row),
        "why": why(row),
        "points": row.points,
        "change": {"pending": row.d_pending, "available": row.d_available, "held": row.d_held, "debt": row.d_debt},
        "after": {"pending": row.b_pending, "available": row.b_available, "held": row.b_held, "debt": row.b_debt},
        "cause": {"type": row.source_type, "id": row.source_id},
        "rule": row.rule or None,
        "store": stores.get(row.store_id or 0),
    }


def paid_months(one: Purchase) -> dict[str, Any]:
    """Months of membership with their tax documents."""
    row = one.membership
    return {
        "member": member_id(row.customer_id),
        "months": row.months,
        "first_day": one.first_day.isoformat(),
        "last_day": one.last_day.isoformat(),
        "amount": rupees(row.amount),
        "returnable_through": one.returnable.isoformat() if one.returnable else None,
        "invoice": document(one.invoice),
        "credit_note": document(one.credit_note),
    }

"""Who is a member, since when, and who has paid for more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import connection
from django.db.models import QuerySet

from loyalty.programme.models import MEMBERSHIP_BILL
from loyalty.programme.models import Membership as PaidMonths
from upgrade_program.customers.enums import Purpose
from upgrade_program.customers.models import Consent, Customer

# By hand, because they are asked for thousands of members at once: the ORM takes longer to spell so many ids than the database to answer.
_SPANS = """
    SELECT agreed.customer_id, agreed.given_at, ended.at
      FROM customers_consent agreed
      JOIN customers_consenttext words ON words.id = agreed.text_id AND words.purpose = %s
      LEFT JOIN programme_withdrawal ended ON ended.consent_id = agreed.id
     WHERE agreed.customer_id = ANY(%s)
"""
# Put about a customer's id in a statement of many rows: whether they have a loyalty consent that nobody has withdrawn.
_BELONGS = """EXISTS (
    SELECT 1 FROM customers_consent agreed
      JOIN customers_consenttext words ON words.id = agreed.text_id AND words.purpose = 'loyalty'
     WHERE agreed.customer_id = {customer_id}
       AND NOT EXISTS (SELECT 1 FROM programme_withdrawal ended WHERE ended.consent_id = agreed.id))"""
_MONTHS = "SELECT * FROM programme_membership WHERE customer_id = ANY(%s) AND taken_back_at IS NULL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """A paid membership that runs on a day: this stretch of it, and the last day of all that is prepaid without a gap."""

    first_day: date
    last_day: date
    prepaid_through: date
    bought_at: datetime


@dataclass(frozen=True, slots=True)
class Span:
    """From one instant up to another, or until now."""

    start: datetime
    end: datetime | None

    def holds(self, at: datetime) -> bool:
        return self.start <= at and (self.end is None or at < self.end)


def is_member(customer_id: int) -> bool:
    """Whether the customer has a loyalty consent in force."""
    return consents_in_force(customer_id).exists()


def has_joined(customer_id: int) -> bool:
    """Whether the customer is a member, or was one."""
    return Consent.objects.filter(customer_id=customer_id, text__purpose=Purpose.LOYALTY).exists()


def left_at(customer_id: int) -> datetime | None:
    """When somebody who is no member any more withdrew their last consent; None of members, and of who never joined. In one statement."""
    ends = [span.end for span in spans_of([customer_id]).get(customer_id, ())]
    over = [end for end in ends if end is not None]
    return max(over) if over and len(over) == len(ends) else None


def belongs(customer_id: str) -> str:
    """The same as a condition of SQL, about a column of ours that is a customer's id."""
    return _BELONGS.format(customer_id=customer_id)


def consents_in_force(customer_id: int) -> QuerySet[Consent]:
    """The customer's loyalty consents that nobody has withdrawn, newest first."""
    return standing_consents().filter(customer_id=customer_id)


def standing_consents() -> QuerySet[Consent]:
    """Everybody's."""
    return Consent.objects.filter(text__purpose=Purpose.LOYALTY, withdrawal=None)


def spans_of(customer_ids: Iterable[int]) -> dict[int, list[Span]]:
    """When each customer was a member: from a loyalty consent up to its withdrawal. In one statement."""
    spans: dict[int, list[Span]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_SPANS, [str(Purpose.LOYALTY), sorted(set(customer_ids))])
        for customer_id, given_at, withdrawn_at in cursor.fetchall():
            spans[customer_id].append(Span(given_at, withdrawn_at))
    return dict(spans)


def membership_of(customer_id: int, *, on: date) -> Membership | None:
    """The paid membership that runs on a day; None without one, and after its last day (dates decide)."""
    rows = list(PaidMonths.objects.filter(customer_id=customer_id, days__endswith__gt=on, taken_back_at=None).order_by("days"))
    if not rows or on not in rows[0].days:
        return None
    through: date = rows[0].days.upper
    for row in rows[1:]:
        if row.days.lower != through:
            break
        through = row.days.upper
    first, one = rows[0], timedelta(days=1)
    return Membership(first_day=first.days.lower, last_day=first.days.upper - one, prepaid_through=through - one, bought_at=first.bought_at)


def customer_billed(bill: str) -> Customer | None:
    """Who paid the months that a collection of money is for, as membership:17; None for any other bill."""
    kind, number = bill[: len(MEMBERSHIP_BILL)], bill[len(MEMBERSHIP_BILL) :]
    if kind != MEMBERSHIP_BILL or not number.isdecimal():
        return None
    row = PaidMonths.objects.select_related("customer").filter(pk=number).first()
    return row.customer if row else None


def paid_months_of(customer_ids: Iterable[int]) -> dict[int, Sequence[PaidMonths]]:
    """All paid months of each customer, without those taken back. In one statement."""
    months: dict[int, list[PaidMonths]] = defaultdict(list)
    for row in PaidMonths.objects.raw(_MONTHS, [sorted(set(customer_ids))]):
        months[row.customer_id].append(row)
    return dict(months)


def membership_extra(months: Sequence[PaidMonths], *, at: datetime, on: date, multiplier: Decimal) -> Decimal:
    """What a membership paid by an instant adds to the multiplier on a day; zero without one."""
    runs = any(on in row.days and row.bought_at <= at for row in months)
    return multiplier if runs else Decimal(0)

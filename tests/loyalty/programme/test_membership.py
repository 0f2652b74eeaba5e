"""Paid membership: months prepaid at a counter, one after the other, lapsing by date."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from threading import Barrier, Event

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from loyalty.programme.models import Membership
from loyalty.programme.queries import membership_of
from loyalty.programme.services import buy_membership, membership
from tests.factories.customers import CustomerFactory
from tests.factories.loyalty import member
from tests.factories.plans import AT, TODAY
from tests.foundation.crowd import at_once, law
from tests.loyalty.programme.acts import every_row, refused, refused_by
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.kernel.months import anniversary

pytestmark = pytest.mark.django_db


def bought(customer, actor, *, months=1, amount=None, on=TODAY, pay=None):
    expected = Decimal(25 * months if amount is None else amount)
    at = AT + (on - TODAY)
    return buy_membership(customer=customer, months=months, expected_amount=expected, actor=actor, at=at, on=on, pay=pay)


@pytest.mark.parametrize(
    ("months", "amount", "last"), [(1, 25, date(2027, 6, 2)), (6, 150, date(2027, 11, 2)), (12, 300, date(2028, 5, 2))]
)
def test_months_cost_their_price_and_run_from_today(clerk, months, amount, last):
    customer = member()
    row = bought(customer, clerk, months=months)
    assert (row.price, row.amount, row.store_id, row.staff_id) == (25, amount, clerk.store_id, clerk.staff_id)
    running = membership_of(customer.pk, on=TODAY)
    assert running is not None
    assert (running.first_day, running.last_day, running.prepaid_through) == (TODAY, last, last)
    assert AuditRow.objects.get(verb="membership.bought").after == {
        "months": months, "amount": f"{amount}.00", "from": "2027-05-03", "until": (last + timedelta(days=1)).isoformat()
    }  # fmt: skip


def test_it_lapses_by_date(clerk):
    customer = member()
    bought(customer, clerk)
    assert membership_of(customer.pk, on=date(2027, 5, 2)) is None
    assert membership_of(customer.pk, on=date(2027, 6, 2)) is not None
    assert membership_of(customer.pk, on=date(2027, 6, 3)) is None


def test_more_months_follow_those_prepaid(clerk):
    customer = member()
    bought(customer, clerk)
    second = bought(customer, clerk, months=6, on=TODAY + timedelta(days=10))
    assert (second.days.lower, second.days.upper) == (date(2027, 6, 3), date(2027, 12, 3))
    running = membership_of(customer.pk, on=TODAY)
    assert running is not None
    assert (running.last_day, running.prepaid_through) == (date(2027, 6, 2), date(2027, 12, 2))


def test_after_a_gap_it_begins_anew(clerk):
    customer = member()
    bought(customer, clerk)
    later = date(2027, 8, 1)
    assert bought(customer, clerk, on=later).days.lower == later


def test_what_is_refused(clerk, head_office, auditor):
    customer, stranger = member(), CustomerFactory()
    refused(lambda: bought(customer, clerk, months=2), "invalid", field="months")
    refused(lambda: bought(customer, clerk, months=6, amount=149), "price_changed")
    refused(lambda: bought(stranger, clerk), "not_a_member")
    for actor in (head_office, auditor):
        refused(lambda actor=actor: bought(customer, actor), "forbidden")


def test_its_laws(clerk):
    customer = member()
    row = bought(customer, clerk)
    before = every_row()
    with refused_by("memberships_are_only_added"):
        Membership.objects.update(months=12)
    with refused_by("memberships_are_only_added"):
        Membership.objects.all().delete()
    copy = {"customer": customer, "price": 25, "bought_at": AT, "store_id": row.store_id, "staff_id": row.staff_id}
    with refused_by("paid_memberships_of_a_customer_do_not_overlap"):
        Membership.objects.create(months=1, amount=25, days=DateRange(date(2027, 6, 2), date(2027, 7, 2)), **copy)
    with refused_by("a_membership_costs_its_months"):
        Membership.objects.create(months=2, amount=25, days=DateRange(date(2028, 6, 2), date(2028, 7, 2)), **copy)
    with refused_by("a_membership_runs_from_a_day_through_another"):
        Membership.objects.create(months=1, amount=25, days=DateRange(date(2028, 6, 2), None), **copy)
    assert every_row() == before


@pytest.mark.django_db(transaction=True)
def test_two_counters_at_once_sell_months_that_follow_each_other(clerk, other_clerk):
    customer = member()
    given = at_once(8, lambda place: bought(customer, (clerk, other_clerk)[place % 2]))
    running = membership_of(customer.pk, on=TODAY)
    assert [one for one in given if not isinstance(one, Membership)] == []
    assert running is not None
    assert running.prepaid_through == date(2028, 1, 2)


@pytest.mark.django_db(transaction=True)
def test_control_without_the_customers_lock_both_read_the_same_last_day_and_the_law_refuses_one(clerk, other_clerk, monkeypatch):
    """The second writes when the first has: all eight at once would wait for each other's rows in a ring, and none need name the law."""
    customer, both_have_read, one_has_written = member(), Barrier(2, timeout=60), Event()

    def ends(begins, months):
        if both_have_read.wait() == 0:
            assert one_has_written.wait(60)
        return anniversary(begins, months)

    monkeypatch.setattr(membership.Customer.objects, "select_for_update", lambda **_: membership.Customer.objects.all())
    monkeypatch.setattr(membership, "anniversary", ends)
    given = at_once(2, lambda place: bought(customer, (clerk, other_clerk)[place], pay=lambda _: one_has_written.set()))
    sold, refusal = sorted(given, key=lambda one: isinstance(one, Exception))
    assert list(Membership.objects.all()) == [sold]
    assert law(refusal) == "paid_memberships_of_a_customer_do_not_overlap"

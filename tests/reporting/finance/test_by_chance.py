"""A trade of nine months by chance: every day balances, every account's closing is the next opening, and the set-based sums are those of
the pure rules plan by plan."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from loyalty.programme.models import Membership
from stores.clock import local_day
from tests.factories.plans import sellable
from tests.reporting.finance.shop import ALL_ACTS, Shop
from tests.undone import undo
from upgrade_program.billing.models import TaxDocument
from upgrade_program.buyback.models import Settlement
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.money import ZERO, percent_of, round_paisa
from upgrade_program.plans.models import Plan
from upgrade_program.reporting.finance.deferred import deferred_of
from upgrade_program.reporting.finance.earning import Fee, Tier, deferred, earned, promised
from upgrade_program.reporting.finance.gst import gstr1
from upgrade_program.reporting.finance.journal import journal, trial_of
from upgrade_program.reporting.finance.months import Month, month_of

pytestmark = pytest.mark.django_db
MONTHS = [month_of(date(2026 + n // 12, n % 12 + 1, 1), today=date(2027, 7, 20)) for n in range(10, 19)]
ACTS = st.lists(
    st.tuples(st.sampled_from(["sell", "sell", "sell", "cancel", "redeem", "reverse", "join"]), st.integers(0, 45), st.integers(0, 7)),
    min_size=4,
    max_size=10,
)


def fee_of(plan: Plan) -> Fee:
    standing = tuple(
        (one.settled_on, local_day(one.reversed_at) if one.reversed_at else None) for one in Settlement.objects.filter(plan=plan)
    )
    note = plan.credit_note.issued_on if plan.credit_note else None
    assert plan.invoice is not None
    return Fee(plan.invoice.taxable, plan.invoice.issued_on, plan.free_look_until, plan.expires_on, note, standing)


def paid_fee(row: Membership) -> Fee:
    invoice = TaxDocument.objects.get(collection__bill=row.bill, kind="invoice")
    first: date = row.days.lower
    return Fee(invoice.taxable, invoice.issued_on, first - timedelta(days=1), row.days.upper - timedelta(days=1))


def check_computed(month: Month) -> None:
    """What the statements sum is what the rules say, plan by plan."""
    found = deferred_of(month)
    plans = [(fee_of(plan), plan) for plan in Plan.objects.filter(invoice__isnull=False).select_related("invoice", "credit_note")]
    members = [paid_fee(row) for row in Membership.objects.all()]
    for kind, fees in ((found.plans, [fee for fee, _ in plans]), (found.memberships, members)):
        assert kind.opening == sum((deferred(fee, on=month.day_before) for fee in fees), ZERO)
        assert kind.closing == sum((deferred(fee, on=month.last) for fee in fees), ZERO)
        assert kind.earned == sum((earned(fee, on=month.last) - earned(fee, on=month.day_before) for fee in fees), ZERO)
    for store, books in found.stores.items():
        cost = sum((_cost(fee, plan, on=month.last) for fee, plan in plans if plan.store_id == store), ZERO)
        assert books.provision.promised == cost
        assert books.provision.closing == round_paisa(percent_of(cost, found.expected.percent))


def _cost(fee: Fee, plan: Plan, *, on: date) -> Decimal:
    tiers = [Tier(day, percent) for day, (_, _, percent) in zip(plan.fall_days, plan.frozen["tiers"], strict=True)]
    return promised(fee, base=plan.base, tiers=tiers, on=on)


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(acts=ACTS)
@example(acts=ALL_ACTS)
def test_every_day_balances_and_every_month_follows_the_one_before(
    acts: list[tuple[str, int, int]], clerk: Actor, manager: Actor, other_clerk: Actor, other_manager: Actor
) -> None:
    # No block of Django's: a customer's code is checked in one of its own.
    before = transaction.savepoint()
    Shop([clerk, other_clerk], [manager, other_manager], sellable()).play(acts)
    if acts is ALL_ACTS:
        done = [Plan.objects.filter(credit_note__isnull=False), Settlement.objects.all(), Settlement.objects.exclude(reversed_at=None)]
        assert [one.count() for one in (*done, Membership.objects)] == [2, 3, 1, 2]
    closing: dict[str, Decimal] = {}
    for month in MONTHS:
        sums: defaultdict[tuple[date, str], Decimal] = defaultdict(Decimal)
        changes: defaultdict[str, Decimal] = defaultdict(Decimal)
        for line in journal(month):
            assert line.debit >= 0 <= line.credit
            assert line.debit or line.credit
            sums[line.day, line.store] += line.debit - line.credit
            changes[line.account] += line.debit - line.credit
        assert not any(sums.values())
        trial = trial_of(month)
        assert trial.balanced
        assert trial.agrees
        for row in trial.balances:
            assert row.opening == closing.get(row.account, ZERO)
            assert row.change == changes[row.account]
            closing[row.account] = row.closing
        check_computed(month)
        assert all(gstr1(gstin, month=month).agrees for gstin in _gstins())
    undo(before)


def _gstins() -> list[str]:
    return sorted({paper.seller["gstin"] for paper in TaxDocument.objects.all()})

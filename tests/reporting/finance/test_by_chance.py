"""A trade of nine months by chance: every day balances, every account's closing is the next opening, and the set-based sums are those of
the pure rules plan by plan."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from loyalty.programme.models import Membership
from stores.clock import local_day
from tests.buyback.acts import reverse
from tests.factories.billing import card, cash
from tests.factories.claims import BILLED, offered, settled
from tests.factories.loyalty import member
from tests.factories.plans import new_imei, sellable, sold, upi
from tests.undone import undo
from upgrade_program.billing.models import TaxDocument
from upgrade_program.buyback.models import Claim, Settlement
from upgrade_program.catalog.models import Variant
from upgrade_program.foundation.outbox.services import deliver_due
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Refused
from upgrade_program.kernel.money import ZERO, percent_of, round_paisa
from upgrade_program.plans.enums import Ground
from upgrade_program.plans.models import Plan
from upgrade_program.reporting.finance.deferred import deferred_of
from upgrade_program.reporting.finance.earning import Fee, Tier, deferred, earned, promised
from upgrade_program.reporting.finance.gst import gstr1
from upgrade_program.reporting.finance.journal import journal, trial_of
from upgrade_program.reporting.finance.months import Month, month_of
from upgrade_program.usecases.cancel import cancel
from upgrade_program.usecases.membership import sell_membership

pytestmark = pytest.mark.django_db
MONTHS = [month_of(date(2026 + n // 12, n % 12 + 1, 1), today=date(2027, 7, 20)) for n in range(10, 19)]
ACTS = st.lists(
    st.tuples(st.sampled_from(["sell", "sell", "sell", "cancel", "redeem", "reverse", "join"]), st.integers(0, 45), st.integers(0, 7)),
    min_size=4,
    max_size=10,
)
# Every act does something here: two plans redeemed after four months, one of them put back in another month and redeemed anew.
ALL_ACTS = [
    *(("sell", 0, 0), ("sell", 3, 1), ("sell", 2, 6), ("join", 1, 0), ("sell", 5, 3), ("cancel", 4, 4), ("redeem", 100, 0)),
    *(("redeem", 1, 1), ("reverse", 25, 0), ("redeem", 20, 0), ("join", 0, 1), ("cancel", 30, 2)),
]


class Shop:
    """Two stores; each act takes the plan that the chance points at, and a refused one changes nothing."""

    def __init__(self, clerks: list[Actor], managers: list[Actor], phone: Variant) -> None:
        self.clerks, self.managers, self.phone = clerks, managers, phone

    def play(self, acts: list[tuple[str, int, int]]) -> None:
        at = BILLED
        for n, (act, days, chance) in enumerate(acts):
            at += timedelta(days=days, minutes=1)
            try:
                getattr(self, act)(n, chance, at)
            except Refused:
                continue
            while deliver_due(at=at):
                pass

    def sell(self, n: int, chance: int, at: datetime) -> None:
        tenders = [[cash()], [card()], [upi(f"4{n:011d}")], [cash(300), upi(f"5{n:011d}", "249")]][chance % 4]
        place = {"place_of_supply": "34"} if chance > 5 else {}
        number = f"TI/{n}"
        actor = self.clerks[chance % 2]
        sold(actor=actor, variant=self.phone, at=at, tenders=tenders, phone_invoice_number=number, imei=new_imei(), **place)

    def cancel(self, n: int, chance: int, at: datetime) -> None:
        plan = self._of(list(Plan.objects.order_by("pk")), chance)
        manager = next(one for one in self.managers if one.store_id == plan.store_id)
        cancel(actor=manager, number=plan.number, reason="Came back", at=at, on=local_day(at), ground=Ground.PHONE_RETURNED)

    def redeem(self, n: int, chance: int, at: datetime) -> None:
        plan = self._of(list(Plan.objects.filter(status="active").order_by("pk")), chance)
        settled(offered(plan, actor=self.clerks[chance % 2], at=at), actor=self.clerks[chance % 2], at=at)

    def reverse(self, n: int, chance: int, at: datetime) -> None:
        claim = self._of(list(Claim.objects.filter(state="settled").order_by("pk")), chance)
        store = claim.settlement.store_id
        reverse(claim, actor=next(one for one in self.managers if one.store_id == store), at=at)

    def join(self, n: int, chance: int, at: datetime) -> None:
        buyer = member(since=at - timedelta(days=1))
        price = Decimal(25 if chance % 2 else 150)
        months, actor = (1 if chance % 2 else 6), self.clerks[chance % 2]
        sell_membership(
            actor=actor, customer_id=buyer.pk, months=months, expected_price=price, tenders=[cash(price)], at=at, on=local_day(at)
        )

    @staticmethod
    def _of(rows: list[Plan] | list[Claim], chance: int):  # type: ignore[no-untyped-def]
        if not rows:
            raise Refused(sentence="There is none.")
        return rows[chance % len(rows)]


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

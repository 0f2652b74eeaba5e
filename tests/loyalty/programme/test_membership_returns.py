"""Paid months taken back: the money the way it came, the months as never sold; and who keeps theirs."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from threading import Barrier

import pytest
from django.db.models import QuerySet

from loyalty.programme.models import Membership
from loyalty.programme.queries import membership_of
from loyalty.programme.refusals import MembershipTakenBack
from loyalty.programme.services import membership_returns
from loyalty.programme.subscribers import earn_for_plans_sold, take_back_for_plans_cancelled
from loyalty.rewards.services import cancel_redemption
from tests.factories.billing import card, cash, tax_rule, upi
from tests.factories.drawers import CLOSED, closed, counted, opened
from tests.factories.loyalty import cancelled, member, sold_plan
from tests.factories.plans import AT, TODAY
from tests.factories.programme import changed_settings, published
from tests.factories.rewards import had, on_offer, rich
from tests.foundation.crowd import at_once
from tests.loyalty.programme.acts import entries, refused, refused_by
from tests.loyalty.programme.test_selling_membership import UTR, bought
from upgrade_program.billing.models import Collection, Refund, TaxDocument
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.foundation.audit.queries import chains, faults
from upgrade_program.reporting.day import day_report
from upgrade_program.usecases.membership import BilledTo, purchases_of, sell_membership, take_back

pytestmark = pytest.mark.django_db
REASON = "wanted one month only"


def back(customer, actor, *, first_day=TODAY, reason=REASON, after=0):
    return take_back(
        actor=actor,
        customer_id=customer.pk,
        first_day=first_day,
        reason=reason,
        at=AT + timedelta(days=after, hours=1),
        on=TODAY + timedelta(days=after),
    )


@pytest.fixture(autouse=True)
def _taxed(db):
    tax_rule()


def test_the_money_goes_back_by_the_same_split_and_the_months_end(clerk, manager, store):
    customer = member(name="Asha Rao")
    row = bought(customer, clerk, tenders=[cash(100), upi(UTR, 30), card(amount=20)])
    back(customer, manager, after=7)
    assert Collection.objects.get().state == "refunded"
    assert list(Refund.objects.order_by("id").values_list("payment__method", "amount")) == [("cash", 100), ("upi", 30), ("card", 20)]
    invoice, note = TaxDocument.objects.order_by("id")
    assert (note.kind, note.number, note.credits, note.reason) == ("credit_note", "DL01/C27/00001", invoice, REASON)
    assert (note.taxable, note.cgst, note.sgst, note.total) == (Decimal("127.12"), Decimal("11.44"), Decimal("11.44"), 150)
    assert all(membership_of(customer.pk, on=TODAY + timedelta(days=days)) is None for days in (0, 7, 100))
    row.refresh_from_db()
    assert (row.taken_back_at, row.taken_back_by_id, row.reason) == (AT + timedelta(days=7, hours=1), manager.staff_id, REASON)
    trail = AuditRow.objects.get(verb="membership.taken_back")
    assert (trail.before, trail.after, trail.reason) == (
        {"from": "2027-05-03", "until": "2027-11-03"}, {"membership": row.pk, "amount": "150.00"}, REASON
    )  # fmt: skip
    assert faults(store.pk) == []


def test_new_months_begin_on_the_day_they_are_bought(clerk, manager):
    customer = member()
    bought(customer, clerk)
    back(customer, manager)
    again = bought(customer, clerk, months=1, price=25)
    assert (again.days.lower, again.days.upper) == (TODAY, date(2027, 6, 3))
    papers = {one.membership.pk: one for one in purchases_of(manager, customer.pk)}
    standing, gone = papers.pop(again.pk), papers.popitem()[1]
    assert (standing.membership, standing.credit_note, standing.returnable) == (again, None, date(2027, 5, 10))
    assert gone.credit_note is not None
    assert (gone.credit_note.number, gone.returnable) == ("DL01/C27/00001", None)


def test_the_drawer_and_the_day_report_hold_both(clerk, manager, store):
    drawer, customer = opened(clerk), member()
    bought(customer, clerk, tenders=[cash(100), upi(UTR, 50)])
    bought(member(), clerk, months=1, price=25)
    back(customer, manager)
    closed(manager, counted(clerk, drawer, 2000 + 25, at=AT + timedelta(hours=2)))
    report = day_report(store=store, on=TODAY, at=CLOSED)
    assert [(line.label, line.received, line.given_back) for line in report.money.methods[:2]] == [("Cash", 125, 100), ("UPI", 50, 50)]
    assert (report.money.received, report.money.given_back, report.money.net) == (175, 150, 25)
    assert [(line.label, line.count, line.split.total) for line in report.papers.series] == [
        ("Invoices", 2, 175), ("Credit notes", 1, 150)
    ]  # fmt: skip
    (line,) = report.cash.drawers
    assert (line.expected, line.difference) == (2025, 0)


def test_a_bill_heard_after_them_is_not_multiplied_by_them(clerk, manager, store):
    customer = member()
    bought(customer, clerk)
    news = sold_plan(customer, store, at=AT + timedelta(minutes=5))
    back(customer, manager)
    earn_for_plans_sold([news], at=AT + timedelta(hours=2))
    assert entries(customer)[-1] == ("earn", f"{news['plan_id']}:phone_bill", 139)


def test_who_had_more_points_by_them_keeps_the_months_until_that_bill_is_taken_back(clerk, manager, store):
    customer = member()
    bought(customer, clerk)
    news = sold_plan(customer, store, at=AT + timedelta(minutes=5))
    earn_for_plans_sold([news], at=AT + timedelta(minutes=6))
    assert entries(customer)[-1][2] == 174  # 139.99 × 1.25 = 174.9875
    no = refused(lambda: back(customer, manager), "membership_used")
    assert no.sentence == "The membership was used on 3 May 2027: a bill gave more points by it."
    take_back_for_plans_cancelled([cancelled(news, at=AT + timedelta(minutes=30))], at=AT + timedelta(minutes=31))
    back(customer, manager)
    assert membership_of(customer.pk, on=TODAY) is None


def test_who_had_a_reward_for_members_keeps_the_months_until_it_is_cancelled(clerk, manager):
    used_phone, plain, customer = on_offer(kind="refurbished", percent_off=70, cap=5, name="A used phone"), on_offer(), rich()
    bought(customer, clerk)
    had(plain, customer, actor=clerk)
    row = had(used_phone, customer, actor=clerk)
    no = refused(lambda: back(customer, manager), "membership_used")
    assert no.sentence == "The membership was used on 3 May 2027: A used phone was had, which is for members."
    cancel_redemption(number=row.number, reason="wrong phone", actor=manager, at=AT)
    back(customer, manager)
    assert membership_of(customer.pk, on=TODAY) is None


def test_the_days_to_give_back_are_those_of_the_day_of_purchase(clerk, manager, head_office):
    """They are the days in which points of that day are pending; settings that come later neither lengthen nor shorten them."""
    early, late = member(), member()
    bought(early, clerk)
    from_day = TODAY + timedelta(days=1)
    published(changed_settings(pending_days=1), actor=head_office, from_day=from_day)
    bought(late, clerk, after=1)
    assert refused(lambda: back(late, manager, first_day=from_day, after=3), "free_look_over").facts["day"] == "5 May 2027"
    back(early, manager, after=7)


def test_what_is_refused_changes_nothing(clerk, manager, other_manager, head_office):
    customer, other = member(), member()
    bought(customer, clerk)
    for actor in (clerk, other_manager, head_office):
        refused(lambda actor=actor: back(customer, actor), "forbidden")
    refused(lambda: back(customer, manager, reason=" "), "reason_required", field="reason")
    refused(lambda: back(customer, manager, reason="call 98104 55421"), "invalid", field="reason")
    refused(lambda: back(customer, manager, first_day=TODAY + timedelta(days=1)), "not_found")
    refused(lambda: back(other, manager), "not_found")
    no = refused(lambda: back(customer, manager, after=8), "free_look_over")
    assert no.sentence == "These months could be given back until 10 May 2027."
    later = bought(customer, clerk, months=1, price=25)
    no = refused(lambda: back(customer, manager), "later_months_stand")
    assert no.sentence == "Months that follow these are prepaid, from 3 Nov 2027 on."
    back(customer, manager, first_day=later.days.lower)
    back(customer, manager)
    refused(lambda: back(customer, manager), "membership_over")


def test_months_that_cost_nothing_give_nothing_back(clerk, manager):
    customer = member()
    row = bought(customer, clerk)
    free = Membership.objects.create(
        customer=customer, months=1, price=0, amount=0, bought_at=AT, store_id=row.store_id, staff_id=row.staff_id,
        days=type(row.days)(row.days.upper, row.days.upper + timedelta(days=30)),
    )  # fmt: skip
    back(customer, manager, first_day=free.days.lower)
    assert Refund.objects.count() == TaxDocument.objects.filter(kind="credit_note").count() == 0


def test_its_laws(clerk, manager):
    customer = member()
    row = bought(customer, clerk)
    mine = Membership.objects.filter(pk=row.pk)
    with refused_by("a_membership_taken_back_says_why_and_by_whom"):
        mine.update(taken_back_at=AT)
    with refused_by("memberships_are_only_added"):
        mine.update(taken_back_at=AT - timedelta(seconds=1), taken_back_by=manager.staff_id, reason="early")
    with refused_by("memberships_are_only_added"):
        mine.update(taken_back_at=AT, taken_back_by=manager.staff_id, reason="cheaper", amount=25, months=1)
    back(customer, manager)
    for change in ({"taken_back_at": None, "taken_back_by": None, "reason": ""}, {"reason": "another"}):
        with refused_by("memberships_are_only_added"):
            mine.update(**change)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("guarded", [True, False], ids=["guarded", "control"])
def test_one_of_six_presses_takes_them_back(clerk, manager, guarded, monkeypatch):
    customer = member()
    tax_rule()
    bought(customer, clerk)
    if not guarded:  # all six look before one of them writes
        check, all_have_looked = membership_returns._check, Barrier(6, timeout=60)
        monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **_: self.all())
        monkeypatch.setattr(membership_returns, "_check", lambda row, on: (check(row, on=on), all_have_looked.wait()))
    given = at_once(6, lambda _: back(customer, manager))
    assert sum(isinstance(one, Membership) for one in given) == 1
    assert sum(isinstance(one, MembershipTakenBack) for one in given) == (5 if guarded else 0)  # else the invoice's own law refuses
    assert (TaxDocument.objects.filter(kind="credit_note").count(), Refund.objects.count()) == (1, 1)
    assert [fault for chain in chains() for fault in faults(chain)] == []


class TestBuyer:
    def sell(self, customer, actor, **said):
        return sell_membership(
            actor=actor, customer_id=customer.pk, months=6, expected_price=Decimal(150), tenders=[cash(150)], at=AT, on=TODAY,
            billed_to=BilledTo(**said),
        )  # fmt: skip

    def test_a_registered_buyer_has_gstin_and_address_on_the_invoice(self, clerk):
        self.sell(member(name="Asha Rao"), clerk, gstin=" 07aapfu0939f1zx ", address=" 14  Nehru Place ")
        paper = TaxDocument.objects.get()
        assert (paper.buyer["name"], paper.buyer["gstin"], paper.buyer["address"]) == ("Asha Rao", "07AAPFU0939F1ZX", "14 Nehru Place")
        assert (paper.place_of_supply, paper.igst) == ("07", 0)

    def test_another_state_pays_integrated_tax(self, clerk):
        self.sell(member(), clerk, gstin="27AAPFU0939F1ZV", address="Fort, Mumbai", place_of_supply="27")
        paper = TaxDocument.objects.get()
        assert (paper.place_of_supply, paper.cgst, paper.igst, paper.taxable) == ("27", 0, Decimal("22.88"), Decimal("127.12"))

    @pytest.mark.parametrize(
        ("said", "code", "field"),
        [
            ({"gstin": "07AAPFU0939F1Z0", "address": "14 Nehru Place"}, "invalid", "gstin"),
            ({"gstin": "07AAPFU0939F1ZX"}, "invalid", "address"),
            ({"address": "x" * 201}, "invalid", "address"),
            ({"place_of_supply": "99"}, "invalid", "place_of_supply"),
        ],
    )
    def test_what_is_refused_changes_nothing(self, clerk, said, code, field):
        customer = member()
        refused(lambda: self.sell(customer, clerk, **said), code, field=field)

"""The claim against the brand: fees and exchanges are owed once, marked by whom it concerns, and add up."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection

from tests.factories.claims import FIRST_TIER, offered, old_plan, settled
from tests.factories.plans import AT, TODAY, sold, upi
from tests.foundation.crowd import at_once
from upgrade_program.buyback import subscribers
from upgrade_program.buyback.enums import Mark
from upgrade_program.buyback.models import BrandEntry, BrandMark
from upgrade_program.buyback.queries.statement import statement_of, with_standing
from upgrade_program.buyback.queries.stores import one_of, stores_to_settle
from upgrade_program.buyback.services import brand, mark_entries, reverse_settlement
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.foundation.outbox.models import Message
from upgrade_program.foundation.outbox.services import deliver_due
from upgrade_program.kernel.errors import Forbidden, Invalid, NotFound, ReasonRequired
from upgrade_program.plans.enums import Ground
from upgrade_program.plans.services import cancel_unpaid_plans
from upgrade_program.usecases.cancel import cancel

pytestmark = pytest.mark.django_db
PRICE = Decimal(549)


def entries() -> list[tuple[str, Decimal, str]]:
    return list(BrandEntry.objects.order_by("id").values_list("kind", "amount", "document"))


def fee(actor, **changes) -> BrandEntry:
    """The entry of a plan's fee."""
    plan = sold(actor=actor, **changes)
    brand.owe_fee(plan.pk, at=AT)
    return BrandEntry.objects.get(plan=plan)


def standing(entry: BrandEntry) -> str:
    return str(with_standing(BrandEntry.objects.filter(pk=entry.pk)).get().standing)


def mark(entry, what, actor, note="the brand says otherwise"):
    return mark_entries(entry_ids=[entry.pk], mark=what, note=note, actor=actor, at=AT)


def test_a_sale_owes_its_fee_and_a_credit_note_takes_it_back(clerk, manager):
    plan = sold(actor=clerk)
    assert entries() == []  # news travels later: the sale does not wait for it
    deliver_due(at=AT)
    assert entries() == [("fee", -PRICE, "DL01/I27/00001")]
    cancel(actor=manager, number=plan.number, reason="Phone came back", at=AT, on=TODAY, ground=Ground.PHONE_RETURNED)
    deliver_due(at=AT)
    assert entries() == [("fee", -PRICE, "DL01/I27/00001"), ("fee_returned", PRICE, "DL01/C27/00001")]


def test_news_heard_twice_changes_nothing(clerk, manager):
    plan = sold(actor=clerk)
    cancel(actor=manager, number=plan.number, reason="Phone came back", at=AT, on=TODAY, ground=Ground.PHONE_RETURNED)
    deliver_due(at=AT)
    first = list(BrandEntry.objects.values())
    assert len(first) == 2
    for topic, hear in (("plan.sold", subscribers.owe_fee), ("plan.cancelled", subscribers.owe_fee_back)):
        hear(Message.objects.get(topic=topic).payload, at=AT + timedelta(hours=1))
    assert list(BrandEntry.objects.values()) == first


def test_a_sale_given_up_unpaid_owes_nothing(clerk):
    plan = sold(actor=clerk, tenders=[upi()])
    cancel_unpaid_plans(on=TODAY + timedelta(days=10), at=AT + timedelta(days=10))
    deliver_due(at=AT + timedelta(days=10))
    plan.refresh_from_db()
    assert plan.status == "cancelled"
    assert entries() == []


def test_a_statement_adds_up(clerk, manager, store, head_office):
    """A fee, an exchange and its reversal: 549 to the brand, nothing else stays owed."""
    plan = old_plan(actor=clerk)
    brand.owe_fee(plan.pk, at=AT)
    claim = offered(plan, actor=clerk)
    settled(claim, actor=clerk)
    whole = statement_of(store=store, first=date(2026, 11, 1), last=TODAY, on=TODAY)
    assert (whole.sums.count, whole.sums.to_store, whole.sums.to_brand, whole.sums.net) == (2, FIRST_TIER, PRICE, FIRST_TIER - PRICE)
    assert [(bucket.count, bucket.net) for bucket in whole.ageing] == [(1, FIRST_TIER), (0, 0), (0, 0), (1, -PRICE)]
    reverse_settlement(number=claim.number, reason="new phone returned", actor=manager, at=AT, on=TODAY)
    assert statement_of(store=store, first=date(2026, 11, 1), last=TODAY, on=TODAY).sums.net == -PRICE
    month = statement_of(store=store, first=date(2027, 5, 1), last=TODAY, on=TODAY)
    assert [entry.kind for entry in month.entries] == ["exchange_reversed", "exchange"]
    assert month.outstanding.net == -PRICE  # whatever the month
    only = statement_of(store=store, first=date(2027, 5, 1), last=TODAY, on=TODAY, kinds=["exchange"], standing="open")
    assert only.sums.to_store == FIRST_TIER
    mark_entries(entry_ids=[entry.pk for entry in month.entries], mark=Mark.SETTLED, note="", actor=head_office, at=AT)
    after = statement_of(store=store, first=date(2027, 5, 1), last=TODAY, on=TODAY, standing="settled")
    assert (after.sums.count, after.sums.net) == (2, 0)
    assert after.outstanding.count == 1


@pytest.mark.parametrize(("days", "place"), [(0, 0), (30, 0), (31, 1), (60, 1), (61, 2), (90, 2), (91, 3), (400, 3)])
def test_the_age_of_an_entry(clerk, store, days, place):
    fee(clerk)
    later = TODAY + timedelta(days=days)
    ageing = statement_of(store=store, first=TODAY, last=TODAY, on=later).ageing
    assert [bucket.count for bucket in ageing] == [int(here == place) for here in range(4)]


def test_whose_statement_one_reads(clerk, manager, store, other_store, head_office, auditor, anonymous):
    assert stores_to_settle(manager) == [store]
    for above in (head_office, auditor):
        assert {one.code for one in stores_to_settle(above)} == {"DL01", "MH01"}
    for nobody in (clerk, anonymous):
        with pytest.raises(Forbidden):
            stores_to_settle(nobody)
    with pytest.raises(NotFound):
        one_of(stores_to_settle(manager), code="MH01")


def test_marks_follow_one_another_and_are_audited(clerk, manager, head_office):
    entry = fee(clerk)
    assert standing(entry) == "open"
    mark(entry, Mark.DISPUTED, manager)
    assert standing(entry) == "disputed"
    mark(entry, Mark.REOPENED, manager)
    assert standing(entry) == "open"
    mark(entry, Mark.SETTLED, head_office, note="")
    assert standing(entry) == "settled"
    mark(entry, Mark.REOPENED, head_office)
    assert standing(entry) == "open"
    rows = AuditRow.objects.filter(subject=f"brand_entry:{entry.pk}").order_by("id")
    assert [row.verb for row in rows] == [f"brand_entry.{word}" for word in ("disputed", "reopened", "settled", "reopened")]
    assert {row.chain for row in rows} == {entry.store_id}


def test_who_may_not_mark_and_nothing_changed(clerk, manager, other_manager, head_office, auditor, anonymous, traces):
    entry = fee(clerk)
    before = traces()
    refused = [
        (clerk, Mark.DISPUTED, Forbidden),
        (auditor, Mark.DISPUTED, Forbidden),
        (head_office, Mark.DISPUTED, Forbidden),
        (other_manager, Mark.DISPUTED, NotFound),
        (manager, Mark.SETTLED, Forbidden),
        (auditor, Mark.REOPENED, Forbidden),
        (clerk, Mark.REOPENED, Forbidden),
        (anonymous, Mark.REOPENED, Forbidden),
    ]
    for actor, what, no in refused:
        with pytest.raises(no):
            mark(entry, what, actor)
    with pytest.raises(ReasonRequired):
        mark(entry, Mark.DISPUTED, manager, note="  ")
    with pytest.raises(brand.MarkStands) as stands:
        mark(entry, Mark.REOPENED, manager)
    assert (stands.value.code, stands.value.field) == ("mark_stands", "mark")
    for chosen in ([], range(1, 502)):
        with pytest.raises(Invalid):
            mark_entries(entry_ids=chosen, mark=Mark.DISPUTED, note="why", actor=manager, at=AT)
    with pytest.raises(NotFound):
        mark_entries(entry_ids=[entry.pk, 987_654_321], mark=Mark.DISPUTED, note="why", actor=manager, at=AT)
    assert traces() == before


@pytest.mark.parametrize(
    ("law", "row"),
    [
        ("a_mark_is_known", {"mark": "forgotten", "note": "why"}),
        ("a_dispute_says_why", {"mark": "disputed", "note": ""}),
    ],
)
def test_marks_against_the_law(clerk, manager, refused_by, law, row):
    entry = fee(clerk)
    with refused_by(law):
        BrandMark.objects.create(entry=entry, at=AT, by_id=manager.staff_id, **row)


@pytest.mark.parametrize("change", ["amount = 0", "document = 'X'", "on = '2027-01-01'"])
def test_an_entry_stands_as_written(clerk, refused_by, change):
    fee(clerk)
    column, _, value = change.partition(" ")
    with refused_by("brand_entries_never_change"), connection.cursor() as cursor:
        cursor.execute(f'UPDATE buyback_brandentry SET "{column}" {value}')
    with refused_by("brand_entries_never_change"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM buyback_brandentry")


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    SIZE = 8

    def settle(self, entry, head_office):
        given = at_once(self.SIZE, lambda _: mark(entry, Mark.SETTLED, head_office, note=""))
        return [one for one in given if isinstance(one, list)], [one for one in given if not isinstance(one, list)]

    def test_one_of_many_marks_counts(self, clerk, head_office):
        entry = fee(clerk)
        done, refused = self.settle(entry, head_office)
        assert len(done) == 1
        assert {type(no) for no in refused} == {brand.MarkStands}
        assert BrandMark.objects.count() == 1

    def test_control_without_the_lock_there_are_more(self, clerk, head_office, monkeypatch):
        entry = fee(clerk)
        all_read = threading.Barrier(self.SIZE, timeout=20)

        def unlocked(ids, *, actor):
            found = list(with_standing(BrandEntry.objects.filter(pk__in=ids)))
            all_read.wait()
            return found

        monkeypatch.setattr(brand, "_locked", unlocked)
        done, _ = self.settle(entry, head_office)
        assert len(done) > 1

    def test_many_workers_hear_of_one_sale(self, clerk):
        plan = sold(actor=clerk)
        assert {type(one) for one in at_once(self.SIZE, lambda _: brand.owe_fee(plan.pk, at=AT))} == {type(None)}
        assert BrandEntry.objects.count() == 1

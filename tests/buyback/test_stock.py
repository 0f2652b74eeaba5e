"""The quarantine stock: what may leave, counted, once; the register keeps its lines."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection

from tests.factories.claims import offered, old_plan, settled
from tests.factories.plans import AT, TODAY
from tests.foundation.crowd import at_once
from upgrade_program.buyback.models import Handover, Handset
from upgrade_program.buyback.queries.stock import handover_for, register_of, shows_imeis_at_handover, shows_imeis_of, waiting_in
from upgrade_program.buyback.queries.stores import stores_with_stock
from upgrade_program.buyback.refusals import ClaimNotThere, CountMismatch, NotInStock
from upgrade_program.buyback.services import hand_over, reverse_settlement, stock
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.kernel.errors import Forbidden, Invalid, NotFound, Refused

pytestmark = pytest.mark.django_db


def taken_in(actor: Any, serial: int = 1) -> Handset:
    """A phone of a settled claim, in quarantine."""
    plan = old_plan(actor=actor, phone_invoice_number=f"TI/26/{serial:05d}")
    return settled(offered(plan, actor=actor), actor=actor).handset


def handed_over(handsets: list[Handset], actor: Any, **changes: Any) -> Handover:
    given = {
        "handset_ids": [handset.pk for handset in handsets],
        "taken_by": "Ravi Kumar, BlueDart",
        "reference": "PU-7781",
        "counted": len(handsets),
        "actor": actor,
        "at": AT,
        "on": TODAY,
    }
    return hand_over(**(given | changes))


def by_hand(store: Any, clerk: Any, **changes: Any) -> Handover:
    row = {"store": store, "at": AT, "on": TODAY, "by_id": clerk.staff_id, "taken_by": "Ravi", "count": 1}
    return Handover.objects.create(**(row | changes))


def leave(handset: Handset, handover: Handover) -> None:
    Handset.objects.filter(pk=handset.pk).update(state="handed_over", handover=handover, left_at=AT)


def test_phones_leave_by_a_counted_list(clerk, store):
    first, second, third = (taken_in(clerk, serial) for serial in range(3))
    done = handed_over([first, third], clerk)
    assert (done.count, done.store_id, done.taken_by, done.reference) == (2, store.pk, "Ravi Kumar, BlueDart", "PU-7781")
    assert list(done.handsets.order_by("id").values_list("pk", "state")) == [(first.pk, "handed_over"), (third.pk, "handed_over")]
    assert list(waiting_in(store)) == [second]
    assert AuditRow.objects.get(verb="stock.handed_over").after["handsets"] == [first.pk, third.pk]


def test_what_left_is_not_handed_back(clerk, manager):
    handset = taken_in(clerk)
    handed_over([handset], clerk)
    with pytest.raises(ClaimNotThere):
        reverse_settlement(number=handset.settlement.claim.number, reason="new phone returned", actor=manager, at=AT, on=TODAY)


def test_refusals_change_nothing(clerk, manager, other_clerk, head_office, auditor, anonymous, traces):
    handset, gone = taken_in(clerk, 1), taken_in(clerk, 2)
    handed_over([gone], manager)
    before, stood = traces(), list(Handset.objects.order_by("id").values())
    refused: list[tuple[type[Refused], str, str | None, dict[str, Any]]] = [
        (CountMismatch, "count_mismatch", "counted", {"counted": 2}),
        (CountMismatch, "count_mismatch", "counted", {"counted": 0}),
        (NotInStock, "not_in_stock", "handsets", {"actor": other_clerk}),
        (NotInStock, "not_in_stock", "handsets", {"handset_ids": [handset.pk, gone.pk], "counted": 2}),
        (NotInStock, "not_in_stock", "handsets", {"handset_ids": [987_654_321]}),
        (Invalid, "invalid", "taken_by", {"taken_by": "  "}),
        (Invalid, "invalid", "handsets", {"handset_ids": [], "counted": 0}),
        (Invalid, "invalid", "reference", {"reference": "x" * 41}),
        *((Forbidden, "forbidden", None, {"actor": nobody}) for nobody in (head_office, auditor, anonymous)),
    ]
    for kind, code, field, changes in refused:
        with pytest.raises(kind) as no:
            handed_over([handset], changes.pop("actor", clerk), **changes)
        assert (no.value.code, no.value.field) == (code, field)
    assert traces() == before
    assert list(Handset.objects.order_by("id").values()) == stood


def test_the_database_counts_too(clerk, other_clerk, store, other_store, refused_by):
    handset, other = taken_in(clerk, 1), taken_in(clerk, 2)
    with refused_by("a_handover_counts_its_handsets"):
        by_hand(store, clerk)  # nothing goes with it
    with refused_by("a_handover_counts_its_handsets"):
        leave(handset, by_hand(store, clerk, count=2))
    with refused_by("a_handset_leaves_with_its_own_store"):
        leave(handset, by_hand(other_store, other_clerk))
    with refused_by("a_handover_has_a_count_and_a_taker"):
        by_hand(store, clerk, taken_by="")
    done = handed_over([handset], clerk)
    with refused_by("a_handover_counts_its_handsets"):
        leave(other, done)  # one more, afterwards
    with refused_by("a_handset_leaves_once"):
        Handset.objects.filter(pk=handset.pk).update(state="quarantine", handover=None, left_at=None)
    with refused_by("handovers_never_change"):
        Handover.objects.update(count=2)
    with refused_by("handovers_never_change"):
        Handover.objects.all()._raw_delete(Handover.objects.db)  # past Django's own PROTECT
    leave(other, by_hand(store, clerk))  # the hand that breaks the laws can also keep them


def test_who_reads_stock_and_notes(clerk, manager, other_clerk, head_office, auditor, anonymous, store):
    done = handed_over([taken_in(clerk)], clerk)
    for reader in (clerk, manager, head_office, auditor):
        assert handover_for(reader, done.pk) == done
    with pytest.raises(NotFound):
        handover_for(other_clerk, done.pk)
    with pytest.raises(Forbidden):
        stores_with_stock(anonymous)
    assert [shows_imeis_at_handover(one, store) for one in (clerk, manager, other_clerk, head_office, auditor)] == [
        True,
        True,
        *[False] * 3,
    ]
    assert [shows_imeis_of(one, store) for one in (clerk, manager, other_clerk, head_office, auditor)] == [False, True, *[False] * 3]


def test_the_register_is_by_day_in_order(clerk, store):
    first, second = taken_in(clerk, 1), taken_in(clerk, 2)
    assert list(register_of(store, first=date(2027, 5, 1), last=TODAY)) == [first, second]
    assert not register_of(store, first=TODAY + timedelta(days=1), last=TODAY + timedelta(days=9)).exists()


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    SIZE = 6

    def all_take(self, handset, actor):
        given = at_once(self.SIZE, lambda _: handed_over([handset], actor))
        return [one for one in given if isinstance(one, Handover)], [one for one in given if not isinstance(one, Handover)]

    def test_a_phone_leaves_with_one_of_many(self, clerk):
        done, refused = self.all_take(taken_in(clerk), clerk)
        assert len(done) == 1
        assert {type(no) for no in refused} == {NotInStock}
        assert Handover.objects.count() == AuditRow.objects.filter(verb="stock.handed_over").count() == 1

    def test_control_without_the_lock_the_law_alone_holds(self, clerk, monkeypatch):
        self.without_lock(monkeypatch)
        done, refused = self.all_take(taken_in(clerk), clerk)
        assert len(done) == 1
        assert {getattr(no.__cause__, "diag", None).constraint_name for no in refused} == {"a_handset_leaves_once"}

    def test_control_without_lock_and_law_it_leaves_with_many(self, clerk, monkeypatch):
        handset = taken_in(clerk)
        self.without_lock(monkeypatch)
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE buyback_handset DISABLE TRIGGER USER; ALTER TABLE buyback_handover DISABLE TRIGGER USER")
        try:
            done, _ = self.all_take(handset, clerk)
        finally:
            with connection.cursor() as cursor:
                cursor.execute("ALTER TABLE buyback_handset ENABLE TRIGGER USER; ALTER TABLE buyback_handover ENABLE TRIGGER USER")
        assert len(done) > 1

    def without_lock(self, monkeypatch):
        all_read = threading.Barrier(self.SIZE, timeout=20)

        def unlocked(ids, *, store_id):
            found = list(Handset.objects.filter(pk__in=ids, store_id=store_id, state="quarantine"))
            all_read.wait()
            return found

        monkeypatch.setattr(stock, "_locked", unlocked)

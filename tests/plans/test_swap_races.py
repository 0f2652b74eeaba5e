"""A warranty exchange against a sale on the new phone, and against a claim: one wins; without lock and law both happen."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import sleep
from typing import Any

import pytest
from django.db import connection, connections

from tests.factories.claims import old_plan, opened
from tests.factories.life import asked_swap
from tests.factories.plans import AT, TODAY, new_imei, sellable, sold
from tests.races.together import all_at_once, by_turns_then_at_once
from upgrade_program.buyback.models import Claim
from upgrade_program.foundation.approvals.models import Approval
from upgrade_program.foundation.audit.queries import faults
from upgrade_program.kernel.errors import Refused
from upgrade_program.plans.models import ImeiSwap, Plan, PlanImei
from upgrade_program.plans.services import grant_swap, swap

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 12


def racing(act: Callable[[], Any], *, delay: float = 0) -> Callable[[Callable[[], None]], str]:
    """The act from behind the barrier, a moment later; gives its refusal's code, or nothing."""

    def run(before: Callable[[], None]) -> str:
        try:
            before()
            sleep(delay)
            act()
        except Refused as no:
            return no.code
        finally:
            connections.close_all()
        return ""

    return run


def granting(asked, manager) -> Callable[[], Any]:
    return lambda: grant_swap(approval_id=asked.approval_id, actor=manager, at=AT, on=TODAY)


@contextmanager
def without(drop: str, restore: str) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(drop)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(restore)


def test_a_sale_on_the_new_phone_or_the_exchange(clerk, manager):
    variant, ends = sellable(), Counter()
    for place in range(ROUNDS):
        imei = new_imei()
        plan = sold(actor=clerk, variant=variant, phone_invoice_number=f"A{place}")
        asked = asked_swap(plan, actor=clerk, new_imei=imei)
        early, late = (0, 0.05) if place % 2 else (place * 0.002, 0)
        sell = racing(
            lambda imei=imei, place=place: sold(actor=clerk, variant=variant, imei=imei, phone_invoice_number=f"B{place}"), delay=late
        )
        swapped, bought = by_turns_then_at_once(place, [racing(granting(asked, manager), delay=early), sell])
        assert PlanImei.objects.filter(imei=imei, live=True).count() == 1
        assert sorted([swapped, bought]) == ["", "imei_already_covered"]
        plan = Plan.objects.get(pk=plan.pk)
        assert (plan.imei == imei) is (swapped == "") is ImeiSwap.objects.filter(plan=plan).exists()
        assert Approval.objects.get(pk=asked.approval_id).state == ("waiting" if swapped else "granted")
        ends["sale" if swapped else "swap"] += 1
    assert faults(plan.store_id) == []
    print(f"of {ROUNDS} races: {dict(ends)}")
    assert len(ends) == 2, "the two acts never changed places"


@pytest.mark.parametrize("guarded", [True, False])
def test_a_sale_between_look_and_write(clerk, manager, monkeypatch, guarded):
    """The sale commits once the exchange has seen the new phone free; only the database's law stands between them."""
    imei, put = new_imei(), swap._put
    plan = sold(actor=clerk)
    asked = asked_swap(plan, actor=clerk, new_imei=imei)

    def late(*given, **more):
        other = threading.Thread(target=lambda: racing(lambda: sold(actor=clerk, imei=imei, phone_invoice_number="B"))(lambda: None))
        other.start()
        other.join(60)
        return put(*given, **more)

    monkeypatch.setattr(swap, "_put", late)
    if guarded:
        with pytest.raises(Refused) as no:
            granting(asked, manager)()
        assert no.value.code == "imei_already_covered"
        assert PlanImei.objects.filter(imei=imei).count() == 1
        return
    index = "CREATE UNIQUE INDEX one_live_plan_per_imei ON plans_planimei (imei) WHERE live OR barred"
    clean = "ALTER TABLE plans_planimei DISABLE TRIGGER USER; DELETE FROM plans_planimei; ALTER TABLE plans_planimei ENABLE TRIGGER USER; "
    with without("DROP INDEX one_live_plan_per_imei", clean + index):
        granting(asked, manager)()
        assert PlanImei.objects.filter(imei=imei, live=True).count() == 2, "the control must show two plans on one phone"


def test_a_claim_or_the_exchange(clerk, manager):
    ends: Counter[str] = Counter()
    for place in range(ROUNDS):
        plan = old_plan(actor=clerk, phone_invoice_number=f"A{place}")
        asked = asked_swap(plan, actor=clerk)
        opening = racing(lambda plan=plan: opened(plan, actor=clerk), delay=0.02 if place % 2 else 0)
        swapped, claimed = by_turns_then_at_once(place, [racing(granting(asked, manager), delay=0 if place % 2 else 0.02), opening])
        assert (swapped, claimed) in {("claim_open", ""), ("", "imei_mismatch")}
        assert Claim.objects.filter(plan=plan).exists() is (claimed == "")
        assert ImeiSwap.objects.filter(plan=plan).exists() is (swapped == "")
        ends["claim" if swapped else "swap"] += 1
    print(f"of {ROUNDS} races: {dict(ends)}")
    assert len(ends) == 2, "the two acts never changed places"


def test_control_without_lock_and_law_claim_and_exchange_both_happen(clerk, manager, monkeypatch):
    plan = old_plan(actor=clerk)
    asked = asked_swap(plan, actor=clerk)
    read, claimed = threading.Event(), threading.Event()

    def unlocked(plan_id: int) -> Plan:
        row = Plan.objects.select_related("store").get(pk=plan_id)
        read.set()
        assert claimed.wait(60)
        return row

    def claim() -> None:
        assert read.wait(60)
        opened(plan, actor=clerk)
        claimed.set()

    monkeypatch.setattr(swap, "locked", unlocked)
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgname LIKE 'pgtrigger_a_swap_starts_from_the_plans_handset%'")
        (law,) = cursor.fetchone()
    with without(f"ALTER TABLE plans_imeiswap DISABLE TRIGGER {law}", f"ALTER TABLE plans_imeiswap ENABLE TRIGGER {law}"):
        assert all_at_once([racing(granting(asked, manager)), racing(claim)]) == ["", ""]
    assert Claim.objects.filter(plan=plan).exists(), "the control must show a claim on a phone that was exchanged"
    assert ImeiSwap.objects.filter(plan=plan).exists()

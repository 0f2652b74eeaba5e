"""The one statement of a settlement leaves row for row what the steps leave, and refuses what they refuse."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from stores.clock import local_day
from tests.billing.test_numbers import full
from tests.buyback.acts import ask_override, grant_override, now_of, offer
from tests.factories.claims import CLEAN, accepted, inspected, new_phone, offered, old_plan, settled
from tests.factories.codes import newest_code
from tests.factories.plans import AT, TODAY, new_imei, sellable
from tests.foundation.database.numbering import numbered_afresh
from upgrade_program.billing.models.rules import LAST_SERIAL
from upgrade_program.buyback.models import Claim, Settlement
from upgrade_program.buyback.services import confirm_offer, settling
from upgrade_program.buyback.services.settling_steps import write_in_steps
from upgrade_program.foundation.approvals.models import Approval
from upgrade_program.foundation.outbox.models import Message
from upgrade_program.interfaces.api.claims import shown
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Refused

pytestmark = pytest.mark.django_db
WATCHED = ("plans", "billing", "buyback", "customers", "approvals", "otp", "outbox", "audit")
BOTH_WAYS = pytest.mark.parametrize("way", ["steps", "at once"])
SMALL_FAULTS = CLEAN | {"display": "minor", "battery": "minor"}


@contextmanager
def written(way: str) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        if way == "steps":
            patch.setattr(settling, "write_at_once", write_in_steps)
        yield


def tables(*, numbered: bool = False) -> list[str]:
    models = (model for label in WATCHED for model in apps.get_app_config(label).get_models() if not model._meta.proxy)
    return [model._meta.db_table for model in models if not numbered or model._meta.pk.get_internal_type() == "BigAutoField"]


def rows() -> dict[str, list[str]]:
    """Every row of every table a settlement may write, as text."""
    found = {}
    with connection.cursor() as cursor:
        for table in tables():
            cursor.execute(f"SELECT t::text FROM {table} t ORDER BY id")
            found[table] = [row for (row,) in cursor.fetchall()]
    return found


def settle(claim: Claim, phone: Any, actor: Actor) -> Settlement:
    return settling.settle_claim(number=claim.number, new_phone=phone, excess_acknowledged=True, actor=actor, at=AT, on=TODAY)


def left_by(way: str, claim: Claim, phone: Any, actor: Actor) -> tuple[dict[str, list[str]], dict[str, Any], tuple[Any, ...]]:
    """The rows after a settlement written this way, which is then taken back; its answer over the API; and what its models say."""
    numbered_afresh(tables(numbered=True))
    with written(way), transaction.atomic():
        done = settle(claim, phone, actor)
        plan = done.claim.plan
        models = (
            done.pk,
            done.voucher.number,
            done.voucher.amount,
            done.voucher.store_id,
            done.plan.status,
            plan.ended_at,
            plan.held_until,
        )
        found = rows(), shown(done.claim, actor=actor, on=TODAY, settling=done, sku=phone.sku), models
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what waits for the commit is asked now
        transaction.set_rollback(True)
    return found


def with_a_code(actor: Actor) -> Claim:
    claim = offered(old_plan(actor=actor), actor=actor)
    confirm_offer(number=claim.number, code=newest_code(), actor=actor, at=AT, on=local_day(AT))
    return claim


def with_an_override(actor: Actor, manager: Actor) -> Claim:
    """₹500 of what was deducted are waived, and two requests still wait that the settlement ends."""
    claim = inspected(old_plan(actor=actor), actor=actor, answers=SMALL_FAULTS)
    grant_override(ask_override(claim, 500, actor=actor), actor=manager)
    offer(now_of(claim), actor=actor)
    ask_override(now_of(claim), 600, actor=actor)
    asked = Approval.objects.latest("id")
    Approval.objects.create(
        kind="plan.extension",
        subject=f"plan:{claim.plan_id}",
        store_id=asked.store_id,
        needs=asked.needs,
        facts={},
        reason="Store closed by flood",
        asked_by_id=asked.asked_by_id,
        asked_by_name=asked.asked_by_name,
        asked_at=AT,
    )
    confirm_offer(number=claim.number, code=newest_code(), actor=actor, at=AT, on=local_day(AT))
    return claim


CASES = ("accepted", "with its code", "requests waiting", "another store", "an excess", "not the first")


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("heard", [False, True], ids=["unheard", "heard"])
def test_both_ways_leave_the_same_rows(clerk, manager, other_clerk, case, heard, settings):
    settings.OUTBOX_ROUTES = {"claim.settled": ["tests.foundation.outbox.ears.hear"]} if heard else {}
    settings.OUTBOX_BATCHES = {}
    actor, phone = clerk, new_phone()
    if case == "with its code":
        claim = with_a_code(clerk)
    elif case == "requests waiting":
        claim = with_an_override(clerk, manager)
    else:
        claim = accepted(old_plan(actor=clerk, customer_name='फरहान "O\'Ali"'), actor=clerk, answers=SMALL_FAULTS)
    if case == "another store":
        actor = other_clerk
    if case == "an excess":
        phone = new_phone(sellable(name="Redmi 9A", srp=8_299, price=399), price=Decimal("8299"))
    if case == "not the first":
        settled(offered(old_plan(actor=clerk, phone_invoice_number="B/2", customer_mobile="98104 55422"), actor=clerk), actor=clerk)
    before = rows()
    steps, at_once = left_by("steps", claim, phone, actor), left_by("at once", claim, phone, actor)
    assert steps == at_once
    assert rows() == before
    assert len(at_once[0]["buyback_settlement"]) == len(before["buyback_settlement"]) + 1
    changed = {table for table in tables() if at_once[0][table] != before[table]}
    assert changed == {
        "plans_plan", "plans_planimei", "billing_numberseries", "buyback_claim", "buyback_settlement", "buyback_purchasevoucher",
        "buyback_handset", "buyback_brandentry", "outbox_message", "audit_auditrow",
    } | ({"otp_challenge"} if case in {"with its code", "requests waiting"} else set()) | (
        {"approvals_approval"} if case == "requests waiting" else set()
    )  # fmt: skip
    if not heard:
        assert not Message.objects.filter(topic="claim.settled", delivered_at=None).exists()


def refused(way: str, claim: Claim, phone: Any, actor: Actor) -> Refused:
    before = rows()
    with written(way), pytest.raises(Refused) as no:
        settle(claim, phone, actor)
    assert rows() == before
    return no.value


def law_of(no: Refused) -> str:
    name: str = no.__cause__.__cause__.diag.constraint_name  # type: ignore[union-attr]
    return name


@pytest.fixture
def claim(clerk) -> Claim:
    return accepted(old_plan(actor=clerk), actor=clerk)


@pytest.fixture
def done(clerk) -> Settlement:
    """Another claim, settled before."""
    before = offered(old_plan(actor=clerk, phone_invoice_number="B/2", customer_mobile="98104 55422"), actor=clerk)
    return settled(before, actor=clerk, phone=new_phone(bill_number="NP/1"))


@BOTH_WAYS
def test_a_full_series_is_refused(way, clerk, store):
    full(store, last=LAST_SERIAL, letter="P")
    claim = accepted(old_plan(actor=clerk), actor=clerk)
    assert refused(way, claim, new_phone(), clerk).code == "series_full"


@BOTH_WAYS
def test_a_phone_and_a_bill_used_before_are_refused_by_their_laws(way, clerk, claim, done):
    no = refused(way, claim, new_phone(imei=done.new_imei), clerk)
    assert (no.code, no.field, law_of(no)) == ("new_phone_not_eligible", "new_phone.imei", "a_new_phone_settles_once")
    no = refused(way, claim, new_phone(bill_number="NP/1"), clerk)
    assert (no.code, no.field, law_of(no)) == ("new_phone_not_eligible", "new_phone.bill_number", "a_new_phones_bill_settles_once_a_year")


@BOTH_WAYS
def test_a_phone_that_became_the_plans_own_at_the_last_moment_is_refused_by_its_law(way, clerk, monkeypatch):
    second = new_imei()
    claim = accepted(old_plan(actor=clerk, imei2=second), actor=clerk)
    asked = settling.settlement_facts
    monkeypatch.setattr(settling, "settlement_facts", lambda **how: replace(asked(**how), is_own=False))
    no = refused(way, claim, new_phone(imei=second), clerk)
    assert (no.code, law_of(no)) == ("new_phone_not_eligible", "the_new_phone_is_another_phone")


def test_a_settlement_by_itself_asks_once_and_writes_once(clerk, claim):
    phone = new_phone()
    with CaptureQueriesContext(connection) as queries:
        done = settle(claim, phone, clerk)
    own = [query["sql"].split(" (")[0] for query in queries if "SAVEPOINT" not in query["sql"]]
    assert own == ["EXECUTE settling_facts", "EXECUTE settling_at_once"]
    assert done.exchange == claim.payable

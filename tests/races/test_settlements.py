"""Races of settlements through HTTP with two worker processes; each has a control that fails without its guard."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, connections

from stores.clock import local_day, now, store_today
from tests.factories import claims
from tests.factories.codes import newest_code
from tests.factories.plans import new_imei, sellable
from tests.interfaces.api.till import till_of
from tests.races.books import books_agree, new_mobile
from tests.races.test_sales import without_law
from tests.races.together import Reply, Server, all_at_once, by_turns_then_at_once, overlap
from upgrade_program.buyback.models import Claim, Settlement
from upgrade_program.buyback.services import lapse_due_claims, make_offer
from upgrade_program.foundation.audit.queries import faults
from upgrade_program.plans.services import expire_due_plans

pytestmark = pytest.mark.django_db(transaction=True)
CLIENTS = 200
SAME_KEY = 50
LATER = (0.0, 0.0, -0.05, 0.0, 0.03, 0.1, 0.3)  # by how many seconds the other act comes after the settlement; the first two by turns
Act = Callable[[Callable[[], None]], Any]


@pytest.fixture
def tokens(clerk_user, other_clerk_user) -> list[str]:
    """One clerk in each of two stores."""
    return [till_of(clerk_user).token, till_of(other_clerk_user).token]


@pytest.fixture
def phones(db) -> str:
    """The SKU of the new phones."""
    return sellable(name="Redmi Note 10 Pro", srp=21_999, price=799).sku


def aged_plan(clerk, *, days: int = 150):
    return claims.old_plan(
        actor=clerk, at=now() - timedelta(days=days), phone_invoice_number=uuid4().hex[:12], customer_mobile=new_mobile()
    )


@pytest.fixture
def offer(clerk, other_clerk) -> tuple[Claim, list[str]]:
    """A claim on offer, and the code that its customer got for each of the two clerks."""
    earlier, at = now() - timedelta(seconds=40), now()
    claim = claims.offered(aged_plan(clerk), actor=clerk, at=earlier)
    codes = [newest_code(at=at)]
    make_offer(number=claim.number, actor=other_clerk, address="203.0.113.9", at=at, on=local_day(at))
    return claim, [*codes, newest_code(at=at)]


def wish(sku: str, code: str = "") -> dict[str, Any]:
    imei = new_imei()
    return {"new_phone": {"imei": imei, "sku": sku, "price": "21999.00", "bill_number": f"NP/{imei}"}, "otp": code}


def settling(web: Server, claim: Claim, body: dict[str, Any], token: str, *, key: str = "") -> Act:
    return lambda before: web.post(f"claims/{claim.number}/settle/", body, token=token, key=key or uuid4().hex, before=before)


def met(replies: list[Reply], began: float) -> Counter[tuple[int, str | None]]:
    answers = Counter((reply.status, reply.body.get("code")) for reply in replies)
    took = time.monotonic() - began
    print(f"{len(replies)} settlements, overlap {overlap(replies)}, {took:.1f} s, answers {dict(answers)}")
    assert overlap(replies) > 10, "the settlements did not meet"
    return answers


def test_two_hundred_settlements_from_two_stores_make_one(web, tokens, offer, phones, store, other_store):
    claim, codes = offer
    acts = [settling(web, claim, wish(phones, codes[place % 2]), tokens[place % 2]) for place in range(CLIENTS)]
    began = time.monotonic()
    answers = met(all_at_once(acts), began)
    assert answers == {(200, None): 1, (409, "plan_not_live"): CLIENTS - 1}
    assert books_agree(claim) == ("settled", "redeemed")
    assert faults(store.pk) == faults(other_store.pk) == []


def test_control_without_lock_and_laws_both_stores_settle(unlocked_web, tokens, offer, phones):
    claim, codes = offer
    acts = [settling(unlocked_web, claim, wish(phones, codes[place % 2]), tokens[place % 2]) for place in range(20)]
    laws = ("one_standing_settlement_a_plan", "buyback_settlement_claim_id_key")
    with without_triggers("buyback_claim", "buyback_settlement", "plans_plan"), without_law(laws[0]), without_law(laws[1]):
        replies = all_at_once(acts)
        assert Counter(reply.status for reply in replies)[200] == Settlement.objects.count() == 2


def test_the_same_key_fifty_times_at_once_is_one_settlement_with_equal_answers(web, tokens, offer, phones):
    claim, codes = offer
    body, key = wish(phones, codes[0]), uuid4().hex
    began = time.monotonic()
    replies = all_at_once([settling(web, claim, body, tokens[0], key=key)] * SAME_KEY)
    assert met(replies, began) == {(200, None): SAME_KEY}
    assert len({json.dumps(reply.body, sort_keys=True) for reply in replies}) == 1
    assert books_agree(claim) == ("settled", "redeemed")


def job(run: Callable[[], Any]) -> Act:
    def act(before: Callable[[], None]) -> Any:
        try:
            before()
            return run()
        finally:
            connections.close_all()

    return act


def later(act: Act, seconds: float) -> Act:
    """The act a moment after the barrier: over the rounds it comes before, amid and after the other."""

    def held_back(before: Callable[[], None]) -> Any:
        def then() -> None:
            before()
            time.sleep(seconds)

        return act(then)

    return held_back


@pytest.mark.parametrize("other", ["cancel", "decline", "open", "lapse", "expire"])
def test_a_settlement_and_another_act_at_once(web, tokens, phones, clerk, manager_user, other):
    """One wins; the claim's hold keeps cancellation and a second claim from ever being it."""
    manager, ends = till_of(manager_user).token, Counter[tuple[str, str]]()
    after_the_hold = store_today() + timedelta(days=9)  # and after fifteen months, whichever they are
    for place, late in enumerate(LATER):
        claim = claims.accepted(aged_plan(clerk, days=454 if other == "expire" else 150), actor=clerk, at=now())
        plan = claim.plan
        rival: Act = {
            "cancel": lambda before, plan=plan: web.post(
                f"plans/{plan.number}/cancel/", {"reason": "x", "ground": "store_error"}, token=manager, key=uuid4().hex, before=before
            ),
            "decline": lambda before, claim=claim: web.post(
                f"claims/{claim.number}/decline/", {"reason": "x"}, token=manager, key=uuid4().hex, before=before
            ),
            "open": lambda before, plan=plan: web.post(
                f"plans/{plan.number}/claims/", {"handset_imei": plan.imei}, token=tokens[1], key=uuid4().hex, before=before
            ),
            "lapse": job(lambda: lapse_due_claims(on=after_the_hold, at=now())),
            "expire": job(lambda: expire_due_plans(on=after_the_hold, at=now())),
        }[other]
        settle = settling(web, claim, wish(phones), tokens[place % 2])
        pair = [later(settle, -late), rival] if late < 0 else [settle, later(rival, late)]
        settled, second = by_turns_then_at_once(place, pair)
        end = books_agree(claim)
        ends[end] += 1
        won = end[0] == "settled"
        assert (settled.status == 200) == won
        assert won or (settled.status, settled.body["code"]) in {(409, "claim_state"), (409, "claim_lapsed"), (409, "plan_not_live")}
        if isinstance(second, Reply):
            assert (second.status == 409) == won, second
        else:
            assert second == (not won)
    print(f"settle against {other}: {dict(ends)}")
    if other in {"cancel", "open"}:
        assert set(ends) == {("settled", "redeemed")}
    else:
        assert len(ends) == 2, "the two acts never changed places"


@contextmanager
def without_triggers(*tables: str) -> Iterator[None]:
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        try:
            yield
        finally:
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")

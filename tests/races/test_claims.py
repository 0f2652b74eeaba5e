"""Many tills at one claim, one phone, one bill: of any number of acts at once exactly one is done, with one set of papers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections

from stores.clock import local_day
from tests.buyback.acts import ask_extension as asked_extension
from tests.buyback.acts import decline, grant_extension, indian, look, now_of, plan_of, refuse
from tests.factories.claims import new_phone, offered, old_plan, opened
from tests.factories.codes import newest_code
from tests.factories.plans import AT, TODAY, new_imei
from tests.races.together import all_at_once
from upgrade_program.buyback.models import BrandEntry, Claim, Handset, PurchaseVoucher, Settlement
from upgrade_program.buyback.services import confirm_offer, lapse_due_claims, settle_claim
from upgrade_program.foundation.audit.queries import chains, faults
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Refused

pytestmark = pytest.mark.django_db(transaction=True)
TILLS = 12


def outcomes(acts: list[Callable[[], Any]]) -> Counter[str]:
    """What came of all acts at once, each on a connection of its own."""

    def alone(act: Callable[[], Any]) -> Callable[[Callable[[], None]], str]:
        def run(before: Callable[[], None]) -> str:
            try:
                before()
                act()
            except Refused as no:
                return no.code
            finally:
                connections.close_all()
            return "done"

        return run

    return Counter(all_at_once([alone(act) for act in acts]))


def ready(actor: Actor, number: int = 1) -> Claim:
    """Offered, and the customer has told the code."""
    plan = old_plan(actor=actor, phone_invoice_number=f"R/{number}", customer_mobile=f"98104 6660{number}")
    claim = offered(plan, actor=actor)
    confirm_offer(number=claim.number, code=newest_code(), actor=actor, at=AT, on=TODAY)
    return claim


def settling(claim: Claim, phone: Any, actor: Actor) -> Callable[[], Any]:
    return lambda: settle_claim(number=claim.number, new_phone=phone, excess_acknowledged=False, actor=actor, at=AT, on=TODAY)


def nothing_is_broken() -> bool:
    return not [fault for chain in chains() for fault in faults(chain)]


def test_twelve_tills_settle_one_claim_once(clerk: Actor) -> None:
    claim = ready(clerk)
    phones = [new_phone(bill_number=f"NP/{number}") for number in range(TILLS)]
    assert outcomes([settling(claim, phone, clerk) for phone in phones]) == {"done": 1, "plan_not_live": TILLS - 1}
    assert [model.objects.count() for model in (Settlement, PurchaseVoucher, Handset, BrandEntry)] == [1, 1, 1, 1]
    assert plan_of(claim).status == "redeemed"
    assert nothing_is_broken()


@pytest.mark.parametrize("shared", [{"imei": new_imei()}, {"bill_number": "NP/1"}], ids=["one phone", "one bill"])
def test_one_phone_or_bill_settles_one_of_many_claims(clerk: Actor, shared: dict[str, str]) -> None:
    claims = [ready(clerk, number) for number in range(5)]
    acts = [settling(claim, new_phone(**shared), clerk) for claim in claims]
    assert outcomes(acts) == {"done": 1, "new_phone_not_eligible": 4}
    assert PurchaseVoucher.objects.get().serial == 1  # the four gave their numbers back
    assert nothing_is_broken()


def test_two_stores_settle_many_claims_and_tie_no_knot(clerk: Actor, other_clerk: Actor) -> None:
    acts = []
    for number in range(6):
        actor = (clerk, other_clerk)[number % 2]
        acts.append(settling(ready(actor, number), new_phone(bill_number=f"NP/{number}"), actor))
    assert outcomes(acts) == {"done": 6}
    assert sorted(PurchaseVoucher.objects.values_list("serial", flat=True)) == [1, 1, 2, 2, 3, 3]
    assert nothing_is_broken()


def test_many_tills_open_one_claim(clerk: Actor, other_clerk: Actor) -> None:
    plan = old_plan(actor=clerk)
    acts = [lambda who=(clerk, other_clerk)[number % 2]: opened(plan, actor=who) for number in range(TILLS)]
    assert outcomes(acts) == {"done": 1, "claim_open": TILLS - 1}
    claim = Claim.objects.get()
    assert (plan_of(claim).held_percent, plan_of(claim).held_until) == (claim.percent, claim.held_through)


def test_a_claim_ends_in_one_way(clerk: Actor) -> None:
    claim = ready(clerk)
    acts = [settling(claim, new_phone(), clerk), lambda: decline(claim, actor=clerk), lambda: refuse(claim, actor=clerk)]
    found = outcomes(acts * 3)
    assert found["done"] == 1
    assert set(found) <= {"done", "claim_state", "plan_not_live"}
    assert (Settlement.objects.count() == 1) == (now_of(claim).state == "settled") == (plan_of(claim).status == "redeemed")


def test_a_lapsed_claim_is_recorded_once_by_all_jobs_and_tills(clerk: Actor, manager: Actor) -> None:
    claim = opened(old_plan(actor=clerk), actor=clerk)
    late = indian(TODAY.replace(day=7))
    acts: list[Callable[[], Any]] = [lambda: lapse_due_claims(on=local_day(late), at=late)] * 6
    acts += [lambda: opened(plan_of(claim), actor=manager, at=late)] * 2
    assert outcomes(acts) == {"done": 7, "claim_open": 1}
    assert now_of(claim).state == "lapsed"
    assert nothing_is_broken()


def test_an_extension_is_granted_once(clerk: Actor, manager: Actor) -> None:
    plan, at = old_plan(actor=clerk), indian(TODAY.replace(day=6))
    asked = asked_extension(plan, 3, actor=clerk, at=at)
    found = outcomes([lambda: grant_extension(asked, actor=manager, at=at)] * 6)
    assert found == {"done": 1, "claim_state": 5}


def test_a_second_look_and_a_new_claim_leave_one_open(clerk: Actor, manager: Actor) -> None:
    claim = refuse(opened(old_plan(actor=clerk), actor=clerk), actor=clerk)
    acts = [lambda: look(claim, upheld=False, actor=manager), lambda: opened(plan_of(claim), actor=clerk)]
    assert outcomes(acts) == {"done": 1, "claim_open": 1}
    assert Claim.objects.filter(state="open").count() == 1

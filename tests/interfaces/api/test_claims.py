"""Opening, reading and listing claims."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.factories.claims import old_plan
from tests.factories.plans import AT, new_imei, sold
from tests.factories.tokens import code, reserved
from tests.interfaces.api.claiming import CLAIMS, at, inspected, no, offered, opened, opening, settled
from tests.interfaces.api.till import new_key, said, till_of
from upgrade_program.buyback.models import Claim
from upgrade_program.interfaces.api import pages
from upgrade_program.kernel.imei import masked

pytestmark = pytest.mark.django_db
GATES = ["blacklist_clear", "locks_removed", "invoice_seen", "id_seen", "powers_on", "imei_legible", "no_liquid", "wipe_consent"]


@pytest.fixture
def plan(clerk):
    return old_plan(actor=clerk)


def test_opening_holds_today_s_value(plan, till):
    answer = till.act(opening(plan), {"handset_imei": plan.imei})
    assert answer.status_code == 201, answer.content
    claim = said(answer)
    assert [gate["key"] for gate in claim["gates"]] == GATES
    assert {gate["passed"] for gate in claim["gates"]} == {False}
    row = Claim.objects.get()
    assert {name: value for name, value in claim.items() if name != "gates"} == {
        "id": row.written,
        "plan": plan.written,
        "state": "open",
        "percent": 70,
        "assured": "9799.00",
        "held_through": "2027-05-06",
        "opened_at": "2027-05-03T11:42:00+05:30",
        "store": "DL01",
        "handset_imei": masked(plan.imei),
        "lookup": None,
        "answers": {},
        "deductions": [],
        "waived": "0.00",
        "payable": None,
        "working": [],
        "photos": [],
        "photos_missing": [],
        "refusal": None,
        "reason": None,
        "settlement": None,
    }


def test_either_imei_of_the_phone_opens(clerk, till):
    second = new_imei()
    plan = old_plan(actor=clerk, imei2=second)
    assert till.act(opening(plan), {"handset_imei": second}).status_code == 201


def test_any_store_opens_by_the_plan_s_number(plan, other_till):
    claim = said(other_till.act(f"/api/v1/plans/{plan.written.lower()}/claims/", {"handset_imei": plan.imei}))
    assert (claim["store"], claim["handset_imei"]) == ("MH01", masked(plan.imei))


def test_the_same_key_opens_once_and_another_body_is_refused(plan, till, other_till):
    key, body = new_key(), {"handset_imei": plan.imei}
    first = till.act(opening(plan), body, key=key)
    again = till.act(opening(plan), body, key=key)
    assert (again.status_code, again.content, again["Idempotent-Replayed"]) == (201, first.content, "true")
    no(lambda: till.act(opening(plan), {"handset_imei": new_imei()}, key=key), 409, "idempotency_mismatch")
    no(lambda: other_till.act(opening(plan), body, key=key), 409, "claim_open")  # another person's key is another key
    assert Claim.objects.count() == 1


def test_the_claim_is_read_by_any_spelling_of_its_id(plan, till, other_till, auditor_till, head_office_till):
    claim = opened(till, plan)
    plain = claim["id"].replace("-", "")
    for who in (till, other_till, auditor_till, head_office_till):
        for spelling in (claim["id"], plain, plain.lower(), f" {plain[:5]} {plain[5:]}".strip()):
            assert said(who.get(at(spelling))) == claim


def test_the_selling_store_s_manager_sees_the_whole_imei_and_nobody_else(plan, till, manager_till, other_manager_till, auditor_till):
    claim = opened(till, plan)
    assert said(manager_till.get(at(claim)))["handset_imei"] == plan.imei
    for who in (till, other_manager_till, auditor_till):
        answer = who.get(at(claim))
        assert answer.status_code == 200
        assert plan.imei.encode() not in answer.content


def test_a_claim_nobody_has_is_not_found(nobody, till, plan):
    for number in ("0000-0000-000", "hello", plan.number):
        no(lambda number=number: till.get(at(number)), 404, "not_found")
        no(lambda number=number: till.act(at(number, "decline"), {"reason": "x"}), 404, "not_found")
    no(lambda: nobody.get(at("0000-0000-000")), 401, "unauthenticated")
    no(lambda: till.act(opening(plan).replace(plan.number, "0000-0000-000"), {"handset_imei": plan.imei}), 404, "not_found")


def test_the_list_is_the_own_store_s_newest_first(clerk, till, other_till, auditor_till):
    ours = [opened(till, old_plan(actor=clerk))["id"] for _ in range(2)]
    theirs = opened(other_till, old_plan(actor=clerk))["id"]
    assert [claim["id"] for claim in said(till.get(CLAIMS))["results"]] == ours[::-1]
    assert [claim["id"] for claim in said(other_till.get(CLAIMS))["results"]] == [theirs]
    assert [claim["id"] for claim in said(auditor_till.get(CLAIMS))["results"]] == [theirs, *ours[::-1]]


def test_the_list_by_state_is_told_by_the_dates(clerk, clerk_user, till, clock):
    states = {
        "open": opened(till, old_plan(actor=clerk)),
        "inspected": inspected(till, old_plan(actor=clerk)),
        "offered": offered(till, old_plan(actor=clerk))[0],
        "settled": settled(till, old_plan(actor=clerk)),
    }

    def ids(state, who=till):
        page = said(who.get(f"{CLAIMS}?state={state}"))["results"]
        assert {claim["state"] for claim in page} <= {state}
        return {claim["id"] for claim in page}

    for state, claim in states.items():
        assert ids(state) == {claim["id"]}
    assert ids("lapsed") == ids("reversed") == set()
    clock.move_to(datetime(2027, 5, 6, 18, 29, tzinfo=UTC))  # 23:59 on the last day
    assert ids("open", till_of(clerk_user)) == {states["open"]["id"]}
    clock.move_to(datetime(2027, 5, 6, 18, 31, tzinfo=UTC))  # 00:01 on the next, and no job has run
    late = till_of(clerk_user)
    assert ids("open", late) == ids("offered", late) == set()
    assert ids("lapsed", late) == {states[state]["id"] for state in ("open", "inspected", "offered")}
    assert ids("settled", late) == {states["settled"]["id"]}
    assert said(late.get(at(states["open"])))["state"] == "lapsed"


def test_the_list_goes_on_by_its_cursor(clerk, till, monkeypatch):
    monkeypatch.setattr(pages, "SIZE", 2)
    made = [opened(till, old_plan(actor=clerk))["id"] for _ in range(5)][::-1]
    seen, address = [], CLAIMS
    while address:
        page = said(till.get(address.replace("http://testserver", "")))
        seen += [claim["id"] for claim in page["results"]]
        address = page["next"]
    assert seen == made
    no(lambda: till.get(f"{CLAIMS}?cursor=nonsense"), 422, "invalid", "cursor")
    no(lambda: till.get(f"{CLAIMS}?state=asleep"), 422, "invalid", "state")
    no(lambda: till.get(f"{CLAIMS}?store=MH01"), 422, "invalid", "store")


@pytest.mark.parametrize("handset", [None, "", "12345", "not an imei"])
def test_an_imei_that_is_none_is_refused_at_its_field(plan, till, handset):
    no(lambda: till.act(opening(plan), {"handset_imei": handset}), 422, "imei_invalid", "handset_imei")


def test_a_body_has_its_fields_and_no_others(plan, till):
    no(lambda: till.act(opening(plan), {"handset_imei": 490154203237518}), 422, "invalid", "handset_imei")
    no(lambda: till.act(opening(plan), {"handset_imei": plan.imei, "percent": 100}), 422, "invalid", "percent")
    no(lambda: till.act(opening(plan), b"[]"), 400, "invalid")
    no(lambda: till.post(opening(plan), {"handset_imei": plan.imei}), 422, "invalid", "Idempotency-Key")


def test_another_phone_is_refused(clerk, plan, till):
    no(lambda: till.act(opening(plan), {"handset_imei": new_imei()}), 409, "imei_mismatch", "handset_imei")
    other = old_plan(actor=clerk)
    no(lambda: till.act(opening(plan), {"handset_imei": other.imei}), 409, "imei_mismatch", "handset_imei")


def test_a_token_that_holds_nothing(plan, till):
    for wrong in ("ABC-123", "7K3M-9QPX-2TC0-0000"):
        no(lambda text=wrong: till.act(opening(plan), {"handset_imei": plan.imei, "token": text}), 409, "token_used", "token")
    for empty in ("", None):
        assert till.act(opening(plan), {"handset_imei": plan.imei, "token": empty}).status_code in {201, 409}
    assert Claim.objects.count() == 1


def test_a_token_opens_with_the_tier_that_was_held_and_only_once(plan, clerk_user, other_clerk_user, clock):
    """Reserved on the tier's last evening, brought to another store two days later."""
    token = reserved(plan, at=datetime(2027, 5, 5, 16, 0, tzinfo=UTC))
    clock.move_to(datetime(2027, 5, 7, 6, 0, tzinfo=UTC))
    till, other_till = till_of(clerk_user), till_of(other_clerk_user)
    body = {"handset_imei": plan.imei, "token": code(token)}
    no(lambda: till.act(opening(plan), body | {"handset_imei": new_imei()}), 409, "imei_mismatch", "handset_imei")
    claim = said(other_till.act(opening(plan), body))
    assert (claim["percent"], claim["assured"], claim["held_through"]) == (70, "9799.00", "2027-05-08")
    no(lambda: till.act(opening(plan), body), 409, "claim_open")
    assert other_till.act(f"{CLAIMS}{claim['id']}/decline/", {"reason": "Not today"}).status_code == 200
    no(lambda: till.act(opening(plan), body), 409, "token_used", "token")


def test_outside_its_window_a_plan_opens_no_claim(clerk, clerk_user, till, clock):
    young = sold(actor=clerk, at=AT)
    no(lambda: till.act(opening(young), {"handset_imei": young.imei}), 409, "outside_window")
    old = old_plan(actor=clerk)
    clock.move_to(datetime(2028, 2, 5, 18, 29, tzinfo=UTC))  # 23:59 on its very last day
    assert said(till_of(clerk_user).act(opening(old), {"handset_imei": old.imei}))["percent"] == 40
    another = old_plan(actor=clerk)
    clock.shift(timedelta(minutes=2))
    no(lambda: till_of(clerk_user).act(opening(another), {"handset_imei": another.imei}), 409, "outside_window")


def test_a_plan_that_is_not_live_opens_no_claim(clerk, till, manager_till):
    plan = old_plan(actor=clerk)
    settled(till, plan)
    no(lambda: till.act(opening(plan), {"handset_imei": plan.imei}), 409, "plan_not_live")
    gone = old_plan(actor=clerk)
    manager_till.act(f"/api/v1/plans/{gone.number}/cancel/", {"reason": "x", "ground": "store_error"})
    no(lambda: till.act(opening(gone), {"handset_imei": gone.imei}), 409, "plan_not_live")


def test_one_claim_at_a_time_and_after_a_lapse_in_the_tier_a_manager(clerk, clerk_user, manager_user, clock):
    plan = old_plan(actor=clerk, at=datetime(2026, 11, 20, 6, tzinfo=UTC))
    till = till_of(clerk_user)
    opened(till, plan)
    no(lambda: till.act(opening(plan), {"handset_imei": plan.imei}), 409, "claim_open")
    clock.shift(timedelta(days=4))
    late = till_of(clerk_user)
    no(lambda: late.act(opening(plan), {"handset_imei": plan.imei}), 409, "claim_lapsed")
    assert till_of(manager_user).act(opening(plan), {"handset_imei": plan.imei}).status_code == 201


def test_only_staff_at_a_counter_open(plan, nobody, head_office_till, auditor_till):
    for who in (head_office_till, auditor_till):
        no(lambda who=who: who.act(opening(plan), {"handset_imei": plan.imei}), 403, "forbidden")
    no(lambda: nobody.act(opening(plan), {"handset_imei": plan.imei}), 401, "unauthenticated")

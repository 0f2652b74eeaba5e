"""Settling over the API, and taking it back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.factories.claims import old_plan
from tests.factories.codes import another, newest_code
from tests.factories.plans import AT, new_imei, sellable
from tests.factories.stores import PostingFactory
from tests.interfaces.api.claiming import at, new_phone, no, offered, opened, opening, rows, settled, wish
from tests.interfaces.api.till import new_key, refused, said, till_of
from upgrade_program.buyback.models import BrandEntry, Handset, Settlement
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.foundation.outbox.models import Message as News
from upgrade_program.kernel.imei import masked
from upgrade_program.plans.models import Plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(clerk):
    return old_plan(actor=clerk)


@pytest.fixture
def offer(plan, till):
    """A claim on offer, and its code."""
    return offered(till, plan)


def settling(claim):
    return at(claim, "settle")


def test_a_settlement_is_answered_whole(plan, offer, till, manager_till, other_manager_till, auditor_till):
    claim, code = offer
    body = wish(code)
    answer = till.act(settling(claim), body)
    assert answer.status_code == 200, answer.content
    done = said(answer)
    assert (done["state"], done["exchange"], done["voucher_number"]) == ("settled", "9799.00", "DL01/P27/00001")
    assert done["handset_imei"] == plan.imei
    assert done["settlement"] == {
        "settled_at": "2027-05-03T11:42:00+05:30",
        "store": "DL01",
        "exchange": "9799.00",
        "forfeited": "0.00",
        "voucher_number": "DL01/P27/00001",
        "new_phone": body["new_phone"],
        "reversal": None,
    }
    read = {name: value for name, value in done.items() if name not in {"exchange", "voucher_number"}}
    assert said(manager_till.get(at(claim))) == read
    hidden = read | {
        "handset_imei": masked(plan.imei),
        "settlement": read["settlement"] | {"new_phone": body["new_phone"] | {"imei": masked(body["new_phone"]["imei"])}},
    }
    for who in (till, other_manager_till, auditor_till):
        assert said(who.get(at(claim))) == hidden
    assert Plan.objects.get(pk=plan.pk).status == "redeemed"
    assert Handset.objects.get().state == "quarantine"


def test_another_store_settles_with_its_own_code_and_takes_the_phone_in(plan, till, other_till, other_manager_till, manager_till):
    claim, mine = offered(till, plan)
    no(lambda: other_till.act(settling(claim), wish(mine)), 403, "otp_expired", "otp")


def test_another_store_settles_after_asking_for_a_code_of_its_own(plan, till, other_till, other_manager_till, manager_till, clock, store):
    claim, _ = offered(till, plan)
    clock.shift(31)
    assert other_till.act(at(claim, "offer"), {}).status_code == 200
    body = wish(newest_code(at=AT + timedelta(seconds=31)))
    done = said(other_till.act(settling(claim), body))
    assert (done["store"], done["settlement"]["store"], done["voucher_number"]) == ("DL01", "MH01", "MH01/P27/00001")
    assert Handset.objects.get().store.code == BrandEntry.objects.get().store.code == "MH01"
    # Each manager sees whole what their store sold: DL01 the old phone, MH01 the new one.
    theirs, ours = said(other_manager_till.get(at(claim))), said(manager_till.get(at(claim)))
    assert theirs["handset_imei"] == masked(plan.imei)
    assert theirs["settlement"]["new_phone"]["imei"] == body["new_phone"]["imei"]
    assert ours["handset_imei"] == plan.imei
    assert ours["settlement"]["new_phone"]["imei"] == masked(body["new_phone"]["imei"])


def test_the_same_key_settles_once_also_when_the_code_is_old(offer, till, clerk_user, clock):
    claim, code = offer
    key, body = new_key(), wish(code)
    first = till.act(settling(claim), body, key=key)
    assert first.status_code == 200, first.content
    for _ in range(3):
        before = rows()
        again = till.act(settling(claim), body, key=key)
        assert (again.status_code, again.content, again["Idempotent-Replayed"], rows()) == (200, first.content, "true", before)
        clock.shift(400)
    no(lambda: till.act(settling(claim), body | {"excess_acknowledged": True}, key=key), 409, "idempotency_mismatch")
    no(lambda: till.act(settling(claim), wish(code)), 409, "plan_not_live")
    clock.shift(timedelta(days=4))
    no(lambda: till_of(clerk_user).act(settling(claim), wish(code)), 409, "plan_not_live")
    assert Settlement.objects.count() == 1


def test_another_persons_key_is_another_key(offer, till, manager_till):
    claim, code = offer
    key, body = new_key(), wish(code)
    till.act(settling(claim), body, key=key)
    no(lambda: manager_till.act(settling(claim), body, key=key), 409, "plan_not_live")


@pytest.mark.parametrize("otp", [None, "", "12345", "abcdef"])
def test_without_a_code_nothing_is_settled_and_no_try_counted(offer, till, otp):
    no(lambda: till.act(settling(offer[0]), wish(otp)), 403, "otp_wrong", "otp")


def test_a_wrong_code_is_counted_and_changes_nothing_else(offer, till):
    claim, code = offer
    before = rows()
    refused(till.act(settling(claim), wish(another(code))), 403, "otp_wrong", "otp")
    after = rows()
    assert {table for table in before if before[table] != after[table]} == {"otp_challenge"}
    assert till.act(settling(claim), wish(code)).status_code == 200


def test_five_wrong_codes_and_an_old_one_count_no_more(plan, till, clock):
    claim, code = offered(till, plan)
    for step in range(1, 6):
        refused(till.act(settling(claim), wish(another(code, step))), 403, "otp_wrong", "otp")
    no(lambda: till.act(settling(claim), wish(code)), 403, "otp_expired", "otp")
    clock.shift(31)
    till.act(at(claim, "offer"), {})
    fresh = newest_code(at=AT + timedelta(seconds=31))
    clock.shift(300)
    no(lambda: till.act(settling(claim), wish(fresh)), 403, "otp_expired", "otp")


def test_a_code_is_good_for_its_person_and_its_claim(clerk, plan, till, store):
    claim, code = offered(till, plan)
    colleague = PostingFactory(store=store, role="clerk").staff
    no(lambda: till_of(colleague).act(settling(claim), wish(code)), 403, "otp_expired", "otp")
    other = opened(till, old_plan(actor=clerk))
    no(lambda: till.act(settling(other), wish(code)), 409, "claim_state")


def refused_but_for_the_code(answer_of, status, code, field=None):
    """Refused after the right code was given: it has passed, and nothing else has changed."""
    before = rows()
    problem = refused(answer_of(), status, code, field)
    after = rows()
    assert {table for table in before if before[table] != after[table]} <= {"otp_challenge"}
    return problem


@pytest.mark.parametrize(
    ("changes", "status", "code", "field"),
    [
        ({"imei": "12345"}, 422, "imei_invalid", "new_phone.imei"),
        ({"sku": "no-such-phone"}, 422, "invalid", "new_phone.sku"),
        ({"bill_number": ""}, 422, "invalid", "new_phone.bill_number"),
        ({"price": "0"}, 422, "invalid", "new_phone.price"),
        ({"price": "21999.01"}, 409, "new_phone_not_eligible", "new_phone.price"),
        ({"price": "17599.00"}, 403, "approval_required", "new_phone.price"),
    ],
)
def test_a_new_phone_that_cannot_be_taken_is_refused_at_its_field(offer, till, changes, status, code, field):
    claim, otp = offer
    phone = new_phone(**changes)
    refused_but_for_the_code(lambda: till.act(settling(claim), wish(otp, new_phone=phone)), status, code, field)
    assert till.act(settling(claim), wish(otp)).status_code == 200  # corrected, with the same code


def test_another_brand_and_the_old_phone_are_not_taken(plan, offer, till):
    claim, otp = offer
    dear = sellable(name="Galaxy", brand="Samsung", srp=30_000, price=None, eligible=False).sku

    def asked(**changes):
        return lambda: till.act(settling(claim), wish(otp, new_phone=new_phone(**changes)))

    refused_but_for_the_code(asked(sku=dear), 409, "new_phone_not_eligible", "new_phone.sku")
    refused_but_for_the_code(asked(imei=plan.imei), 409, "new_phone_not_eligible", "new_phone.imei")


def test_a_new_phone_and_its_bill_settle_once(clerk, till, clock):
    plans = [old_plan(actor=clerk, customer_mobile=f"98104 5542{place}") for place in range(3)]
    first = said(till.act(settling(*offered_now(till, plans[0])), wish(newest_code(at=AT), new_phone=new_phone(bill_number="NP/7"))))
    taken = first["settlement"]["new_phone"]["imei"]
    claim, otp = offered(till, plans[1])
    again = new_phone(imei=taken)
    refused_but_for_the_code(lambda: till.act(settling(claim), wish(otp, new_phone=again)), 409, "new_phone_not_eligible", "new_phone.imei")
    again = new_phone(imei=plans[0].imei)  # given in before
    refused_but_for_the_code(lambda: till.act(settling(claim), wish(otp, new_phone=again)), 409, "new_phone_not_eligible", "new_phone.imei")
    again = new_phone(bill_number="NP/7")
    refused_but_for_the_code(
        lambda: till.act(settling(claim), wish(otp, new_phone=again)), 409, "new_phone_not_eligible", "new_phone.bill_number"
    )


def offered_now(till, plan):
    return (offered(till, plan)[0],)


def test_an_excess_is_acknowledged_or_nothing_is_settled(offer, till):
    claim, otp = offer
    cheap = new_phone(sku=sellable(name="Redmi 9A", srp=6_999, price=299).sku, price="6999.00")
    refused_but_for_the_code(
        lambda: till.act(settling(claim), wish(otp, new_phone=cheap)), 409, "excess_not_acknowledged", "excess_acknowledged"
    )
    done = said(till.act(settling(claim), wish(otp, new_phone=cheap, excess_acknowledged=True)))
    assert (done["exchange"], done["settlement"]["forfeited"]) == ("6999.00", "2800.00")


def test_a_manager_settles_at_a_low_price(plan, manager_till):
    claim, otp = offered(manager_till, plan)
    done = said(manager_till.act(settling(claim), wish(otp, new_phone=new_phone(price="15000.00"))))
    assert done["exchange"] == "9799.00"


def test_points_are_a_members(offer, till):
    claim, otp = offer
    points = [{"method": "points", "amount": "500.00"}]
    no(lambda: till.act(settling(claim), wish(otp, payments=points)), 409, "points_insufficient", "payments")
    no(lambda: till.act(settling(claim), wish(otp, payments=[{"method": "cash", "amount": "5"}])), 422, "invalid", "payments.0.method")
    assert till.act(settling(claim), wish(otp, payments=[])).status_code == 200


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"new_phone": None}, "new_phone"),
        ({"exchange": "1"}, "exchange"),
        ({"excess_acknowledged": "yes"}, "excess_acknowledged"),
        ({"payments": 5}, "payments"),
        ({"otp": 123456}, "otp"),
    ],
)
def test_a_settlement_has_its_fields_and_no_others(offer, till, changes, field):
    no(lambda: till.act(settling(offer[0]), wish(**({"otp": "123456"} | changes))), 422, "invalid", field)


def test_what_comes_first_is_refused_first(plan, till, nobody, head_office_till, clerk_user, clock):
    claim = opened(till, plan)
    no(lambda: till.act(settling(claim), wish("123456")), 409, "claim_state")
    no(lambda: head_office_till.act(settling(claim), wish("123456")), 403, "forbidden")
    no(lambda: nobody.act(settling(claim), wish("123456")), 401, "unauthenticated")
    no(lambda: till.post(settling(claim), wish("123456")), 422, "invalid", "Idempotency-Key")
    clock.shift(timedelta(days=4))
    no(lambda: till_of(clerk_user).act(settling(claim), wish("123456")), 409, "claim_lapsed")


def test_a_reversal_gives_everything_back(plan, till, manager_till):
    done, key = settled(till, plan), new_key()
    answer = manager_till.act(at(done, "reverse"), {"reason": "New phone returned"}, key=key)
    assert answer.status_code == 200, answer.content
    back = said(answer)
    assert back["state"] == "reversed"
    assert back["settlement"]["reversal"] == {
        "at": "2027-05-03T11:42:00+05:30",
        "reason": "New phone returned",
        "voucher_number": "DL01/P27/00002",
    }
    assert manager_till.act(at(done, "reverse"), {"reason": "New phone returned"}, key=key).content == answer.content
    assert Plan.objects.get(pk=plan.pk).status == "active"
    assert sum(BrandEntry.objects.values_list("amount", flat=True)) == 0
    assert till.act(opening(plan), {"handset_imei": plan.imei}).status_code == 201
    no(lambda: manager_till.act(at(done, "reverse"), {"reason": "again"}), 409, "claim_state")


def test_who_may_reverse(plan, till, manager_till, other_manager_till, auditor_till, nobody):
    claim, _ = offered(till, plan)
    no(lambda: manager_till.act(at(claim, "reverse"), {"reason": "x"}), 409, "claim_state")
    till.act(settling(claim), wish(newest_code(at=AT)))
    no(lambda: till.act(at(claim, "reverse"), {"reason": "x"}), 403, "forbidden")
    no(lambda: other_manager_till.act(at(claim, "reverse"), {"reason": "x"}), 403, "forbidden")
    no(lambda: auditor_till.act(at(claim, "reverse"), {"reason": "x"}), 403, "forbidden")
    no(lambda: nobody.act(at(claim, "reverse"), {"reason": "x"}), 401, "unauthenticated")
    no(lambda: manager_till.act(at(claim, "reverse"), {"reason": " "}), 422, "reason_required", "reason")
    no(lambda: manager_till.post(at(claim, "reverse"), {"reason": "x"}), 422, "invalid", "Idempotency-Key")


def test_the_settler_does_not_reverse(plan, manager_till):
    done = settled(manager_till, plan)
    no(lambda: manager_till.act(at(done, "reverse"), {"reason": "x"}), 403, "self_approval")


def test_no_whole_number_in_news_audit_or_addresses(plan, till, manager_till):
    body = new_phone(imei=new_imei())
    done = settled(till, plan, new_phone=body)
    manager_till.act(at(done, "reverse"), {"reason": f"IMEI {body['imei']} came back"})
    written = str([*AuditRow.objects.values(), *News.objects.values()])
    for secret in (plan.imei, body["imei"], plan.customer.mobile[-10:]):
        assert secret not in written

"""The offer and its code: bound to this very offer, person and store; each refusal changes nothing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from stores.clock import local_day
from tests.buyback.acts import indian, now_of, offer, refused
from tests.factories.claims import CLEAN, gates_seen, inspected, new_phone, offered, old_plan, opened, settled
from tests.factories.codes import another, newest_code
from tests.factories.plans import AT, TODAY
from upgrade_program.buyback.enums import REQUIRED_VIEWS
from upgrade_program.buyback.services import confirm_offer, inspect_phone, save_answers, settle_claim, waiting_code
from upgrade_program.buyback.services.offering import missing_views
from upgrade_program.messaging.models import Message

pytestmark = pytest.mark.django_db


def settle(claim, actor, at=AT):
    return settle_claim(number=claim.number, new_phone=new_phone(), excess_acknowledged=False, actor=actor, at=at, on=local_day(at))


def confirm(claim, code, actor, at=AT):
    confirm_offer(number=claim.number, code=code, actor=actor, at=at, on=local_day(at))


def test_the_message_names_act_amount_and_plan(clerk) -> None:
    claim = offered(old_plan(actor=clerk), actor=clerk)
    told = Message.objects.get(template="otp.code").slots
    assert (told["act"], told["amount"], told["plan"]) == (
        "Give in the phone of the plan",
        "up to ₹9,799 off a new phone",
        claim.plan.written,
    )
    assert waiting_code(claim=claim, actor=clerk, at=AT).sent_to.endswith("421")


def test_photos_that_are_missing(clerk) -> None:
    plan = old_plan(actor=clerk)
    claim = opened(plan, actor=clerk, views=list(REQUIRED_VIEWS))
    inspect_phone(number=claim.number, answers=CLEAN, seen=gates_seen(), actor=clerk, at=AT, on=TODAY)
    assert missing_views(claim) == [str(view) for view in REQUIRED_VIEWS]
    no = refused(lambda: offer(claim, actor=clerk), "gate_failed", field="photos")
    assert "imei" in str(no)


def test_not_before_the_inspection_nor_after_the_day_nor_by_others(clerk, auditor) -> None:
    claim = opened(old_plan(actor=clerk), actor=clerk)
    refused(lambda: offer(claim, actor=clerk), "claim_state")
    refused(lambda: offer(claim, actor=clerk, at=indian(date(2027, 5, 6), 23, 59)), "claim_state")
    refused(lambda: offer(claim, actor=auditor), "forbidden")
    inspect_phone(number=claim.number, answers=CLEAN, seen=gates_seen(), actor=clerk, at=AT, on=TODAY)
    refused(lambda: offer(claim, actor=clerk, at=indian(date(2027, 5, 7), 0, 1)), "claim_lapsed")


def test_another_code_only_after_the_pause(clerk) -> None:
    claim = offered(old_plan(actor=clerk), actor=clerk)
    refused(lambda: offer(claim, actor=clerk), "otp_limit")
    made, _ = offer(claim, actor=clerk, at=AT + timedelta(minutes=2))
    assert made.offers == 1


def test_without_the_code_nothing_is_settled(clerk) -> None:
    claim = offered(old_plan(actor=clerk), actor=clerk)
    refused(lambda: settle(claim, clerk), "otp_wrong")


def test_a_wrong_code_and_none(clerk) -> None:
    claim = offered(old_plan(actor=clerk), actor=clerk)
    refused(lambda: confirm(claim, "", clerk), "otp_wrong")
    with pytest.raises(Exception, match="not") as no:
        confirm(claim, another(newest_code()), clerk)
    assert no.value.code == "otp_wrong"
    refused(lambda: settle(claim, clerk), "otp_wrong")


def test_a_code_is_good_for_five_minutes(clerk) -> None:
    claim = offered(old_plan(actor=clerk), actor=clerk)
    code, late = newest_code(), AT + timedelta(minutes=6)
    refused(lambda: confirm(claim, code, clerk, late), "otp_expired")
    confirm(claim, code, clerk)
    refused(lambda: settle(claim, clerk, late), "otp_expired")


def test_a_code_is_for_the_person_it_was_sent_by(clerk, manager) -> None:
    claim = offered(old_plan(actor=clerk), actor=clerk)
    refused(lambda: confirm(claim, newest_code(), manager), "otp_expired")


def test_a_code_for_one_offer_does_not_accept_another(clerk) -> None:
    claim = offered(old_plan(actor=clerk), actor=clerk)
    confirm(claim, newest_code(), clerk)
    save_answers(number=claim.number, answers={"body": "minor"}, actor=clerk, at=AT, on=TODAY)
    refused(lambda: settle(claim, clerk), "claim_state")
    later = AT + timedelta(minutes=2)
    offer(claim, actor=clerk, at=later)
    assert now_of(claim).offers == 2
    refused(lambda: settle(claim, clerk, later), "otp_wrong")


def test_confirming_refuses_first_what_the_settlement_would(clerk) -> None:
    claim = inspected(old_plan(actor=clerk), actor=clerk)
    refused(lambda: confirm(claim, "123456", clerk), "claim_state")
    offer(claim, actor=clerk)
    refused(lambda: confirm(claim, "123456", clerk, indian(date(2027, 5, 7), 0, 1)), "claim_lapsed")
    settled(now_of(claim), actor=clerk)
    refused(lambda: confirm(claim, "123456", clerk), "plan_not_live")
    refused(lambda: confirm(claim, "123456", clerk, indian(date(2027, 6, 7))), "plan_not_live")

"""What customers are told of their claims: the figures of the claim itself, in the language of the sale; told twice it is told once."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from pytest_django import Settings

from stores.clock import local_day
from tests.buyback.acts import decline, indian, look, now_of, plan_of, refuse, reverse
from tests.factories.claims import new_phone, offered, old_plan, opened, settled
from tests.factories.plans import AT, TODAY
from tests.factories.tokens import code, given_back, reserved
from upgrade_program.buyback.services import lapse_due_claims, token_secret
from upgrade_program.buyback.subscribers import end_claim_of_suspended
from upgrade_program.demo.models import KeptMessage
from upgrade_program.foundation.outbox.models import Message as News
from upgrade_program.foundation.outbox.services import deliver_due
from upgrade_program.kernel.actor import Actor
from upgrade_program.messaging.models import Message as Queued
from upgrade_program.messaging.sending import send_due
from upgrade_program.plans.link_tokens import message_token
from upgrade_program.plans.models import Plan
from upgrade_program.plans.queries import link_of

pytestmark = pytest.mark.django_db
HINDI = {"customer_language": "hi"}


@pytest.fixture(autouse=True)
def _site(settings: Settings) -> None:
    settings.PUBLIC_URL = "https://upgrade.example.in"


def told(template: str, *, channel: str = "sms", at=AT) -> list[str]:
    """What customers got of one template, once news and messages have travelled."""
    while deliver_due(at=at):
        pass
    while send_due(at=at):
        pass
    kept = KeptMessage.objects.filter(template=template, channel=channel).order_by("id")
    return list(kept.values_list("text", flat=True))


def address(plan: Plan, *, on: date = TODAY) -> str:
    return f"https://upgrade.example.in/p/{message_token(link_of(plan).pk, on=on)}/"


def test_opened(clerk: Actor) -> None:
    plan = old_plan(actor=clerk, customer_email="farhan@example.in")
    opened(plan, actor=clerk)
    assert told("claim.opened") == [
        f"Smart Upgrade plan {plan.written}: Rs 9,799 for your Redmi Note 9 Pro 4/64 is held for you through 6 May 2027."
        f" Follow it: {address(plan)}"
    ]
    [mail] = told("claim.opened", channel="email")
    for line in ("Dear Farhan Ali,", "Mi Home Nehru Place", "Today's value of ₹9,799 is held for you through 6 May 2027", address(plan)):
        assert line in mail


def test_opened_in_hindi(clerk: Actor) -> None:
    plan = old_plan(actor=clerk, **HINDI)
    opened(plan, actor=clerk)
    assert told("claim.opened") == [
        f"Smart Upgrade प्लान {plan.written}: Redmi Note 9 Pro 4/64 के ₹9,799 आपके लिए 6 मई 2027 तक रोके गए। देखें: {address(plan)}"
    ]


def test_refused_names_the_cause_as_it_failed_and_the_second_look(clerk: Actor) -> None:
    plan = old_plan(actor=clerk)
    refuse(opened(plan, actor=clerk), actor=clerk)
    assert told("claim.refused") == [
        f"Smart Upgrade plan {plan.written}: phone not taken now. The phone still has an account or a lock (clause 3.2). Your plan goes on;"
        f" a second look is possible through 6 May 2027: {address(plan)}"
    ]


def test_refused_in_hindi(clerk: Actor) -> None:
    plan = old_plan(actor=clerk, **HINDI)
    refuse(opened(plan, actor=clerk), actor=clerk)
    assert told("claim.refused") == [
        f"Smart Upgrade प्लान {plan.written}: फ़ोन अभी नहीं लिया गया। फ़ोन में अब भी खाता या लॉक है (नियम 3.2)। प्लान जारी है;"
        f" 6 मई 2027 तक दोबारा जाँच हो सकती है: {address(plan)}"
    ]


def test_the_mail_of_a_refusal_says_what_the_customer_can_do_in_words_meant_for_them(clerk: Actor) -> None:
    plan = old_plan(actor=clerk, customer_email="farhan@example.in")
    refuse(opened(plan, actor=clerk), actor=clerk)
    [mail] = told("claim.refused", channel="email")
    assert (
        "could not take your Redmi Note 9 Pro 4/64. The phone still has an account or a lock: clause 3.2 of the terms.\n\n"
        "Your plan goes on. Through 6 May 2027 the value stays held and somebody else can take a second look.\n\n"
        "What you can do:\n"
        "- Sign in on the phone once and remove your account in Settings, Accounts.\n"
        "- Then reset the phone; it must start without asking for an account.\n\n"
        f"What was seen, and how your plan goes on: {address(plan)}"
    ) in mail
    assert "customer" not in mail


def test_the_mail_in_hindi(clerk: Actor) -> None:
    plan = old_plan(actor=clerk, customer_email="farhan@example.in", **HINDI)
    refuse(opened(plan, actor=clerk), actor=clerk, clause="3.8")
    [mail] = told("claim.refused", channel="email")
    assert "नहीं ले सका। फ़ोन मिटाने की सहमति नहीं मिली: नियम 3.8।" in mail
    assert "आप यह कर सकते हैं:\n- फ़ोन से ज़रूरी चीज़ें सहेज लें; फिर उसे मिटाने की सहमति दें।\n\n" in mail
    assert "ग्राहक" not in mail


def test_a_question_of_the_check_list_is_named_and_has_no_steps(clerk: Actor) -> None:
    plan = old_plan(actor=clerk, customer_email="farhan@example.in")
    refuse(opened(plan, actor=clerk), actor=clerk, clause="3.9")
    assert "not taken now. Display (clause 3.9). Your plan" in told("claim.refused")[0]
    [mail] = told("claim.refused", channel="email")
    assert "take a second look.\n\nWhat was seen" in mail
    assert "What you can do" not in mail


def test_overturned_before_it_was_told_nothing_is(clerk: Actor, manager: Actor) -> None:
    claim = refuse(opened(old_plan(actor=clerk), actor=clerk), actor=clerk)
    look(claim, upheld=False, actor=manager)
    assert told("claim.refused") == []


@pytest.mark.parametrize("languages", [{}, HINDI], ids=["en", "hi"])
def test_refused_again_it_says_that_nothing_is_held(clerk: Actor, manager: Actor, languages: dict[str, str]) -> None:
    plan = old_plan(actor=clerk, **languages)
    claim = refuse(opened(plan, actor=clerk), actor=clerk)
    assert len(told("claim.refused")) == 1
    look(claim, upheld=False, actor=manager)
    later = AT + timedelta(hours=1)
    refuse(claim, actor=clerk, clause="3.7", at=later)
    english = (
        f"Smart Upgrade plan {plan.written}: phone not taken after a second look. The moisture mark is red: liquid got in (clause 3.7)."
        f" Nothing is held any more. Your plan goes on: {address(plan)}"
    )
    hindi = (
        f"Smart Upgrade प्लान {plan.written}: दोबारा जाँच के बाद भी फ़ोन नहीं लिया गया। नमी-निशान लाल है: पानी अंदर गया (नियम 3.7)।"
        f" अब कुछ रोका नहीं है। प्लान जारी है: {address(plan)}"
    )
    assert told("claim.refused_again", at=later) == [hindi if languages else english]
    assert len(told("claim.refused", at=later)) == 1


@pytest.mark.parametrize("languages", [{}, HINDI], ids=["en", "hi"])
def test_lapsed(clerk: Actor, languages: dict[str, str]) -> None:
    plan = old_plan(actor=clerk, **languages)
    opened(plan, actor=clerk)
    late = indian(date(2027, 5, 7))
    there = address(plan, on=local_day(late))
    lapse_due_claims(on=local_day(late), at=late)
    english = (
        f"Smart Upgrade plan {plan.written}: what was held for your Redmi Note 9 Pro 4/64 through 6 May 2027 is no longer held."
        f" Your plan goes on: {there}"
    )
    hindi = f"Smart Upgrade प्लान {plan.written}: Redmi Note 9 Pro 4/64 की 6 मई 2027 तक रोकी गई क़ीमत अब रोकी नहीं है। प्लान जारी है: {there}"
    assert told("claim.lapsed", at=late) == [hindi if languages else english]


@pytest.mark.parametrize("languages", [{}, HINDI], ids=["en", "hi"])
def test_settled_and_taken_back(clerk: Actor, manager: Actor, languages: dict[str, str]) -> None:
    plan = old_plan(actor=clerk, **languages)
    claim = offered(plan, actor=clerk)
    settled(claim, actor=clerk)
    [receipt] = told("claim.settled")
    reverse(claim, actor=manager)
    [taken_back] = told("claim.reversed")
    if languages:
        assert receipt == (
            f"Smart Upgrade प्लान {plan.written} इस्तेमाल हुआ: Redmi Note 9 Pro 4/64 के ₹9,799 Redmi Note 10 Pro 4/64 पर घटाए,"
            " वाउचर DL01/P27/00001। आप नहीं? Mi Home Nehru Place से पूछें।"
        )
        assert taken_back == (
            f"Smart Upgrade प्लान {plan.written}: Redmi Note 10 Pro 4/64 पर घटाए ₹9,799 वापस लिए गए (वाउचर DL01/P27/00002)।"
            " Redmi Note 9 Pro 4/64 फिर आपका है। सवाल? Mi Home Nehru Place"
        )
    else:
        assert receipt == (
            f"Smart Upgrade plan {plan.written} used: Rs 9,799 for your Redmi Note 9 Pro 4/64 set against Redmi Note 10 Pro 4/64,"
            " voucher DL01/P27/00001. Not you? Ask Mi Home Nehru Place."
        )
        assert taken_back == (
            f"Smart Upgrade plan {plan.written}: the Rs 9,799 set against Redmi Note 10 Pro 4/64 was taken back"
            " (voucher DL01/P27/00002). Your Redmi Note 9 Pro 4/64 is yours again. Questions? Mi Home Nehru Place"
        )


def test_a_receipt_told_late_still_names_the_purchase(clerk: Actor, manager: Actor) -> None:
    claim = offered(old_plan(actor=clerk), actor=clerk)
    settled(claim, actor=clerk)
    reverse(claim, actor=manager)
    assert "DL01/P27/00001" in told("claim.settled")[0]
    assert "DL01/P27/00002" in told("claim.reversed")[0]


def test_the_store_is_the_one_that_settled(clerk: Actor, other_clerk: Actor) -> None:
    plan = old_plan(actor=clerk)
    claim = offered(plan, actor=other_clerk)
    settled(claim, actor=other_clerk, phone=new_phone(price=Decimal(21_999)))
    assert "Ask Mi Studio Andheri" in told("claim.settled")[0]


def test_hearing_it_again_changes_nothing(clerk: Actor, manager: Actor) -> None:
    plan = old_plan(actor=clerk, customer_email="farhan@example.in")
    refuse(opened(plan, actor=clerk), actor=clerk)
    claim = offered(plan_of(opened_and_declined(plan, clerk)), actor=clerk)
    settled(claim, actor=clerk)
    reverse(claim, actor=manager)
    told("claim.settled")
    first = list(KeptMessage.objects.order_by("id").values_list("template", "channel", "text"))
    News.objects.update(delivered_at=None, heard_by=[])
    told("claim.settled")
    assert list(KeptMessage.objects.order_by("id").values_list("template", "channel", "text")) == first
    assert {template for template, _, _ in first} >= {"claim.opened", "claim.refused", "claim.settled", "claim.reversed"}


def opened_and_declined(plan: Plan, actor: Actor):
    return decline(opened(plan, actor=actor), actor=actor)


def test_a_suspended_plans_open_claim_lapses_and_the_customer_hears_of_it(clerk: Actor) -> None:
    claim = opened(old_plan(actor=clerk), actor=clerk)
    Plan.objects.filter(pk=claim.plan_id).update(status="suspended")
    for _ in range(2):
        end_claim_of_suspended({"plan_id": claim.plan_id, "at": AT.isoformat()}, at=AT)
    assert (now_of(claim).state, plan_of(claim).held_until) == ("lapsed", None)
    assert len(told("claim.lapsed")) == 1


def test_the_news_itself_names_nobody(clerk: Actor, manager: Actor) -> None:
    claim = offered(old_plan(actor=clerk), actor=clerk)
    settled(claim, actor=clerk)
    reverse(claim, actor=manager)
    rows = str(list(News.objects.values_list("topic", "cause", "payload")))
    assert not any(word in rows for word in ("9810455421", "Farhan", claim.plan.imei, claim.number, claim.plan.number))


def test_reserved_online_with_the_code_that_stands_nowhere_else(clerk: Actor) -> None:
    plan = old_plan(actor=clerk, customer_email="farhan@example.in")
    shown = code(reserved(plan))
    assert shown not in "".join(str(row) for row in [*News.objects.values(), *Queued.objects.values()])
    assert told("token.reserved") == [
        f"Smart Upgrade plan {plan.written}: we hold Rs 9,799 for your Redmi Note 9 Pro 4/64 through 6 May 2027."
        f" Show this code at the store: {shown}. Your plan: {address(plan)}"
    ]
    [mail] = told("token.reserved", channel="email")
    for line in ("Dear Farhan Ali,", "₹9,799 is held for you through 6 May 2027", f"with the phone and its bill: {shown}", address(plan)):
        assert line in mail
    assert shown not in "".join(str(row) for row in Queued.objects.values())


def test_reserved_online_in_hindi(clerk: Actor) -> None:
    plan = old_plan(actor=clerk, **HINDI)
    shown = code(reserved(plan))
    assert told("token.reserved") == [
        f"Smart Upgrade प्लान {plan.written}: Redmi Note 9 Pro 4/64 के ₹9,799 आपके लिए 6 मई 2027 तक रोके गए।"
        f" स्टोर पर यह कोड दिखाएँ: {shown}। आपका प्लान: {address(plan)}"
    ]


def test_given_back_or_used_before_anybody_could_be_told_there_is_no_message(clerk: Actor) -> None:
    plan = old_plan(actor=clerk)
    reserved(plan)
    given_back(plan)
    assert told("token.reserved") == []


def test_a_code_that_holds_nothing_by_the_time_of_sending_is_not_sent(clerk: Actor) -> None:
    plan = old_plan(actor=clerk)
    token = reserved(plan)
    while deliver_due(at=AT):
        pass
    given_back(plan)
    assert told("token.reserved") == []
    assert token_secret(str(token.pk), at=AT) is None

"""What customers are told of their plans: the figures of the plan itself, in the language of the sale, by the ways they have."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from tests.factories.plans import AT, TODAY, days_ago, sold, upi
from upgrade_program.demo.models import KeptMessage
from upgrade_program.foundation.outbox.models import Message as News
from upgrade_program.foundation.outbox.services import deliver_due
from upgrade_program.kernel.actor import Actor
from upgrade_program.messaging.models import Message
from upgrade_program.messaging.sending import send_due
from upgrade_program.plans.enums import Ground
from upgrade_program.plans.link_tokens import message_token
from upgrade_program.plans.models import Plan
from upgrade_program.plans.queries import link_of
from upgrade_program.plans.services import cancel_unpaid_plans, receive_payment, renew_link
from upgrade_program.usecases.cancel import cancel

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _site(settings: Settings) -> None:
    settings.PUBLIC_URL = "https://upgrade.example.in"


def told() -> list[tuple[str, str]]:
    """Template and channel of what stands in the table."""
    return sorted(Message.objects.values_list("template", "channel"))


def texts(*, channel: str = "sms") -> list[str]:
    """What customers got, oldest first, once news and messages have travelled."""
    deliver_due(at=AT)
    send_due(at=AT)
    return list(KeptMessage.objects.filter(channel=channel).order_by("id").values_list("text", flat=True))


def token(plan: Plan) -> str:
    """Of the link in force, as a message written on 3 May 2027 carries it."""
    link = link_of(plan)
    assert link
    return message_token(link.pk, on=TODAY)


def test_a_sale_is_told_by_sms_with_number_device_value_days_and_link(clerk: Actor) -> None:
    plan = sold(actor=clerk)  # 3 May 2027, SRP ₹13,999
    [text] = texts()
    assert text == (
        f"Smart Upgrade plan {plan.written} for your Redmi Note 9 Pro 4/64: up to Rs 9,799 off another Redmi or Mi phone"
        f" from 4 Aug 2027 to 3 Nov 2027, less later, until 3 Aug 2028. All dates: https://upgrade.example.in/p/{token(plan)}/"
    )
    assert told() == [("plan.sold", "sms")]
    kept = KeptMessage.objects.get()
    assert (kept.to, kept.template, kept.language) == ("+919810455421", "plan.sold", "en")


def test_with_an_e_mail_address_also_by_mail_with_every_tier(clerk: Actor) -> None:
    plan = sold(actor=clerk, customer_email="farhan@example.in")
    [text] = texts(channel="email")
    assert told() == [("plan.sold", "email"), ("plan.sold", "sms")]
    for line in (
        "4 Aug 2027 – 3 Nov 2027: up to ₹9,799 (70 %)",
        "4 Nov 2027 – 3 Feb 2028: up to ₹8,399 (60 %)",
        "4 Feb 2028 – 3 May 2028: up to ₹7,000 (50 %)",
        "4 May 2028 – 3 Aug 2028: up to ₹5,600 (40 %)",
        "Dear Farhan Ali,",
        "Paid: ₹549",
        "through 10 May 2027",
        f"https://upgrade.example.in/p/{token(plan)}/",
    ):
        assert line in text
    assert KeptMessage.objects.get(channel="email").subject == f"Your Smart Upgrade plan {plan.written} for Redmi Note 9 Pro 4/64"


def test_in_hindi_for_who_wants_hindi(clerk: Actor) -> None:
    plan = sold(actor=clerk, customer_language="hi")
    [text] = texts()
    assert text.startswith(
        f"Smart Upgrade प्लान {plan.written}, Redmi Note 9 Pro 4/64: दूसरे Redmi या Mi फ़ोन पर 4 अग॰ 2027 से 3 नव॰ 2027 तक ₹9,799 तक"
    )


def test_a_waiting_plan_is_told_what_to_pay_and_until_when(clerk: Actor) -> None:
    plan = sold(actor=clerk, tenders=[upi()])
    [text] = texts()
    assert text == (
        f"Smart Upgrade plan {plan.written} for your Redmi Note 9 Pro 4/64 waits for Rs 549."
        " Pay by UPI at the store by the end of 3 May 2027;"
        f" it starts when paid. See https://upgrade.example.in/p/{token(plan)}/"
    )


def test_one_paid_at_once_is_not_asked_to_pay_any_more(clerk: Actor) -> None:
    plan = sold(actor=clerk, tenders=[upi()])
    receive_payment(plan=plan, reference="412345678901", actor=clerk, at=AT, on=TODAY)
    texts()
    assert told() == [("plan.sold", "sms")]


def test_a_cancellation_is_told_with_credit_note_and_amount(manager: Actor, clerk: Actor) -> None:
    plan = sold(actor=clerk)
    cancel(actor=manager, number=plan.number, reason="sold by mistake", ground=Ground.STORE_ERROR, at=AT, on=TODAY)
    plan.refresh_from_db()
    assert plan.credit_note
    assert texts()[1] == (
        f"Smart Upgrade plan {plan.written} for your Redmi Note 9 Pro 4/64 was cancelled on 3 May 2027."
        f" Refunded: Rs 549, credit note {plan.credit_note.number}. Not you? Ask Mi Home Nehru Place."
    )


def test_a_plan_that_ended_unpaid_is_told_so_without_a_refund(clerk: Actor) -> None:
    plan = sold(actor=clerk, tenders=[upi()], at=days_ago(1))
    deliver_due(at=days_ago(1))
    send_due(at=days_ago(1))
    cancel_unpaid_plans(on=TODAY, at=AT)
    assert texts()[1] == (
        f"Smart Upgrade plan {plan.written} for your Redmi Note 9 Pro 4/64 was not paid and has ended."
        " Rs 549 is no longer asked; do not pay it now."
    )


def test_a_renewed_link_is_the_one_that_is_told(clerk: Actor) -> None:
    plan = sold(actor=clerk)
    new = renew_link(plan=plan, actor=clerk, at=AT)
    assert f"/p/{message_token(new.pk, on=TODAY)}/" in texts()[0]


def test_hearing_it_again_changes_nothing(clerk: Actor) -> None:
    sold(actor=clerk, customer_email="farhan@example.in")
    first = texts()
    News.objects.update(delivered_at=None, heard_by=[])
    assert texts() == first
    assert KeptMessage.objects.count() == 2


def test_the_news_itself_names_nobody(clerk: Actor) -> None:
    plan = sold(actor=clerk, customer_email="farhan@example.in")
    assert not any(word in str(News.objects.values().get()) for word in ("9810455421", "Farhan", "farhan", token(plan), plan.imei))

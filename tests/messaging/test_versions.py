"""What was sent can be read: each message names the words it was sent in, which are kept when the texts change."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from django.db import transaction
from django.test import Client

from tests.factories.customers import CustomerFactory
from tests.foundation.crowd import at_once
from tests.messaging.letters import AT, code, sold
from tests.messaging.spy import Spy
from upgrade_program.messaging import sending
from upgrade_program.messaging.enums import Channel
from upgrade_program.messaging.models import Message, TextVersion
from upgrade_program.messaging.previews import previews, sample
from upgrade_program.messaging.sending import send_due
from upgrade_program.messaging.services import Recipient, queue
from upgrade_program.messaging.stop_links import SIGNS, customer_of, stop_address
from upgrade_program.messaging.texts import names, template

pytestmark = pytest.mark.django_db
BOTH = Recipient(mobile="+919810455421", email="farhan@example.in")


def test_each_message_names_the_words_it_was_sent_in(spy: type[Spy]) -> None:
    sold(to=BOTH)
    sold(cause="plan:18:sold")
    code()
    send_due(at=AT)
    kept = {(one.template, one.channel): one for one in TextVersion.objects.all()}
    assert sorted(kept) == [("otp.code", "sms"), ("plan.sold", "email"), ("plan.sold", "sms")]
    for message in Message.objects.select_related("text"):
        assert message.text == kept[message.template, message.channel]
        assert message.text.text == template(message.template).texts[Channel(message.channel), "en"]
        assert "4Q7K" not in message.text.text


def test_changed_words_are_a_new_version_and_the_old_one_stays(spy: type[Spy], monkeypatch: pytest.MonkeyPatch) -> None:
    sold()
    send_due(at=AT)
    known = template("plan.sold")
    texts = dict(known.texts) | {(Channel.SMS, "en"): "Other words: {link}"}
    monkeypatch.setattr(sending, "template", lambda name: replace(known, texts=texts))
    sold(cause="plan:18:sold")
    send_due(at=AT)
    old, new = (message.text for message in Message.objects.order_by("id"))
    assert old
    assert new
    assert (old.text, new.text) == (known.texts[Channel.SMS, "en"], "Other words: {link}")
    assert old.version != new.version


def test_what_waits_or_was_not_sent_names_none(spy: type[Spy]) -> None:
    sold()
    code("over")
    send_due(at=AT)
    assert list(Message.objects.filter(template="otp.code").values_list("state", "text")) == [("void", None)]


@pytest.mark.django_db(transaction=True)
def test_first_sent_by_many_at_once_a_version_is_kept_once(spy: type[Spy]) -> None:
    with transaction.atomic():
        for number in range(8):
            sold(cause=f"plan:{number}:sold")
    at_once(4, lambda _: send_due(at=AT))
    assert TextVersion.objects.count() == 1
    assert Message.objects.filter(state="sent").count() == 8


def test_a_mail_that_is_not_necessary_ends_in_the_link_that_stops_it(spy: type[Spy]) -> None:
    customer = CustomerFactory(email="asha@example.in")
    slots = {"name": "Asha", "points": "5", "available": "840"}
    for language in ("en", "hi"):
        to = Recipient(mobile=customer.mobile, email=customer.email, customer_id=customer.pk, language=language)
        queue(template="points.day", to=to, slots=slots, cause=language, at=AT)
    sold(to=BOTH)
    send_due(at=AT)
    mails = [letter for letter in spy.taken if letter.subject and letter.template_id.startswith("points")]
    assert len(mails) == 2
    for mail in mails:
        token = re.search(r"/o/([\w-]+)/", mail.text)
        assert token
        assert customer_of(token[1]) == customer.pk
    assert not any("/o/" in letter.text for letter in spy.taken if letter not in mails)


@pytest.mark.parametrize("customer_id", [1, 2**40, 2**56 - 1])
def test_a_stop_links_number_comes_back_and_no_changed_sign_is_taken(customer_id: int) -> None:
    token = stop_address(customer_id).rstrip("/").rpartition("/")[2]
    assert (len(token), customer_of(token)) == (SIGNS, customer_id)
    changed = [f"{token[:place]}{'A' if token[place] != 'A' else 'B'}{token[place + 1 :]}" for place in range(SIGNS)]
    assert [customer_of(one) for one in [*changed, "", "é" * SIGNS, "=" * SIGNS, token + "A"]] == [None] * (SIGNS + 4)


def test_a_link_to_a_plan_is_no_link_that_stops() -> None:
    from tests.factories.plans import TODAY
    from upgrade_program.plans.link_tokens import message_token

    assert customer_of(message_token(7, on=TODAY)) is None


# On the desk -----------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", names())
def test_every_text_is_previewed_whole(name: str, auditor_client: Client) -> None:
    page = auditor_client.get(f"/admin/messaging/textversion/preview/{name}/")
    assert page.status_code == 200
    shown = page.content.decode()
    for one in previews(name):
        assert not re.search(r"[{}]", one.text)
        assert one.version in shown
        assert one.version == template(name).version(channel=one.channel, language=one.language)
        if one.channel is Channel.SMS:
            assert f"{one.signs} signs, paid as {one.parts} SMS" in shown


def test_a_preview_says_what_an_sms_costs() -> None:
    english, hindi, *mails = previews("plan.falling")
    assert english.text == (
        "Smart Upgrade plan 4Q7K-2MXA-T9C, Redmi Note 9 Pro 4/64: up to Rs 9,799 until 3 Nov 2027, Rs 8,399 from 4 Nov 2027 on."
        f" Come to a Mi store before then. {sample('en')['link']}"
    )
    assert (english.signs, english.parts, english.plain) == (205, 2, True)
    assert hindi.parts > 2
    assert not hindi.plain
    assert [mail.parts for mail in mails] == [0, 0]


def test_an_unknown_text_is_not_there(head_office_client: Client) -> None:
    for name in ("plan.sould", "..", "%00"):
        assert head_office_client.get(f"/admin/messaging/textversion/preview/{name}/").status_code == 404


def test_a_message_on_the_desk_leads_to_its_words(spy: type[Spy], auditor_client: Client) -> None:
    sold()
    send_due(at=AT)
    message = Message.objects.select_related("text").get()
    assert message.text
    assert message.text.version in auditor_client.get(f"/admin/messaging/message/{message.pk}/change/").content.decode()
    kept = auditor_client.get(f"/admin/messaging/textversion/{message.text.pk}/change/").content.decode()
    assert "Smart Upgrade plan {number} for your {device}" in kept

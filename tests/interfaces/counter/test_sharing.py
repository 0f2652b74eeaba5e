"""The ways to send a customer the link: one text in their language, and no mobile in any address."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine

from stores.clock import now
from tests.factories.plans import sold, upi
from upgrade_program.plans.enums import Ground
from upgrade_program.plans.services import cancel_plan

pytestmark = pytest.mark.django_db


def links(page):
    """The addresses of WhatsApp and SMS with their whole tags."""
    tags = re.findall(r'<a\b[^>]*href="(?:https://wa\.me/|sms:)[^>]*>', page)
    return {("sms" if "sms:" in tag else "whatsapp"): (unescape(re.search(r'href="([^"]*)"', tag)[1]), tag) for tag in tags}


def text_in(address):
    query = parse_qs(urlsplit(address).query)
    return (query.get("text") or query["body"])[0]


def page_of(client, plan, which=""):
    return client.get(f"/counter/plans/{plan.number}/{which}").content.decode()


def link_of(plan):
    return f"http://127.0.0.1:8000/p/{plan.links.get(revoked_at=None).token}/"


@pytest.mark.parametrize("which", ["", "done/"], ids=["plan", "done"])
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Your Smart Upgrade plan {number}: ₹9,799 for your phone from 4 Aug 2027 to 3 Nov 2027. Every day and value: {link}"),
        ("hi", "आपका Smart Upgrade प्लान {number}: 4 अग॰ 2027 से 3 नव॰ 2027 तक आपके फ़ोन की क़ीमत ₹9,799। सभी दिन और क़ीमतें: {link}"),
    ],
)
def test_one_text_by_both_ways_in_the_customers_language(clerk, clerk_client, phone, which, language, words):
    plan = sold(actor=clerk, variant=phone, customer_language=language)
    found = links(page_of(clerk_client, plan, which))
    expected = words.format(number=plan.written, link=link_of(plan))
    assert {way: text_in(address) for way, (address, _) in found.items()} == {"whatsapp": expected, "sms": expected}
    assert found["whatsapp"][0].startswith("https://wa.me/?text=")
    assert found["sms"][0].startswith("sms:?&body=")


def test_no_address_names_the_customer_or_tells_where_it_came_from(clerk, clerk_client, phone):
    plan = sold(actor=clerk, variant=phone)
    page = page_of(clerk_client, plan, "done/")
    for address, tag in links(page).values():
        assert 'rel="noopener noreferrer"' in tag
        for private in ("98104", "55421", plan.imei, "Farhan"):
            assert private not in address
    assert not re.search(r'<script[^>]+src="(?:https?:)?//', page)


def test_the_text_names_the_value_that_is_still_to_come(clerk, clerk_user, client_for, phone, today):
    plan = sold(actor=clerk, variant=phone)
    with time_machine.travel(now() + timedelta(days=300), tick=False):
        text = text_in(links(page_of(client_for(clerk_user), plan))["whatsapp"][0])
    assert "₹9,799" not in text
    assert re.search(r"₹[\d,]+ for your phone from \d+ \w+ \d{4} to", text)


def test_a_plan_that_has_ended_promises_nothing(clerk, manager, clerk_client, phone, at, today):
    plan = sold(actor=clerk, variant=phone)
    cancel_plan(plan=plan, reason="store error", ground=Ground.STORE_ERROR, actor=manager, at=at, on=today)
    text = text_in(links(page_of(clerk_client, plan))["sms"][0])
    assert text == f"Your Smart Upgrade plan {plan.written}: {link_of(plan)}"


def test_what_is_not_theirs_or_not_paid_is_not_shared(clerk, other_clerk, clerk_client, phone):
    theirs = sold(actor=other_clerk, variant=phone)
    pending = sold(actor=clerk, variant=phone, tenders=[upi()])
    for page in (page_of(clerk_client, theirs), page_of(clerk_client, pending), page_of(clerk_client, pending, "done/")):
        assert links(page) == {}
        assert "data-share" not in page

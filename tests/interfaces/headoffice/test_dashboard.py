"""Head office's dashboard: each figure leads to the list behind it, which opens."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from stores.clock import now
from tests.buyback.acts import ask_override, refuse
from tests.factories.claims import CLEAN, inspected, offered, old_plan, opened, settled
from tests.factories.plans import sellable, sold
from upgrade_program.foundation.outbox.services import deliver_due
from upgrade_program.interfaces.headoffice.dashboard import age
from upgrade_program.kernel.actor import Actor

pytestmark = pytest.mark.django_db
PAGE = reverse("admin:dashboard")


def busy(clerk: Actor) -> None:
    """A sale, an upgrade, a refusal and a request that waits, five minutes ago."""
    at, phone = now() - timedelta(minutes=5), sellable()
    sold(actor=clerk, variant=phone, at=at)
    ago = at - timedelta(days=150)
    settled(offered(old_plan(actor=clerk, at=ago), actor=clerk, at=at), actor=clerk, at=at)
    refuse(opened(old_plan(actor=clerk, at=ago), actor=clerk, at=at), actor=clerk, at=at)
    worn = inspected(old_plan(actor=clerk, at=ago), actor=clerk, at=at, answers=CLEAN | {"display": "minor"})
    ask_override(worn, 100, actor=clerk, at=at - timedelta(hours=50))
    while deliver_due(at=now()):
        pass


def shown(client: Client) -> str:
    answer = client.get(PAGE)
    assert answer.status_code == 200
    return " ".join(unescape(answer.content.decode()).split())


def test_figures_and_the_lists_behind_them(auditor_client: Client, clerk: Actor) -> None:
    busy(clerk)
    page = shown(auditor_client)
    for words in ("₹549 in fees, 0 cancelled", "₹9,799 exchanged", "100 %", "Waive deductions", "1, oldest 2 days", "0 waiting"):
        assert words in page
    assert 'aria-label="Plans sold a day, 30 days: from 0 to 1, at most 1"' in page
    board = page[page.index('class="pd-cards"') :]
    links = set(re.findall(r'<a href="(/[^"]+)"', board))
    assert len(links) >= 9
    for link in links:
        assert auditor_client.get(link).status_code == 200, link


def test_an_empty_programme(head_office_client: Client) -> None:
    page = shown(head_office_client)
    for words in ("Nobody waits for a decision.", "Reasons stand here with the first refusal."):
        assert words in page


def test_news_that_wait_stand_out(head_office_client: Client, clerk: Actor) -> None:
    sold(actor=clerk, at=now() - timedelta(minutes=7))
    assert '<span class="pd-tag pd-warn">oldest due 7 minutes</span>' in shown(head_office_client)


def test_store_staff_have_their_own(manager_client: Client, clerk_client: Client) -> None:
    for who in (manager_client, clerk_client):
        assert who.get(PAGE, follow=True).status_code == 403


@pytest.mark.parametrize(
    ("gone", "words"),
    [
        (timedelta(seconds=-5), "less than a minute"),
        (timedelta(seconds=59), "less than a minute"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(minutes=119), "1 hour"),
        (timedelta(hours=47), "1 day"),
        (timedelta(days=3), "3 days"),
    ],
)
def test_ages(gone: timedelta, words: str) -> None:
    at = now()
    assert age(at, at=at + gone) == words

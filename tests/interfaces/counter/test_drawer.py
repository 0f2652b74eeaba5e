"""The page of the cash drawer: what staff type, what they are told, and what a clerk is never told."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.factories.drawers import counted, opened
from tests.factories.plans import sold
from tests.interfaces.counter.pages import error_at, text_of, value_of
from upgrade_program.billing.models import CashMove, Drawer
from upgrade_program.foundation.audit.models import AuditRow

pytestmark = pytest.mark.django_db
PAGE = "/counter/drawer/"
KEY = "k" * 32


def act(client, path, prefix, **fields):
    """Press a button of the page."""
    return client.post(f"{PAGE}{path}", {f"{prefix}-{name}": value for name, value in {"key": KEY, **fields}.items()})


def test_a_whole_day_at_the_counter(clerk_client, manager_client, clerk, phone):
    assert "has not closed a drawer yet" in text_of(clerk_client.get(PAGE).content.decode())
    assert act(clerk_client, "open/", "open", n500="3", n200="2", coins="100").url == PAGE
    drawer = Drawer.objects.get()
    assert (drawer.opening, drawer.opened_by_id) == (2000, clerk.staff_id)
    sold(actor=clerk, variant=phone)
    assert act(manager_client, f"{drawer.pk}/move/", "move", kind="bank", amount="1,000", reason="Noon bag").url == PAGE
    assert act(clerk_client, f"{drawer.pk}/count/", "count", total="1,540").url == PAGE
    page = text_of(manager_client.get(PAGE).content.decode())
    assert "Expected now ₹1,549" in page
    assert "₹9 missing" in page
    refused = act(manager_client, f"{drawer.pk}/close/", "close")
    assert refused.status_code == 422
    assert "₹9 is missing" in error_at(refused.content.decode(), "close-reason")
    assert act(manager_client, f"{drawer.pk}/close/", "close", key="l" * 32, reason="Tea").url == PAGE
    drawer.refresh_from_db()
    assert (drawer.is_open, drawer.counted, drawer.reason) == (False, 1540, "Tea")
    assert "Last closed" in text_of(manager_client.get(PAGE).content.decode())


def test_the_clerk_counts_blind(clerk_client, clerk, manager, phone):
    drawer = opened(clerk)
    sold(actor=clerk, variant=phone)
    before = text_of(clerk_client.get(PAGE).content.decode())
    counted(clerk, drawer, 2540)
    after = text_of(clerk_client.get(PAGE).content.decode())
    assert "Counted: ₹2,540." in after
    for page in (before, after):
        assert "2,549" not in page
        assert "549" not in page
        assert "missing" not in page
        assert "Close the drawer" not in page
    counted(clerk, drawer, 2549)
    from tests.factories.drawers import closed

    closed(manager, drawer)
    told = text_of(clerk_client.get(PAGE).content.decode())
    assert "Last closed" in told
    assert "Expected" not in told


def test_notes_and_sum_must_agree_and_something_be_counted(clerk_client, clerk):
    drawer = opened(clerk)
    for fields, words in (
        ({}, "Nothing is counted yet"),
        ({"n500": "2", "total": "1001"}, "The notes and coins come to ₹1,000"),
        ({"total": "lots"}, "Type the amount in rupees"),
        ({"total": "-5"}, "from ₹0 to ₹99,99,999"),
    ):
        answer = act(clerk_client, f"{drawer.pk}/count/", "count", **fields)
        assert answer.status_code == 422
        assert words in error_at(answer.content.decode(), "count-total")
    answer = act(clerk_client, f"{drawer.pk}/count/", "count", n500="two", total="7")
    assert error_at(answer.content.decode(), "count-n500")
    assert value_of(answer.content.decode(), "count-total") == "7"
    drawer.refresh_from_db()
    assert drawer.counts == 0
    assert act(clerk_client, f"{drawer.pk}/count/", "count", total="0").url == PAGE
    drawer.refresh_from_db()
    assert drawer.counted == 0


def test_a_button_pressed_twice_acts_once(manager_client, manager):
    drawer = opened(manager)
    for _ in range(2):
        assert act(manager_client, f"{drawer.pk}/move/", "move", kind="paid_out", amount="80", reason="Tea").url == PAGE
    assert [move.amount for move in CashMove.objects.all()] == [80]
    other = act(manager_client, f"{drawer.pk}/move/", "move", kind="paid_out", amount="81", reason="Tea")
    assert other.status_code == 422
    assert CashMove.objects.count() == 1
    assert act(manager_client, f"{drawer.pk}/move/", "move", kind="paid_out", amount="80", reason="Tea", key="").status_code == 422


@pytest.mark.parametrize("amount", ["", "0", "x"])
def test_a_move_says_what_is_missing(manager_client, manager, amount):
    drawer = opened(manager)
    answer = act(manager_client, f"{drawer.pk}/move/", "move", kind="bank", amount=amount, reason="bag")
    assert answer.status_code == 422
    assert error_at(answer.content.decode(), "move-amount")
    assert not CashMove.objects.exists()


def test_a_second_opening_is_refused_at_the_form(clerk_client, clerk):
    opened(clerk)
    answer = act(clerk_client, "open/", "open", total="500")
    assert answer.status_code == 422
    assert Drawer.objects.get().opening == 2000
    assert AuditRow.objects.filter(verb="drawer.opened").count() == 1


def test_yesterdays_drawer_is_shown_and_closed_first(clerk_client, manager, at):
    from datetime import timedelta

    drawer = opened(manager, at=at - timedelta(days=1))
    page = text_of(clerk_client.get(PAGE).content.decode())
    assert "was opened on 2 May 2027 and not closed" in page
    assert act(clerk_client, f"{drawer.pk}/count/", "count", total="2000").url == PAGE


def test_what_people_typed_is_text(manager_client, manager):
    drawer = opened(manager)
    act(manager_client, f"{drawer.pk}/move/", "move", kind="bank", amount="5", reason='<b class="x">"tea"</b>')
    html = manager_client.get(PAGE).content.decode()
    assert "&lt;b class=" in html
    assert '<b class="x">' not in html


def test_other_peoples_drawers(client_for, clerk_client, manager_client, other_manager, auditor_client, head_office_client, manager):
    drawer, theirs = opened(manager), opened(other_manager)
    for path, prefix in (("count/", "count"), ("close/", "close"), ("move/", "move")):
        answer = act(manager_client, f"{theirs.pk}/{path}", prefix, total="5", reason="x", kind="bank", amount="5")
        assert answer.status_code == 404
    for path, prefix in (("close/", "close"), ("move/", "move")):
        assert act(clerk_client, f"{drawer.pk}/{path}", prefix, reason="x", kind="bank", amount="5").status_code == 403
    for office in (auditor_client, head_office_client):
        assert office.get(PAGE).status_code == 403
    assert Decimal(2000) == Drawer.objects.get(pk=drawer.pk).opening
    assert not CashMove.objects.exists()

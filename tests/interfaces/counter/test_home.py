"""The home page: real figures of the store, what falls, what waits, and who sees what."""

from __future__ import annotations

import pytest

from tests.factories.codes import cancelled
from tests.factories.plans import AT, TODAY, days_ago, sold, upi
from tests.factories.stores import PostingFactory
from tests.interfaces.counter.pages import text_of
from upgrade_program.interfaces.counter.figures import figures_of

pytestmark = pytest.mark.django_db
HOME = "/counter/"


def test_the_figures_are_the_stores_own_day(clerk, other_clerk, manager, phone):
    sold(actor=clerk, variant=phone)
    sold(actor=clerk, variant=phone, at=days_ago(2))
    sold(actor=clerk, variant=phone, at=days_ago(120))
    sold(actor=clerk, variant=phone, at=days_ago(500))
    sold(actor=clerk, variant=phone, tenders=[upi()])
    sold(actor=other_clerk, variant=phone)
    gone = sold(actor=clerk, variant=phone)
    cancelled(gone, actor=manager)
    figures = figures_of(clerk, on=TODAY)
    assert (figures.sold_today, figures.money_today) == (1, 549)
    assert (figures.sold_this_month, figures.money_this_month) == (2, 1098)
    assert (figures.active, figures.giving, figures.pending) == (3, 1, 1)


def test_a_store_without_sales_reads_zero_and_what_will_appear(clerk_client, store):
    words = text_of(clerk_client.get(HOME).content.decode())
    assert "0 plans sold today · ₹0" in words
    assert "No plan of this store falls a tier in the next seven days." in words
    assert "No sale waits for its payment." in words


def test_what_falls_and_what_waits(clerk, clerk_client, phone):
    sold(actor=clerk, variant=phone, customer_name="Imran Sheikh", at=AT.replace(year=2026, month=11, day=3))
    sold(actor=clerk, variant=phone, customer_name="Joseph Thomas", at=AT.replace(year=2026, month=2, day=4))
    sold(actor=clerk, variant=phone, tenders=[upi()], customer_name="Anita Sharma")
    words = text_of(clerk_client.get(HOME).content.decode())
    assert "Today last day Imran Sheikh Redmi Note 9 Pro 4/64 ₹9,799 → falls to ₹8,399 −₹1,400" in words
    assert "Tomorrow last day Joseph Thomas Redmi Note 9 Pro 4/64 ₹5,600 → falls to ends −₹5,600" in words
    assert "Anita Sharma ₹549" in words


def test_above_the_stores_there_is_only_the_field(head_office_client, auditor_client):
    for client in (head_office_client, auditor_client):
        page = client.get(HOME)
        assert page.status_code == 200
        assert "You work above the stores." in page.content.decode()
        assert "New sale" not in page.content.decode()


def test_a_person_of_two_stores_moves_from_one_to_the_other(clerk_client, clerk_user, store, other_store):
    PostingFactory(staff=clerk_user, store=other_store, role="manager")
    assert "MH01 Mi Studio Andheri" in clerk_client.get(HOME).content.decode()
    assert clerk_client.post("/counter/store/", {"store": "MH01"}).url == HOME
    assert "Today at MH01" in clerk_client.get(HOME).content.decode()


@pytest.mark.parametrize("code", ["MH01", "XX99", "", "\x00"])
def test_a_store_that_is_not_theirs_is_refused_alike(clerk_client, store, other_store, code):
    assert clerk_client.post("/counter/store/", {"store": code}).status_code == 403
    assert "Today at DL01" in clerk_client.get(HOME).content.decode()

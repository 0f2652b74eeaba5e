"""Finance inside the admin: the month that is asked for, empty and full, and files that nobody takes unseen."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from stores.models import StaffUser, Store
from tests.customers.erased import digest
from tests.factories.billing import invoiced
from tests.factories.plans import AT, sold
from tests.reporting.finance.trade import BUSINESS, JUNE, trade
from upgrade_program.billing.services import Buyer
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.kernel.actor import Actor

pytestmark = pytest.mark.django_db
PAGES = [reverse(f"admin:finance{name}") for name in ("", "_deferred", "_gst", "_owed")]
BOOKS, DEFERRED, GST, OWED = PAGES
EXPORT = reverse("admin:finance_export")
MAY = {"month": "2027-05"}


@pytest.fixture(autouse=True)
def _in_june() -> Iterator[None]:
    with time_machine.travel(JUNE + timedelta(hours=1), tick=False):
        yield


@pytest.fixture
def traded(clerk: Actor, manager: Actor, other_clerk: Actor) -> None:
    trade(clerk=clerk, manager=manager, other_clerk=other_clerk)


def text_of(client: Client, page: str, **asked: str) -> str:
    return unescape(client.get(page, asked).content.decode())


def taken(client: Client, **sent: str) -> list[dict[str, str]]:
    answer: Any = client.post(EXPORT, MAY | sent)
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))


def test_the_books_of_a_month(head_office_client: Client, traded: None) -> None:
    shown = text_of(head_office_client, BOOKS, **MAY)
    for words in ("May 2027", "Debit and credit are equal", "Deferred plan fees", "−₹1,330.79", "₹1,797", 'href="?month=2027-06"'):
        assert words in shown
    assert "to date" not in shown
    assert "to date, 2 Jun 2027" in text_of(head_office_client, BOOKS)


def test_deferred_fees_and_the_method(head_office_client: Client, traded: None) -> None:
    shown = text_of(head_office_client, DEFERRED, **MAY)
    for words in ("₹290.53", "₹1,395.77", "₹355.51", "₹1,330.79", "100 %", "₹29,397", "earned evenly over the days", "fewer than 30"):
        assert words in shown
    assert "DL01 Mi Home Nehru Place" in shown


def test_gst_leads_from_a_list_to_one_number(head_office_client: Client, traded: None, store: Store, other_store: Store) -> None:
    listed = text_of(head_office_client, GST, **MAY)
    assert f'href="?month=2027-05&gstin={store.gstin}"' in listed
    assert other_store.gstin in listed
    assert other_store.gstin not in text_of(head_office_client, GST, **MAY, q="07")
    shown = text_of(head_office_client, GST, **MAY, gstin=store.gstin)
    for words in ("Sales to businesses (B2B)", "₹465.25", "₹83.75", "27 Maharashtra", "DL01/I27/00003", "DL01/P27/00001"):
        assert words in shown
    assert "do not come to" not in shown
    # The month is changed within the number.
    assert f'href="?month=2027-06&gstin={store.gstin}"' in shown


def test_stores_lead_to_the_entries_behind_them(head_office_client: Client, traded: None) -> None:
    shown = text_of(head_office_client, OWED, **MAY)
    for words in ("2 stores", "−₹1,098", "₹9,799", "₹8,152", 'href="/counter/statement/?store=DL01&month=2027-05"'):
        assert words in shown
    assert "No store is shown." in text_of(head_office_client, OWED, **MAY, q="nobody")


@pytest.mark.parametrize("page", PAGES)
def test_an_empty_month(head_office_client: Client, page: str) -> None:
    assert head_office_client.get(page, MAY).status_code == 200
    assert "No invoice and no credit note." in text_of(head_office_client, GST, **MAY)
    assert "No plan lived in this month." in text_of(head_office_client, DEFERRED, **MAY)
    assert "issued nothing in May 2027" in text_of(head_office_client, GST, **MAY, gstin=BUSINESS)


@pytest.mark.parametrize(
    ("month", "words"),
    [
        ("2027-13", "This is no month"),
        ("2027-07", "has not begun yet"),
        ("2020-10", "had not begun then"),
    ],
)
def test_a_month_that_is_none_says_so_and_shows_this_one(head_office_client: Client, month: str, words: str) -> None:
    for page in PAGES:
        shown = text_of(head_office_client, page, month=month)
        assert words in shown
        assert "June 2027" in shown
    before = digest()
    assert head_office_client.post(EXPORT, {"part": "trial", "month": month}).status_code == 404
    assert digest() == before


def test_a_wrong_number_or_part_is_not_there(head_office_client: Client) -> None:
    before = digest()
    for gstin in ("07", "x" * 15, "'; --", BUSINESS + "\n"):
        assert head_office_client.get(GST, MAY | {"gstin": gstin}).status_code == 404
        assert head_office_client.post(EXPORT, MAY | {"section": "b2b", "gstin": gstin}).status_code == 404
    for sent in ({}, {"part": "everything"}, {"section": "b2x", "gstin": BUSINESS}):
        assert head_office_client.post(EXPORT, MAY | sent).status_code == 404
    assert digest() == before


def test_files_and_their_trail(auditor_client: Client, auditor_user: StaffUser, traded: None, store: Store) -> None:
    lines = taken(auditor_client, part="journal")
    assert lines[0] == {
        **{"date": "2027-05-03", "store": "DL01", "account": "1000", "name": "Cash received"},
        **{"debit": "549.00", "credit": "0", "document": "DL01/I27/00001"},
    }
    assert sum(Decimal(line["debit"]) - Decimal(line["credit"]) for line in lines) == 0
    balances = {row["account"]: row["closing"] for row in taken(auditor_client, part="trial")}
    assert balances["2200"] == "-1330.79"
    assert [row["closing"] for row in taken(auditor_client, part="owed")] == ["8152.00", "-549.00"]
    assert [row["closing"] for row in taken(auditor_client, part="deferred") if row["what"] == "provision"] == ["19598.00", "9799.00"]
    (sale,) = taken(auditor_client, section="b2b", gstin=store.gstin)
    assert (sale["GSTIN/UIN of Recipient"], sale["Invoice Value"], sale["Taxable Value"]) == (BUSINESS, "549.00", "465.25")
    trail = AuditRow.objects.filter(verb="finance.exported").order_by("id")
    assert [row.subject for row in trail] == [f"finance:{name}" for name in ("journal", "trial", "owed", "deferred", "b2b")]
    newest = trail[4]
    assert (newest.actor_id, newest.after) == (auditor_user.pk, MAY | {"gstin": store.gstin, "section": "b2b"})


def test_a_name_is_no_formula(head_office_client: Client, store: Store) -> None:
    invoiced(store=store, buyer=Buyer(name='=HYPERLINK("x")', mobile="+919810455421", gstin=BUSINESS))
    (sale,) = taken(head_office_client, section="b2b", gstin=store.gstin)
    assert sale["Receiver Name"] == '\'=HYPERLINK("x")'


def test_store_staff_are_turned_away(clerk_client: Client, manager_client: Client, client: Client) -> None:
    before = digest()
    for who in (clerk_client, manager_client):
        for page in PAGES:
            assert who.get(page, MAY, follow=True).status_code == 403
        assert who.post(EXPORT, MAY | {"part": "journal"}, follow=True).status_code == 403
    assert client.get(BOOKS).headers["Location"].startswith("/admin/login/")
    assert digest() == before


def test_the_desk_is_found_among_the_tables(head_office_client: Client) -> None:
    shown = text_of(head_office_client, "/admin/")
    assert f'href="{BOOKS}"' in shown
    assert f'href="{reverse("admin:prices")}"' in shown


@pytest.mark.parametrize("page", PAGES)
def test_a_page_takes_the_same_number_of_statements_at_1_and_at_4(
    head_office_client: Client, clerk: Actor, other_clerk: Actor, page: str
) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert head_office_client.get(page, MAY).status_code == 200
        return len(asked)

    sold(actor=clerk, at=AT)
    statements()
    few = statements()
    for n in range(3):
        sold(actor=other_clerk, at=AT, phone_invoice_number=f"TI/27/1{n}")
    assert statements() == few

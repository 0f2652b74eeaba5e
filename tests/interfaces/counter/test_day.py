"""The page of the day report: whose it is, which days it takes, what it says, and how it leaves as a file."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest

from stores.models import StaffUser
from tests.factories.drawers import CLOSED, COUNTED, closed, counted, opened
from tests.factories.plans import TODAY, sold, upi
from tests.interfaces.counter.pages import error_at, text_of
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.foundation.audit.queries import chain_head
from upgrade_program.plans.enums import Ground
from upgrade_program.usecases.cancel import cancel

pytestmark = pytest.mark.django_db
PAGE = "/counter/day/"


def read(client, **query):
    return text_of(client.get(PAGE, query).content.decode())


@pytest.fixture
def a_day(clerk, manager, store, phone, at):
    """Two plans paid and one of them credited, one waiting, a drawer closed with ₹9 missing."""
    drawer = opened(clerk)
    sold(actor=clerk, variant=phone)
    gone = sold(actor=clerk, variant=phone, tenders=[upi("412345678901")])
    sold(actor=clerk, variant=phone, tenders=[upi()])
    cancel(actor=manager, number=gone.number, reason="Phone came back", at=at, on=TODAY, ground=Ground.PHONE_RETURNED)
    return closed(manager, counted(clerk, drawer, 2540, at=COUNTED), reason="Tea", at=CLOSED)


def test_the_report_of_today(a_day, manager_client, store):
    page = read(manager_client)
    for words in (
        "DL01 Mi Home Nehru Place Mon 3 May 2027",
        "2 plans sold, ₹1,098",
        "1 sale begun that day waits for UPI: ₹549",
        "Cash ₹549 ₹0",
        "UPI ₹549 ₹549",
        "Invoices DL01/I27/00001 to DL01/I27/00002 2",
        "Credit notes DL01/C27/00001 1",
        "takes back DL01/I27/00002 of 3 May 2027: Phone came back",
        "Difference ₹9 missing",
        "Tea",
        chain_head(store.pk).hash,
        "proves later that no row up to it was changed",
    ):
        assert words in page, words


def test_other_days_and_days_that_are_none(a_day, manager_client):
    yesterday = read(manager_client, on="2027-05-02")
    assert "Nothing happened on Sun 2 May 2027" in yesterday
    for on, words in (
        ("2027-05-04", "4 May 2027 is still to come"),
        ("2020-11-04", "lies before the programme"),
        ("soon", "This is no day"),
    ):
        answer = manager_client.get(PAGE, {"on": on})
        assert answer.status_code == 200
        assert words in error_at(answer.content.decode(), "on")
        assert "2 plans sold" in text_of(answer.content.decode())
    assert manager_client.get(PAGE, {"on": "0001-01-01"}).status_code == 200
    assert manager_client.get(PAGE, {"on": "9999-12-31"}).status_code == 200
    assert manager_client.get(PAGE, {"on": "2020-11-05"}).status_code == 200


def test_who_reads_which_store(a_day, clerk_client, manager_client, head_office_client, auditor_client, other_store):
    assert clerk_client.get(PAGE).status_code == 403
    assert manager_client.get(PAGE, {"store": "MH01"}).status_code == 404
    assert manager_client.get(PAGE, {"store": "nowhere\x00"}).status_code == 404
    for office in (head_office_client, auditor_client):
        assert "2 plans sold" in read(office)
        assert "Nothing happened" in read(office, store="MH01")
        assert office.get(PAGE, {"store": "XX99"}).status_code == 404


def test_only_managers_and_the_office_find_the_day_in_the_bar(clerk_client, manager_client, auditor_client):
    bars = {name: client.get("/counter/").content.decode() for name, client in
            {"clerk": clerk_client, "manager": manager_client, "auditor": auditor_client}.items()}  # fmt: skip
    assert {name: (PAGE in bar, "/counter/drawer/" in bar) for name, bar in bars.items()} == {
        "clerk": (False, True),
        "manager": (True, True),
        "auditor": (True, False),
    }
    dock = bars["manager"].split('<nav class="dock')[1].split("</nav>")[0]
    assert dock.count("<a ") == 6


def test_the_file_adds_up_runs_no_formula_and_leaves_a_trace(a_day, manager_client, clerk, store):
    StaffUser.objects.filter(pk=clerk.staff_id).update(first_name="=HYPERLINK(1)", last_name="")
    answer = manager_client.post(f"{PAGE}export/", {"on": TODAY.isoformat(), "store": "DL01"})
    assert answer["Content-Disposition"] == 'attachment; filename="day-DL01-2027-05-03.csv"'
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0] == ["section", "item", "count", "amount", "given_back", "note"]
    assert ["money", "UPI", "1", "549.00", "549.00", ""] in rows
    assert ["drawer", "difference", "", "-9.00", "", "Tea"] in rows
    assert ["documents", "Invoices", "2", "1098.00", "", "DL01/I27/00001 to DL01/I27/00002"] in rows
    assert any(row[1] == "'=HYPERLINK(1)" for row in rows)
    trace = AuditRow.objects.get(verb="day.exported")
    assert (trace.subject, trace.after) == (f"store:{store.pk}", {"on": "2027-05-03", "rows": len(rows) - 1})


def test_a_foreign_stores_file_is_not_there(a_day, manager_client, clerk_client, other_store):
    assert manager_client.post(f"{PAGE}export/", {"store": "MH01"}).status_code == 404
    assert clerk_client.post(f"{PAGE}export/", {}).status_code == 403
    assert not AuditRow.objects.filter(verb="day.exported").exists()


def test_a_drawer_left_open_is_told_the_next_day(manager_client, clerk, manager, at):
    opened(clerk, at=at - timedelta(days=1))
    page = read(manager_client)
    assert "Nothing happened" in page
    page = read(manager_client, on="2027-05-02")
    assert "Still open" in page

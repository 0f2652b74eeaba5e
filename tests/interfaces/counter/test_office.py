"""The back room's pages: the statement with the brand, the stock and its hand-overs, the register; whose they are and how they leave."""

from __future__ import annotations

import csv
import io
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from tests.factories.claims import offered, old_plan, settled
from tests.factories.plans import AT
from tests.interfaces.counter.pages import error_at, text_of
from upgrade_program.buyback.enums import Mark
from upgrade_program.buyback.models import BrandEntry, BrandMark, Handover, Handset
from upgrade_program.buyback.services import mark_entries
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.foundation.outbox.services import deliver_due
from upgrade_program.kernel.imei import masked

pytestmark = pytest.mark.django_db
FORMULA = "=HYPERLINK(Asha)"


def taken_in(clerk: Any, serial: int = 1, **changes: Any) -> Handset:
    plan = old_plan(actor=clerk, phone_invoice_number=f"TI/26/{serial:05d}", **changes)
    return settled(offered(plan, actor=clerk), actor=clerk).handset


def key() -> str:
    return uuid4().hex


def rows_of(answer: Any) -> list[list[str]]:
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def spaced(imei: str) -> str:
    return f"{imei[:6]} {imei[6:8]} {imei[8:14]} {imei[14]}"


class TestStatement:
    PAGE = "/counter/statement/"

    def test_a_month_says_who_owes_what(self, clerk: Any, manager_client: Client) -> None:
        taken_in(clerk)
        deliver_due(at=AT)  # the fee was owed in November
        page = text_of(manager_client.get(self.PAGE).content.decode())
        for words in ("May 2027", "The brand owes the store", "1 entry: ₹9,799 to the store", "Exchange given", "Over 90 days 1 −₹549"):
            assert words in page, words
        november = text_of(manager_client.get(self.PAGE, {"month": "2026-11"}).content.decode())
        assert "The store owes the brand" in november
        assert "Fee of a plan sold" in november

    def test_filters_narrow_it(self, clerk: Any, manager_client: Client) -> None:
        taken_in(clerk)
        for query, words in (
            ({"kind": "fee"}, "No entry fits"),
            ({"standing": "settled"}, "No entry fits"),
            ({"kind": "exchange", "standing": "open"}, "Exchange given"),
            ({"month": "2026-01"}, "Nothing is owed for January 2026"),
            ({"month": "soon"}, "This is no month"),
        ):
            assert words in text_of(manager_client.get(self.PAGE, query).content.decode()), query

    @pytest.mark.parametrize("rows", [1, 3])
    def test_it_costs_the_same_at_one_and_three_rows(
        self, clerk: Any, manager_client: Client, rows: int, django_assert_max_num_queries: Any
    ) -> None:
        for serial in range(rows):
            taken_in(clerk, serial)
        with django_assert_max_num_queries(18):
            assert manager_client.get(self.PAGE).status_code == 200

    def test_who_reads_which_store(
        self, clerk: Any, clerk_client: Client, manager_client: Client, head_office_client: Client, auditor_client: Client, other_store: Any
    ) -> None:
        taken_in(clerk)
        assert clerk_client.get(self.PAGE).status_code == 403
        assert manager_client.get(self.PAGE, {"store": "MH01"}).status_code == 404
        for office in (head_office_client, auditor_client):
            assert "Exchange given" in office.get(self.PAGE, {"store": "DL01"}).content.decode()
            assert "Nothing is owed" in office.get(self.PAGE, {"store": "MH01"}).content.decode()
        assert "Mark the chosen entries" not in auditor_client.get(self.PAGE, {"store": "DL01"}).content.decode()

    def test_a_manager_disputes_once_however_often_the_button_is_pressed(self, clerk: Any, manager_client: Client) -> None:
        entry = taken_in(clerk).settlement.brand_entries.get()
        typed = {"row": entry.pk, "mark": "disputed", "note": "their list says ₹9,700", "key": key(), "kind": "exchange"}
        for _ in range(2):
            answer = manager_client.post(f"{self.PAGE}mark/", typed)
            assert (answer.status_code, answer.headers["Location"]) == (302, f"{self.PAGE}?store=DL01&month=2027-05&kind=exchange")
        assert BrandMark.objects.count() == 1
        assert "their list says ₹9,700" in text_of(manager_client.get(self.PAGE).content.decode())

    def test_a_refusal_keeps_what_was_chosen(self, clerk: Any, manager_client: Client, auditor_client: Client) -> None:
        entry = taken_in(clerk).settlement.brand_entries.get()
        answer = manager_client.post(f"{self.PAGE}mark/", {"row": entry.pk, "mark": "disputed", "note": "", "key": key()})
        assert answer.status_code == 422
        assert "A reason is needed" in error_at(answer.content.decode(), "note")
        assert "checked" in answer.content.decode().split(f'id="row-{entry.pk}"')[1].split(">")[0]
        settle = manager_client.post(f"{self.PAGE}mark/", {"row": entry.pk, "mark": "settled", "note": "", "key": key()})
        assert settle.status_code == 422  # not a manager's to say
        for row in ("", "x", "9" * 30):
            assert manager_client.post(f"{self.PAGE}mark/", {"row": row, "mark": "disputed", "note": "x", "key": key()}).status_code == 422
        assert auditor_client.post(f"{self.PAGE}mark/", {"row": entry.pk, "mark": "reopened", "note": "x", "key": key()}).status_code == 403
        assert not BrandMark.objects.exists()

    def test_the_file_is_safe_and_leaves_a_trace(self, clerk: Any, manager: Any, manager_client: Client, store: Any) -> None:
        entry = taken_in(clerk).settlement.brand_entries.get()
        mark_entries(entry_ids=[entry.pk], mark=Mark.DISPUTED, note=FORMULA, actor=manager, at=AT)
        header, row = rows_of(manager_client.post(f"{self.PAGE}export/", {"month": "2027-05"}))
        assert header == ["store", "day", "document", "for", "plan", "amount", "mark", "note"]
        assert row[:4] == ["DL01", "2027-05-03", "DL01/P27/00001", "exchange"]
        assert row[5:] == ["9799.00", "disputed", f"'{FORMULA}"]
        trace = AuditRow.objects.get(verb="statement.exported")
        assert (trace.subject, trace.after) == (f"store:{store.pk}", {"month": "2027-05", "rows": 1})


class TestStock:
    PAGE = "/counter/stock/"

    def hand(self, client: Client, *handsets: Handset, **changes: Any) -> Any:
        typed = {"row": [one.pk for one in handsets], "taken_by": "Ravi Kumar", "reference": "", "counted": len(handsets), "key": key()}
        return client.post(f"{self.PAGE}hand-over/", typed | changes)

    def test_what_waits_and_how_long(self, clerk: Any, clerk_client: Client, auditor_client: Client, other_clerk_user: Any) -> None:
        handset = taken_in(clerk)
        page = text_of(clerk_client.get(self.PAGE).content.decode())
        assert "1 phone waits" in page
        assert spaced(handset.imei) in page
        above = auditor_client.get(self.PAGE, {"store": "DL01"}).content.decode()
        assert handset.imei not in above.replace(" ", "")
        assert 'name="counted"' not in above

    def test_a_hand_over_ends_in_its_note(
        self, clerk: Any, clerk_client: Client, auditor_client: Client, client_for: Any, other_clerk_user: Any
    ) -> None:
        first, second = taken_in(clerk, 1), taken_in(clerk, 2)
        again = {"key": key()}
        for _ in range(2):  # a second press leads to the same note
            answer = self.hand(clerk_client, first, second, **again)
            done = Handover.objects.get()
            assert (answer.status_code, answer.headers["Location"]) == (302, f"{self.PAGE}{done.pk}/")
        note = text_of(clerk_client.get(f"{self.PAGE}{done.pk}/").content.decode())
        for words in ("Hand-over note", "2 used phones, counted, were handed to Ravi Kumar", spaced(first.imei), "date and signature"):
            assert words in note, words
        assert note.count("date and signature") == 2
        assert spaced(first.imei) not in text_of(auditor_client.get(f"{self.PAGE}{done.pk}/").content.decode())
        assert client_for(other_clerk_user).get(f"{self.PAGE}{done.pk}/").status_code == 404
        assert "No phone waits" in text_of(clerk_client.get(self.PAGE).content.decode())

    def test_a_refusal_stands_at_its_field_and_keeps_the_choice(self, clerk: Any, clerk_client: Client) -> None:
        first, second = taken_in(clerk, 1), taken_in(clerk, 2)
        answer = self.hand(clerk_client, first, second, counted="3")
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "3 counted, but 2 on the list" in error_at(page, "counted")
        assert all("checked" in page.split(f'id="row-{one.pk}"')[1].split(">")[0] for one in (first, second))
        assert "Ravi Kumar" in page
        for changes, field, words in (
            ({"taken_by": " "}, "taken_by", "name of who picks"),
            ({"counted": ""}, "counted", "Count the phones"),
            ({"counted": "two"}, "counted", "whole number"),
        ):
            assert words in error_at(self.hand(clerk_client, first, **changes).content.decode(), field)
        for nothing in ({"row": [], "counted": "0"}, {"row": ["x"], "counted": "1"}, {"row": ["987654321"]}):
            assert self.hand(clerk_client, first, **nothing).status_code == 422
        assert not Handover.objects.exists()

    @pytest.mark.parametrize("rows", [1, 3])
    def test_it_costs_the_same_at_one_and_three_rows(
        self, clerk: Any, clerk_client: Client, rows: int, django_assert_max_num_queries: Any
    ) -> None:
        for serial in range(rows):
            taken_in(clerk, serial)
        with django_assert_max_num_queries(14):
            assert clerk_client.get(self.PAGE).status_code == 200


class TestRegister:
    PAGE = "/counter/register/"

    def test_a_line_says_what_the_law_asks(self, clerk: Any, clerk_client: Client, manager_client: Client) -> None:
        handset = taken_in(clerk)
        page = text_of(manager_client.get(self.PAGE).content.decode())
        for words in ("DL01/P27/00001 3 May 2027", "Farhan Ali", "Voter ID …42XY", spaced(handset.imei), "₹9,799", "In quarantine"):
            assert words in page, words
        assert spaced(handset.imei) not in text_of(clerk_client.get(self.PAGE).content.decode())  # the manager's alone

    def test_the_days_are_chosen(self, clerk: Any, manager_client: Client) -> None:
        taken_in(clerk)
        for query, words in (
            ({"first": "2027-04-01", "last": "2027-04-30"}, "No phone was taken in"),
            ({"first": "2027-04-01", "last": "2027-05-03"}, "1 phone"),
            ({"first": "2027-05-03", "last": "2027-05-01"}, "do not follow one another"),
            ({"first": "2027-05-01", "last": "2027-12-31"}, "still to come"),
            ({"first": "2021-01-01", "last": "2027-05-03"}, "at most a year"),
            ({"first": "then"}, "Enter a valid date"),
            ({"first": "0001-01-01", "last": "9999-12-31"}, "do not follow one another"),
        ):
            assert words in text_of(manager_client.get(self.PAGE, query).content.decode()), query

    def test_the_file_is_safe_masked_and_leaves_a_trace(self, clerk: Any, clerk_client: Client, manager_client: Client, store: Any) -> None:
        handset = taken_in(clerk)
        header, row = rows_of(manager_client.post(f"{self.PAGE}export/", {}))
        assert header[0] == "voucher"
        assert row == [
            *("DL01/P27/00001", "2027-05-03", "Farhan Ali", "Voter ID", "42XY", "Redmi Note 9 Pro 4/64", handset.imei, "9799.00"),
            *("In quarantine", "", "DL01"),
        ]
        assert rows_of(clerk_client.post(f"{self.PAGE}export/", {}))[1][6] == masked(handset.imei)
        manager_row, clerk_row = AuditRow.objects.filter(verb="register.exported").order_by("id")
        assert manager_row.after == {"first": "2027-05-01", "last": "2027-05-03", "rows": 1, "whole_numbers": True}
        assert clerk_row.after["whole_numbers"] is False
        assert manager_row.subject == f"store:{store.pk}"

    def test_another_stores_register_is_not_there(self, clerk_client: Client, auditor_client: Client, other_store: Any) -> None:
        assert clerk_client.get(self.PAGE, {"store": "MH01"}).status_code == 404
        assert auditor_client.get(self.PAGE, {"store": "MH01"}).status_code == 200


def test_nothing_was_marked_by_looking(clerk: Any, manager_client: Client) -> None:
    taken_in(clerk)
    for page in (TestStatement.PAGE, TestStock.PAGE, TestRegister.PAGE):
        manager_client.get(page)
    assert not BrandMark.objects.exists()
    assert BrandEntry.objects.count() == 1

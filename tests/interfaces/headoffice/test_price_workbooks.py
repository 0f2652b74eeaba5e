"""Prices in a workbook: the same difference, the same wrong lines, the same safety as in a CSV file."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from stores.clock import STORE_TIME, now
from stores.models import StaffUser
from tests.customers.erased import digest
from tests.factories.plans import sellable
from tests.factories.workbooks import altered, xlsx
from upgrade_program.catalog.models import PriceChange, PriceChangeSet, Variant
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.foundation.workbooks import CONTENT_TYPE

pytestmark = pytest.mark.django_db
IMPORT, EXPORT = reverse("admin:prices_import"), reverse("admin:prices_export")
HEAD = ["model", "sku", "new_price"]


@pytest.fixture
def variant(db: None) -> Variant:
    return sellable()


def sent(client: Client, data: bytes, name: str = "prices.xlsx", **changes: str) -> Any:
    begins = (now() + timedelta(days=1)).astimezone(STORE_TIME)
    typed = {"from_day": f"{begins:%Y-%m-%d}", "from_time": "00:00", "reason": "Season"} | changes
    return client.post(IMPORT, typed | {"file": SimpleUploadedFile(name, data)})


def test_a_workbook_and_the_same_lines_as_csv_make_the_same_change(head_office_client: Client, variant: Variant) -> None:
    sellable(name="Redmi Note 9", srp=11_999, price=449)
    rows = [HEAD, ["Redmi Note 9 Pro", None, 599], ["", "redmi-note-9", None], ["Redmi Note 9", "", 479.5]]
    text = "\n".join(",".join("" if cell is None else str(cell) for cell in row) for row in rows)
    assert sent(head_office_client, xlsx(rows)).status_code == 302
    assert sent(head_office_client, text.encode(), "prices.csv").status_code == 302
    one, other = [
        list(change_set.rows.order_by("id").values_list("model", "variant", "amount", "seen"))
        for change_set in PriceChangeSet.objects.order_by("id")
    ]
    assert one == other
    assert len(one) == 2


def test_wrong_lines_are_told_by_their_rows_and_kept_as_text(head_office_client: Client, variant: Variant) -> None:
    rows = [HEAD, ["Redmi Note 9 Pro", "", "=1+1"], [], ["Nokia 3310", "", 49], ["Redmi Note 9 Pro", "", True], ["", "", 579]]
    before = digest()
    answer = sent(head_office_client, xlsx(rows))
    page = answer.content.decode()
    assert (answer.status_code, digest()) == (422, before)
    for words in ("4 lines to correct", "A formula stands here", "No model of the catalogue has this name", "TRUE", "No device is named"):
        assert words in page
    for number in (2, 4, 5, 6):
        assert f">{number}<" in page
    assert "Nokia 3310,,49" in page


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (altered(xlsx([HEAD]), xl__vbaProject_bin=b"Sub"), "it holds macros"),
        (altered(xlsx([HEAD]), xl__worksheets__sheet1_xml=b"<worksheet>" + b" " * 40_000_000), "larger than a list of prices"),
        (b"PK\x03\x04nothing", "no workbook, or a damaged one"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old or a locked workbook"),
        (xlsx([["model", "price"], ["Redmi", 5]]), "it has no column sku, new_price"),
        (xlsx([HEAD, *[["Redmi", "", 5]] * 5_001]), "it has more than 5000 lines"),
    ],
    ids=["macros", "bomb", "nonsense", "old", "columns", "lines"],
)
def test_what_is_no_list_of_prices_changes_nothing(head_office_client: Client, variant: Variant, data: bytes, words: str) -> None:
    before = digest()
    answer = sent(head_office_client, data)
    assert (answer.status_code, digest()) == (422, before)
    assert words in answer.content.decode()


def test_the_kind_is_told_by_the_bytes_and_not_by_the_name(head_office_client: Client, variant: Variant) -> None:
    assert sent(head_office_client, xlsx([HEAD, ["Redmi Note 9 Pro", "", 599]]), "prices.csv").status_code == 302
    assert sent(head_office_client, b"model,sku,new_price\nRedmi Note 9 Pro,,589\n", "prices.xlsx").status_code == 302
    assert sorted(PriceChange.objects.values_list("amount", flat=True)) == [589, 599]


def test_an_auditor_sends_none(auditor_client: Client, variant: Variant) -> None:
    before = digest()
    assert (sent(auditor_client, xlsx([HEAD])).status_code, digest()) == (403, before)


def test_the_export_is_a_workbook_that_runs_nothing_and_can_be_sent_back(
    head_office_client: Client, head_office_user: StaffUser, variant: Variant
) -> None:
    sellable(name="=HYPERLINK(1)")
    answer = head_office_client.post(EXPORT, {"kind": "xlsx"})
    assert answer.headers["Content-Type"] == CONTENT_TYPE
    assert answer.headers["Content-Disposition"].endswith('.xlsx"')
    told = AuditRow.objects.get()
    assert (told.verb, told.actor_id, told.after) == ("prices.exported", head_office_user.pk, {"rows": 2, "kind": "xlsx"})
    assert b"<f>" not in ZipFile(io.BytesIO(answer.content)).read("xl/worksheets/sheet1.xml")
    book = load_workbook(io.BytesIO(answer.content))
    sheet = book.active
    assert sheet is not None
    rows = {row[0].value: row for row in sheet.iter_rows(min_row=2)}
    assert [cell.value for cell in rows["Redmi Note 9 Pro"][3:7]] == [13_999, "yes", 549, 549]
    assert rows["=HYPERLINK(1)"][0].data_type == "s"
    rows["Redmi Note 9 Pro"][2].value = 599
    out = io.BytesIO()
    book.save(out)
    assert sent(head_office_client, out.getvalue()).status_code == 302
    assert PriceChange.objects.get().amount == 599

"""Workbooks: read as they were typed, refused before anything in them can do harm, and written so that nothing in them runs."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from tests.factories.workbooks import SHEET, altered, xlsx
from upgrade_program.foundation.workbooks import is_workbook, sheet_text, workbook
from upgrade_program.foundation.workbooks.containers import LARGEST_UNPACKED, MOST_MEMBERS
from upgrade_program.foundation.workbooks.reading import MOST_COLUMNS, MOST_ROWS
from upgrade_program.kernel.sheets import FileUnreadable

PLAIN = xlsx([["model", "new_price"], ["Redmi Note 9", 599]])
ENTITIES = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;&b;">]><worksheet>&c;</worksheet>'


def refusal(data: bytes) -> str:
    with pytest.raises(FileUnreadable) as no:
        sheet_text(data)
    assert (no.value.code, no.value.field, bool(no.value.next_step)) == ("file_unreadable", "file", True)
    return no.value.sentence


def replaced(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    def change(xml: bytes) -> bytes:
        assert old in xml
        return xml.replace(old, new)

    return change


def disguised(sheet: bytes) -> bytes:
    """The sheet under a name that is none of an XML file, and the container's own tables say so."""
    renamed = replaced(b"sheet1.xml", b"sheet1.dat")
    changes = {"[Content_Types]_xml": renamed, "xl___rels__workbook_xml.rels": renamed, "xl__worksheets__sheet1.dat": sheet}
    return altered(PLAIN, drop=[SHEET], **changes)


def test_each_row_is_a_line_and_each_cell_as_it_was_typed() -> None:
    rows = [
        ["model", "sku", "new_price"],
        ["Redmi  Note\n9", None, 599],
        [],
        ["a, b", "'x", 599.5],
        [True, date(2027, 5, 3), 1e15],
        [time(9, 5), datetime.fromisoformat("2027-05-03T09:05"), "₹1,599"],
        ["#N/A", "=A1&B1", 0.1 + 0.2],
    ]
    assert sheet_text(xlsx(rows)).splitlines() == [
        "model,sku,new_price",
        "Redmi Note 9,,599",
        "",
        '"a, b",\'x,599.5',
        "TRUE,2027-05-03,1000000000000000",
        '09:05,2027-05-03T09:05:00,"₹1,599"',
        "#N/A,=A1&B1,0.3",
    ]


def test_of_several_sheets_the_first_that_is_shown_is_read() -> None:
    assert sheet_text(xlsx([["model"], ["Redmi"]], hidden_first=True)) == "model\nRedmi\n"


def test_what_a_formula_came_to_before_is_not_believed() -> None:
    """Who makes the file writes that figure, whatever the formula says."""
    book = altered(
        xlsx([["new_price"], ["=1+1"]]),
        xl__worksheets__sheet1_xml=lambda xml: xml.replace(b"<v></v>", b"<v>599</v>").replace(b"<v />", b"<v>599</v>"),
    )
    assert b"<v>599</v>" in zipfile.ZipFile(io.BytesIO(book)).read(SHEET)
    assert sheet_text(book) == "new_price\n=1+1\n"


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "an old or a locked workbook"),
        (lambda: PLAIN[: len(PLAIN) // 2], "it is no workbook, or a damaged one"),
        (lambda: b"PK\x03\x04" + b"x" * 300, "it is no workbook, or a damaged one"),
        (lambda: altered(PLAIN, drop=["[Content_Types].xml"]), "it is no workbook, or a damaged one"),
        (lambda: altered(PLAIN, xl__vbaProject_bin=b"Sub Auto_Open()"), "it holds macros"),
        (lambda: altered(PLAIN, xl__macrosheets__sheet1_xml=b"<x/>"), "it holds macros"),
        (lambda: altered(PLAIN, **{"[Content_Types]_xml": replaced(b"sheet.main+xml", b"sheet.macroEnabled.main+xml")}), "it holds macros"),
        (lambda: altered(PLAIN, xl__worksheets__sheet1_xml=ENTITIES), "it declares entities"),
        (lambda: altered(PLAIN, xl__sharedStrings_xml=ENTITIES), "it declares entities"),
        (lambda: altered(PLAIN, xl__worksheets__sheet1_xml=ENTITIES.decode().encode("utf-16")), "not written in UTF-8"),
        (lambda: disguised(ENTITIES), "it has no sheet"),
        (lambda: altered(PLAIN, xl__worksheets__sheet1_xml=b"<worksheet>"), "its first sheet is damaged"),
        (lambda: altered(PLAIN, xl__worksheets__sheet1_xml=replaced(b'r="2"', b'r="two"')), "its first sheet is damaged"),
        (lambda: altered(PLAIN, xl__workbook_xml=b"<workbook/>"), "it has no sheet"),
        (lambda: altered(PLAIN, packed=zipfile.ZIP_LZMA), "it is damaged or locked"),
        (lambda: altered(PLAIN, **{f"xl__m{n}_xml": b"<m/>" for n in range(MOST_MEMBERS)}), "larger than a list"),
        (lambda: xlsx([["x"]] * (MOST_ROWS + 1)), "more than 6000 rows"),
        (lambda: xlsx([["x"] * (MOST_COLUMNS + 1)]), "more than 6000 rows or 60 columns"),
        (lambda: altered(PLAIN, xl__worksheets__sheet1_xml=replaced(b'2"', b'1048576"')), "more than 6000 rows"),
    ],
)  # fmt: skip
def test_what_is_no_plain_list_is_refused_as_a_whole(spoil: Callable[[], bytes], words: str) -> None:
    assert is_workbook(spoil())
    assert words in refusal(spoil())


def test_control_the_same_containers_unspoilt_are_read() -> None:
    assert sheet_text(altered(PLAIN)) == "model,new_price\nRedmi Note 9,599\n"
    assert sheet_text(altered(PLAIN, docProps__notes_xml=b"<notes/>")) == "model,new_price\nRedmi Note 9,599\n"
    beside = {"xl__printerSettings__p1_bin": b"\x00\x01" * 40, "xl__media__a.svg": b"<!DOCTYPE svg><svg/>"}  # as Excel keeps them
    assert sheet_text(altered(PLAIN, **beside)) == "model,new_price\nRedmi Note 9,599\n"
    assert not is_workbook("model,new_price\n".encode("utf-8-sig"))


def test_a_bomb_is_refused_by_what_it_says_and_never_unpacked() -> None:
    """Forty megabytes in forty kilobytes: told by the directory of the container."""
    bomb = altered(PLAIN, xl__worksheets__sheet1_xml=b"<worksheet>" + b" " * (LARGEST_UNPACKED * 3))
    assert len(bomb) < LARGEST_UNPACKED // 100
    tracemalloc.start()
    try:
        assert "larger than a list" in refusal(bomb)
        assert tracemalloc.get_traced_memory()[1] < LARGEST_UNPACKED // 4
    finally:
        tracemalloc.stop()


def test_a_bomb_that_lies_about_its_size_unpacks_to_no_more_than_it_said() -> None:
    plain = b"<worksheet>" + b" " * (LARGEST_UNPACKED * 2)
    bomb = altered(PLAIN, xl__worksheets__sheet1_xml=plain)
    lies = {len(plain): 1000, zlib.crc32(plain): zlib.crc32(plain[:1000])}
    lying = bomb
    for truth, lie in lies.items():
        lying = lying.replace(truth.to_bytes(4, "little"), lie.to_bytes(4, "little"))
    assert zipfile.ZipFile(io.BytesIO(lying)).read(SHEET) == plain[:1000]  # to the library all is well
    tracemalloc.start()
    try:
        assert "damaged" in refusal(lying)
        assert tracemalloc.get_traced_memory()[1] < LARGEST_UNPACKED // 4
    finally:
        tracemalloc.stop()


def test_nothing_that_is_written_runs() -> None:
    rows = [
        ["=HYPERLINK(1)", Decimal("599.50"), None],
        ["+1", 7, "-2"],
        ["@SUM(A1)", True, "\x00\x1ba\ufffe"],
        ["Redmi", Decimal(0), " =1"],
    ]
    sheet = load_workbook(io.BytesIO(workbook(["model", "price", "note"], rows, title="Plan prices"))).active
    assert sheet is not None
    assert (sheet.title, sheet.freeze_panes) == ("Plan prices", "A2")
    cells = [[(cell.value, cell.data_type, cell.quotePrefix) for cell in row] for row in sheet.iter_rows(min_row=2)]
    text = [cell for row in cells for cell in row if isinstance(cell[0], str)]
    assert {kind for _, kind, _ in text} == {"s"}
    assert all(marked for *_, marked in text)
    assert [[value for value, *_ in row] for row in cells] == [
        ["=HYPERLINK(1)", 599.5, None],
        ["+1", 7, "-2"],
        ["@SUM(A1)", "True", "a"],
        ["Redmi", 0, " =1"],
    ]


def test_what_was_written_is_read_back() -> None:
    text = sheet_text(workbook(["model", "new_price"], [["=X", Decimal("599.50")], ["Redmi, 9", None]], title="Prices"))
    assert text == 'model,new_price\n=X,599.5\n"Redmi, 9"\n'

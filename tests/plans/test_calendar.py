"""The calendar of a promise, read back by a calendar library and line by line: an event a last day, alarms before it, both languages."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from icalendar import Calendar

from stores.clock import STORE_TIME
from tests.plans.first_terms import FIRST
from upgrade_program.plans.calendar import calendar_of
from upgrade_program.plans.terms import tier_table

AT = datetime(2027, 5, 3, 11, 42, 7, tzinfo=STORE_TIME)
BILLED = date(2026, 11, 5)
DEVICE = "Redmi Note 9 Pro 4/64"
LINK = "https://upgrade.example.in/p/abcdefghijklmnop/"
LAST_DAYS = [date(2027, 5, 5), date(2027, 8, 5), date(2027, 11, 5), date(2028, 2, 5)]


def made(language: str = "en", *, on: date = date(2027, 5, 3), device: str = DEVICE, number: str = "7K3M-9QPX-2TC") -> bytes:
    tiers = tier_table(FIRST, bill_date=BILLED, base=Decimal(13_999))
    return calendar_of(tiers, number=number, device=device, language=language, on=on, at=AT, link=LINK)


def events(file: bytes) -> list:
    return Calendar.from_ical(file).walk("VEVENT")


def test_an_all_day_event_stands_on_each_last_day() -> None:
    found = events(made())
    assert [event["dtstart"].dt for event in found] == LAST_DAYS
    assert all(type(event["dtstart"].dt) is date and event["dtend"].dt - event["dtstart"].dt == timedelta(days=1) for event in found)
    assert [str(event["summary"]) for event in found] == [
        f"Last day for up to ₹9,799: {DEVICE}",
        f"Last day for up to ₹8,399: {DEVICE}",
        f"Last day for up to ₹7,000: {DEVICE}",
        f"Last day of your plan, up to ₹5,600: {DEVICE}",
    ]
    assert str(found[0]["description"]).splitlines() == [
        f"Through 5 May 2027 your {DEVICE} is worth up to ₹9,799 against a new phone (Smart Upgrade plan 7K3M-9QPX-2TC).",
        "From 6 May 2027 it is up to ₹8,399, ₹1,400 less.",
        "Bring the phone, its bill and an ID to any of our stores by then. What it brings depends on the check there.",
    ]
    assert "From 6 Feb 2028 the plan gives nothing any more." in str(found[-1]["description"])
    assert {str(event["url"]) for event in found} == {LINK}


@pytest.mark.parametrize("language", ["en", "hi"])
def test_it_rings_fourteen_and_three_days_before_at_ten_in_the_morning(language: str) -> None:
    for event in events(made(language)):
        midnight = datetime.combine(event["dtstart"].dt, datetime.min.time())
        alarms = event.walk("VALARM")
        rings = [midnight + alarm["trigger"].dt for alarm in alarms]
        assert [(midnight.date() - ring.date()).days for ring in rings] == [14, 3]
        assert {ring.hour for ring in rings} == {10}
        assert {str(alarm["action"]) for alarm in alarms} == {"DISPLAY"}
        assert all(str(event["summary"]) in str(alarm["description"]) for alarm in alarms)


def test_in_hindi() -> None:
    first, *_, last = events(made("hi"))
    assert str(first["summary"]) == f"₹9,799 तक का आख़िरी दिन: {DEVICE}"
    assert "6 मई 2027 से ₹8,399 तक, यानी ₹1,400 कम।" in str(first["description"])
    assert str(last["summary"]) == f"आपके प्लान का आख़िरी दिन, ₹5,600 तक: {DEVICE}"
    assert not re.search(r"\b(the|last|from|plan)\b", str(last["description"]).replace("Smart Upgrade", ""))


def test_a_calendar_that_takes_it_again_has_each_day_once() -> None:
    """The same days have the same names in either language and later; no two days and no two plans share one."""
    english, hindi, later = ([str(event["uid"]) for event in events(file)] for file in (made(), made("hi"), made(on=date(2027, 8, 6))))
    assert english == hindi
    assert later == english[2:]
    other = [str(event["uid"]) for event in events(made(number="7K3M-9QPX-2TD"))]
    assert len({*english, *other}) == 8
    assert not any("7K3M" in uid for uid in english)


def test_days_gone_by_are_left_out_and_today_is_not() -> None:
    assert [event["dtstart"].dt for event in events(made(on=date(2027, 5, 5)))] == LAST_DAYS
    assert [event["dtstart"].dt for event in events(made(on=date(2027, 5, 6)))] == LAST_DAYS[1:]
    assert events(made(on=date(2028, 2, 6))) == []


@pytest.mark.parametrize("language", ["en", "hi"])
def test_every_line_is_folded_and_escaped_as_the_standard_says(language: str) -> None:
    name = "Redmi; Note, 9\\Pro " + "लंबा " * 30
    file = made(language, device=name)
    lines = file.split(b"\r\n")
    assert lines[-1] == b""
    assert all(b"\n" not in line and b"\r" not in line and len(line) <= 75 for line in lines)
    assert all(line.decode() for line in lines[:-1])  # no sign of Hindi is cut in two
    text = file.decode().replace("\r\n ", "")
    assert "Redmi\\; Note\\, 9\\\\Pro" in text
    assert all(name.strip() in str(event["summary"]) for event in events(file))
    assert re.findall(r"DTSTAMP:(.*)\r", text) == [AT.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")] * 4
    assert "DTSTART;VALUE=DATE:20270505\r\n" in text
    for line in ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Smart Upgrade//Plan//EN", "METHOD:PUBLISH"):
        assert f"{line}\r\n" in text


def test_no_line_of_a_name_becomes_a_line_of_the_file() -> None:
    file = made(device="Redmi\r\nATTENDEE:mailto:x@example.in")
    assert not re.search(rb"(?m)^ATTENDEE", file)

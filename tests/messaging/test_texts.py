"""The texts: every slot is used, both languages say the same things, an English SMS is at most two messages long."""

from __future__ import annotations

import csv
import re

import pytest

from tests.messaging.letters import CODE_SLOTS, PLAN_SLOTS
from upgrade_program.catalog.files import FOLDER
from upgrade_program.messaging.enums import Category, Channel
from upgrade_program.messaging.gsm7 import is_gsm7, segments
from upgrade_program.messaging.texts import in_two, names, template, words

# The longest that each slot takes in earnest; a device is the longest of the catalogue.
LONGEST = {
    **PLAN_SLOTS,
    **CODE_SLOTS,
    "name": "Venkatanarasimharajuvaripeta Subramaniam Iyer",
    "device": "",
    "value": "₹1,12,345.50",
    "amount": "₹1,12,345.50",
    "price": "₹12,345",
    "first_day": "28 Mar 2027",
    "last_day": "28 Mar 2028",
    "until": "28 Mar 2028",
    "day": "28 Mar 2028",
    "store": "Mi Preferred Partner Thiruvananthapuram East Fort",
    "link": "https://upgrade.example-stores.in/p/Zb3kPq8sT1vXw5yZ0aBcDeFg/",
    "credit_note": "CHIMPP0001C26000001"[:16],
    "voucher": "CHIMPP0001P26000001"[:16],
    "cause": "The phone still has an account",
    "more": " or a lock, or asks for one ab",
    "advice": "\nWhat you can do:\n- Sign in on the phone once.\n",
    "clause": "3.16",
    "phone": "Redmi Note 11 Pro+ 5G 8/256",
    "act": "Cancel the plan and give the money back",
    "report": "Sold 4\nCancelled 1",
    "head": "ab" * 32,
    "when": "28 Mar 2028, 23:59",
    "by": "Venkatanarasimharajuvaripeta Subramaniam Iyer",
    "reason": "Batteries swell",
    "old": "7518",
    "new": "3809",
    "code": "482913",
    "stop": "https://upgrade.example-stores.in/o/Zb3kPq8sT1vXw5yZ0aBcDeFg/",
    "then": "₹1,12,345.50",
    "drop": "₹1,12,345.50",
    "next_day": "28 Mar 2028",
    "minutes": "5",
    "reward": "70 % off a used Redmi Note 11P",
    "points": "10000000",
    "available": "10000000",
}
HINDI = LONGEST | {
    "reward": "रेडमी नोट ग्यारह पर सत्तर % छूट",
    "first_day": "28 अक्तू॰ 2027",
    "last_day": "28 अक्तू॰ 2028",
    "next_day": "28 अक्तू॰ 2028",
    "until": "28 अक्तू॰ 2028",
    "day": "28 अक्तू॰ 2028",
}


@pytest.fixture(scope="module")
def longest_device() -> str:
    with (FOLDER / "devices.csv").open() as file:
        rows = list(csv.DictReader(file))
    return max((f"{row['model']} {row['ram_gb']}/{row['storage_gb']}" for row in rows), key=len)


def filled(name: str, channel: Channel, language: str, device: str) -> str:
    slots = (HINDI if language == "hi" else LONGEST) | {"device": device}
    if name.startswith("reward."):
        slots |= {"code": "PARTNER-DEAL-2027-0123-4567-89"}
    made = words(name, channel=channel, language=language, slots=slots)
    return made.subject + made.text


def test_the_templates_are_those_that_others_name() -> None:
    assert {"otp.code", "plan.sold", "plan.pending", "plan.unpaid", "plan.cancelled", "day.report"} <= set(names())
    assert template("otp.code").channels == [Channel.SMS]
    assert template("day.report").channels == [Channel.EMAIL]
    assert template("plan.sold").channels == [Channel.SMS, Channel.EMAIL]


@pytest.mark.parametrize("name", names())
def test_every_slot_is_used_none_is_unknown_and_both_languages_have_the_same(name: str) -> None:
    known = template(name)
    used: dict[tuple[Channel, str], set[str]] = {key: set(re.findall(r"{(\w+)}", text)) for key, text in known.texts.items()}
    necessary = known.category is Category.NECESSARY
    assert set().union(*used.values()) == known.slots | known.secret | (set() if necessary else {"stop"})
    for channel in known.channels:
        assert used[channel, "en"] == used[channel, "hi"]
        assert not re.search(r"[{}]", filled(name, channel, "hi", "Redmi 9"))


@pytest.mark.parametrize("name", [name for name in names() if Channel.SMS in template(name).channels])
def test_an_english_sms_is_plain_and_at_most_two_messages_long(name: str, longest_device: str) -> None:
    text = filled(name, Channel.SMS, "en", longest_device)
    print(f"{name}: {len(text)} signs, {segments(text)} messages: {text}")
    assert is_gsm7(text)
    assert segments(text) <= 2


@pytest.mark.parametrize("name", [name for name in names() if Channel.SMS in template(name).channels])
def test_a_hindi_sms_is_at_most_five_messages_long(name: str, longest_device: str) -> None:
    text = filled(name, Channel.SMS, "hi", longest_device)
    print(f"{name}: {len(text)} signs, {segments(text)} messages: {text}")
    assert segments(text) <= 5
    assert len(re.findall(r"[\u0900-\u097f]", text)) > 20


def test_the_link_alone_stands_whole_in_the_sms() -> None:
    for language in ("en", "hi"):
        assert LONGEST["link"] in filled("plan.sold", Channel.SMS, language, "Redmi 9")


def test_long_values_are_cut_in_an_sms_and_whole_in_a_mail() -> None:
    slots = LONGEST | {"device": "Redmi Note 9 Pro Max Special Edition 8/128"}
    assert "Redmi Note 9 Pro Max Special.." in words("plan.sold", channel=Channel.SMS, language="en", slots=slots).text
    assert "Redmi Note 9 Pro Max Special Edition 8/128" in words("plan.sold", channel=Channel.EMAIL, language="en", slots=slots).text


@pytest.mark.parametrize(
    ("value", "two"),
    [("Display", ("Display", "")), ("x" * 30, ("x" * 30, "")), ("x" * 31, ("x" * 30, "x")),
     ("The phone still has an account or a lock", ("The phone still has an account", " or a lock")),
     ("A phone does not start: its cell is empty", ("A phone does not start: its", " cell is empty"))],
)  # fmt: skip
def test_a_long_value_stands_in_two_variables_and_loses_no_sign(value: str, two: tuple[str, str]) -> None:
    assert in_two(value) == two
    assert "".join(two) == value


def test_a_mail_begins_with_its_subject_on_one_line() -> None:
    made = words("plan.sold", channel=Channel.EMAIL, language="en", slots=PLAN_SLOTS | {"number": "4Q7K\nBcc: x@example.in"})
    assert made.subject.startswith("Your Smart Upgrade plan 4Q7K")
    assert "\n" not in made.subject
    assert made.text.endswith("\n")


def test_a_value_that_looks_like_a_slot_is_not_filled_again() -> None:
    assert "{link}" in words("plan.sold", channel=Channel.EMAIL, language="en", slots=PLAN_SLOTS | {"name": "{link}"}).text


@pytest.mark.parametrize(
    ("text", "long"),
    [("", 1), ("a" * 160, 1), ("a" * 161, 2), ("a" * 306, 2), ("a" * 307, 3), ("[" * 80, 1), ("[" * 81, 2), ("प" * 70, 1), ("प" * 71, 2),
     ("प" * 134, 2), ("प" * 135, 3), ("a" * 69 + "₹", 1), ("a" * 70 + "₹", 2), ("😀" * 35, 1), ("😀" * 36, 2)],
)  # fmt: skip
def test_how_many_messages_a_text_is(text: str, long: int) -> None:
    """Counted by hand from 3GPP TS 23.038 and 23.040: 160 and 153 septets, 70 and 67 units of sixteen bits."""
    assert segments(text) == long

"""Indian mobile numbers as people type them (smart-upgrade section 4.4)."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from upgrade_program.customers.mobiles import masked_mobile, parse_mobile
from upgrade_program.customers.refusals import MobileInvalid


@pytest.mark.parametrize(
    "text",
    [
        "9810455421",
        "+919810455421",
        "+91 98104 55421",
        "+91-98104-55421",
        "919810455421",
        "91 9810455421",
        "09810455421",
        "0091 98104 55421",
        " 98104\u00a055421 ",
        "(98104) 55421",
        "98104\u201155421",
        "98.10.45.54.21",
    ],
)
def test_one_number_however_it_is_written(text):
    assert parse_mobile(text) == "+919810455421"


def test_a_number_that_itself_begins_with_91_keeps_its_digits():
    assert parse_mobile("9198765432") == "+919198765432"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "missing"),
        ("   ", "missing"),
        ("1234567890", "begins with 6, 7, 8 or 9"),
        ("011 26451234", "begins with 6, 7, 8 or 9"),  # a landline in Delhi
        ("+91 22 2645 1234", "begins with 6, 7, 8 or 9"),  # and one in Mumbai
        ("९८१०४५५४२१", "another script"),
        ("98104५५421", "another script"),
        ("981045542", "ten digits, this has 9"),
        ("98104554211", "ten digits, this has 11"),
        ("9810455421x", "digits only"),
        ("98104 55421;drop", "digits only"),
        ("asha@example.in", "digits only"),
        ("+1 202 555 0143", "Only Indian"),
        ("+44 7911 123456", "Only Indian"),
        ("00000000000000", "ten digits"),
        ("²810455421", "another script"),
    ],
)
def test_each_mistake_has_its_words(text, words):
    with pytest.raises(MobileInvalid, match=words) as no:
        parse_mobile(text)
    assert (no.value.code, no.value.status, no.value.field) == ("mobile_invalid", 422, "customer.mobile")
    assert no.value.next_step
    assert not text.strip() or text not in str(no.value)


def test_the_field_can_be_named():
    with pytest.raises(MobileInvalid) as no:
        parse_mobile("12", field="mobile")
    assert no.value.field == "mobile"


@pytest.mark.parametrize("text", ["612 6123456", "0612-6123456", "+91 731 612 3456"])
def test_a_landline_that_looks_like_a_mobile_is_refused(text):
    with pytest.raises(MobileInvalid, match="landline"):
        parse_mobile(text)


@given(st.text(max_size=40))
@example("+91")
@example("0")
@example("{0}")
def test_any_text_is_a_number_or_a_refusal(text):
    try:
        number = parse_mobile(text)
    except MobileInvalid:
        return
    assert re.fullmatch(r"\+91[6-9][0-9]{9}", number)


@given(st.from_regex(r"[6-9][0-9]{9}", fullmatch=True, alphabet="0123456789"), st.sampled_from(["", "0", "91", "+91", "+91 ", "0091-"]))
def test_what_is_read_is_read_again_the_same(digits, prefix):
    try:
        number = parse_mobile(digits)
    except MobileInvalid:
        return
    assert number == f"+91{digits}"
    assert parse_mobile(number) == number
    assert parse_mobile(prefix + digits) == number


def test_a_masked_number_shows_five_digits():
    assert masked_mobile("+919810455421") == "98••• ••421"

"""The mistakes a counter makes with an IMEI are told apart in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn

from upgrade_program.kernel.imei import ImeiInvalid, looks_like_imei, masked, model_prefix, parse_imei

GOOD = "490154203237518"


@pytest.mark.parametrize("text", [GOOD, "49-015420-323751-8", " 490154 20 323751 8 ", "4901\u00a05420\u20113237\u2013518"])
def test_spaces_and_dashes_are_stripped(text):
    assert parse_imei(text) == GOOD


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "missing"),
        ("  - ", "missing"),
        (GOOD[:14], "14 digits"),
        (GOOD + "0", "16 digits"),
        ("4901542", "7 digits"),
        ("0" * 15, "All zeros"),
        (GOOD[:-1] + "9", "do not belong together"),
        ("४९०१५४२०३२३७५१८", "another script"),
        ("30291/F0WX23456", "serial number"),
        ("RZ8M802WY0X", "serial number"),
        ("4901542032375_8", "digits only"),
    ],
)
def test_each_mistake_has_its_own_words(text, words):
    with pytest.raises(ImeiInvalid) as no:
        parse_imei(text)
    assert no.value.code == "imei_invalid"
    assert no.value.field == "imei"
    assert words in str(no.value)


def test_the_second_imei_is_named_as_such():
    with pytest.raises(ImeiInvalid) as no:
        parse_imei("1", field="imei2")
    assert no.value.field == "imei2"


@given(st.text(alphabet="0123456789", min_size=14, max_size=14).filter(lambda body: set(body) != {"0"}))
def test_every_body_has_exactly_one_check_digit(body):
    right = luhn.calc_check_digit(body)
    accepted = []
    for digit in "0123456789":
        try:
            accepted.append(parse_imei(body + digit)[-1])
        except ImeiInvalid:
            continue
    assert accepted == [right]


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused_never_an_error(text):
    try:
        read = parse_imei(text)
    except ImeiInvalid:
        return
    assert len(read) == 15
    assert read.isascii()


def test_a_scan_is_recognised_by_its_length():
    assert looks_like_imei(GOOD)
    assert looks_like_imei(GOOD + "1")
    assert not looks_like_imei("9810455421")
    assert not looks_like_imei("7K3M-92QT-AB1")


def test_a_stranger_sees_four_digits():
    assert masked(GOOD) == "•••••••••••7518"
    assert model_prefix(GOOD) == "49015420"

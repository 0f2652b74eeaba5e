"""GSTINs: pattern, state, PAN and check sign."""

import pytest

from stores.gstin import gstin_for, parse_gstin
from stores.states import STATES
from upgrade_program.kernel.errors import Invalid

GOOD = "27AAPFU0939F1ZV"  # the library's own example


def test_a_known_number_is_taken_with_blanks_dashes_and_small_letters() -> None:
    assert parse_gstin(" 27-aapfu 0939f1zv ") == GOOD
    assert gstin_for(GOOD[:14]) == GOOD


@pytest.mark.parametrize("state", sorted(STATES))
def test_every_state_can_register_ladakh_too(state: str) -> None:
    number = gstin_for(f"{state}AAPFU0939F1Z")
    assert parse_gstin(number) == number


def test_every_single_slip_in_the_check_sign_is_found() -> None:
    for sign in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ":
        if sign != GOOD[-1]:
            with pytest.raises(Invalid, match="mistyped"):
                parse_gstin(GOOD[:-1] + sign)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "15 signs"),
        ("27AAPFU0939F1Z", "has 14"),
        ("27AAPFU0939F1ZVV", "has 16"),
        ("28AAPFU0939F1ZV", "No state has the GST code 28"),
        ("XXAAPFU0939F1ZV", "two digits of its state"),
        ("27AAPFU0939F0ZV", "pattern"),
        ("27AAPFU0939F1AV", "pattern"),
        ("27AAPXU0939F1ZV", "pattern"),  # no PAN holder has the type X
        ("२७AAPFU0939F1ZV", "No state"),
        ("27AAPFU0939{1ZV", "pattern"),
        ("372964508965408", "pattern"),
    ],
)
def test_what_is_wrong_is_said(text: str, words: str) -> None:
    with pytest.raises(Invalid, match=words) as no:
        parse_gstin(text, field="customer.gstin")
    assert (no.value.code, no.value.field) == ("invalid", "customer.gstin")

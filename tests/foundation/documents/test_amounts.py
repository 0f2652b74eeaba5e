"""Amounts in words: examples written by hand, and what holds for every amount."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upgrade_program.foundation.documents.amounts import amount_in_words
from upgrade_program.foundation.documents.hindi import hindi_number

EXAMPLES = [
    ("0", "Rupees zero only", "शून्य रुपये मात्र"),
    ("1", "Rupees one only", "एक रुपया मात्र"),
    ("0.01", "Paise one only", "एक पैसा मात्र"),
    ("0.50", "Paise fifty only", "पचास पैसे मात्र"),
    ("41.87", "Rupees forty-one and paise eighty-seven only", "इकतालीस रुपये सत्तासी पैसे मात्र"),
    ("299", "Rupees two hundred and ninety-nine only", "दो सौ निन्यानवे रुपये मात्र"),
    ("549", "Rupees five hundred and forty-nine only", "पाँच सौ उनचास रुपये मात्र"),
    ("1050", "Rupees one thousand and fifty only", "एक हज़ार पचास रुपये मात्र"),
    ("1699", "Rupees one thousand six hundred and ninety-nine only", "एक हज़ार छह सौ निन्यानवे रुपये मात्र"),
    ("13999", "Rupees thirteen thousand nine hundred and ninety-nine only", "तेरह हज़ार नौ सौ निन्यानवे रुपये मात्र"),
    ("100000", "Rupees one lakh only", "एक लाख रुपये मात्र"),
    (
        "1234567.89",
        "Rupees twelve lakh thirty-four thousand five hundred and sixty-seven and paise eighty-nine only",
        "बारह लाख चौंतीस हज़ार पाँच सौ सड़सठ रुपये नवासी पैसे मात्र",
    ),
    ("10000000", "Rupees one crore only", "एक करोड़ रुपये मात्र"),
    (
        "99999999.99",
        "Rupees nine crore ninety-nine lakh ninety-nine thousand nine hundred and ninety-nine and paise ninety-nine only",
        "नौ करोड़ निन्यानवे लाख निन्यानवे हज़ार नौ सौ निन्यानवे रुपये निन्यानवे पैसे मात्र",
    ),
]
UNITS = {"सौ": 100, "हज़ार": 1_000, "लाख": 100_000, "करोड़": 10_000_000}
SMALL = {hindi_number(number): number for number in range(100)}


@pytest.mark.parametrize(("amount", "english", "hindi"), EXAMPLES)
def test_examples(amount: str, english: str, hindi: str) -> None:
    assert amount_in_words(amount, language="en") == english
    assert amount_in_words(Decimal(amount), language="hi") == hindi


def heard(words: str) -> int:
    """The number that Hindi words say, read by a rule of its own: each unit multiplies what stands since the greater unit before it."""
    total, group, hundreds = 0, 0, 0
    for word in words.split():
        if word not in UNITS:
            group += SMALL[word]
        elif word == "सौ":
            hundreds, group = hundreds + group * 100, 0
        else:
            total, group, hundreds = total + (group + hundreds) * UNITS[word], 0, 0
    return total + hundreds + group


def test_every_number_below_a_hundred_has_a_word_of_its_own() -> None:
    assert len(SMALL) == 100
    assert not any(" " in word for word in SMALL)


@given(st.integers(0, 999_999_999))
def test_hindi_words_say_the_number(number: int) -> None:
    assert heard(hindi_number(number)) == number


@given(st.integers(0, 9_999_999_999), st.integers(0, 9_999_999_999))
def test_two_amounts_never_read_alike(one: int, other: int) -> None:
    for language in ("en", "hi"):
        said = [amount_in_words(Decimal(paise) / 100, language=language) for paise in (one, other)]
        assert (said[0] == said[1]) is (one == other)


@given(st.integers(0, 9_999_999_999))
def test_words_are_one_sentence_without_figures_or_commas(paise: int) -> None:
    english, hindi = (amount_in_words(Decimal(paise) / 100, language=language) for language in ("en", "hi"))
    assert english.isascii()
    assert english.replace("-", "").replace(" ", "").isalpha()
    assert english.split()[0] in {"Rupees", "Paise"}
    assert english.endswith(" only")
    assert hindi.endswith((" रुपये मात्र", " रुपया मात्र", " पैसे मात्र", " पैसा मात्र"))
    assert not any(sign.isdigit() for sign in hindi)


def test_what_is_no_amount_is_refused() -> None:
    for wrong in ("-1", "0.005"):
        with pytest.raises(ValueError, match="paise"):
            amount_in_words(wrong, language="en")
    with pytest.raises(TypeError):
        amount_in_words(549.0, language="en")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="en and hi"):
        amount_in_words(1, language="ta")
    with pytest.raises(ValueError, match="below zero"):
        hindi_number(-1)

"""Names of people, in any script."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upgrade_program.customers.names import parse_name
from upgrade_program.kernel.errors import Invalid


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Farhan Ali", "Farhan Ali"),
        ("  Farhan \t  Ali\n", "Farhan Ali"),
        ("आशा राव", "आशा राव"),
        ("क्‍षमा", "क्‍षमा"),  # with its joiner
        ("Rene\u0301", "Ren\u00e9"),
        ("O'Brien-D’Souza Jr. 2", "O'Brien-D’Souza Jr. 2"),
        ("=HYPERLINK(1)", "=HYPERLINK(1)"),  # exports make formulas harmless; a name is kept as given
        ("Om", "Om"),
        ("x" * 100, "x" * 100),
    ],
)
def test_a_name_is_kept_as_given(text, name):
    assert parse_name(text) == name


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "missing"),
        (" \n ", "missing"),
        ("A", "at least two"),
        ("x" * 101, "at most 100 letters, this has 101"),
        ("12345", "letters"),
        ("...", "letters"),
        ("Asha\x00Rao", "cannot be printed"),
        ("Asha\x07", "cannot be printed"),
        ("Asha\u202eRao", "cannot be printed"),
        ("Asha\u200b", "cannot be printed"),
        ("Asha\ud800", "cannot be printed"),
    ],
)
def test_each_mistake_has_its_words(text, words):
    with pytest.raises(Invalid, match=words) as no:
        parse_name(text)
    assert (no.value.code, no.value.field) == ("invalid", "customer.name")


@given(st.text(max_size=120))
def test_any_text_is_a_name_or_a_refusal(text):
    try:
        name = parse_name(text)
    except Invalid:
        return
    assert 2 <= len(name) <= 100
    assert name == name.strip()
    assert parse_name(name) == name

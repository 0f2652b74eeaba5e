"""One line of text, whatever is typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upgrade_program.kernel.errors import Invalid
from upgrade_program.kernel.text import one_line


def test_blanks_collapse_and_hindi_stays():
    assert one_line("  ग्राहक ने \n मन\tबदला ", field="reason", most=200) == "ग्राहक ने मन बदला"


@pytest.mark.parametrize("text", ["a\x00b", "\ud800", "a\x07", "\ue000"])
def test_what_cannot_be_printed_is_refused(text):
    with pytest.raises(Invalid) as no:
        one_line(text, field="reason", most=200)
    assert (no.value.code, no.value.field) == ("invalid", "reason")


def test_too_long_is_refused():
    with pytest.raises(Invalid) as no:
        one_line("x" * 201, field="reason", most=200)
    assert "at most 200" in str(no.value)


@given(st.text(max_size=300))
def test_what_passes_can_be_stored(text):
    try:
        line = one_line(text, field="reason", most=200)
    except Invalid:
        return
    assert "\x00" not in line
    assert len(line.encode()) >= len(line) <= 200

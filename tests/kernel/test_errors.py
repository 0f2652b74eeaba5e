"""Refusals name the field, the reason and the next step."""

import pytest

from upgrade_program.kernel.errors import Invalid, ReasonRequired, Refused, SeveralRefused, refuse_together


class TooMany(Refused):
    sentence = "Only {most!g} of {name!r} are left."
    next_step = "Take {most!g}."


class TooLate(Refused):
    code = "too_late"
    field = "day"
    sentence = "{day} is too late."
    next_step = "Come earlier."


def test_a_refusal_speaks_with_its_facts():
    no = TooLate(day="Sunday")
    assert str(no) == "Sunday is too late. Come earlier."
    assert [(e.field, e.code, e.message) for e in no.errors] == [("day", "too_late", "Sunday is too late. Come earlier.")]
    assert no.facts == {"day": "Sunday"}


def test_counts_are_grouped_where_the_words_say_so():
    no = TooMany(most=123456, name="x", unused=1000)
    assert str(no) == "Only 1,23,456 of 'x' are left. Take 1,23,456."
    assert no.facts == {"most": 123456, "name": "x", "unused": 1000}


def test_silence_one_or_several():
    refuse_together([])
    with pytest.raises(TooLate):
        refuse_together([TooLate(day="x")])
    with pytest.raises(SeveralRefused) as no:
        refuse_together([TooLate(day="x"), ReasonRequired(), Invalid(field="sku")])
    assert [error.code for error in no.value.errors] == ["too_late", "reason_required", "invalid"]
    assert no.value.status == 422


def test_several_refusals_need_one():
    with pytest.raises(ValueError, match="at least one"):
        SeveralRefused([])


def test_words_without_facts_keep_their_braces():
    assert str(Invalid(field="name", sentence="Not {this}.", next_step="")) == "Not {this}."

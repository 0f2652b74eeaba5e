"""The words of the first terms for customers: each gate says what failed and what they can do, in both languages, fit for an SMS."""

from __future__ import annotations

import pytest

from upgrade_program.buyback.wording import Point
from upgrade_program.messaging.texts import LONGEST_VALUE, in_two
from upgrade_program.plans.first_checks import CHECKS
from upgrade_program.plans.first_gates import GATES

ABOUT_THEM = {"en": "customer", "hi": "ग्राहक"}  # how the words for staff speak of the reader
POINTS = [Point(key, clause, words) for key, clause, words in GATES]
QUESTIONS = [Point(key, clause, words, minor, major) for key, clause, minor, major, words in CHECKS]


@pytest.mark.parametrize("language", ["en", "hi"])
@pytest.mark.parametrize("gate", POINTS, ids=lambda gate: gate.key)
def test_a_gate_says_what_failed_and_what_to_do_in_words_for_its_reader(gate: Point, language: str) -> None:
    assert gate.cause(language) == gate.says("fails", language)[:-1]
    assert gate.advice(language) != gate.remedy(language)
    for words in (gate.cause(language), *gate.advice(language)):
        assert words.strip() == words != ""
        assert ABOUT_THEM[language] not in words.lower()


@pytest.mark.parametrize("language", ["en", "hi"])
@pytest.mark.parametrize("point", [*POINTS, *QUESTIONS], ids=lambda point: point.key)
def test_no_cause_is_cut_in_an_sms(point: Point, language: str) -> None:
    cause = point.cause(language)
    cause_and_more = in_two(cause)
    assert "".join(cause_and_more) == cause
    assert all(len(value) <= LONGEST_VALUE for value in cause_and_more)


def test_a_question_is_named_and_terms_without_advice_give_the_staffs() -> None:
    assert QUESTIONS[0].cause() == "Display"
    assert QUESTIONS[0].advice() == []
    assert Point("x", "1", {"en": {"title": "X", "fails": "It fails.", "remedy": ["Do it."]}}).advice() == ["Do it."]

"""What stands against proposed terms, each at its field with a next step; and what two proposals say otherwise. Pure."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.plans.first_terms import FIRST_PROPOSAL
from upgrade_program.plans.conditions import Limits
from upgrade_program.plans.enums import Basis
from upgrade_program.plans.proposal import Proposal, Question, differences
from upgrade_program.plans.proposal_faults import BOUNDS, faults_of
from upgrade_program.plans.terms import Terms, Tier

ONE = FIRST_PROPOSAL.questions[0]


def tiers(*rows: tuple[int, int, int]) -> dict[str, Any]:
    said = " ".join(f"{percent} %" for *_, percent in rows)
    return {"tiers": tuple(Tier(*row) for row in rows), "text_en": f"Shares {said}", "text_hi": f"हिस्से {said}"}


def question(**changes: Any) -> dict[str, Any]:
    return {"questions": (replace(ONE, **changes),)}


def words(language: str, **parts: str) -> dict[str, Any]:
    return question(words=ONE.words | {language: ONE.words[language] | parts})


def fields(proposal: Proposal) -> list[str | None]:
    found = faults_of(proposal)
    assert all(no.code == "invalid" and no.sentence and no.next_step for no in found)
    return [no.field for no in found]


def test_the_first_terms_have_no_fault() -> None:
    assert fields(FIRST_PROPOSAL) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (tiers((3, 6, 70), (7, 9, 60)), ["tiers.1.after"]),
        (tiers((3, 6, 70), (5, 9, 60)), ["tiers.1.after"]),
        (tiers((3, 6, 70), (6, 9, 70)), ["tiers.1.percent"]),
        (tiers((3, 6, 70), (6, 9, 71)), ["tiers.1.percent"]),
        (tiers((3, 6, 70), (6, 16, 60)), ["tiers.1.through"]),
        (tiers((6, 6, 70)), ["tiers.0.through"]),
        (tiers((3, 6, 0)), ["tiers.0.percent"]),
        (tiers((3, 6, 101)), ["tiers.0.percent"]),
        ({"tiers": ()}, ["tiers"]),
        (tiers(*((month, month + 1, 90 - month) for month in range(9))), ["tiers"]),
        ({"text_en": " "}, ["text_en"]),
        ({"text_hi": ""}, ["text_hi"]),
        ({"text_hi": "70 % 60 % 50 % 40 %"}, ["text_hi"]),
        ({"text_en": "70 % 60 % 50 %"}, ["text_en"]),
        ({"text_en": "170 % 60 % 50 % 40 %"}, ["text_en"]),
        ({"text_en": FIRST_PROPOSAL.text_en + "\x07"}, ["text_en"]),
        ({"text_en": FIRST_PROPOSAL.text_en * 20}, ["text_en"]),
        ({"questions": ()}, ["questions"]),
        ({"questions": (ONE, ONE)}, ["questions.1.key"]),
        (question(key="Back cover"), ["questions.0.key"]),
        (question(clause="three"), ["questions.0.clause"]),
        (question(minor=26), ["questions.0.minor"]),
        (question(minor=-1), ["questions.0.minor"]),
        (question(major=51), ["questions.0.major"]),
        (words("en", title=""), ["questions.0.title_en"]),
        (words("hi", major="broken"), ["questions.0.major_hi"]),
        (words("en", test="x" * 301), ["questions.0.test_en"]),
    ],
)
def test_a_fault_stands_at_its_field(changes: dict[str, Any], expected: list[str]) -> None:
    assert fields(replace(FIRST_PROPOSAL, **changes)) == expected


@pytest.mark.parametrize("field", BOUNDS)
def test_each_figure_keeps_its_bounds(field: str) -> None:
    least, most, _ = BOUNDS[field]

    def proposed(value: int) -> Proposal:
        if field in Limits.__dataclass_fields__:
            return replace(FIRST_PROPOSAL, limits=replace(FIRST_PROPOSAL.limits, **{field: value}))
        return replace(FIRST_PROPOSAL, **{field: value})

    assert [fields(proposed(value)) for value in (least - 1, least, most, most + 1)] == [[field], [], [], [field]]


def test_figures_in_hindi_digits_are_read() -> None:
    assert fields(replace(FIRST_PROPOSAL, text_hi="हिस्से ७०%, ६० प्रतिशत, ५० %, ४० %")) == []


@given(st.lists(st.tuples(st.integers(0, 16), st.integers(0, 16), st.integers(0, 101)), min_size=1, max_size=5))
def test_what_has_no_fault_is_a_promise_that_falls_without_a_gap(rows: list[tuple[int, int, int]]) -> None:
    proposal = replace(FIRST_PROPOSAL, **tiers(*rows))
    sound = all(after < through <= 15 and 1 <= percent <= 100 for after, through, percent in rows) and all(
        one[1] == two[0] and one[2] > two[2] for one, two in pairwise(rows)
    )
    assert (fields(proposal) == []) is sound
    if sound:
        assert isinstance(proposal.terms(), Terms)


def test_a_proposal_comes_back_out_of_its_json() -> None:
    assert Proposal.from_json(FIRST_PROPOSAL.as_json()) == FIRST_PROPOSAL


def test_two_proposals_are_told_apart_in_words() -> None:
    extra = Question("back_cover", "3.17", 1, 2, ONE.words)
    then = replace(
        FIRST_PROPOSAL,
        **tiers((3, 6, 75), (6, 9, 60)),
        basis=Basis.LOWER,
        limits=replace(FIRST_PROPOSAL.limits, transfer=True),
        questions=(replace(ONE, minor=12), *FIRST_PROPOSAL.questions[1:], extra),
    )
    told = {one.what: (one.before, one.then) for one in differences(FIRST_PROPOSAL, then)}
    assert told["Tier 1"] == ("after 3 through 6 months: 70 %", "after 3 through 6 months: 75 %")
    assert told["Tier 4"] == ("after 12 through 15 months: 40 %", "—")
    assert told["Per cent of"] == ("the SRP", "the lower of SRP and phone bill")
    assert told["Transfer to another person"] == ("no", "yes")
    assert told["Display (display), minor / major"] == ("10 % / 25 %", "12 % / 25 %")
    assert told["Display (back_cover), clause"] == ("—", "3.17")
    assert "Tier 2" not in told
    assert differences(FIRST_PROPOSAL, FIRST_PROPOSAL) == []

"""The thin line: where values stand, what is told of them, and that a label is no markup."""

from __future__ import annotations

import pytest

from upgrade_program.foundation.ui.spark import points, svg, told


@pytest.mark.parametrize(
    ("values", "placed"),
    [
        ([], []),
        ([5], [(3, 3)]),
        ([0, 0], [(3, 29), (117, 29)]),
        ([0, 4, 2], [(3, 29), (60, 3), (117, 16)]),
    ],
)
def test_zero_is_the_bottom_and_the_largest_the_top(values: list[int], placed: list[tuple[float, float]]) -> None:
    assert points(values) == placed


def test_what_is_told_is_what_is_drawn() -> None:
    assert told([3, 9, 7]) == "3 days: from 3 to 7, at most 9"
    assert told([]) == "no days"


def test_a_label_is_no_markup_and_no_value_draws_nothing() -> None:
    drawn = svg([1, 2], label='"><script>', css="x")
    assert 'role="img" aria-label="&quot;&gt;&lt;script&gt;"' in drawn
    assert 'class="x"' in drawn
    assert svg([], label="x") == ""

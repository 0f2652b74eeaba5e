"""Rupees: exact, half up, never float."""

from decimal import Decimal

import pytest

from upgrade_program.kernel.money import percent_of, round_paisa, round_rupee, rupees


def test_half_a_rupee_rounds_up_not_to_even():
    assert round_rupee(percent_of(rupees(10_001), 50)) == Decimal(5001)
    assert round_rupee(Decimal("4.5")) == Decimal(5)
    assert round_rupee(Decimal("-4.5")) == Decimal(-5)


def test_half_a_paisa_rounds_up():
    assert round_paisa(Decimal("0.125")) == Decimal("0.13")
    assert round_paisa(Decimal("0.135")) == Decimal("0.14")


@pytest.mark.parametrize("lost", [1.1, True, None, [1]])
def test_a_float_and_other_types_are_type_errors(lost):
    with pytest.raises(TypeError):
        rupees(lost)


def test_a_float_is_refused_by_every_function():
    for act in (lambda: round_rupee(1.0), lambda: round_paisa(1.0), lambda: percent_of(1.0, 70), lambda: percent_of(Decimal(1), 0.7)):
        with pytest.raises(TypeError):
            act()


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(ValueError, match="finite"):
        rupees(text)

"""Rupees with lakh grouping, days with the month's short name."""

from datetime import date
from decimal import Decimal

import pytest

from upgrade_program.kernel.wording import count_text, day_text, rupees_text


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (0, "₹0"),
        (999, "₹999"),
        (1000, "₹1,000"),
        (123456, "₹1,23,456"),
        (12345678, "₹1,23,45,678"),
        (Decimal("41.87"), "₹41.87"),
        (Decimal("549.00"), "₹549"),
        (-1400, "\u2212₹1,400"),
    ],
)
def test_rupees(amount, text):
    assert rupees_text(amount) == text


@pytest.mark.parametrize(("count", "text"), [(0, "0"), (999, "999"), (1000, "1,000"), (123456, "1,23,456"), (-1400, "\u22121,400")])
def test_counts(count, text):
    assert count_text(count) == text


def test_days():
    assert day_text(date(2020, 11, 5)) == "5 Nov 2020"
    assert day_text(date(2027, 2, 6), "hi") == "6 फ़र॰ 2027"

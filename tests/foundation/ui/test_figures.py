from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from upgrade_program.foundation.ui import figures


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (0, "₹0"),
        (399, "₹399"),
        (Decimal("123456"), "₹1,23,456"),
        (Decimal("41.87"), "₹41.87"),
        (Decimal("-1400"), "−₹1,400"),
        ("12345678.50", "₹1,23,45,678.50"),
    ],
)
def test_money_has_indian_groups_and_paise_only_where_there_are_any(amount: int | str | Decimal, text: str) -> None:
    assert figures.money(amount) == text


def test_a_float_is_no_money() -> None:
    with pytest.raises(TypeError, match="float"):
        figures.money(9.5)  # type: ignore[arg-type]


def test_the_sign_of_the_large_figure_stands_apart() -> None:
    assert figures.grouped(Decimal("-1400")) == "−1,400"


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ({}, "5 Nov 2020"),
        ({"year": False}, "5 Nov"),
        ({"weekday": True}, "Thu 5 Nov 2020"),
        ({"language": "hi"}, "5 नव॰ 2020"),
        ({"language": "hi-IN", "weekday": True, "year": False}, "गुरु 5 नव॰"),
    ],
)
def test_days_are_written_in_the_language_with_digits_0_to_9(kind: dict[str, bool | str], text: str) -> None:
    assert figures.day(date(2020, 11, 5), **kind) == text  # type: ignore[arg-type]


def test_a_moment_has_its_day_and_minute() -> None:
    assert figures.moment(datetime(2026, 11, 5, 18, 12)) == "5 Nov 2026, 18:12"  # noqa: DTZ001  already in the reader's zone


@pytest.mark.parametrize(("share", "text"), [(70, "70 %"), (Decimal("12.50"), "12.5 %"), (Decimal("100"), "100 %")])
def test_percent_has_its_space(share: int | Decimal, text: str) -> None:
    assert figures.percent(share) == text


@pytest.mark.parametrize(
    ("imei", "text"), [("865713045520196", "865713 04 552019 6"), ("•" * 11 + "0196", "•••••• •• •••019 6"), ("1234", "1234")]
)
def test_an_imei_stands_as_on_its_box(imei: str, text: str) -> None:
    assert figures.imei_spaced(imei) == text


def test_a_mobile_is_read_in_two_halves_or_masked() -> None:
    assert figures.mobile_spaced("+919810455421") == "98104 55421"
    assert figures.mobile_masked("+919810455421") == "98••• ••421"
    assert figures.mobile_masked("12") == "••"

"""The rules that fill in prices, by worked tables."""

from decimal import Decimal

import pytest

from upgrade_program.catalog.price_rules import Filling, Rule, down_to_nine
from upgrade_program.kernel.errors import Invalid


@pytest.mark.parametrize(
    ("rule", "figure", "last", "srp", "price"),
    [
        (Rule.PERCENT, "10", "549", None, "604"),  # 603.90
        (Rule.PERCENT, "-10", "549", None, "494"),  # 494.10
        (Rule.PERCENT, "2.5", "500", None, "513"),  # 512.50, half up
        (Rule.PERCENT, "0", "549", "13999", "549"),
        (Rule.PERCENT, "-100", "549", None, None),
        (Rule.PERCENT, "10", None, "13999", None),
        (Rule.AMOUNT, "50", "549", None, "599"),
        (Rule.AMOUNT, "-50", "549", None, "499"),
        (Rule.AMOUNT, "-549", "549", None, None),
        (Rule.AMOUNT, "50", None, "13999", None),
        (Rule.SHARE, "4", None, "13999", "559"),  # 559.96
        (Rule.SHARE, "4", None, "9999", "399"),  # 399.96
        (Rule.SHARE, "4", "1", "11999", "479"),  # 479.96
        (Rule.SHARE, "4", None, "16499", "659"),  # 659.96
        (Rule.SHARE, "4.1", None, "13999", "569"),  # 573.959
        (Rule.SHARE, "4", None, "200", None),  # 8: nothing that ends in 9 lies below
        (Rule.SHARE, "4", "549", None, None),
    ],
)
def test_worked_table(rule: Rule, figure: str, last: str | None, srp: str | None, price: str | None) -> None:
    filled = Filling(rule, Decimal(figure)).price(last=last and Decimal(last), srp=srp and Decimal(srp))  # type: ignore[arg-type]
    assert filled == (price and Decimal(price))


@pytest.mark.parametrize(("amount", "down"), [("9", 9), ("18.99", 9), ("19", 19), ("20", 19), ("99.99", 99), ("100", 99), ("8.9", -1)])
def test_down_to_the_next_nine(amount: str, down: int) -> None:
    assert down_to_nine(Decimal(amount)) == down


@pytest.mark.parametrize(
    ("rule", "figure"),
    [
        (Rule.PERCENT, "101"),
        (Rule.PERCENT, "NaN"),
        (Rule.AMOUNT, "100001"),
        (Rule.SHARE, "0"),
        (Rule.SHARE, "-4"),
        (Rule.SHARE, "Infinity"),
    ],
)
def test_a_figure_beyond_reason_is_refused(rule: Rule, figure: str) -> None:
    with pytest.raises(Invalid) as no:
        Filling(rule, Decimal(figure))
    assert (no.value.code, no.value.field) == ("invalid", "figure")

"""The published fees, split by hand in `gst_fee_golden.csv`: inside the state, across a border, in a union territory."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from upgrade_program.billing.tax import split_fee
from upgrade_program.kernel.money import round_paisa

ROWS = list(csv.DictReader((Path(__file__).parent / "gst_fee_golden.csv").read_text().splitlines()))
GOLDEN = [pytest.param({key: Decimal(value) for key, value in row.items()}, id=row["fee"]) for row in ROWS]
RATE = Decimal(18)


def test_the_golden_file_holds_all_eight_published_fees() -> None:
    assert [row["fee"] for row in ROWS] == ["399", "499", "549", "599", "999", "1499", "1699", "1999"]


@pytest.mark.parametrize("golden", GOLDEN)
@pytest.mark.parametrize("state", ["07", "27", "34"], ids=["Delhi", "Maharashtra", "Puducherry has a legislature"])
def test_inside_a_state_the_fee_holds_cgst_and_an_equal_sgst(golden: dict[str, Decimal], state: str) -> None:
    split = split_fee(golden["fee"], rate=RATE, home_state=state, place_of_supply=state)
    assert (split.taxable, split.cgst, split.sgst) == (golden["taxable_intra"], golden["cgst"], golden["sgst"])
    assert (split.utgst, split.igst, split.total) == (0, 0, golden["fee"])


@pytest.mark.parametrize("golden", GOLDEN)
@pytest.mark.parametrize("state", ["04", "26", "31", "35", "38"])
def test_in_a_union_territory_without_legislature_the_local_half_is_utgst(golden: dict[str, Decimal], state: str) -> None:
    split = split_fee(golden["fee"], rate=RATE, home_state=state, place_of_supply=state)
    assert (split.taxable, split.cgst, split.utgst) == (golden["taxable_intra"], golden["cgst"], golden["sgst"])
    assert (split.sgst, split.igst, split.total) == (0, 0, golden["fee"])


@pytest.mark.parametrize("golden", GOLDEN)
@pytest.mark.parametrize(("home", "place"), [("07", "27"), ("27", "04"), ("04", "07"), ("04", "38")])
def test_across_a_border_the_fee_holds_igst_alone(golden: dict[str, Decimal], home: str, place: str) -> None:
    split = split_fee(golden["fee"], rate=RATE, home_state=home, place_of_supply=place)
    assert (split.taxable, split.igst) == (golden["taxable_inter"], golden["igst"])
    assert (split.cgst, split.sgst, split.utgst, split.total) == (0, 0, 0, golden["fee"])


def test_nine_per_cent_of_the_taxable_value_would_differ_by_a_paisa_for_two_fees() -> None:
    naive = {row["fee"] for row in ROWS if round_paisa(Decimal(row["taxable_intra"]) * 9 / 100) != Decimal(row["cgst"])}
    assert naive == {"999", "1699"}

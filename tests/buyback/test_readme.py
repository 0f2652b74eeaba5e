"""The worked table of buyback/README.md is true, row by row, and the laws it names are in the database."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from tests.buyback.test_valuation import FIRST
from upgrade_program.buyback.enums import Answer
from upgrade_program.buyback.valuation import exchange, worth

TEXT = (Path(__file__).parents[2] / "upgrade_program" / "buyback" / "README.md").read_text()
LAWS = (Path(__file__).parents[1] / "architecture" / "laws.txt").read_text()
ROW = re.compile(r"^\| (\d+) \| ([a-z, ]+) \| ([0-9 +]+|none) \| (\d+) \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|$", re.M)
ROWS = ROW.findall(TEXT)


def faults(words: str) -> dict[str, Answer]:
    pairs = [] if words == "none" else [fault.split() for fault in words.split(", ")]
    return {key: Answer(answer) for key, answer in pairs}


def test_the_table_is_there() -> None:
    assert len(ROWS) >= 14


@pytest.mark.parametrize(("assured", "found", "lines", "waived", "payable", "price", "amount", "forfeited"), ROWS)
def test_row(assured: str, found: str, lines: str, waived: str, payable: str, price: str, amount: str, forfeited: str) -> None:
    value = worth(FIRST, faults(found), percent=70, assured=Decimal(assured), waived=Decimal(waived))
    assert [str(line.amount) for line in value.deductions] == ([] if lines == "none" else lines.split(" + "))
    assert value.payable == Decimal(payable)
    given = exchange(value.payable, price=Decimal(price))
    assert (given.amount, given.excess) == (Decimal(amount), Decimal(forfeited))


def test_the_laws_it_names_are_in_the_database() -> None:
    named = set(re.findall(r"`([a-z_]+)`", TEXT.partition("## What keeps it true")[2]))
    assert len(named) >= 30
    # pgtrigger cuts the name of a trigger after 47 signs
    assert {law for law in named if not re.search(rf" (?:pgtrigger_)?{law[:47]}$", LAWS, re.M)} == set()

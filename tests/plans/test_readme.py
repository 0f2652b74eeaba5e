"""The worked table of plans/README.md is true, row by row."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.plans.first_terms import FIRST
from upgrade_program.plans.terms import Promise, assured_value

README = Path(__file__).parents[2] / "upgrade_program" / "plans" / "README.md"
ROW = re.compile(r"^\| (\d{4}-\d\d-\d\d) \| (\d+) \| (\d{4}-\d\d-\d\d) \| (\w+) \| (\d+) \| (\d+) \|$", re.M)
ROWS = ROW.findall(README.read_text())


def test_the_table_is_there():
    assert len(ROWS) >= 15


@pytest.mark.parametrize(("bill_date", "srp", "day", "status", "percent", "value"), ROWS)
def test_row(bill_date, srp, day, status, percent, value):
    promise = Promise(terms=FIRST, bill_date=date.fromisoformat(bill_date), base=Decimal(srp))
    found = assured_value(promise, on=date.fromisoformat(day))
    assert (found.value_status.value, found.percent, found.assured) == (status, int(percent), Decimal(value))

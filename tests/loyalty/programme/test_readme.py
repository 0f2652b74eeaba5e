"""The tables of loyalty/programme/README.md are what is published, and the laws it names are in the database."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from loyalty.programme.queries import ladder_on, rules_on
from tests.loyalty.programme.rules import rule
from tests.loyalty.programme.test_accrual import SILVER, phone, said

ROOT = Path(__file__).parents[3]
TEXT = (ROOT / "loyalty" / "programme" / "README.md").read_text()
LAWS = (ROOT / "tests" / "architecture" / "laws.txt").read_text()
DAY = date(2027, 5, 3)


def short(value: object) -> str:
    text = str(value)
    return text.rstrip("0").rstrip(".") if "." in text else text


@pytest.mark.django_db
def test_the_tables_are_what_is_in_force():
    levels = [(level.name, str(level.threshold), short(level.multiplier)) for level in ladder_on(DAY).levels]
    rules = [(rule.key, short(rule.points), str(rule.per_rupees or "–"), "yes" if rule.multiplied else "no") for rule in rules_on(DAY)]
    table = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in TEXT.splitlines() if re.match(r"\| \w", line)]
    assert [row for row in table if len(row) == 3][1:] == levels
    assert [row for row in table if len(row) == 4][1:] == rules


def test_the_working_is_the_rules_own():
    (working,) = said(phone("13999"), rule(), factor=SILVER)
    assert working in TEXT


def test_the_laws_it_names_are_in_the_database():
    named = set(re.findall(r"`([a-z_]+)`", TEXT.partition("## What keeps it true")[2]))
    assert len(named) >= 20
    # pgtrigger cuts the name of a trigger after 47 signs
    assert {law for law in named if not re.search(rf" (?:pgtrigger_)?{law[:47]}$", LAWS, re.M)} == set()

"""Insider signals: of twenty patterns planted among clean sales at least eighteen are found, and clean sales are left alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection

from stores.clock import now
from tests.reporting.planted import Planted, plant, span
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Forbidden
from upgrade_program.reporting.signals import RULES, Found, found_signals
from upgrade_program.reporting.signals.behind import behind


def seen(actor: Actor) -> list[Found]:
    since, until = span()
    return found_signals(actor, since=since, until=until)


def hits(planted: Planted, found: list[Found]) -> int:
    """How many of the planted patterns a signal of their rule and store tells."""
    told = {(each.rule.key, each.store) for each in found}
    return sum(pattern in told for pattern in planted.patterns)


def clean_flagged(planted: Planted, found: list[Found]) -> set[int]:
    """Clean sales that stand behind a signal, directly or by their claim."""
    plans = {pk for each in found if each.rule.rows == "plan" for pk in each.ids}
    claims = [pk for each in found if each.rule.rows == "claim" for pk in each.ids]
    with connection.cursor() as cursor:
        cursor.execute("SELECT plan_id FROM buyback_claim WHERE id = ANY(%s)", [claims])
        plans |= {pk for (pk,) in cursor.fetchall()}
    return plans - planted.guilty


def _search(actor: Actor, sales: int, record_property: Callable[[str, object], None]) -> None:
    planted = plant(sales)
    assert len(planted.patterns) == 20
    found = seen(actor)
    flagged = clean_flagged(planted, found)
    record_property("summary", f"signals: {hits(planted, found)} of 20 found among {sales:,} sales, {len(flagged)} clean ones flagged")
    missed = set(planted.patterns) - {(each.rule.key, each.store) for each in found}
    assert hits(planted, found) >= 18, missed
    assert len(flagged) <= sales * 0.005, [each for each in found if (each.rule.key, each.store) not in planted.patterns]
    assert {each.rule for each in found} == set(RULES)
    rows = behind(found)
    assert {(each.rule.rows, pk) for each in found for pk in each.ids} == rows.keys()


@pytest.mark.django_db(transaction=True)
def test_planted_patterns_are_found_and_clean_sales_left_alone(head_office, record_property):
    _search(head_office, 6_000, record_property)


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_the_same_among_a_hundred_thousand(head_office, record_property):
    _search(head_office, 100_000, record_property)


@pytest.mark.django_db
def test_nobody_but_the_office_reads_them(clerk, manager, anonymous):
    for actor in (clerk, manager, anonymous):
        with pytest.raises(Forbidden):
            found_signals(actor, since=now() - timedelta(days=1), until=now())


@pytest.mark.django_db
def test_an_empty_house_has_no_signals_in_eight_statements(auditor, django_assert_num_queries):
    with django_assert_num_queries(8):
        assert found_signals(auditor, since=now() - timedelta(days=90), until=now()) == []

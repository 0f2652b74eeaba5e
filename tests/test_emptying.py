"""Emptying leaves what Django's own way leaves: nothing of any test, and the content types and rights of every model."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management.color import no_style
from django.core.management.sql import sql_flush
from django.db import connection
from django.test import TestCase

from tests.emptying import KEPT, empty, put_back, tables
from tests.factories.billing import tax_rule
from tests.factories.plans import sold
from upgrade_program.billing.models import TaxRule
from upgrade_program.plans.models import TermsTier

pytestmark = pytest.mark.django_db(transaction=True)


def filled() -> set[str]:
    """The tables that hold a row."""
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {name})" for name in [*tables(), *KEPT]))
        return {name for (name,) in cursor.fetchall()}


def test_nothing_of_a_sale_is_left(clerk) -> None:
    sold(actor=clerk)
    assert len(filled() - KEPT) > 20
    kinds = {(kind.app_label, kind.model) for kind in ContentType.objects.all()}
    empty()
    assert filled() == KEPT
    assert {(kind.app_label, kind.model) for kind in ContentType.objects.all()} == kinds
    assert {right.content_type.model for right in Permission.objects.select_related("content_type")} == {model for _, model in kinds}


def test_every_table_that_django_truncates_is_emptied() -> None:
    (truncates,) = sql_flush(no_style(), connection)
    assert {name for name in tables() if f'"{name}"' not in truncates} == set()
    assert truncates.count('"') // 2 == len(tables()) + len(KEPT)


def test_what_migrations_wrote_stands_again_in_the_next_test_that_rolls_back(clerk) -> None:
    sold(actor=clerk)
    empty()
    assert filled() == KEPT
    atomics = TestCase._enter_atomics()
    try:
        assert (TaxRule.objects.get().sac, TermsTier.objects.count()) == ("999792", 4)
        stood = filled()
    finally:
        TestCase._rollback_atomics(atomics)
    assert filled() == stood
    put_back()
    assert TaxRule.objects.count() == 1


def test_what_somebody_else_committed_meanwhile_is_left_as_it_is() -> None:
    empty()
    rule = tax_rule()
    put_back()
    assert TaxRule.objects.get() == rule

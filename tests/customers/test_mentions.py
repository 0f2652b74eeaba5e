"""Free text that staff wrote about a person is found in each column that takes any, shown before an erasure, and named in its trail."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models

from tests.customers.erased import EMAIL, MOBILE, NAME, ended, erased, known
from tests.factories.loyalty import loyalty, member
from tests.factories.plans import AT, sellable
from upgrade_program.catalog.models import DeviceModel
from upgrade_program.customers.models import Customer
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.foundation.audit.services import record
from upgrade_program.foundation.history.models import RowChange
from upgrade_program.kernel.actor import Actor
from upgrade_program.usecases.erase import outlook
from upgrade_program.usecases.mentions import FREE_TEXT, mentions_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def zubeida(clerk: Actor, manager: Actor) -> Customer:
    """A member whose plan is cancelled."""
    loyalty()
    customer = known(clerk)
    ended(customer, manager=manager)
    return customer


def columns(fits: Callable[[Any], bool]) -> set[tuple[str, str]]:
    ours = (model for model in apps.get_models() if model.__module__.startswith(("upgrade_program", "loyalty", "stores")))
    return {(model._meta.db_table, field.column) for model in ours for field in model._meta.concrete_fields if fits(field)}


def test_every_reason_and_note_is_searched() -> None:
    """A new column of that name is forgotten by nobody."""
    searched = {(table, column) for table, names in FREE_TEXT.items() for column in names}
    texts = columns(lambda field: isinstance(field, models.CharField | models.TextField) and not field.choices)
    assert searched <= texts
    assert {place for place in texts if place[1].rpartition("_")[2] in {"reason", "note", "remark", "remarks", "notes"}} <= searched


def plant(table: str, column: str, words: str) -> None:
    """A row of the table with nothing in it but the words: in a temporary one, which is looked at before the one of its name."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE planted (LIKE {table}) ON COMMIT DROP")
        cursor.execute(
            "SELECT string_agg(format('ALTER TABLE planted ALTER %I DROP NOT NULL', attname), '; ') FROM pg_attribute"
            " WHERE attrelid = 'planted'::regclass AND attnum > 0 AND attnotnull"
        )
        cursor.execute(cursor.fetchone()[0])
        cursor.execute(f"INSERT INTO planted (id, {column}) VALUES (17, %s)", [words])
        cursor.execute(f"ALTER TABLE planted RENAME TO {table}")


@pytest.mark.parametrize(("table", "column"), [(table, column) for table, names in FREE_TEXT.items() for column in names])
def test_each_column_is_searched_in_fact(table: str, column: str) -> None:
    customer = member(name=NAME, email=EMAIL)
    plant(table, column, f"told {NAME} to come back")
    found = [(one.table, one.column, one.row_id, one.words) for one in mentions_of(customer)]
    assert found == [(table, column, 17, f"told {NAME} to come back")]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (f"bag handed to {NAME}", True),
        ("zubeida  QURESHI came twice", True),
        ("call 98104-55421 first", True),
        ("+91 98104 55421", True),
        (f"wrote from {EMAIL.upper()}", True),
        ("Zubeida came twice", False),  # a first name alone is half the town's
        ("Zubeida Qureshian", False),
        ("call 98104 55422 first", False),
        ("zubeida@example-in", False),
    ],
)
def test_how_a_person_is_recognised(words: str, found: bool) -> None:
    customer = member(name=NAME, email=EMAIL, mobile=f"+91{MOBILE}")
    plant("billing_cashmove", "reason", words)
    assert [one.words for one in mentions_of(customer)] == ([words] if found else [])


def test_they_are_shown_before_and_the_trail_names_the_rows(zubeida: Customer, clerk: Actor, manager: Actor, head_office: Actor) -> None:
    record(actor=clerk, at=AT, verb="drawer.opened", subject="drawer:17", reason=f"{NAME} paid twice")
    row = AuditRow.objects.get(subject="drawer:17")
    (one,) = outlook(actor=manager, customer_id=zubeida.pk, at=AT).mentions
    assert (one.place, one.words) == (f"auditrow {row.pk}, reason", f"{NAME} paid twice")
    erased(zubeida, asker=manager, granter=head_office)
    said = AuditRow.objects.get(verb="customer.erased").after
    assert said is not None
    assert said["mentions"] == [f"audit_auditrow:{row.pk}"]
    assert NAME not in str(said)


def test_what_a_row_said_before_it_was_changed_or_deleted_is_found_where_it_is_remembered() -> None:
    """The row says it no more, the database still does; each text once, however often the row changed since."""
    customer = member(name=NAME, email=EMAIL)
    model = sellable().model
    for series in (f"as {NAME} asked", f"as {NAME} asked", "Note"):
        DeviceModel.objects.filter(pk=model.pk).update(series=series, eligible=not model.eligible)
        model.eligible = not model.eligible
    (one,) = mentions_of(customer)
    assert (one.table, one.column, one.words) == ("history_rowchange", "series", f"as {NAME} asked")
    assert RowChange.objects.get(pk=one.row_id).after["series"] == one.words

"""Each change of a remembered row is remembered: by the ORM one by one, in bulk, by SQL as the application and as the owner."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg2
import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from loyalty.rewards.models import RewardTerms
from stores.models import StaffUser, Store
from tests.factories.plans import AT, sellable
from tests.factories.rewards import on_offer
from tests.factories.stores import StaffFactory, StoreFactory
from tests.foundation.database.scratch import APP, scratch, signed_in
from upgrade_program.catalog.models import DeviceModel, Srp
from upgrade_program.foundation.database.grants import grant
from upgrade_program.foundation.history.models import RowChange
from upgrade_program.foundation.history.queries import changes_of, changes_within, is_remembered
from upgrade_program.foundation.history.remembering import EMPTIED, TRIGGER, attach
from upgrade_program.plans.models import TermsVersion

pytestmark = pytest.mark.django_db


def told(table: str, key: int) -> list[tuple[str, list[str]]]:
    """What is remembered of a row, oldest first; of a new row only that it is one."""
    return [(row.op, [] if row.op == "insert" else row.changed) for row in reversed(changes_of(table, key))]


def test_every_table_of_the_settings_has_the_trigger_and_no_other() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = %s AND tgenabled = 'O'", [TRIGGER])
        assert {table for (table,) in cursor.fetchall()} == set(settings.REMEMBERED)


def test_every_such_table_and_the_memory_itself_refuse_to_be_emptied_by_the_owner() -> None:
    """Emptying fires no trigger of a row."""
    rows = RowChange.objects.count(), TermsVersion.objects.count()
    assert all(rows)
    refused = dict.fromkeys(settings.REMEMBERED, EMPTIED) | {"history_rowchange": "row_changes_are_only_added"}
    for table, law in refused.items():
        with pytest.raises(IntegrityError) as no, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {table} CASCADE")
        assert no.value.__cause__.diag.constraint_name in (law, EMPTIED)  # type: ignore[union-attr]
    assert (RowChange.objects.count(), TermsVersion.objects.count()) == rows


def test_control_a_table_that_is_not_remembered_is_emptied() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE documents_print")


def test_the_settings_name_tables_and_columns_that_are_there() -> None:
    with connection.cursor() as cursor:
        for table, columns in settings.REMEMBERED.items():
            there = {column.name for column in connection.introspection.get_table_description(cursor, table)}
            assert "id" in there
            assert {name for kind in columns.values() for name in kind} <= there, table


def test_one_by_one_before_and_after_are_kept() -> None:
    model = sellable().model
    model.series = "Note"
    model.save()
    row = changes_of("catalog_devicemodel", model.pk)[0]
    assert (row.op, row.changed, row.before["series"], row.after["series"]) == ("update", ["series"], "Redmi Note 9 Pro", "Note")
    assert row.before | {"series": "Note"} == row.after
    assert (row.actor_id, row.role) == (None, settings.DATABASES["default"]["USER"] or connection.get_connection_params()["user"])


def test_a_bulk_edit_is_one_act_of_many_rows() -> None:
    models = [sellable(name=name).model for name in ("Redmi 9", "Redmi Note 9", "Redmi Note 9 Pro")]
    DeviceModel.objects.update(eligible=False)
    rows = [changes_of("catalog_devicemodel", model.pk)[0] for model in models]
    assert {(row.op, tuple(row.changed), row.after["eligible"]) for row in rows} == {("update", ("eligible",), False)}
    assert len({row.act for row in rows}) == 1
    made = DeviceModel.objects.bulk_create(
        [DeviceModel(brand="Mi", series="10T", name=f"Mi {n}T", slug=f"mi-{n}t", launch_date=models[0].launch_date) for n in (10, 11)]
    )
    assert [told("catalog_devicemodel", each.pk) for each in made] == [[("insert", [])]] * 2


def test_ranges_prices_and_terms_of_rewards_are_kept_as_they_stood() -> None:
    variant = sellable()
    srp = Srp.objects.get(variant=variant)
    assert changes_of("catalog_srp", srp.pk)[0].after["amount"] == 13999.00
    Srp.objects.filter(pk=srp.pk).update(checked=False) if not srp.checked else None
    reward = on_offer(points=100)
    terms = RewardTerms.objects.get(reward=reward)
    assert told("rewards_rewardterms", terms.pk)[0] == ("insert", [])
    assert changes_within("rewards_rewardterms", "reward_id", reward.pk).count() == len(told("rewards_rewardterms", terms.pk))


def test_what_moves_by_itself_is_no_change() -> None:
    staff = StaffFactory()
    reward = on_offer(points=100)
    for table, row, column in (("stores_staffuser", staff, "pin_failures"), ("rewards_reward", reward, "used")):
        before = changes_of(table, row.pk).count()
        type(row)._base_manager.filter(pk=row.pk).update(**{column: 2})
        assert changes_of(table, row.pk).count() == before
    StaffUser.objects.filter(pk=staff.pk).update()
    Store.objects.update(pincode="110019")  # what stood there already
    assert RowChange.objects.filter(table="stores_store", op="update").count() == 0


def test_of_a_person_and_a_secret_only_that_it_changed_is_kept() -> None:
    staff = StaffFactory(first_name="Asha", last_name="Rao", mobile="+919810455421", date_joined=AT)  # whose microseconds say nothing
    staff.set_password("another quiet river 7")
    staff.mobile = "+919833012345"
    staff.save()
    row = changes_of("stores_staffuser", staff.pk)[0]
    assert row.changed == ["mobile", "password"]
    kept = str([row.before, row.after, *changes_of("stores_staffuser", staff.pk).values_list("before", "after")])
    for secret in (staff.password, "Asha", "Rao", "98104", "98330"):
        assert secret not in kept
    assert row.after["mobile"] == row.before["mobile"] == "•••"
    store = StoreFactory()
    Store.objects.filter(pk=store.pk).update(phone="+919833012345")
    row = changes_of("stores_store", store.pk)[0]
    assert (row.changed, "98330" in str([row.before, row.after])) == (["phone"], False)


def test_an_act_that_was_undone_left_nothing() -> None:
    model = sellable().model
    before = RowChange.objects.count()
    with transaction.atomic():
        DeviceModel.objects.filter(pk=model.pk).update(eligible=False)
        assert RowChange.objects.count() == before + 1
        transaction.set_rollback(True)
    assert RowChange.objects.count() == before


@pytest.mark.django_db(transaction=True)
def test_a_page_tells_whose_it_is_and_a_job_tells_nobody(head_office_client: Client, head_office_user: StaffUser, store: Store) -> None:
    form = {
        name.name: getattr(store, name.name) for name in Store._meta.concrete_fields if name.editable and name.name not in {"id", "code"}
    }
    assert head_office_client.post(f"/admin/stores/store/{store.pk}/change/", form | {"pincode": "110021"}).status_code == 302
    row = changes_of("stores_store", store.pk)[0]
    assert (row.changed, row.before["pincode"], row.after["pincode"], row.actor_id) == (
        ["pincode"],
        "110019",
        "110021",
        head_office_user.pk,
    )
    Store.objects.filter(pk=store.pk).update(pincode="110022")
    assert changes_of("stores_store", store.pk)[0].actor_id is None  # what a page said ended with it


def test_a_session_that_says_nonsense_stops_nothing_and_is_nobody() -> None:
    model = sellable().model
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.actor', 'root; --', true), set_config('app.reason', 'ticket 4711', true)")
    DeviceModel.objects.filter(pk=model.pk).update(eligible=False)
    row = changes_of("catalog_devicemodel", model.pk)[0]
    assert (row.actor_id, row.reason) == (None, "ticket 4711")


def test_a_table_left_out_of_the_settings_loses_it_and_gets_it_again(settings: Any) -> None:
    """The control: without the trigger nothing is remembered."""
    model = sellable().model
    whole = settings.REMEMBERED
    settings.REMEMBERED = {table: columns for table, columns in whole.items() if table != "catalog_devicemodel"}
    attach()
    assert not is_remembered("catalog_devicemodel")
    before = changes_of("catalog_devicemodel", model.pk).count()
    DeviceModel.objects.filter(pk=model.pk).update(eligible=False)
    assert changes_of("catalog_devicemodel", model.pk).count() == before
    settings.REMEMBERED = whole
    attach()
    attach()
    DeviceModel.objects.filter(pk=model.pk).update(eligible=True)
    assert [op for op, _ in told("catalog_devicemodel", model.pk)] == ["insert", "found", "update"]


_NEWEST = """
    SELECT op, before, after, changed, role, actor_id, reason FROM history_rowchange
     WHERE "table" = %(table)s AND key = %(key)s ORDER BY id DESC LIMIT 1
"""


def test_what_stood_before_the_memory_began_is_its_first_entry(settings: Any) -> None:
    model = sellable().model
    whole = settings.REMEMBERED
    settings.REMEMBERED = {table: columns for table, columns in whole.items() if table not in {"catalog_devicemodel", "stores_staffuser"}}
    attach()
    new = DeviceModel.objects.create(brand="Mi", series="10T", name="Mi 10T", launch_date=model.launch_date)
    person = StaffFactory(first_name="Asha")
    settings.REMEMBERED = whole
    attach()
    row = changes_of("catalog_devicemodel", new.pk).get()
    assert (row.op, row.before, row.after["name"], row.actor_id) == ("found", None, "Mi 10T", None)
    assert changes_of("catalog_devicemodel", model.pk)[0].op == "found"
    assert changes_of("stores_staffuser", person.pk).get().after["first_name"] == "•••"
    assert "last_login" not in changes_of("stores_staffuser", person.pk).get().after


# By SQL, in a copy of the database ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def wires(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, Any]]:
    with django_db_blocker.unblock(), scratch(suffix="remembered"):
        grant(role=APP)
        sellable()
        StoreFactory(code="DL01")
        wires = {"app": signed_in(APP), "owner": signed_in()}
        yield wires
        for wire in wires.values():
            wire.close()


@pytest.mark.parametrize("who", ["app", "owner"])
def test_sql_is_remembered_with_the_role_that_said_it(wires: dict[str, Any], who: str) -> None:
    wire = wires[who]
    try:
        with wire.cursor() as cursor:
            cursor.execute("SET LOCAL app.reason = 'ticket 12'")
            cursor.execute("UPDATE catalog_devicemodel SET eligible = NOT eligible RETURNING id")
            (key,) = cursor.fetchone()
            cursor.execute(_NEWEST, {"table": "catalog_devicemodel", "key": str(key)})
            row = cursor.fetchone()
            assert (row[0], *row[3:]) == ("update", ["eligible"], wire.info.user, None, "ticket 12")
    finally:
        wire.rollback()


def test_the_owner_may_delete_a_row_and_it_stays_remembered(wires: dict[str, Any]) -> None:
    wire = wires["owner"]
    try:
        with wire.cursor() as cursor:
            cursor.execute("SELECT id FROM stores_store")
            (key,) = cursor.fetchone()
            cursor.execute("DELETE FROM stores_store")
            cursor.execute(_NEWEST, {"table": "stores_store", "key": str(key)})
            op, before, after, *_ = cursor.fetchone()
            assert (op, before["code"], after) == ("delete", "DL01", None)
    finally:
        wire.rollback()


@pytest.mark.parametrize("statement", ["UPDATE history_rowchange SET role = 'x'", "DELETE FROM history_rowchange"])
def test_what_is_remembered_stands_even_for_the_owner(wires: dict[str, Any], statement: str) -> None:
    wire = wires["owner"]
    try:
        with wire.cursor() as cursor, pytest.raises(psycopg2.Error) as no:
            cursor.execute(statement)
        assert no.value.diag.constraint_name == "row_changes_are_only_added"
    finally:
        wire.rollback()


def test_remembering_costs_little(wires: dict[str, Any]) -> None:
    """Ten thousand rows in one statement, well within the web's own time limit: no row makes the database read through a table.

    The rows read so are counted, because the time says how busy the machine is.
    """
    wire = wires["owner"]
    try:
        with wire.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = '60s'")
            cursor.execute(
                "INSERT INTO catalog_devicemodel (brand, series, name, slug, launch_date, eligible)"
                " SELECT 'Redmi', 'x', 'Redmi ' || n, 'redmi-' || n, '2020-01-01', true FROM generate_series(1, 10000) n"
            )
            cursor.execute("UPDATE catalog_devicemodel SET eligible = false")
            cursor.execute("SELECT sum(seq_tup_read) FROM pg_stat_xact_user_tables")
            assert cursor.fetchone()[0] < 50_000
            cursor.execute("SELECT count(*) FROM history_rowchange WHERE \"table\" = 'catalog_devicemodel' AND op = 'update'")
            assert cursor.fetchone()[0] >= 10_000
    finally:
        wire.rollback()

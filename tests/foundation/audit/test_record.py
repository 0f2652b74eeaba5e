"""Adding to the trail: one statement, dense, hashed by the database, recomputed here."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from tests.foundation.people import AT, CLERK, OFFICE, OTHER_CLERK
from upgrade_program.foundation.audit.chain import GENESIS
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.foundation.audit.queries import Head, chain_head, chains, faults, rows_for
from upgrade_program.foundation.audit.services import record, record_all

pytestmark = pytest.mark.django_db
MOBILE, IMEI = "9810455421", "356938035643809"
# As they were drawn once: with 15 digits in groups, with ten that begin like a mobile, and with 15 at the end.
UUIDS = ["5f0b8ea9-cff9-4765-9105-7032605d7800", "5f0b8ea9-cff9-4a65-b105-a9810455421f", "5f0b8ea9-cff9-4a6b-a105-356938035643"]


def test_a_row_tells_who_where_what_and_why(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        record(
            actor=CLERK, at=AT, verb="plan.sold", subject="plan:17", before={"status": "pending"}, after={"status": "active"}, reason="paid"
        )
    row = rows_for("plan:17").get()
    assert (row.chain, row.seq, row.prev, row.at) == (7, 1, GENESIS, AT)
    assert (row.actor_id, row.actor_role, row.store_id, row.verb) == (11, "clerk", 7, "plan.sold")
    assert (row.before, row.after, row.reason) == ({"status": "pending"}, {"status": "active"}, "paid")
    assert faults(7) == []


def test_each_store_has_its_chain_and_head_office_has_chain_0() -> None:
    for actor in (CLERK, OTHER_CLERK, OFFICE, CLERK):
        record(actor=actor, at=AT, verb="plan.sold", subject="plan:17")
    record(actor=OFFICE, at=AT, verb="store.closed", subject="store:7", chain=7)
    assert list(AuditRow.objects.order_by("id").values_list("chain", "seq")) == [(7, 1), (8, 1), (0, 1), (7, 2), (7, 3)]
    assert chains() == [0, 7, 8]
    rows = list(AuditRow.objects.filter(chain=7).order_by("seq"))
    assert [row.prev for row in rows] == [GENESIS, rows[0].hash, rows[1].hash]
    assert chain_head(7) == Head(7, 3, rows[2].hash)
    assert chain_head(99) == Head(99, 0, GENESIS)
    assert [fault for chain in chains() for fault in faults(chain)] == []


def test_whatever_a_writer_claims_the_database_links_the_row() -> None:
    record(actor=CLERK, at=AT, verb="plan.sold", subject="plan:17")
    AuditRow.objects.create(chain=7, seq=900, at=AT, actor_role="clerk", verb="x", subject="y", prev="f" * 64, hash="f" * 64)
    assert chain_head(7).seq == 2
    assert faults(7) == []


def test_values_come_back_so_that_the_hash_can_be_computed_again() -> None:
    after = {
        "price": Decimal("549.00"),
        "on": date(2020, 11, 5),
        "at": datetime(2020, 11, 5, 9, 30, tzinfo=timezone(timedelta(hours=5, minutes=30))),
        "ids": (3, 2**62),
        "flags": [True, None],
        "words": 'नमस्ते "quoted" \\ \n\t\x01 😀',
        "nested": {"long key": 1, "k": {"z": "", "": 0}},
    }
    record(actor=CLERK, at=AT, verb="v", subject="s", after=after, reason="टूटा हुआ 😀")
    row = rows_for("s").get()
    assert row.after["price"] == "549.00"
    assert (row.after["on"], row.after["at"]) == ("2020-11-05", "2020-11-05T09:30:00+05:30")
    assert row.after["ids"] == [3, 2**62]
    assert faults(7) == []


def test_numbers_that_plain_sql_wrote_keep_their_digits() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_auditrow (chain, seq, at, actor_role, verb, subject, after, reason, prev, hash)"
            " SELECT 7, 0, %s, 'system', 'plan.expired', 'plan:' || n, jsonb_build_object('price', 549.00, 'n', n, 'e', 1e-9), '', '', ''"
            " FROM generate_series(1, 300) n",
            [datetime(2026, 1, 1, tzinfo=UTC)],
        )
    assert chain_head(7).seq == 300
    assert faults(7) == []


@pytest.mark.parametrize(
    "value",
    [MOBILE, f"+91{MOBILE}", f"+91 {MOBILE}", "98104 55421", "call 09810455421 now", int(MOBILE), IMEI, int(IMEI), "35-693803-564380-9"],
)
def test_a_mobile_or_an_imei_is_refused_and_nothing_is_written(value: object) -> None:
    with pytest.raises(ValueError, match="never a mobile number or an IMEI"):
        record(actor=CLERK, at=AT, verb="v", subject="s", after={"deep": [{"er": value}]})
    with pytest.raises(ValueError, match="never a mobile number or an IMEI"):
        record(actor=CLERK, at=AT, verb="v", subject=f"customer:{value}")
    assert not AuditRow.objects.exists()


@pytest.mark.parametrize("value", UUIDS)
def test_a_uuid_is_an_id_whatever_its_digits(value: str) -> None:
    record(actor=CLERK, at=AT, verb="v", subject=f"photo:{value}", after={"photo": value, "id": UUID(value)})
    assert rows_for(f"photo:{value}").get().after == {"photo": value, "id": value}


@pytest.mark.parametrize("value", [f"{UUIDS[0]} {MOBILE}", f"{MOBILE}-{UUIDS[0]}", f"{UUIDS[1]}-{MOBILE}", f"x{UUIDS[1]}"])
def test_a_number_beside_a_uuid_is_refused_all_the_same(value: str) -> None:
    with pytest.raises(ValueError, match="never a mobile number or an IMEI"):
        record(actor=CLERK, at=AT, verb="v", subject="s", after={"value": value})
    assert not AuditRow.objects.exists()


@pytest.mark.parametrize("value", ["6999.00", "2020-11-05T09:30:00+05:30", "DL01/I26/00042", 1234567890, "5JX2-8K3M-4QZ", "123456789012"])
def test_amounts_dates_and_ids_are_no_mobiles(value: object) -> None:
    record(actor=CLERK, at=AT, verb="v", subject="s", after={"value": value})
    assert rows_for("s").get().after == {"value": value}


def test_a_float_is_refused_and_nothing_is_written() -> None:
    with pytest.raises(TypeError, match="float"):
        record(actor=CLERK, at=AT, verb="v", subject="s", after={"price": 549.0})
    assert not AuditRow.objects.exists()


def test_a_number_typed_into_the_reason_is_struck_out() -> None:
    record(actor=CLERK, at=AT, verb="v", subject="s", reason=f"Customer {MOBILE} brought {IMEI}, bill 4711\x00")
    assert rows_for("s").get().reason == "Customer ••• brought •••, bill 4711"


def test_a_session_that_began_on_an_empty_table_does_not_read_it_whole_for_each_row() -> None:
    """Reading the whole table for each of so many rows would run into the statement timeout of 5 s: here the rows read are counted."""
    for plan in range(20):
        record(actor=CLERK, at=AT, verb="plan.sold", subject=f"plan:{plan}")
    before = _rows_looked_through()
    record_all(
        actor=OFFICE, at=AT, verb="plan.expired", subjects=[(7, f"plan:{plan}") for plan in range(12_000)], after={"status": "expired"}
    )
    assert chain_head(7).seq == 12_020
    assert _rows_looked_through() - before < 12_000


def _rows_looked_through() -> int:
    """How many rows of the trail this transaction has read by reading the whole table. It has the time it takes from here on."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SELECT seq_tup_read FROM pg_stat_xact_user_tables WHERE relname = 'audit_auditrow'")
        return int(cursor.fetchone()[0])


def test_many_subjects_in_one_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    subjects = [(8, "plan:3"), (7, "plan:2"), (7, "plan:1")]
    with django_assert_num_queries(1):
        record_all(actor=OFFICE, at=AT, verb="plan.expired", subjects=subjects, after={"status": "expired"}, reason=f"see {MOBILE}")
    assert [(row.chain, row.seq, row.subject, row.reason) for row in AuditRow.objects.order_by("id")] == [
        (7, 1, "plan:1", "see •••"),
        (7, 2, "plan:2", "see •••"),
        (8, 1, "plan:3", "see •••"),
    ]
    assert faults(7) + faults(8) == []

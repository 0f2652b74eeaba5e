"""Who may switch a law off can change rows, but not without it showing."""

import io
import json
from contextlib import redirect_stderr
from hashlib import sha256
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests.foundation.people import AT, CLERK, OTHER_CLERK
from upgrade_program.foundation.audit.queries import Fault, chain_head, faults
from upgrade_program.foundation.audit.services import record

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rows() -> None:
    for plan in range(1, 7):
        record(actor=CLERK, at=AT, verb="plan.sold", subject=f"plan:{plan}", after={"price": "549.00"})
    record(actor=OTHER_CLERK, at=AT, verb="plan.sold", subject="plan:9")


def _tamper(*statements: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_auditrow DISABLE TRIGGER USER")
        for statement in statements:
            cursor.execute(statement)
        cursor.execute("ALTER TABLE audit_auditrow ENABLE TRIGGER USER")


@pytest.mark.parametrize(
    "change",
    [
        'after = \'{"price": "54.00"}\'',
        "before = '{}'",
        "reason = 'nicer'",
        "actor_id = 99",
        "actor_role = 'manager'",
        "store_id = NULL",
        "verb = 'plan.cancelled'",
        "subject = 'plan:4'",
        "at = at + interval '1 microsecond'",
        "hash = repeat('a', 64)",
        "prev = repeat('a', 64)",
        "chain = 8, seq = 2",
    ],
)
def test_every_changed_column_is_found(change: str) -> None:
    assert faults(7) == []
    _tamper(f"UPDATE audit_auditrow SET {change} WHERE chain = 7 AND seq = 3")
    assert faults(7) + faults(8) != []


def test_the_place_of_the_change_is_told() -> None:
    _tamper("UPDATE audit_auditrow SET reason = 'nicer' WHERE chain = 7 AND seq = 3")
    assert faults(7) == [Fault(7, 3, "hash")]
    assert faults(8) == []


def test_a_row_taken_out_is_found() -> None:
    _tamper("DELETE FROM audit_auditrow WHERE chain = 7 AND seq = 3")
    assert faults(7) == [Fault(7, 4, "missing"), Fault(7, 4, "prev")]


def test_a_row_taken_out_and_the_gap_closed_is_found() -> None:
    _tamper(
        "DELETE FROM audit_auditrow WHERE chain = 7 AND seq = 3",
        "UPDATE audit_auditrow SET seq = 1 - seq WHERE chain = 7 AND seq > 3",  # in two steps: rows are changed in any order
        "UPDATE audit_auditrow SET seq = -seq WHERE seq < 0",
    )
    assert Fault(7, 3, "prev") in faults(7)


def test_two_rows_exchanged_are_found() -> None:
    _tamper("UPDATE audit_auditrow SET seq = CASE seq WHEN 2 THEN -3 ELSE -2 END WHERE chain = 7 AND seq IN (2, 3)")
    _tamper("UPDATE audit_auditrow SET seq = -seq WHERE seq < 0")
    assert {fault.seq for fault in faults(7)} >= {2, 3}


def test_a_row_rewritten_with_its_own_right_hash_breaks_the_next() -> None:
    content = (
        "jsonb_build_array(prev, chain, seq, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"'),"
        " actor_id, actor_role, store_id, verb, subject, before, after, reason)::text"
    )
    _tamper(
        "UPDATE audit_auditrow SET reason = 'nicer' WHERE chain = 7 AND seq = 3",
        f"UPDATE audit_auditrow SET hash = encode(sha256(convert_to({content}, 'UTF8')), 'hex') WHERE chain = 7 AND seq = 3",
    )
    assert faults(7) == [Fault(7, 4, "prev")]


def test_an_end_cut_off_shows_only_against_a_head_kept_outside() -> None:
    head = chain_head(7)
    _tamper("DELETE FROM audit_auditrow WHERE chain = 7 AND seq > 4")
    assert faults(7) == []
    assert faults(7, anchor=head) == [Fault(7, 6, "anchor")]
    for plan in (50, 60):
        record(actor=CLERK, at=AT, verb="plan.sold", subject=f"plan:{plan}")
    assert faults(7, anchor=head) == [Fault(7, 6, "anchor")]


def _verify(**options: object) -> tuple[str, int]:
    out, code = io.StringIO(), 0
    with redirect_stderr(io.StringIO()):
        try:
            call_command("verify_audit", stdout=out, **options)
        except SystemExit as end:
            code = int(end.code or 0)
    return out.getvalue(), code


def test_the_command_says_all_is_well() -> None:
    said, code = _verify()
    assert code == 0
    assert "7 rows of 2 chains verified, no fault." in said


def test_the_command_names_the_faults_and_ends_with_1() -> None:
    _tamper("UPDATE audit_auditrow SET reason = 'nicer' WHERE chain = 7 AND seq = 3")
    said, code = _verify()
    assert code == 1
    assert "chain 7, row 3: was changed after it was written" in said
    assert _verify(chain=8)[1] == 0


def test_the_command_compares_with_heads_kept_outside(tmp_path: Path) -> None:
    heads = tmp_path / "heads.json"
    assert _verify(write_heads=heads)[1] == 0
    assert [entry[:2] for entry in json.loads(heads.read_text())] == [[7, 6], [8, 1]]
    assert _verify(against=heads)[1] == 0
    _tamper("DELETE FROM audit_auditrow WHERE chain = 8")
    said, code = _verify(against=heads)
    assert code == 1
    assert "chain 8, row 1: is not what was kept outside" in said


def test_the_command_refuses_a_file_of_something_else(tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    other.write_text(sha256(b"").hexdigest())
    with pytest.raises(CommandError, match="holds no heads"):
        call_command("verify_audit", against=other)

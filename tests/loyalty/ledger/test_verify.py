"""`verify_ledger` and the audit behind it: silent on a sound ledger, and each kind of broken row is found by its name and account."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from loyalty.ledger import services, tasks
from loyalty.ledger.queries import Fault, account_of, audited, broken
from tests.loyalty.ledger.till import cause, day, earn, kept, member, redeem

pytestmark = pytest.mark.django_db

# What is done to the rows behind the laws' back, and what the audit calls it.
DAMAGE = {
    "UPDATE ledger_account SET available = available + 1 WHERE id = {account}": "balances differ from the journal",
    "UPDATE ledger_account SET pending = 7 WHERE id = {account}": "balances differ from the lots",
    "UPDATE ledger_account SET debt = 7 WHERE id = {account}": "balances differ from the journal",
    "UPDATE ledger_account SET last_seq = last_seq + 1 WHERE id = {account}": "lines are missing in the journal",
    "DELETE FROM ledger_entry WHERE account_id = {account} AND kind = 'mature'": "lines are missing in the journal",
    "UPDATE ledger_entry SET b_available = b_available + 1 WHERE account_id = {account} AND seq = 2":
        "a line does not follow the one before",
    "UPDATE ledger_entry SET d_available = d_available - 1 WHERE account_id = {account} AND kind = 'redeem'":
        "balances differ from the journal",
    "UPDATE ledger_lot SET remaining = remaining - 1 WHERE account_id = {account} AND remaining > 0": "a lot differs from its moves",
    "UPDATE ledger_lot SET issued = issued + 1 WHERE account_id = {account} AND remaining > 0": "a lot differs from its moves",
    "UPDATE ledger_lot SET state = 'pending' WHERE account_id = {account} AND remaining > 0": "balances differ from the lots",
    "UPDATE ledger_lotmove SET points = points - 1 WHERE entry_id = {redeem}": "an entry differs from its moves",
    "UPDATE ledger_lotmove SET held = held + 1, points = points - 1 WHERE entry_id = {redeem}": "an entry differs from its moves",
    "DELETE FROM ledger_lotmove WHERE entry_id = {redeem} AND restored = 0": "an entry differs from its moves",
    "UPDATE ledger_lotmove SET restored = restored + 1 WHERE entry_id = {redeem} AND restored > 0":
        "what came back differs from what was restored",
    "UPDATE ledger_lotmove SET restored = 0 WHERE entry_id = {redeem}": "something came back that was not taken",
    "UPDATE ledger_lotmove SET lot_id = {strange_lot} WHERE entry_id = {redeem} AND restored = 0": "an entry differs from its moves",
    "DELETE FROM ledger_lotmove m USING ledger_lot l WHERE l.id = m.lot_id AND l.entry_id = m.entry_id AND l.account_id = {account}":
        "a lot differs from its moves",
    "UPDATE ledger_lot SET issued = issued + 1, remaining = remaining + 1 WHERE account_id = {account} AND remaining > 0":
        "a lot differs from its moves",
    "UPDATE ledger_lotmove SET points = points + 1 WHERE id = (SELECT min(id) FROM ledger_lotmove WHERE entry_id = {redeem});"
    "UPDATE ledger_lotmove SET points = points - 1 WHERE id = (SELECT max(id) FROM ledger_lotmove WHERE entry_id = {redeem})":
        "a lot differs from its moves",
    "UPDATE ledger_hold SET state = 'released' WHERE account_id = {account}": "what is held differs from the open holds",
    "UPDATE ledger_hold SET points = points + 1 WHERE account_id = {account}": "what is held differs from the open holds",
    "UPDATE ledger_entry SET d_debt = d_debt + 1000 WHERE account_id = {account} AND kind = 'clawback'":
        "more was clawed back than earned",
    "UPDATE ledger_entry SET d_available = d_available + 1 WHERE account_id = {account} AND kind = 'merge'":
        "a merge lost points on its way",
}  # fmt: skip


@pytest.fixture
def names() -> dict[str, int]:
    """A member to whom everything has happened, and another one."""
    asha, ravi, other = member(), member(), member()
    earn(ravi, 15)
    earn(asha, 200, source="bill")
    earn(asha, 30, live=day(1))
    earn(asha, 20, ends=day(9))
    services.mature_due(at=day(1))
    services.merge(from_customer_id=ravi, into_customer_id=asha, cause=cause(day(1), kind="merge"))
    spent = redeem(asha, 120, at=day(1))
    services.restore(entry_id=spent.pk, in_all=50, cause=cause(day(1)))
    services.claw_back(earn_source=("plan", "bill"), in_all=60, cause=cause(day(1)))
    services.hold(customer_id=asha, points=10, cause=cause(day(1)), until=day(2))
    strange = earn(other, 1_000)
    account = account_of(asha)
    assert account
    assert broken() == []
    return {"account": account.pk, "redeem": spent.pk, "strange_lot": strange.lots.get().pk}


CHECKS = {"ledger_account": "points_are_never_available_beside_debt", "ledger_lot": "pending_points_are_never_held"}


def damage(statement: str, names: dict[str, int]) -> int:
    """As only the owner of the tables can, with the laws asleep; gives how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table, check in CHECKS.items():
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {check}")
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement.format(**names))
        touched = int(cursor.rowcount)
        cursor.execute("SET LOCAL session_replication_role = origin")
        return touched


@pytest.mark.parametrize("statement", DAMAGE)
def test_each_kind_of_broken_row_is_found(statement: str, names: dict[str, int]) -> None:
    assert damage(statement, names) >= 1
    found = broken()
    assert DAMAGE[statement] in {fault.what for fault in found}, found
    assert names["account"] in {fault.account_id for fault in found}


def test_points_beside_debt_are_found(names: dict[str, int]) -> None:
    damage("UPDATE ledger_account SET debt = 5 WHERE id = {account}", names)
    assert "points are available beside debt" in {fault.what for fault in broken()}


def test_what_an_entry_did_to_another_accounts_lot_is_found_there(names: dict[str, int]) -> None:
    """Its own lots agree with it: only the stranger's tell."""
    damage(
        "INSERT INTO ledger_lotmove (entry_id, lot_id, points, held, restored) SELECT {redeem}, {strange_lot}, -5, 5, 0;"
        "UPDATE ledger_lot SET remaining = remaining - 5, held = held + 5 WHERE id = {strange_lot}",
        names,
    )
    wrong = {(fault.account_id == names["account"], fault.what) for fault in broken()}
    assert wrong == {(False, "an entry differs from its moves"), (False, "balances differ from the lots")}
    assert [fault for _, found in audited(chunk=1) for fault in found] == broken()


def test_two_wrongs_that_make_a_right_total_are_found(names: dict[str, int]) -> None:
    """The grand total is right while single accounts are wrong: each account is looked at."""
    damage(
        "UPDATE ledger_account SET available = available + CASE WHEN id = {account} THEN 1 ELSE -1 END"
        " WHERE id IN ({account}, (SELECT account_id FROM ledger_lot WHERE id = {strange_lot}))",
        names,
    )
    assert len({fault.account_id for fault in broken()}) == 2


def test_the_audit_goes_through_all_accounts_whatever_the_step(names: dict[str, int]) -> None:
    damage("UPDATE ledger_account SET available = available + 1 WHERE merged_into_id IS NULL", names)
    whole = broken()
    assert len(whole) >= 4
    for step in (1, 2, 3):
        places, found = zip(*audited(chunk=step), strict=True)
        assert [fault for faults in found for fault in faults] == whole
        assert list(places) == sorted(places)


def run() -> tuple[int, str]:
    """How the command ended, and what it said."""
    said = StringIO()
    try:
        call_command("verify_ledger", "--at-once=2", stdout=said, no_color=True)
    except SystemExit as end:
        return int(end.code or 0), said.getvalue()
    return 0, said.getvalue()


def test_the_command_is_content_with_a_sound_ledger(names: dict[str, int]) -> None:
    assert run() == (0, "3 accounts verified, no fault.\n")


def test_the_command_lists_what_is_broken_and_ends_with_one(names: dict[str, int]) -> None:
    damage("UPDATE ledger_account SET available = available + 1 WHERE id = {account}", names)
    code, said = run()
    assert code == 1
    assert f"account {names['account']}: balances differ from the journal" in said
    assert said.endswith("faults in 1 of 3 accounts.\n")


def test_the_command_has_nothing_to_say_of_an_empty_ledger() -> None:
    assert run() == (0, "0 accounts verified, no fault.\n")


def test_the_nightly_job_fails_loudly(names: dict[str, int], monkeypatch: pytest.MonkeyPatch) -> None:
    tasks.verify()
    monkeypatch.setattr(tasks, "broken", lambda: [Fault(7, "balances differ from the lots", "")])
    with pytest.raises(RuntimeError, match="1 faults in the points ledger: account 7"):
        tasks.verify()


def test_jobs_work_until_nothing_is_due(monkeypatch: pytest.MonkeyPatch) -> None:
    asha, ravi, meera = member(), member(), member()
    earn(asha, 30, live=day(2))
    earn(ravi, 20, ends=day(2))
    earn(meera, 10)
    services.hold(customer_id=meera, points=10, cause=cause(), until=day(2))
    monkeypatch.setattr(tasks, "now", lambda: day(3))
    for job in (tasks.mature, tasks.expire, tasks.release_holds):
        job()
    assert [kept(one) for one in (asha, ravi, meera)] == [(0, 30, 0, 0), (0, 0, 0, 0), (0, 10, 0, 0)]

"""Twenty people decide, or ask for, the same at once: one of them does; without lock and law, more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from typing import Any

import pytest
from django.db import connection, transaction

from tests.foundation.approvals.staff import AT, CLERK, OFFICE, asked
from tests.foundation.crowd import at_once, law, looked_first, until_waiting
from upgrade_program.foundation.approvals.models import Approval
from upgrade_program.foundation.approvals.refusals import ApprovalDecided, ApprovalWaiting
from upgrade_program.foundation.approvals.services import asking, deciding, grant, lapse, reject, withdraw
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.foundation.audit.queries import faults
from upgrade_program.kernel.actor import Actor, Role

pytestmark = pytest.mark.django_db(transaction=True)
CROWD = 20
VERBS = {"approval.granted", "approval.rejected", "approval.withdrawn"}


def _decide(approval: Approval, number: int) -> Approval:
    manager = Actor(role=Role.MANAGER, staff_id=100 + number, name=f"Manager {number}", store_id=7)
    if number % 2:
        return reject(approval_id=approval.pk, actor=manager, at=AT, note="Too much")
    with transaction.atomic():
        return grant(approval_id=approval.pk, actor=manager, at=AT)


def _all_decide(approval: Approval) -> list[Any]:
    given = at_once(CROWD, lambda number: _decide(approval, number))
    print(f"{CROWD} decisions: {dict(Counter(law(one) or type(one).__name__ for one in given))}")
    return given


def test_twenty_decide_at_once_and_one_does() -> None:
    approval = asked()
    given = _all_decide(approval)
    assert Counter(type(one) for one in given) == {Approval: 1, ApprovalDecided: CROWD - 1}
    (winner,) = (one for one in given if isinstance(one, Approval))
    approval.refresh_from_db()
    assert (approval.state, approval.decided_by_id, approval.note) == (winner.state, winner.decided_by_id, winner.note)
    assert AuditRow.objects.filter(verb__in=VERBS).values_list("verb", "actor_id").get() == (
        f"approval.{winner.state}",
        winner.decided_by_id,
    )
    assert faults(7) == []


def test_control_without_the_lock_the_law_still_lets_one_through(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deciding, "locked", looked_first(_read_without_lock, 2))
    given = _all_decide(asked())
    assert sum(isinstance(one, Approval) for one in given) == 1
    assert {law(one) for one in given if not isinstance(one, Approval)} <= {"an_approval_is_decided_once", None}
    assert "an_approval_is_decided_once" in map(law, given)
    assert AuditRow.objects.filter(verb__in=VERBS).count() == 1


def test_control_without_lock_and_law_more_than_one_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deciding, "locked", looked_first(_read_without_lock, 2))
    with _off("an_approval_is_decided_once"):
        given = _all_decide(asked())
    assert sum(isinstance(one, Approval) for one in given) > 1
    assert AuditRow.objects.filter(verb__in=VERBS).count() > 1


def test_deciding_withdrawing_and_lapsing_at_once_have_one_end() -> None:
    approval = asked()

    def end(number: int) -> object:
        match number % 4:
            case 0:
                return withdraw(approval_id=approval.pk, actor=CLERK, at=AT)
            case 1:
                with transaction.atomic():
                    return lapse(kind=approval.kind, subject=approval.subject, at=AT) or None
            case _:
                return _decide(approval, number)

    given = at_once(CROWD, end)
    ended = [one for one in given if isinstance(one, Approval | int)]
    assert len(ended) == 1
    assert {type(one) for one in given if one is not ended[0]} <= {ApprovalDecided, type(None)}
    approval.refresh_from_db()
    assert approval.state != "waiting"
    assert AuditRow.objects.filter(verb__in=VERBS).count() == (approval.state != "lapsed")


def _ask(number: int) -> Approval:
    return asked(actor=Actor(role=Role.CLERK, staff_id=100 + number, name=f"Clerk {number}", store_id=7))


def _see_nothing(kind: str, subject: str) -> None:
    """Whatever is there."""


def test_twenty_ask_at_once_and_one_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "waiting_on", _see_nothing)  # so that each comes as far as the law
    given = at_once(CROWD, _ask)
    assert Counter(type(one) for one in given) == {Approval: 1, ApprovalWaiting: CROWD - 1}
    assert Approval.objects.count() == AuditRow.objects.count() == 1


def test_control_without_the_law_many_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "waiting_on", _see_nothing)  # and the law gone, even one after the other would do
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_indexdef('one_waiting_approval_a_kind_and_subject'::regclass)")
        (definition,) = cursor.fetchone()
        cursor.execute("DROP INDEX one_waiting_approval_a_kind_and_subject")
    try:
        given = at_once(CROWD, _ask)
        assert sum(isinstance(one, Approval) for one in given) > 1
    finally:
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE approvals_approval")
            cursor.execute(definition)


def test_the_other_decider_waits_for_the_first_and_is_told() -> None:
    """The lock is held until the effect's transaction ends; a grant undone leaves the request to the next."""
    approval, granted = asked(), Event()

    def undone() -> None:
        with transaction.atomic():
            grant(approval_id=approval.pk, actor=OFFICE, at=AT)
            granted.set()
            until_waiting()
            transaction.set_rollback(True)

    given = at_once(2, lambda number: granted.wait(20) and _decide(approval, 2) if number else undone())
    assert [type(one) for one in given] == [type(None), Approval]
    assert AuditRow.objects.filter(verb__in=VERBS).count() == 1


def _read_without_lock(pk: int, *, actor: Actor) -> Approval:
    return Approval.objects.get(pk=pk)


@contextmanager
def _off(name: str) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgname LIKE %s", [f"pgtrigger_{name}_%"])
        (trigger,) = cursor.fetchone()
        cursor.execute(f'ALTER TABLE approvals_approval DISABLE TRIGGER "{trigger}"')
        try:
            yield
        finally:
            cursor.execute(f'ALTER TABLE approvals_approval ENABLE TRIGGER "{trigger}"')

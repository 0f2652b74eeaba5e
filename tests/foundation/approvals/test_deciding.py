"""Granting and rejecting: who may, what is written, and that a refusal changed nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from tests.foundation.approvals.staff import AT, AUDITOR, CLERK, IDLE, MANAGER, OFFICE, OTHER_CLERK, OTHER_MANAGER, asked
from upgrade_program.foundation.approvals.models import Approval
from upgrade_program.foundation.approvals.queries import approval_for, may_decide, waiting_for
from upgrade_program.foundation.approvals.services import grant, lapse, reject, withdraw
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.foundation.audit.queries import faults, rows_for
from upgrade_program.kernel.actor import ANONYMOUS, SYSTEM, Actor, Role
from upgrade_program.kernel.errors import NotFound, Refused

LATER = AT + timedelta(hours=1)
COLLEAGUE = Actor(role=Role.CLERK, staff_id=14, username="clerk2.dl01", name="Kiran", store_id=7)
SECOND_MANAGER = Actor(role=Role.MANAGER, staff_id=25, username="manager2.dl01", name="Divya", store_id=7)
SECOND_OFFICE = Actor(role=Role.HEAD_OFFICE, staff_id=26, username="headoffice2", name="Arun")
EVERYBODY = {
    "another clerk": COLLEAGUE,
    "manager": MANAGER,
    "second manager": SECOND_MANAGER,
    "other store's clerk": OTHER_CLERK,
    "other store's manager": OTHER_MANAGER,
    "head office": OFFICE,
    "auditor": AUDITOR,
    "no role": IDLE,
    "anonymous": ANONYMOUS,
    "the system": SYSTEM,
}
NO_CLERK_NO_AUDITOR = {
    "another clerk": "forbidden",
    "other store's clerk": "not_found",
    "auditor": "forbidden",
    "no role": "not_found",
    "anonymous": "not_found",
    "the system": "forbidden",
}
# What each gets for a request of store 7 that needs a manager, one that needs head office, and one of head office itself.
NEEDS_MANAGER = NO_CLERK_NO_AUDITOR | {
    "manager": "",
    "second manager": "",
    "other store's manager": "not_found",
    "head office": "",
}
NEEDS_OFFICE = NO_CLERK_NO_AUDITOR | {
    "manager": "forbidden",
    "second manager": "forbidden",
    "other store's manager": "not_found",
    "head office": "",
}
OF_OFFICE = NEEDS_OFFICE | {"another clerk": "not_found", "manager": "not_found", "second manager": "not_found"}
MATRIX = [
    (changes, who, code)
    for changes, expected in (
        ({"needs": Role.MANAGER}, NEEDS_MANAGER),
        ({"needs": Role.HEAD_OFFICE}, NEEDS_OFFICE),
        ({"needs": Role.HEAD_OFFICE, "actor": SECOND_OFFICE}, OF_OFFICE),
        ({"needs": Role.MANAGER, "actor": SECOND_OFFICE}, OF_OFFICE),  # a request of no store has no manager
    )
    for who, code in expected.items()
]
DECISIONS = {"granted": grant, "rejected": reject}


def everything() -> tuple[list[object], int]:
    return list(Approval.objects.order_by("id").values()), AuditRow.objects.count()


def refusal(decide: Any, approval: Approval, actor: Actor, **given: Any) -> Refused:
    """Why this actor is refused; nothing has changed, and no rollback was needed for that."""
    before = everything()
    with pytest.raises(Refused) as no:
        decide(**({"approval_id": approval.pk, "actor": actor, "at": LATER, "note": "Seen"} | given))
    assert everything() == before
    assert no.value.next_step
    return no.value


@pytest.mark.django_db
@pytest.mark.parametrize("state", DECISIONS)
@pytest.mark.parametrize(("changes", "who", "code"), MATRIX)
def test_who_may_decide(changes: dict[str, Any], who: str, code: str, state: str) -> None:
    approval, actor = asked(**changes), EVERYBODY[who]
    assert may_decide(actor, approval) == waiting_for(actor).contains(approval) == (not code)
    if code == "not_found":
        with pytest.raises(NotFound):
            approval_for(actor, approval.pk)
    else:
        assert approval_for(actor, approval.pk) == approval
    if code:
        no = refusal(DECISIONS[state], approval, actor)
        assert (no.code, no.status) == (code, 404 if code == "not_found" else 403)
    else:
        assert DECISIONS[state](approval_id=approval.pk, actor=actor, at=LATER, note="Seen").state == state


@pytest.mark.django_db
@pytest.mark.parametrize("decide", DECISIONS.values())
@pytest.mark.parametrize("needs", [Role.MANAGER, Role.HEAD_OFFICE])
@pytest.mark.parametrize("asker", [CLERK, MANAGER, OFFICE], ids=lambda actor: actor.role)
@pytest.mark.parametrize("now", [Role.CLERK, Role.MANAGER, Role.HEAD_OFFICE, Role.AUDITOR])
def test_the_asker_never_whatever_their_role_is_now(decide: Any, needs: Role, asker: Actor, now: Role) -> None:
    approval = asked(actor=asker, needs=needs, store_id=7)
    for store_id in (7, 8) if now in {Role.CLERK, Role.MANAGER} else (None,):
        same_person = Actor(role=now, staff_id=asker.staff_id, name=asker.name, store_id=store_id)
        assert approval_for(same_person, approval.pk) == approval
        assert not may_decide(same_person, approval)
        assert not waiting_for(same_person).exists()
        no = refusal(decide, approval, same_person)
        assert (no.code, no.status, no.next_step) == ("self_approval", 403, "Ask another manager or head office.")


@pytest.mark.django_db
@pytest.mark.parametrize(("state", "note"), [("granted", ""), ("granted", "Seen"), ("rejected", "Too much")])
def test_a_decision_is_written_with_person_time_and_one_audit_row(state: str, note: str) -> None:
    approval = asked()
    given = DECISIONS[state](approval_id=approval.pk, actor=OFFICE, at=LATER, note=note)
    approval.refresh_from_db()
    assert given == approval
    assert (approval.state, approval.note) == (state, note)
    assert (approval.decided_by_id, approval.decided_by_name, approval.decided_at) == (13, "Meera", LATER)
    row = rows_for(f"approval:{approval.pk}").exclude(verb="approval.asked").get()
    assert (row.verb, row.chain, row.actor_id, row.store_id, row.at) == (f"approval.{state}", 7, 13, None, LATER)
    assert (row.before, row.reason) == ({"state": "waiting"}, note)
    assert row.after == {"state": state, "kind": "claim.override", "subject": "claim:17"}
    assert faults(7) == []


@pytest.mark.django_db
def test_a_number_typed_into_the_note_is_struck_out() -> None:
    assert reject(approval_id=asked().pk, actor=MANAGER, at=LATER, note="Call 98104 55421 first").note == "Call ••• first"


@pytest.mark.django_db
def test_a_rejection_needs_a_reason() -> None:
    no = refusal(reject, asked(), MANAGER, note=" ")
    assert (no.code, no.status, no.field) == ("reason_required", 422, "note")


@pytest.mark.django_db
@pytest.mark.parametrize("ended", ["granted", "rejected", "withdrawn", "lapsed"])
def test_what_waits_no_more_is_not_decided_again(ended: str) -> None:
    approval = asked()
    match ended:
        case "withdrawn":
            withdraw(approval_id=approval.pk, actor=CLERK, at=LATER)
        case "lapsed":
            lapse(kind=approval.kind, subject=approval.subject, at=LATER)
        case _:
            DECISIONS[ended](approval_id=approval.pk, actor=MANAGER, at=LATER, note="Seen")
    for decide, actor in ((grant, OFFICE), (grant, MANAGER), (reject, OFFICE)):
        no = refusal(decide, approval, actor)
        assert (no.code, no.status, no.facts) == ("approval_decided", 409, {"state": ended})
    with pytest.raises(Refused) as late:
        withdraw(approval_id=approval.pk, actor=CLERK, at=LATER)
    assert late.value.code == "approval_decided"
    assert not waiting_for(MANAGER).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("decide", DECISIONS.values())
def test_what_is_not_there_is_not_found(decide: Any) -> None:
    approval = asked()
    assert refusal(decide, approval, OFFICE, approval_id=approval.pk + 1).code == "not_found"


@pytest.mark.django_db(transaction=True)
def test_an_effect_that_fails_takes_the_grant_with_it() -> None:
    approval = asked()
    before = everything()

    def act() -> None:
        with transaction.atomic():
            grant(approval_id=approval.pk, actor=MANAGER, at=LATER)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        act()
    assert everything() == before


@pytest.mark.django_db(transaction=True)
def test_outside_the_transaction_of_its_effect_nothing_is_granted_and_nothing_lapses() -> None:
    approval = asked()
    before = everything()
    with pytest.raises(RuntimeError, match="in the transaction of its effect"):
        grant(approval_id=approval.pk, actor=MANAGER, at=LATER)
    with pytest.raises(RuntimeError, match="in the transaction that ends its subject"):
        lapse(kind=approval.kind, subject=approval.subject, at=LATER)
    assert everything() == before

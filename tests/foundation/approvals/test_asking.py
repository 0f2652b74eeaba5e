"""Asking, withdrawing, lapsing: what is written, and that a refusal wrote nothing."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.foundation.approvals.staff import AT, AUDITOR, CLERK, FACTS, IDLE, MANAGER, OFFICE, OTHER_MANAGER, asked
from upgrade_program.foundation.approvals.models import Approval
from upgrade_program.foundation.approvals.queries import granted_for, waiting_on
from upgrade_program.foundation.approvals.services import grant, lapse, reject, withdraw
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.foundation.audit.queries import faults, rows_for
from upgrade_program.kernel.actor import ANONYMOUS, SYSTEM, Actor, Role
from upgrade_program.kernel.errors import Refused

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=1)
MOBILE, IMEI = "9810455421", "356938035643809"


def everything() -> tuple[list[object], int]:
    return list(Approval.objects.order_by("id").values()), AuditRow.objects.count()


def test_a_request_tells_who_asks_what_of_whom_and_why() -> None:
    approval = Approval.objects.get(pk=asked().pk)
    assert (approval.kind, approval.subject, approval.store_id, approval.needs) == ("claim.override", "claim:17", 7, "manager")
    assert (approval.facts, approval.reason) == (FACTS, "Scratch was there at the sale")
    assert (approval.asked_by_id, approval.asked_by_name, approval.asked_at) == (11, "Asha", AT)
    assert (approval.state, approval.decided_by_id, approval.decided_by_name, approval.decided_at) == ("waiting", None, "", None)
    assert waiting_on("claim.override", "claim:17") == approval
    assert granted_for("claim.override", "claim:17") is None


def test_a_request_has_one_audit_row_in_its_stores_chain() -> None:
    approval = asked()
    row = rows_for(f"approval:{approval.pk}").get()
    assert (row.chain, row.actor_id, row.store_id, row.verb, row.at) == (7, 11, 7, "approval.asked", AT)
    what = {"state": "waiting", "kind": "claim.override", "subject": "claim:17", "needs": "manager", "facts": FACTS}
    assert (row.before, row.after, row.reason) == (None, what, approval.reason)
    assert faults(7) == []


def test_head_office_asks_for_itself_or_for_a_store() -> None:
    own, for_a_store = asked(actor=OFFICE), asked(actor=OFFICE, store_id=8, subject="claim:18")
    assert (own.store_id, for_a_store.store_id) == (None, 8)
    assert list(AuditRow.objects.order_by("id").values_list("chain", flat=True)) == [0, 8]


def test_amounts_and_days_become_text() -> None:
    assert asked(facts={"amount": Decimal("700.00"), "on": date(2026, 4, 3)}).facts == {"amount": "700.00", "on": "2026-04-03"}


def test_a_person_without_a_name_is_called_by_the_username() -> None:
    nameless = Actor(role=Role.CLERK, staff_id=31, username="till.dl01", store_id=7)
    assert asked(actor=nameless).asked_by_name == "till.dl01"


def test_a_number_typed_into_the_reason_is_struck_out() -> None:
    assert asked(reason=f"Customer {MOBILE}\nbrought {IMEI}").reason == "Customer ••• brought •••"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"facts": {"who": MOBILE}}, ValueError),
        ({"facts": {"deep": [{"er": int(IMEI)}]}}, ValueError),
        ({"facts": {"amount": 700.0}}, TypeError),
        ({"subject": f"imei:{IMEI}"}, ValueError),
        ({"needs": Role.CLERK}, ValueError),
        ({"needs": Role.AUDITOR}, ValueError),
        ({"kind": "Override"}, ValueError),
        ({"kind": "claim.override\n"}, ValueError),
    ],
)
def test_what_our_own_code_must_not_ask_is_an_error_and_nothing_is_written(changes: dict[str, object], error: type[Exception]) -> None:
    with pytest.raises(error):
        asked(**changes)
    assert everything() == ([], 0)


@pytest.mark.parametrize(
    ("changes", "code", "status", "field"),
    [
        ({"reason": " \n "}, "reason_required", 422, "reason"),
        ({"reason": "x" * 201}, "invalid", 422, "reason"),
        ({"reason": "a\x00b"}, "invalid", 422, "reason"),
        ({"actor": AUDITOR}, "forbidden", 403, None),
        ({"actor": IDLE}, "forbidden", 403, None),
        ({"actor": ANONYMOUS}, "forbidden", 403, None),
        ({"actor": SYSTEM}, "forbidden", 403, None),
    ],
)
def test_refused_and_nothing_is_written(changes: dict[str, object], code: str, status: int, field: str | None) -> None:
    with pytest.raises(Refused) as no:
        asked(**changes)
    assert (no.value.code, no.value.status, no.value.field) == (code, status, field)
    assert no.value.next_step or code == "invalid"
    assert everything() == ([], 0)


def test_one_waits_for_a_kind_and_subject() -> None:
    asked()
    before = everything()
    with pytest.raises(Refused) as no:
        asked(actor=OTHER_MANAGER, needs=Role.HEAD_OFFICE)
    assert (no.value.code, no.value.status) == ("approval_waiting", 409)
    assert everything() == before
    asked(kind="claim.extension")
    asked(subject="claim:18")
    assert Approval.objects.filter(state="waiting").count() == 3


@pytest.mark.parametrize("end", ["grant", "reject", "withdraw", "lapse"])
def test_after_the_end_one_may_ask_again(end: str) -> None:
    first = asked()
    match end:
        case "grant":
            grant(approval_id=first.pk, actor=MANAGER, at=LATER)
        case "reject":
            reject(approval_id=first.pk, actor=MANAGER, at=LATER, note="Too much")
        case "withdraw":
            withdraw(approval_id=first.pk, actor=CLERK, at=LATER)
        case "lapse":
            lapse(kind=first.kind, subject=first.subject, at=LATER)
    assert waiting_on(first.kind, first.subject) is None
    assert waiting_on(first.kind, first.subject) != asked()


def test_the_asker_withdraws() -> None:
    approval = asked()
    withdraw(approval_id=approval.pk, actor=CLERK, at=LATER)
    approval.refresh_from_db()
    assert (approval.state, approval.decided_by_id, approval.decided_by_name, approval.decided_at) == ("withdrawn", None, "", LATER)
    row = rows_for(f"approval:{approval.pk}").last()
    assert row is not None
    assert (row.verb, row.chain, row.actor_id, row.before) == ("approval.withdrawn", 7, 11, {"state": "waiting"})
    assert row.after == {"state": "withdrawn", "kind": "claim.override", "subject": "claim:17"}


@pytest.mark.parametrize(
    ("actor", "code"),
    [
        (MANAGER, "forbidden"),
        (OFFICE, "forbidden"),
        (AUDITOR, "forbidden"),
        (SYSTEM, "forbidden"),
        (OTHER_MANAGER, "not_found"),
        (IDLE, "not_found"),
        (ANONYMOUS, "not_found"),
        (Actor(role=Role.AUDITOR, staff_id=CLERK.staff_id), "forbidden"),
        (Actor(role=Role.ANONYMOUS, staff_id=CLERK.staff_id), "not_found"),
    ],
)
def test_nobody_else_withdraws(actor: Actor, code: str) -> None:
    approval = asked()
    before = everything()
    with pytest.raises(Refused) as no:
        withdraw(approval_id=approval.pk, actor=actor, at=LATER)
    assert no.value.code == code
    assert everything() == before


def test_what_waits_for_an_ended_subject_lapses_and_nothing_else() -> None:
    ended, other_subject, other_kind = asked(), asked(subject="claim:18"), asked(kind="claim.extension")
    rows = AuditRow.objects.count()
    assert lapse(kind="claim.override", subject="claim:17", at=LATER) == 1
    assert lapse(kind="claim.override", subject="claim:17", at=LATER) == 0
    for approval in (ended, other_subject, other_kind):
        approval.refresh_from_db()
    assert (ended.state, ended.decided_by_id, ended.decided_at) == ("lapsed", None, LATER)
    assert (other_subject.state, other_kind.state) == ("waiting", "waiting")
    assert AuditRow.objects.count() == rows


def test_a_granted_one_does_not_lapse() -> None:
    approval = asked()
    grant(approval_id=approval.pk, actor=MANAGER, at=LATER)
    assert lapse(kind=approval.kind, subject=approval.subject, at=LATER) == 0
    assert granted_for(approval.kind, approval.subject) == approval

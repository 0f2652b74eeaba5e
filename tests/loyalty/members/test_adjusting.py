"""Points by hand: a cap by role, a second person above it, never one's own; and two memberships that become one."""

from __future__ import annotations

import pytest

from loyalty.ledger.causes import Cause
from loyalty.ledger.models import Entry
from loyalty.ledger.queries import balances, broken
from loyalty.ledger.services import earn, hold
from loyalty.members.services import adjust_points, ask_merge, grant_adjustment, grant_merge
from stores.clock import end_of_day
from stores.models import StaffUser
from tests.factories.customers import CustomerFactory, new_mobile
from tests.factories.loyalty import member
from tests.factories.plans import AT, TODAY
from tests.loyalty.programme.acts import refused
from upgrade_program.foundation.approvals.models import Approval
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.kernel.actor import Actor

pytestmark = pytest.mark.django_db


def give(customer, points, *, actor, key="k1", reason="the till was down"):
    return adjust_points(customer_id=customer.pk, points=points, reason=reason, key=key, actor=actor, at=AT)


def available(customer) -> int:
    assert broken() == []
    return balances(customer.pk, at=AT).available


def earned(customer, points: int) -> None:
    cause = Cause(source_type="plan", source_id=f"{customer.pk}:x", at=AT)
    earn(customer_id=customer.pk, points=points, cause=cause, live_from=AT, expires_at=end_of_day(TODAY.replace(year=2028)))


@pytest.mark.parametrize(("who", "cap"), [("clerk", 50), ("manager", 500), ("head_office", 5000)])
def test_up_to_the_cap_of_the_role_at_once_and_one_more_waits(who: str, cap: int, request: pytest.FixtureRequest):
    actor, asha = request.getfixturevalue(who), member()
    assert isinstance(give(asha, cap, actor=actor), Entry)
    assert available(asha) == cap
    row = AuditRow.objects.filter(verb="points.adjusted").get()
    assert (row.after["points"], row.reason) == (cap, "the till was down")
    assert isinstance(give(asha, cap + 1, actor=actor, key="k2"), Approval)
    assert available(asha) == cap


@pytest.mark.parametrize(
    ("who", "points", "needs"),
    [
        ("clerk", 51, "manager"),
        ("clerk", 500, "manager"),
        ("clerk", 501, "headoffice"),
        ("manager", 501, "headoffice"),
        ("head_office", 5001, "headoffice"),
    ],
)
def test_the_second_person_has_the_cap_for_it(who: str, points: int, needs: str, request: pytest.FixtureRequest):
    assert give(member(), points, actor=request.getfixturevalue(who)).needs == needs


def test_a_second_person_grants_and_the_points_move_then(clerk: Actor, manager: Actor):
    asha = member()
    asked = give(asha, 80, actor=clerk)
    assert available(asha) == 0
    refused(lambda: grant_adjustment(approval_id=asked.pk, actor=clerk, at=AT, on=TODAY), "self_approval")
    entry = grant_adjustment(approval_id=asked.pk, actor=manager, at=AT, on=TODAY)
    assert (available(asha), entry.note, entry.actor_id) == (80, "the till was down", manager.staff_id)
    refused(lambda: grant_adjustment(approval_id=asked.pk, actor=manager, at=AT, on=TODAY), "approval_decided")
    assert available(asha) == 80


def test_a_second_request_waits_for_the_first(clerk: Actor):
    asha = member()
    give(asha, 80, actor=clerk)
    refused(lambda: give(asha, 90, actor=clerk, key="k2"), "approval_waiting")


def test_pressed_twice_is_one_act(clerk: Actor):
    asha = member()
    assert give(asha, 50, actor=clerk).pk == give(asha, 50, actor=clerk).pk
    assert available(asha) == 50


def test_given_points_live_as_long_as_any(clerk: Actor):
    asha = member()
    lot = give(asha, 50, actor=clerk).lots.get()  # on 3 May 2027: to the end of May 2028
    assert lot.expires_at == end_of_day(TODAY.replace(year=2028, day=31))


def test_nobody_changes_their_own(clerk: Actor, manager: Actor):
    asha = member()
    StaffUser.objects.filter(pk__in=[clerk.staff_id, manager.staff_id]).update(mobile=asha.mobile)
    refused(lambda: give(asha, 5, actor=clerk), "own_account")
    StaffUser.objects.filter(pk=clerk.staff_id).update(mobile="")
    asked = give(asha, 80, actor=clerk)
    refused(lambda: grant_adjustment(approval_id=asked.pk, actor=manager, at=AT, on=TODAY), "own_account")


def test_what_is_refused_changes_nothing(clerk: Actor, manager: Actor, auditor: Actor):
    asha, stranger = member(), CustomerFactory()
    refused(lambda: give(asha, 5, actor=auditor), "forbidden")
    refused(lambda: give(asha, 5, actor=clerk, reason=" "), "reason_required", field="reason")
    refused(lambda: give(asha, 0, actor=clerk), "invalid", field="points")
    refused(lambda: give(asha, 100_001, actor=clerk), "invalid", field="points")
    refused(lambda: give(stranger, 5, actor=clerk), "not_a_member")
    earned(asha, 30)
    refused(lambda: give(asha, -31, actor=clerk), "points_insufficient")
    give(asha, -30, actor=clerk)
    assert available(asha) == 0


def test_two_memberships_become_one(clerk: Actor, manager: Actor, head_office: Actor):
    asha, old = member(), member(mobile=new_mobile())
    earned(asha, 30), earned(old, 12)

    def ask():
        return ask_merge(into_customer_id=asha.pk, mobile=old.mobile, reason="showed both SIMs", actor=clerk, at=AT)

    asked = ask()
    assert asked.needs == "headoffice"
    refused(ask, "approval_waiting")
    refused(lambda: grant_merge(approval_id=asked.pk, actor=manager, at=AT, on=TODAY), "forbidden")
    grant_merge(approval_id=asked.pk, actor=head_office, at=AT, on=TODAY)
    assert (available(asha), available(old)) == (42, 42)  # both mobiles lead to the one account
    refused(ask, "same_account", field="mobile")


def test_a_merge_waits_for_a_payment_on_its_way(clerk: Actor, head_office: Actor):
    asha, old = member(), member(mobile=new_mobile())
    earned(old, 60)
    hold(customer_id=old.pk, points=50, cause=Cause(source_type="plan", source_id="9", at=AT), until=end_of_day(TODAY))
    asked = ask_merge(into_customer_id=asha.pk, mobile=old.mobile, reason="showed both SIMs", actor=clerk, at=AT)
    refused(lambda: grant_merge(approval_id=asked.pk, actor=head_office, at=AT, on=TODAY), "points_on_hold")


def test_merging_with_nobody_and_oneself_is_refused(clerk: Actor):
    asha = member()
    for mobile, code in ((new_mobile(), "not_found"), (CustomerFactory().mobile, "not_found"), (asha.mobile, "same_account")):
        refused(lambda mobile=mobile: ask_merge(into_customer_id=asha.pk, mobile=mobile, reason="x", actor=clerk, at=AT), code)

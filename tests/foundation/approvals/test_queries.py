"""The lists of a manager's desk, and what each person did."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.foundation.approvals.staff import AT, AUDITOR, CLERK, IDLE, MANAGER, OFFICE, OTHER_CLERK, OTHER_MANAGER, asked
from upgrade_program.foundation.approvals.queries import (
    Tally,
    asked_by,
    decided_at_store,
    for_actor,
    granted_for,
    tally,
    waiting_for,
    waiting_on,
)
from upgrade_program.foundation.approvals.services import grant, reject, withdraw
from upgrade_program.kernel.actor import ANONYMOUS, SYSTEM, Role

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def test_what_waits_is_oldest_first_and_never_ones_own() -> None:
    late = asked(subject="claim:1", at=AT + HOUR)
    early = asked(subject="claim:2")
    own = asked(subject="claim:3", actor=MANAGER)
    higher = asked(subject="claim:4", needs=Role.HEAD_OFFICE)
    elsewhere = asked(subject="claim:5", actor=OTHER_CLERK)
    offices = asked(subject="claim:6", actor=OFFICE)
    assert list(waiting_for(MANAGER)) == [early, late]
    assert list(waiting_for(OTHER_MANAGER)) == [elsewhere]
    assert list(waiting_for(OFFICE)) == [early, own, higher, elsewhere, late]
    for nobody in (CLERK, AUDITOR, IDLE, ANONYMOUS, SYSTEM):
        assert not waiting_for(nobody).exists()
    assert list(for_actor(AUDITOR)) == [late, offices, elsewhere, higher, own, early]
    assert list(for_actor(CLERK)) == [late, higher, own, early]
    assert not for_actor(IDLE).exists()


def test_ones_own_requests_newest_first_wherever_they_were_asked() -> None:
    first, second = asked(), asked(subject="claim:18", at=AT + HOUR)
    grant(approval_id=first.pk, actor=MANAGER, at=AT + HOUR)
    asked(subject="claim:19", actor=MANAGER)
    assert list(asked_by(CLERK)) == [second, first]
    assert not asked_by(ANONYMOUS).exists()


def test_what_was_decided_at_a_store_since() -> None:
    before, granted, rejected, withdrawn, elsewhere = (asked(subject=f"claim:{place}") for place in range(5))
    other = asked(subject="claim:9", actor=OTHER_CLERK)
    grant(approval_id=before.pk, actor=MANAGER, at=AT)
    grant(approval_id=granted.pk, actor=MANAGER, at=AT + HOUR)
    reject(approval_id=rejected.pk, actor=OFFICE, at=AT + 2 * HOUR, note="Too much")
    withdraw(approval_id=withdrawn.pk, actor=CLERK, at=AT + 2 * HOUR)
    grant(approval_id=other.pk, actor=OTHER_MANAGER, at=AT + 2 * HOUR)
    assert elsewhere.state == "waiting"
    assert list(decided_at_store(7, AT + HOUR)) == [rejected, granted]
    assert list(decided_at_store(None, AT)) == []


def test_the_newest_granted_one_counts() -> None:
    first = asked()
    grant(approval_id=first.pk, actor=MANAGER, at=AT)
    second = asked()
    assert granted_for("claim.override", "claim:17") == first
    assert waiting_on("claim.override", "claim:17") == second
    grant(approval_id=second.pk, actor=MANAGER, at=AT)
    assert granted_for("claim.override", "claim:17") == second
    assert granted_for("claim.extension", "claim:17") is None


def test_a_tally_says_what_each_person_did(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    first, second, third, of_manager = (asked(subject=f"claim:{place}", actor=who) for place, who in enumerate([CLERK] * 3 + [MANAGER]))
    extension = asked(kind="claim.extension")
    asked(subject="claim:8", actor=OTHER_CLERK)
    grant(approval_id=first.pk, actor=MANAGER, at=AT)
    grant(approval_id=second.pk, actor=MANAGER, at=AT)
    reject(approval_id=third.pk, actor=MANAGER, at=AT, note="Too much")
    grant(approval_id=of_manager.pk, actor=OFFICE, at=AT)
    withdraw(approval_id=extension.pk, actor=CLERK, at=AT)
    with django_assert_num_queries(2):
        rows = tally(store_id=7, since=AT, until=AT + HOUR)
    assert rows == [
        Tally(11, "Asha", "claim.extension", asked=1),
        Tally(11, "Asha", "claim.override", asked=3),
        Tally(13, "Meera", "claim.override", granted=1),
        Tally(21, "Vikram", "claim.override", asked=1, granted=2, rejected=1),
    ]


def test_each_act_counts_at_its_own_instant_the_end_left_out() -> None:
    approval = asked()
    grant(approval_id=approval.pk, actor=MANAGER, at=AT + HOUR)
    assert tally(store_id=7, since=AT, until=AT + HOUR) == [Tally(11, "Asha", "claim.override", asked=1)]
    assert tally(store_id=7, since=AT + HOUR, until=AT + 2 * HOUR) == [Tally(21, "Vikram", "claim.override", granted=1)]
    assert tally(store_id=None, since=AT, until=AT + 2 * HOUR) == []

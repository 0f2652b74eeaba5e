"""Postings begun and ended: one audit row each, and a refusal changes nothing."""

from __future__ import annotations

from typing import Any

import pytest

from stores import services
from stores.models import StaffUser, Store
from stores.services.postings import AlreadyPosted, OfficeHasNoPosting
from stores.tokens import actor_of_token, issue_token
from tests.factories.stores import PASSWORD, PostingFactory, StaffFactory, StoreFactory
from tests.stores.acts import AT, DAY, refuse, trail
from upgrade_program.kernel.actor import SYSTEM, Actor
from upgrade_program.kernel.errors import Invalid

pytestmark = pytest.mark.django_db


def test_a_posting_begins_today_and_another_role_replaces_it(head_office: Actor, store: Store) -> None:
    staff = StaffFactory()
    first = services.post_staff(actor=head_office, staff=staff, store=store, role="clerk", at=AT)
    second = services.post_staff(actor=SYSTEM, staff=staff, store=store, role="manager", at=AT)
    first.refresh_from_db()
    assert (first.since, first.until, second.since, second.until) == (DAY, DAY, DAY, None)
    assert trail() == [
        ("staff.posted", f"staff:{staff.pk}", None, {"store": store.pk, "role": "clerk", "posting": first.pk}, ""),
        (
            "staff.posted",
            f"staff:{staff.pk}",
            {"store": store.pk, "role": "clerk"},
            {"store": store.pk, "role": "manager", "posting": second.pk},
            "",
        ),
    ]


def test_the_same_role_twice_an_unknown_role_and_office_people_are_refused(head_office: Actor, clerk_user: StaffUser, store: Store) -> None:
    post: dict[str, Any] = {"actor": head_office, "store": store, "at": AT}
    assert refuse(AlreadyPosted, services.post_staff, staff=clerk_user, role="clerk", **post).field == "staff"
    assert refuse(Invalid, services.post_staff, staff=clerk_user, role="owner", **post).field == "role"
    auditor = StaffFactory(office_role="auditor")
    assert refuse(OfficeHasNoPosting, services.post_staff, staff=auditor, role="clerk", **post).code == "invalid"


def test_an_ended_posting_ends_its_own_tokens_only_and_at_once(head_office: Actor, clerk_user: StaffUser) -> None:
    other = PostingFactory(staff=clerk_user, store=StoreFactory(code="AA"))
    here, there = [
        issue_token(username="clerk.dl01", password=PASSWORD, store_code=code, at=AT, address="203.0.113.1")[0] for code in ("DL01", "AA")
    ]
    posting = clerk_user.postings.get(store__code="DL01")
    for _ in range(2):
        services.unpost_staff(actor=head_office, posting=posting, reason="moved", at=AT)
    assert actor_of_token(here, AT) is None
    assert actor_of_token(there, AT) is not None
    posting.refresh_from_db()
    assert posting.until == DAY
    assert other.until is None
    facts = {"store": posting.store_id, "role": "clerk", "posting": posting.pk}
    assert trail() == [("staff.unposted", f"staff:{clerk_user.pk}", facts, None, "moved")]

"""A manager and a person of head office are made by two people; taking the power away takes one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from stores import services
from stores.access import actor_for
from stores.models import Posting, StaffUser, Store
from stores.services.powers import ask_manager, ask_office, grant_office
from stores.tokens import actor_of_token, issue_token
from tests.customers.erased import digest
from tests.factories.sessions import fresh_code
from tests.factories.stores import PASSWORD, AuditorFactory, HeadOfficeFactory, StaffFactory
from tests.stores.acts import AT, DAY, STRONG
from upgrade_program.foundation.approvals.models import Approval
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Refused
from upgrade_program.usecases import decide

pytestmark = pytest.mark.django_db


@pytest.fixture
def second(db: None) -> Actor:
    return actor_for(HeadOfficeFactory(username="headoffice2"), None)


def refused(act: Callable[[], Any]) -> tuple[str, str | None]:
    """The code and field of the refusal of an act that changed not a row of any table."""
    before = digest()
    with pytest.raises(Refused) as no:
        act()
    assert digest() == before
    return no.value.code, no.value.field


def asked(actor: Actor, staff: StaffUser, store: Store, **more: Any) -> Approval:
    return ask_manager(**({"actor": actor, "staff": staff, "store": store, "reason": "Runs the store", "at": AT} | more))


def allow(actor: Actor, request: Approval) -> Approval:
    return decide.allow(actor=actor, approval_id=request.pk, at=AT, on=DAY)


def test_nobody_makes_a_manager_or_an_office_alone(head_office: Actor, clerk_user: StaffUser, store: Store) -> None:
    alone = {"actor": head_office, "at": AT}
    post = {"staff": clerk_user, "store": store, "role": "manager"}
    idle = StaffFactory()
    assert refused(lambda: services.post_staff(**alone, **post)) == ("approval_required", "role")
    office = {"office_role": "headoffice", "reason": "x"}
    assert refused(lambda: services.set_office_role(**alone, staff=idle, **office)) == ("approval_required", "office_role")
    new = {"username": "new.office", "password": STRONG, "office_role": "headoffice"}
    assert refused(lambda: services.create_staff(**alone, **new)) == ("approval_required", "office_role")


def test_two_people_make_a_manager_whose_sessions_end(head_office: Actor, second: Actor, clerk_user: StaffUser, store: Store) -> None:
    request = asked(head_office, clerk_user, store)
    raw, _ = issue_token(username=clerk_user.username, password=PASSWORD, at=AT, address="203.0.113.7")
    assert refused(lambda: asked(second, clerk_user, store)) == ("approval_waiting", None)
    assert refused(lambda: allow(head_office, request)) == ("self_approval", None)
    allow(second, request)
    [live] = Posting.objects.filter(staff=clerk_user, until__isnull=True)
    assert (live.role, live.since) == ("manager", DAY)
    assert actor_of_token(raw, AT) is None
    with pytest.raises(Refused) as no:
        issue_token(username=clerk_user.username, password=PASSWORD, at=AT, address="203.0.113.7")
    assert (no.value.code, no.value.field) == ("forbidden", "totp")  # a second factor is needed from now on
    raw, _ = issue_token(username=clerk_user.username, password=PASSWORD, totp=fresh_code(clerk_user), at=AT, address="203.0.113.7")
    assert actor_of_token(raw, AT) == actor_for(clerk_user, store, on=DAY)
    assert list(AuditRow.objects.order_by("id").values_list("verb", "actor_id")) == [
        ("approval.asked", head_office.staff_id),
        ("staff.posted", second.staff_id),
        ("approval.granted", second.staff_id),
    ]
    assert refused(lambda: allow(second, request))[1] in {None, "staff"}


def test_two_people_take_somebody_into_head_office(head_office: Actor, second: Actor) -> None:
    person = AuditorFactory()
    request = ask_office(actor=head_office, staff=person, reason="Prices", at=AT)
    raw, _ = issue_token(username=person.username, password=PASSWORD, at=AT, address="203.0.113.7")
    assert refused(lambda: allow(head_office, request)) == ("self_approval", None)
    allow(second, request)
    person.refresh_from_db()
    assert (person.office_role, actor_of_token(raw, AT)) == ("headoffice", None)
    assert AuditRow.objects.get(verb="staff.office_role_set").reason == "Prices"
    services.set_office_role(actor=head_office, staff=person, office_role="", reason="left", at=AT)
    person.refresh_from_db()
    assert person.office_role == ""


def test_what_stands_in_the_way_is_said_at_the_asking_and_again_at_the_yes(
    head_office: Actor, second: Actor, manager_user: StaffUser, clerk_user: StaffUser, auditor: Actor, store: Store
) -> None:
    auditor_user = StaffUser.objects.get(pk=auditor.staff_id)
    assert refused(lambda: asked(head_office, manager_user, store)) == ("invalid", "staff")
    assert refused(lambda: asked(head_office, auditor_user, store)) == ("invalid", "staff")
    assert refused(lambda: asked(head_office, clerk_user, store, reason=" ")) == ("reason_required", "reason")
    assert refused(lambda: asked(auditor, clerk_user, store)) == ("forbidden", None)
    office = {"reason": "x", "at": AT}
    assert refused(lambda: ask_office(actor=head_office, staff=clerk_user, **office)) == ("invalid", "office_role")
    own = StaffUser.objects.get(pk=head_office.staff_id)
    assert refused(lambda: ask_office(actor=head_office, staff=own, **office)) == ("forbidden", None)
    assert refused(lambda: ask_office(actor=auditor, staff=auditor_user, **office)) == ("forbidden", None)
    request = asked(head_office, clerk_user, store)
    Posting.objects.filter(staff=clerk_user).update(until=DAY)
    StaffUser.objects.filter(pk=clerk_user.pk).update(office_role="auditor")
    assert refused(lambda: allow(second, request)) == ("invalid", "staff")


def test_a_request_of_another_kind_gives_no_power(head_office: Actor, second: Actor, clerk_user: StaffUser, store: Store) -> None:
    request = asked(head_office, clerk_user, store)
    assert refused(lambda: grant_office(actor=second, approval_id=request.pk, at=AT)) == ("not_found", None)

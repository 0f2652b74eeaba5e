"""Who acts, in which role and where."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser

from stores import access
from stores.clock import now
from stores.models import Posting, StaffUser, Store
from tests.factories.stores import PostingFactory, StaffFactory, StoreFactory
from upgrade_program.kernel.actor import ANONYMOUS, SYSTEM, Actor, Role
from upgrade_program.kernel.errors import Forbidden

pytestmark = pytest.mark.django_db


def test_an_actor_is_the_person_in_the_role_held_at_the_store(clerk_user: StaffUser, store: Store, other_store: Store) -> None:
    assert access.actor_for(clerk_user, store) == Actor(
        role=Role.CLERK,
        staff_id=clerk_user.pk,
        username="clerk.dl01",
        name=clerk_user.name,
        store_id=store.pk,
        store_code="DL01",
        store_name="Mi Home Nehru Place",
    )
    foreign = access.actor_for(clerk_user, other_store)
    assert (foreign.role, foreign.store_id, foreign.is_staff) == (Role.ANONYMOUS, None, False)


def test_head_office_and_auditor_stand_above_all_stores(head_office_user: StaffUser, auditor_user: StaffUser, store: Store) -> None:
    for user, role in ((head_office_user, Role.HEAD_OFFICE), (auditor_user, Role.AUDITOR)):
        actor = access.actor_for(user, store)
        assert (actor.role, actor.store_id, actor.sees_all_stores) == (role, None, True)
        assert list(access.stores_of(user)) == []


def test_strangers_and_disabled_people_are_nobody(store: Store, clerk_user: StaffUser) -> None:
    clerk_user.is_active = False
    assert access.actor_for(AnonymousUser(), store) == ANONYMOUS
    assert access.actor_for(clerk_user, store) == ANONYMOUS
    assert not access.stores_of(AnonymousUser()).exists()
    assert not access.stores_of(clerk_user).exists()


def test_a_posting_holds_from_its_first_day_until_the_day_it_ends(store: Store) -> None:
    staff = StaffFactory()
    PostingFactory(staff=staff, store=store, since=date(2021, 5, 5), until=date(2021, 5, 7))
    held = {day: access.actor_for(staff, store, on=date(2021, 5, day)).role for day in (4, 5, 6, 7)}
    assert held == {4: Role.ANONYMOUS, 5: Role.CLERK, 6: Role.CLERK, 7: Role.ANONYMOUS}
    assert [access.stores_of(staff, on=date(2021, 5, day)).count() for day in (4, 5, 6, 7)] == [0, 1, 1, 0]


def test_an_ended_posting_and_a_closed_store_make_nobody_an_actor(clerk_user: StaffUser, store: Store) -> None:
    Store.objects.filter(pk=store.pk).update(is_open=False, closed_at=now())
    assert access.actor_for(clerk_user, store).role is Role.ANONYMOUS
    assert not access.stores_of(clerk_user).exists()


def test_stores_come_by_code_each_once() -> None:
    staff = StaffFactory()
    for code in ("ZZ", "AA"):
        PostingFactory(staff=staff, store=StoreFactory(code=code))
    Posting.objects.filter(store__code="AA").update(until=date(2021, 1, 1))
    PostingFactory(staff=staff, store=Store.objects.get(code="AA"), role="manager", since=date(2021, 1, 1))
    assert [store.code for store in access.stores_of(staff, on=date(2021, 1, 1))] == ["AA", "ZZ"]


ACTORS = [
    ANONYMOUS,
    SYSTEM,
    Actor(role=Role.CLERK, staff_id=1, store_id=7),
    Actor(role=Role.MANAGER, staff_id=2, store_id=7),
    Actor(role=Role.MANAGER, staff_id=3, store_id=8),
    Actor(role=Role.HEAD_OFFICE, staff_id=4),
    Actor(role=Role.AUDITOR, staff_id=5),
]


def test_the_table_of_who_may_do_what() -> None:
    names = ["anonymous", "system", "clerk", "manager", "other manager", "head office", "auditor"]

    def allowed(answers: list[bool]) -> set[str]:
        return {name for name, answer in zip(names, answers, strict=True) if answer}

    assert allowed([access.may_sell(actor) for actor in ACTORS]) == {"clerk", "manager", "other manager"}
    assert allowed([access.may_manage(actor, 7) for actor in ACTORS]) == {"manager"}
    assert allowed([access.may_see_store(actor, 7) for actor in ACTORS]) == {"system", "clerk", "manager", "head office", "auditor"}
    assert allowed([access.is_head_office(actor) for actor in ACTORS]) == {"head office"}
    assert allowed([access.is_auditor(actor) for actor in ACTORS]) == {"auditor"}


def test_requirements_refuse_whom_the_predicates_do_not_name() -> None:
    def refused(act: object, *args: object) -> list[bool]:
        answers = []
        for actor in ACTORS:
            try:
                act(actor, *args)  # type: ignore[operator]
            except Forbidden:
                answers.append(True)
            else:
                answers.append(False)
        return answers

    assert refused(access.require_seller) == [True, True, False, False, False, True, True]
    assert refused(access.require_manager, 7) == [True, True, True, False, True, True, True]
    assert refused(access.require_head_office) == [True, False, True, True, True, False, True]

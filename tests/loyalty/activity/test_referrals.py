"""Invitations: whose first purchase thanks whom, whom nobody can invite, and that nobody is invited in a ring."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from loyalty.activity.models import Completion, Referral
from loyalty.activity.services import (
    accept_invitation,
    invitation_of,
    take_purchase_back,
)
from stores.models import Store
from tests.factories.activity import BEGAN, bought, mission
from tests.factories.customers import CustomerFactory
from tests.factories.loyalty import member
from tests.factories.plans import AT
from tests.foundation.crowd import at_once
from tests.loyalty.rewards.acts import has, pending, refused, refused_by
from upgrade_program.customers.models import Customer
from upgrade_program.kernel.actor import Actor, Role
from upgrade_program.kernel.errors import Refused

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
ALONE = Actor(role=Role.CUSTOMER)


def test_a_friends_first_purchase_thanks_who_invited_them(store: Store) -> None:
    asha, friend = member(), CustomerFactory()
    mission(proof="referral", points=100, turn="day")
    code = invitation_of(customer_id=asha.pk, actor=ALONE, at=BEGAN).code
    assert invitation_of(customer_id=asha.pk, actor=ALONE, at=AT).code == code
    accept_invitation(friend_id=friend.pk, code=code.lower().replace("-", " "), actor=ALONE, at=BEGAN)
    first = bought(friend, store)
    assert (pending(asha), has(asha)) == (100, 0)
    bought(friend, store, at=AT + DAY)
    assert Completion.objects.count() == 1
    take_purchase_back(source=first.source, at=AT + 2 * DAY)  # within its return window
    assert pending(asha) == 0


def test_whom_nobody_can_invite(store: Store, head_office: Actor) -> None:
    asha, other, buyer, friend = member(), member(), member(), CustomerFactory()
    bought(buyer, store)
    code = invitation_of(customer_id=asha.pk, actor=ALONE, at=BEGAN).code

    def accept(who: Customer, said: str = code) -> Referral:
        return accept_invitation(friend_id=who.pk, code=said, actor=ALONE, at=AT)

    refused(lambda: accept(asha), "not_invitable", field="invitation")
    refused(lambda: accept(buyer), "not_invitable")
    for said in ("", "ZZZZ-ZZZZ", "\x00", "क" * 8):
        refused(lambda said=said: accept(friend, said), "invitation_unknown", field="invitation")
    accept(friend)
    second = invitation_of(customer_id=other.pk, actor=ALONE, at=AT).code
    refused(lambda: accept(friend, second), "not_invitable")
    refused(lambda: invitation_of(customer_id=friend.pk, actor=ALONE, at=AT), "not_a_member")
    refused(lambda: invitation_of(customer_id=asha.pk, actor=head_office, at=AT), "forbidden")


def code_of(who: Customer) -> str:
    return invitation_of(customer_id=who.pk, actor=ALONE, at=BEGAN).code


def accepted(friend: Customer, code: str) -> Referral:
    return accept_invitation(friend_id=friend.pk, code=code, actor=ALONE, at=BEGAN)


def test_of_two_members_one_invites_the_other(store: Store) -> None:
    asha, bano = member(), member()
    mission(proof="referral", points=100, turn="day")
    codes = code_of(asha), code_of(bano)
    accepted(bano, codes[0])
    refused(lambda: accepted(asha, codes[1]), "invited_each_other", field="invitation")
    with refused_by("nobody_is_invited_in_a_ring"):
        Referral.objects.create(friend=asha, member=bano, at=AT)
    chand = member()
    accepted(asha, code_of(chand))  # a third one may have invited who invites
    for one in (asha, bano):
        bought(one, store)
    assert [pending(one) for one in (asha, bano, chand)] == [100, 0, 100]


@pytest.mark.parametrize("size", [3, 4, 12])
def test_nobody_is_invited_in_a_ring_however_long(store: Store, size: int) -> None:
    mission(proof="referral", points=100, turn="day")
    people, outsider = [member() for _ in range(size)], member()
    codes = [code_of(one) for one in people]
    for place in range(1, size):
        accepted(people[place], codes[place - 1])
    for later in range(1, size):
        refused(lambda later=later: accepted(people[0], codes[later]), "invited_each_other", field="invitation")  # type: ignore[misc]
    with refused_by("nobody_is_invited_in_a_ring"):
        Referral.objects.create(friend=people[0], member=people[-1], at=AT)
    accepted(people[0], code_of(outsider))
    for one in people:
        bought(one, store)
    assert [pending(one) for one in [outsider, *people]] == [100] * size + [0], "each is paid for whom they brought"


def test_two_whom_one_member_brought_close_no_ring() -> None:
    root, left, right = member(), member(), member()
    for one in (left, right):
        accepted(one, code_of(root))
    accepted(member(), code_of(left))
    assert Referral.objects.count() == 3


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("size", [2, 3])
@pytest.mark.parametrize("guarded", [True, False], ids=["guarded", "control"])
def test_who_accept_one_another_in_a_ring_at_once(guarded: bool, size: int) -> None:
    rings = [[member() for _ in range(size)] for _ in range(12 // size)]
    codes = {one.pk: code_of(one) for ring in rings for one in ring}
    tries = [(ring[place], ring[place - 1]) for place in range(size) for ring in rings]
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgname LIKE 'pgtrigger_nobody_is_invited_in_a_ring%'")
        (law,) = cursor.fetchone()
        if not guarded:
            cursor.execute(f"ALTER TABLE activity_referral DISABLE TRIGGER {law}")
        try:
            said = at_once(12, lambda place: accepted(tries[place][0], codes[tries[place][1].pk]))
        finally:
            cursor.execute(f"ALTER TABLE activity_referral ENABLE TRIGGER {law}")
    closed = len(rings) if guarded else 0  # the last of each ring is refused
    assert Referral.objects.count() == sum(isinstance(one, Referral) for one in said) == 12 - closed
    assert [one.code for one in said if isinstance(one, Refused)] == ["invited_each_other"] * closed

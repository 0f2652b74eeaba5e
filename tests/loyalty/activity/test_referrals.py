"""Invitations: whose first purchase thanks whom, whom nobody can invite, and of two members one invites the other."""

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
    with refused_by("two_members_do_not_invite_each_other"):
        Referral.objects.create(friend=asha, member=bano, at=AT)
    chand = member()
    accepted(asha, code_of(chand))  # a third one may have invited who invites
    for one in (asha, bano):
        bought(one, store)
    assert [pending(one) for one in (asha, bano, chand)] == [100, 0, 100]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("guarded", [True, False], ids=["guarded", "control"])
def test_two_who_accept_each_other_at_once(guarded: bool) -> None:
    pairs = [(member(), member()) for _ in range(4)]
    codes = {one.pk: code_of(one) for pair in pairs for one in pair}
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgname LIKE 'pgtrigger_two_members_do_not_invite_each_other%'")
        (law,) = cursor.fetchone()
        if not guarded:
            cursor.execute(f"ALTER TABLE activity_referral DISABLE TRIGGER {law}")
        try:
            tries = [(pair[0], pair[1]) for pair in pairs] + [(pair[1], pair[0]) for pair in pairs]
            said = at_once(8, lambda place: accepted(tries[place][0], codes[tries[place][1].pk]))
        finally:
            cursor.execute(f"ALTER TABLE activity_referral ENABLE TRIGGER {law}")
    assert Referral.objects.count() == (4 if guarded else 8)
    assert [one.code for one in said if isinstance(one, Refused)] == ["invited_each_other"] * (4 if guarded else 0)
    assert sum(isinstance(one, Referral) for one in said) == (4 if guarded else 8)

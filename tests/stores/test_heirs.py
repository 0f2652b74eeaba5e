"""What a closed store left to do is done by the people of the store it was handed to, and by nobody else's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from loyalty.activity.models import Attendance
from loyalty.activity.queries import events_at
from loyalty.activity.services import enter_guest
from loyalty.programme.queries import membership_of
from loyalty.rewards.queries import for_actor as redemptions_for
from loyalty.rewards.services import cancel_redemption
from stores.access import actor_for
from stores.models import Posting, StaffUser, Store
from stores.services import unpost_staff
from tests.buyback.acts import reverse
from tests.customers.erased import digest
from tests.factories import activity, claims
from tests.factories.billing import tax_rule
from tests.factories.loyalty import member
from tests.factories.plans import AT, TODAY, sold, upi
from tests.factories.rewards import had, on_offer, rich
from tests.factories.stores import PostingFactory, StoreFactory
from tests.interfaces.counter.claiming import photo_file
from tests.loyalty.programme.test_selling_membership import bought
from upgrade_program.buyback.services import hand_over
from upgrade_program.foundation.photos.models import Photo
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Refused
from upgrade_program.plans.services import add_day_zero_photo, receive_payment
from upgrade_program.usecases.closing import close_store
from upgrade_program.usecases.membership import take_back

pytestmark = pytest.mark.django_db


@pytest.fixture
def stranger(db: None) -> Actor:
    """The manager of a store that nothing was handed to."""
    posting = PostingFactory(store=StoreFactory(code="KA09"), role="manager")
    return actor_for(posting.staff, posting.store)


@pytest.fixture
def handed_over(store: Store, other_store: Store, head_office: Actor) -> Callable[[StaffUser], Actor]:
    """Close DL01, which is handed to MH01; then gives its people as they are from then on."""

    def close(user: StaffUser) -> Actor:
        for posting in Posting.objects.filter(store=store, until__isnull=True):
            unpost_staff(actor=head_office, posting=posting, reason="moved", at=AT)
        close_store(actor=head_office, store=store, successor=other_store, reason="Lease ended", at=AT, on=TODAY)
        return actor_for(user, other_store, on=TODAY)

    return close


def only(heir: Actor, *others: Actor, act: Callable[[Actor], Any], code: str = "forbidden") -> Any:
    """The act done by the heir, after each of the others was refused and changed not a row."""
    for other in others:
        before = digest()
        with pytest.raises(Refused) as no:
            act(other)
        assert (no.value.code, digest()) == (code, before)
    return act(heir)


def test_a_payment_that_waits_is_received_by_who_serves_the_store(clerk: Actor, other_clerk: Actor, store: Store, stranger: Actor) -> None:
    """A sale that waits keeps a store open; one that was under way when it closed does not depend on that."""
    plan = sold(actor=clerk, tenders=[upi()])
    heir = replace(other_clerk, serves=(store.pk,))

    def pay(actor: Actor) -> Any:
        return receive_payment(plan=plan, reference="712304118826", actor=actor, at=AT, on=TODAY)

    paid = only(heir, other_clerk, stranger, act=pay)
    assert (paid.status, paid.invoice.store_id) == ("active", store.pk)


def test_day_zero_photos_of_its_last_day(
    clerk: Actor, other_clerk_user: StaffUser, other_clerk: Actor, stranger: Actor, handed_over: Callable[[StaffUser], Actor]
) -> None:
    plan = sold(actor=clerk)

    def shoot(actor: Actor) -> Any:
        return add_day_zero_photo(plan=plan, view="front", file=photo_file(), actor=actor, at=AT, on=TODAY)

    photo = only(handed_over(other_clerk_user), other_clerk, stranger, act=shoot)
    assert Photo.objects.get() == photo
    assert photo.subject == f"plan:{plan.pk}"


def test_a_settlement_is_taken_back_by_the_heirs_manager(
    clerk: Actor, other_clerk: Actor, other_manager: Actor, store: Store, stranger: Actor
) -> None:
    claim = claims.offered(claims.old_plan(actor=clerk), actor=clerk)
    claims.settled(claim, actor=clerk)
    serves = (store.pk,)
    heir = replace(other_manager, serves=serves)
    done = only(heir, other_manager, stranger, replace(other_clerk, serves=serves), act=lambda actor: reverse(claim, actor=actor))
    assert (done.reversed_by_id, done.return_voucher.store_id) == (heir.staff_id, store.pk)


def test_of_a_closed_store_the_heir_is_told_why_not_and_a_stranger_that_it_is_not_theirs(
    clerk: Actor, manager: Actor, other_manager_user: StaffUser, stranger: Actor, handed_over: Callable[[StaffUser], Actor]
) -> None:
    """All its handsets have left, or it would not be closed: nobody is sent to a manager who is not there."""
    claim = claims.offered(claims.old_plan(actor=clerk), actor=clerk)
    done = claims.settled(claim, actor=clerk)
    hand_over(handset_ids=[done.handset.pk], taken_by="Ravi", reference="", counted=1, actor=manager, at=AT, on=TODAY)
    heir = handed_over(other_manager_user)
    for actor, code in ((stranger, "forbidden"), (heir, "claim_state")):
        before = digest()
        with pytest.raises(Refused) as no:
            reverse(claim, actor=actor)
        assert (no.value.code, digest()) == (code, before)


@time_machine.travel(AT, tick=False)
def test_the_sale_for_a_new_phone_is_begun_by_the_heirs_people(
    clerk: Actor,
    manager: Actor,
    other_clerk_user: StaffUser,
    stranger: Actor,
    handed_over: Callable[[StaffUser], Actor],
    client_for: Callable[[StaffUser | None], Client],
) -> None:
    claim = claims.offered(claims.old_plan(actor=clerk), actor=clerk)
    done = claims.settled(claim, actor=clerk)
    hand_over(handset_ids=[done.handset.pk], taken_by="Ravi", reference="", counted=1, actor=manager, at=AT, on=TODAY)
    handed_over(other_clerk_user)
    for user, status in ((StaffUser.objects.get(pk=stranger.staff_id), 404), (other_clerk_user, 302)):
        assert client_for(user).post(f"/counter/claims/{claim.number}/sell/").status_code == status


def test_months_of_membership_are_taken_back_by_the_heirs_manager(
    clerk: Actor, other_manager_user: StaffUser, other_manager: Actor, stranger: Actor, handed_over: Callable[[StaffUser], Actor]
) -> None:
    tax_rule()
    customer = member()
    bought(customer, clerk)

    def back(actor: Actor) -> Any:
        later = AT + timedelta(hours=1)
        return take_back(actor=actor, customer_id=customer.pk, first_day=TODAY, reason="did not want it", at=later, on=TODAY)

    only(handed_over(other_manager_user), other_manager, stranger, act=back)
    assert membership_of(customer.pk, on=TODAY) is None


def test_a_redemption_is_listed_and_cancelled_by_the_heirs_people(
    clerk: Actor, other_manager_user: StaffUser, other_manager: Actor, stranger: Actor, handed_over: Callable[[StaffUser], Actor]
) -> None:
    row = had(on_offer(), rich(), actor=clerk)
    assert [list(redemptions_for(actor)) for actor in (clerk, other_manager, stranger)] == [[row], [], []]
    heir = handed_over(other_manager_user)
    assert list(redemptions_for(heir)) == [row]

    def cancel(actor: Actor) -> Any:
        return cancel_redemption(number=row.number, reason="wrong reward", actor=actor, at=AT + timedelta(hours=1))

    assert only(heir, other_manager, stranger, act=cancel).ended_store_id == heir.store_id


@time_machine.travel(AT, tick=False)
def test_the_redemptions_page_shows_its_code_and_the_way_back_to_the_heir_alone(
    clerk: Actor,
    other_manager_user: StaffUser,
    stranger: Actor,
    handed_over: Callable[[StaffUser], Actor],
    client_for: Callable[[StaffUser], Client],
) -> None:
    row = had(on_offer(), rich(), actor=clerk)
    handed_over(other_manager_user)
    assert row.code is not None
    for user, shown in ((other_manager_user, True), (StaffUser.objects.get(pk=stranger.staff_id), False)):
        page = client_for(user).get(f"/counter/redemptions/{row.number}/").content.decode()
        assert (row.code.code in page, f"/counter/redemptions/{row.number}/cancel/" in page) == (shown, shown)


def test_who_came_to_its_event_is_entered_by_the_heirs_people(
    store: Store, other_clerk_user: StaffUser, other_clerk: Actor, stranger: Actor, handed_over: Callable[[StaffUser], Actor]
) -> None:
    event, guest = activity.event(store=store), member()
    heir = handed_over(other_clerk_user)
    assert [list(events_at(actor, since=TODAY)) for actor in (heir, other_clerk, stranger)] == [[event], [], []]

    def enter(actor: Actor) -> Any:
        return enter_guest(event_id=event.pk, customer_id=guest.pk, actor=actor, at=AT)

    only(heir, other_clerk, stranger, act=enter, code="not_found")
    assert Attendance.objects.get().by_id == heir.staff_id

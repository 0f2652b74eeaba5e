"""A store closes: what must be settled is said, what goes on is handed over, and nothing of it changes hands on paper."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from stores.access import actor_for
from stores.clock import now
from stores.models import ApiToken, Posting, StaffUser, Store
from stores.queries import posted_person, postings_read
from stores.services import post_staff, unpost_staff
from stores.tokens import actor_of_token, issue_token
from tests.customers.erased import digest
from tests.factories import claims, drawers
from tests.factories.plans import AT, TODAY, order, sellable, sold, upi
from tests.factories.stores import PASSWORD, PostingFactory, StaffFactory, StoreFactory
from upgrade_program.billing.queries import for_actor as documents_for
from upgrade_program.buyback.queries import for_actor as claims_for
from upgrade_program.buyback.services import inspect_phone
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.kernel.actor import Actor, Role
from upgrade_program.kernel.errors import Refused
from upgrade_program.messaging.models import Message
from upgrade_program.plans.queries import for_actor as plans_for
from upgrade_program.plans.queries import plans_with_imei, plans_with_mobile
from upgrade_program.plans.services.cancellation_rules import require_canceller
from upgrade_program.reporting.day import day_report, stores_to_report
from upgrade_program.reporting.services import mail_report
from upgrade_program.usecases.closing import close_store, closing_of, reopen_store
from upgrade_program.usecases.sell import sell

pytestmark = pytest.mark.django_db


def refused(act: Callable[[], Any]) -> list[tuple[str, str | None]]:
    """The codes and fields of the refusal of an act that changed not a row of any table."""
    before = digest()
    with pytest.raises(Refused) as no:
        act()
    assert digest() == before
    return [(error.code, error.field) for error in no.value.errors]


def away(office: Actor, store: Store) -> None:
    """The people of the store go."""
    for posting in Posting.objects.filter(store=store, until__isnull=True):
        unpost_staff(actor=office, posting=posting, reason="moved", at=AT)


def close(office: Actor, store: Store, successor: Store | None = None, reason: str = "Lease ended") -> Store:
    return close_store(actor=office, store=store, successor=successor, reason=reason, at=AT, on=TODAY)


def fresh(user: StaffUser, store: Store) -> Actor:
    return actor_for(user, store, on=TODAY)


def test_all_that_must_be_settled_is_said_together(
    head_office: Actor, clerk: Actor, manager: Actor, store: Store, other_store: Store
) -> None:
    drawers.opened(manager)
    sell(actor=clerk, order=order(sellable(), tenders=[upi()]), at=AT, on=TODAY)
    assert refused(lambda: close(head_office, store, other_store)) == [("store_not_closable", None)] * 3
    said = [str(no) for no in closing_of(store, on=TODAY).obstacles]
    assert [line.split(".")[0] for line in said] == ["1 sale waiting for payment", "1 open cash drawer", "2 people who work only here"]


def test_a_handset_in_stock_keeps_it_open(head_office: Actor, clerk: Actor, store: Store, other_store: Store) -> None:
    plan = claims.old_plan(actor=clerk)
    claims.settled(claims.offered(plan, actor=clerk), actor=clerk)
    away(head_office, store)
    assert [str(no).split(".")[0] for no in closing_of(store, on=TODAY).obstacles] == ["1 handset in quarantine stock"]
    assert refused(lambda: close(head_office, store, other_store)) == [("store_not_closable", None)]


def test_what_goes_on_needs_somebody_to_keep_it(head_office: Actor, clerk: Actor, store: Store, other_store: Store) -> None:
    sold(actor=clerk)
    away(head_office, store)
    assert refused(lambda: close(head_office, store)) == [("successor_needed", "successor")]
    assert refused(lambda: close(head_office, store, store)) == [("invalid", "successor")]
    shut = close(head_office, StoreFactory(code="ZZ01"))
    assert refused(lambda: close(head_office, store, shut)) == [("invalid", "successor")]
    assert refused(lambda: close(head_office, store, other_store, reason=" ")) == [("reason_required", "reason")]


@pytest.mark.parametrize("who", ["manager", "auditor"])
def test_only_head_office_closes_and_opens(request: pytest.FixtureRequest, store: Store, other_store: Store, who: str) -> None:
    actor = request.getfixturevalue(who)
    assert refused(lambda: close(actor, store, other_store)) == [("forbidden", None)]
    assert refused(lambda: reopen_store(actor=actor, store=store, reason="x", at=AT)) == [("forbidden", None)]


def test_the_plans_stay_its_own_and_the_successors_people_serve_them(
    head_office: Actor, clerk: Actor, store: Store, other_store: Store, other_manager_user: StaffUser, other_clerk_user: StaffUser
) -> None:
    plan = claims.old_plan(actor=clerk)
    claim = claims.opened(plan, actor=clerk)
    before = fresh(other_manager_user, other_store)
    assert not plans_for(before).exists()
    assert not plans_with_imei(before, plan.imei).exists()
    away(head_office, store)
    number = plan.invoice.number  # type: ignore[union-attr]
    close(head_office, store, other_store)
    plan.refresh_from_db()
    assert (plan.store_id, plan.invoice.number, plan.invoice.store_id) == (store.pk, number, store.pk)  # type: ignore[union-attr]
    for user in (other_manager_user, other_clerk_user):
        actor = fresh(user, other_store)
        assert (actor.store_id, actor.store_ids) == (other_store.pk, (other_store.pk, store.pk))
        assert list(plans_for(actor)) == list(plans_with_imei(actor, plan.imei)) == [plan]
        assert list(plans_with_mobile(actor, plan.customer.mobile)) == [plan]
        assert list(claims_for(actor)) == [claim]
        assert list(documents_for(actor)) == [plan.invoice]
    manager = fresh(other_manager_user, other_store)
    assert [one.code for one in stores_to_report(manager)] == ["MH01", "DL01"]
    require_canceller(manager, plan)
    inspect_phone(number=claim.number, answers=claims.CLEAN, seen=claims.gates_seen(), actor=manager, at=AT, on=TODAY)
    stranger = PostingFactory(store=StoreFactory(code="KA09"), role="manager")
    assert not plans_for(fresh(stranger.staff, stranger.store)).exists()
    assert refused(lambda: require_canceller(fresh(stranger.staff, stranger.store), plan)) == [("forbidden", None)]


def test_a_request_and_a_key_know_what_was_handed_over(
    head_office: Actor, store: Store, other_store: Store, other_clerk_user: StaffUser
) -> None:
    close_store(actor=head_office, store=store, successor=other_store, reason="Lease ended", at=now(), on=TODAY)
    raw, _ = issue_token(username=other_clerk_user.username, password=PASSWORD, at=AT, address="203.0.113.7")
    by_key = actor_of_token(raw, AT)
    assert by_key is not None
    read = posted_person(other_clerk_user.pk, on=TODAY)
    assert read is not None
    [posting] = postings_read(read, on=TODAY) or []
    assert by_key.serves == tuple(posting.serves) == fresh(other_clerk_user, other_store).serves == (store.pk,)


def test_people_keys_and_postings_end_dated_each_with_its_row(head_office: Actor, store: Store, other_store: Store) -> None:
    person = StaffFactory(username="both")
    PostingFactory(staff=person, store=store)
    PostingFactory(staff=person, store=other_store)
    issue_token(username="both", password=PASSWORD, store_code=store.code, at=AT, address="203.0.113.7")
    close(head_office, store, other_store)
    store.refresh_from_db()
    assert (store.is_open, store.closed_at, store.served_by_id) == (False, AT, other_store.pk)
    assert not ApiToken.objects.filter(store=store, ended_at__isnull=True).exists()
    assert list(Posting.objects.filter(staff=person, until__isnull=True).values_list("store__code", flat=True)) == ["MH01"]
    rows = list(AuditRow.objects.order_by("id").values_list("verb", "before", "after", "reason"))
    assert [verb for verb, *_ in rows] == ["staff.unposted", "store.closed"]
    assert rows[1][1:] == ({"is_open": True}, {"is_open": False, "served_by": other_store.pk}, "Lease ended")
    close(head_office, store, other_store)
    assert AuditRow.objects.count() == 2


def test_a_successor_that_closes_hands_on_what_it_served(head_office: Actor, store: Store, other_store: Store) -> None:
    close(head_office, store, other_store)
    assert refused(lambda: close(head_office, other_store)) == [("invalid", "successor")]
    third = StoreFactory(code="KA09")
    close(head_office, other_store, third)
    assert set(Store.objects.filter(served_by=third).values_list("code", flat=True)) == {"DL01", "MH01"}
    assert AuditRow.objects.filter(verb="store.handed_on").get().subject == f"store:{store.pk}"


def test_it_opens_again_and_serves_itself(head_office: Actor, store: Store, other_store: Store, other_clerk_user: StaffUser) -> None:
    close(head_office, store, other_store)
    assert refused(lambda: reopen_store(actor=head_office, store=store, reason="", at=AT)) == [("reason_required", "reason")]
    reopen_store(actor=head_office, store=store, reason="New lease", at=AT + timedelta(days=9))
    store.refresh_from_db()
    assert (store.is_open, store.closed_at, store.served_by) == (True, None, None)
    assert fresh(other_clerk_user, other_store).serves == ()
    assert AuditRow.objects.get(verb="store.reopened").before == {"is_open": False, "served_by": other_store.pk}
    count = AuditRow.objects.count()
    reopen_store(actor=head_office, store=store, reason="again", at=AT)
    assert AuditRow.objects.count() == count


def test_nothing_begins_at_a_closed_store(head_office: Actor, clerk: Actor, store: Store, other_store: Store) -> None:
    variant = sellable()
    away(head_office, store)
    close(head_office, store, other_store)
    assert clerk.role is Role.CLERK  # a request that was on its way when the store closed
    assert refused(lambda: sell(actor=clerk, order=order(variant), at=AT, on=TODAY)) == [("forbidden", None)]
    assert refused(lambda: drawers.opened(clerk)) == [("forbidden", None)]


def test_the_day_report_of_a_closed_store_goes_to_who_serves_it(head_office: Actor, store: Store, other_store: Store) -> None:
    Store.objects.filter(pk=other_store.pk).update(email="andheri@example.in")
    close(head_office, store, other_store)
    store.refresh_from_db()
    mail_report(day_report(store=store, on=TODAY, at=AT), cause="day:closed", at=AT)
    assert set(Message.objects.filter(template="day.report").values_list("address", flat=True)) == {"andheri@example.in"}


def test_nobody_is_posted_to_a_closed_store(head_office: Actor, store: Store, other_store: Store) -> None:
    close(head_office, store, other_store)
    person = StaffFactory()
    assert refused(lambda: post_staff(actor=head_office, staff=person, store=store, role="clerk", at=AT)) == [("invalid", "store")]

"""A model is stopped at once by one person and sold again by two; every no has a code and changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from stores.models import StaffUser
from tests.customers.erased import digest
from tests.factories.plans import AT, TODAY, order, sellable, sold, upi
from tests.factories.prices import asked as asked_prices
from tests.factories.prices import row, second_person
from tests.factories.stops import lift_asked, lifted, stopped
from upgrade_program.catalog.models import SellingStop, Variant
from upgrade_program.catalog.queries import offer_for, search_offers
from upgrade_program.catalog.services import ask_to_lift, grant_lift, stop_selling
from upgrade_program.foundation.approvals.services import reject, withdraw
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.foundation.outbox.models import Message as News
from upgrade_program.foundation.outbox.services import deliver_due
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Forbidden, NotFound, Refused
from upgrade_program.messaging.models import Message
from upgrade_program.reporting.subscribers import mail_stop
from upgrade_program.usecases.sell import sell, take_payment

pytestmark = pytest.mark.django_db
WORDS = "Selling of Redmi Note 9 Pro is stopped by head office since 3 May 2027, 11:42."


@pytest.fixture
def second(db: None) -> Actor:
    return second_person()


@pytest.fixture
def variant(db: None) -> Variant:
    return sellable()


def refused(act: Callable[[], Any], code: str, field: str | None = None) -> Refused:
    """The act is refused by this code, at this field, and not a row of any table is another."""
    before = digest()
    with pytest.raises(Refused) as no:
        act()
    assert [(error.code, error.field) for error in no.value.errors] == [(code, field)]
    assert digest() == before
    return no.value


def test_one_person_stops_it_and_the_next_sale_is_refused(variant: Variant, head_office: Actor, clerk: Actor) -> None:
    other = sellable(name="Redmi Note 9", srp=11_999, price=449)
    stop = stopped(head_office, variant.model)
    no = refused(lambda: sell(actor=clerk, order=order(variant), at=AT, on=TODAY), "not_eligible", "sku")
    assert str(no) == f"{WORDS} {no.next_step}"
    assert sold(actor=clerk, variant=other, price="449").pk
    row = AuditRow.objects.get(verb="selling.stopped")
    assert (row.subject, row.actor_id, row.reason, row.chain) == (stop.subject, head_office.staff_id, "Batteries swell", 0)
    assert News.objects.get(topic="selling.stopped").payload["model_id"] == variant.model_id


def test_it_holds_whatever_the_clock_of_the_till_says(variant: Variant, head_office: Actor, clerk: Actor) -> None:
    stopped(head_office, variant.model)
    for at in (AT - timedelta(minutes=5), AT + timedelta(days=30)):
        assert offer_for(sku=variant.sku, at=at).reason == "not_eligible"
    refused(lambda: sell(actor=clerk, order=order(variant), at=AT - timedelta(minutes=5), on=TODAY), "not_eligible", "sku")


def test_offer_and_search_say_it_and_sellable_ones_come_first(variant: Variant, head_office: Actor) -> None:
    sellable(name="Redmi Note 9 Pro Max")
    assert search_offers(q="note 9 pro", at=AT)[0].model == "Redmi Note 9 Pro"
    stopped(head_office, variant.model)
    found = search_offers(q="note 9 pro", at=AT)
    assert [(one.model, one.sellable) for one in found] == [("Redmi Note 9 Pro Max", True), ("Redmi Note 9 Pro", False)]
    for one in (found[1], offer_for(sku=variant.sku, at=AT)):
        assert (one.reason, one.reason_text.startswith(WORDS), one.stopped_at) == ("not_eligible", True, AT)


def test_a_plan_that_waits_for_its_payment_was_sold_before(variant: Variant, head_office: Actor, clerk: Actor) -> None:
    plan = sold(actor=clerk, variant=variant, tenders=[upi()])
    stopped(head_office, variant.model)
    paid = take_payment(actor=clerk, number=plan.number, reference="412345678901", at=AT, on=TODAY)
    assert paid.status == "active"


def test_two_people_let_it_be_sold_again(variant: Variant, head_office: Actor, clerk: Actor, second: Actor) -> None:
    stop, later = stopped(head_office, variant.model), AT + timedelta(hours=2)
    asked = lift_asked(head_office, stop)
    refused(lambda: sell(actor=clerk, order=order(variant), at=AT, on=TODAY), "not_eligible", "sku")
    refused(lambda: grant_lift(actor=head_office, approval_id=asked.pk, at=later), "self_approval")
    grant_lift(actor=second, approval_id=asked.pk, at=later)
    stop.refresh_from_db()
    assert (stop.lifted_at, stop.lifted_approval_id) == (later, asked.pk)
    assert sold(actor=clerk, variant=variant).pk
    assert AuditRow.objects.filter(verb="selling.resumed", subject=stop.subject).count() == 1
    assert News.objects.filter(topic="selling.resumed").count() == 1
    assert stopped(head_office, variant.model, at=later).pk != stop.pk  # and it can be stopped anew


@pytest.mark.parametrize("how", ["rejected", "withdrawn"])
def test_a_no_leaves_it_standing_and_it_is_asked_again(variant: Variant, head_office: Actor, clerk: Actor, second: Actor, how: str) -> None:
    stop = stopped(head_office, variant.model)
    asked = lift_asked(head_office, stop)
    if how == "rejected":
        reject(approval_id=asked.pk, actor=second, at=AT, note="Not yet")
    else:
        withdraw(approval_id=asked.pk, actor=head_office, at=AT)
    refused(lambda: grant_lift(actor=second, approval_id=asked.pk, at=AT), "approval_decided")
    refused(lambda: sell(actor=clerk, order=order(variant), at=AT, on=TODAY), "not_eligible", "sku")
    assert lifted(head_office, stop).lifted_at == AT


def test_who_may_not_stop_or_ask(variant: Variant, head_office: Actor, clerk: Actor, manager: Actor, auditor: Actor) -> None:
    stop = stopped(head_office, sellable(name="Redmi Note 9").model)
    asked = lift_asked(head_office, stop)
    for actor in (clerk, manager, auditor):
        with pytest.raises(Forbidden):
            stop_selling(actor=actor, model_id=variant.model_id, reason="x", at=AT)
        with pytest.raises(Forbidden):
            ask_to_lift(actor=actor, stop_id=stop.pk, reason="x", at=AT)
        with pytest.raises((Forbidden, NotFound)):
            grant_lift(actor=actor, approval_id=asked.pk, at=AT)
    assert SellingStop.objects.get() == stop
    assert stop.lifted_at is None


def test_what_is_refused_changes_nothing(variant: Variant, head_office: Actor, second: Actor) -> None:
    model = variant.model_id
    refused(lambda: stop_selling(actor=head_office, model_id=model, reason="  ", at=AT), "reason_required", "reason")
    refused(lambda: stop_selling(actor=head_office, model_id=model, reason="ask 98104 55421", at=AT), "invalid", "reason")
    refused(lambda: stop_selling(actor=head_office, model_id=0, reason="x", at=AT), "not_found")
    stop = stopped(head_office, variant.model)
    refused(lambda: stop_selling(actor=head_office, model_id=model, reason="again", at=AT), "stop_stands", "model")
    refused(lambda: ask_to_lift(actor=head_office, stop_id=stop.pk, reason="", at=AT), "reason_required", "reason")
    refused(lambda: ask_to_lift(actor=head_office, stop_id=0, reason="x", at=AT), "not_found")
    asked = lift_asked(head_office, stop)
    refused(lambda: ask_to_lift(actor=head_office, stop_id=stop.pk, reason="x", at=AT), "approval_waiting")
    grant_lift(actor=second, approval_id=asked.pk, at=AT)
    refused(lambda: ask_to_lift(actor=head_office, stop_id=stop.pk, reason="x", at=AT), "stop_lifted")
    refused(lambda: grant_lift(actor=second, approval_id=asked.pk, at=AT), "stop_lifted")


def test_another_kind_of_request_lifts_nothing(variant: Variant, head_office: Actor, second: Actor) -> None:
    request = asked_prices(head_office, [row(variant.model, 579)], from_at=AT + timedelta(hours=1))
    refused(lambda: grant_lift(actor=second, approval_id=request.pk, at=AT), "not_found")


def test_head_office_and_auditors_are_mailed_once(
    variant: Variant, head_office: Actor, head_office_user: StaffUser, auditor_user: StaffUser
) -> None:
    StaffUser.objects.update(email="")
    for user in (head_office_user, auditor_user):
        StaffUser.objects.filter(pk=user.pk).update(email=f"{user.username}@example.in")
    stop = stopped(head_office, variant.model)
    assert not Message.objects.filter(template="selling.stopped").exists()
    deliver_due(at=AT)
    mail_stop({"stop_id": stop.pk, "at": AT.isoformat()}, at=AT)  # heard twice
    told = Message.objects.filter(template="selling.stopped").order_by("address")
    assert [one.address for one in told] == sorted(f"{user.username}@example.in" for user in (head_office_user, auditor_user))
    assert told[0].slots == {
        "device": "Redmi Note 9 Pro",
        "when": "3 May 2027, 11:42",
        "by": head_office_user.name,
        "reason": "Batteries swell",
    }
    lifted(head_office, stop)
    deliver_due(at=AT)
    assert Message.objects.filter(template="selling.resumed").count() == 2

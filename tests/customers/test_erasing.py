"""A person is erased: found by nothing any more, with the books as they were; refused in words, having changed nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from loyalty.ledger.causes import Cause
from loyalty.ledger.models import Account, Entry
from loyalty.ledger.queries import balances, broken
from loyalty.ledger.services import claw_back, hold
from loyalty.members.queries import member_by_mobile, member_for
from loyalty.programme.queries import is_member
from loyalty.programme.services.joining import withdraw_all
from loyalty.rewards.queries import member_for as member_for_rewards
from stores.models import StaffUser
from tests.customers.erased import ADDRESS, EMAIL, KEPT, MOBILE, NAME, asked, digest, ended, erased, found, known
from tests.factories.customers import CustomerFactory
from tests.factories.life import corrected
from tests.factories.loyalty import loyalty, member
from tests.factories.plans import AT, TODAY, order, sellable, sold
from tests.factories.stores import HeadOfficeFactory
from tests.loyalty.spending.purse import hear
from upgrade_program.customers.models import Customer, Erasure
from upgrade_program.foundation.approvals.models import Approval
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.foundation.audit.queries import faults
from upgrade_program.foundation.requests.models import Request
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Refused
from upgrade_program.messaging.models import Message
from upgrade_program.plans.models import Plan
from upgrade_program.usecases.erase import ask, grant_erasure, outlook
from upgrade_program.usecases.sell import sell

pytestmark = pytest.mark.django_db
BOOKS = {"billing_taxdocument", "billing_payment", "billing_collection", "billing_refund", "ledger_lotmove", "customers_consent"}


@pytest.fixture(autouse=True)
def _published(db: None) -> None:
    loyalty()


@pytest.fixture
def zubeida(clerk: Actor, manager: Actor) -> Customer:
    """A member whose plan is cancelled."""
    customer = known(clerk)
    ended(customer, manager=manager)
    return customer


def refused(do: Callable[[], Any], code: str) -> Refused:
    before = digest()
    with pytest.raises(Refused) as no:
        do()
    assert (no.value.code, digest()) == (code, before)
    return no.value


def test_nothing_finds_an_erased_person(zubeida: Customer, manager: Actor, head_office: Actor) -> None:
    everywhere = found(MOBILE, NAME, EMAIL, ADDRESS)
    assert everywhere >= {"customers_customer", "plans_plan", "messaging_message", "billing_taxdocument"}, "else the search finds nothing"
    erased(zubeida, asker=manager, granter=head_office)
    hear()  # news from before is heard now: nobody is told
    assert found(MOBILE, NAME, EMAIL, ADDRESS) <= KEPT
    zubeida.refresh_from_db()
    assert (zubeida.mobile, zubeida.name, zubeida.email, zubeida.erased) == (f"~{zubeida.pk}", "(erased)", "", True)
    plan = Plan.objects.get()
    assert (plan.customer_name, plan.buyer_gstin, plan.buyer_address) == ("(erased)", "", "")
    assert not plan.links.filter(revoked_at=None).exists()
    messages = Message.objects.filter(customer_id=zubeida.pk)
    assert set(messages.values_list("address", flat=True)) == {""}
    assert not messages.filter(state="queued").exists()
    for look in (lambda: member_by_mobile(manager, MOBILE, at=AT), lambda: member_for(manager, zubeida.pk, at=AT)):
        refused(look, "not_found")
    refused(lambda: member_for_rewards(manager, zubeida.pk), "not_found")
    refused(lambda: outlook(actor=manager, customer_id=zubeida.pk, at=AT), "not_found")


def test_the_books_stand_as_they_were_and_the_trail_verifies(zubeida: Customer, manager: Actor, head_office: Actor) -> None:
    before, entries = digest(BOOKS), list(Entry.objects.order_by("id").values())
    trail = list(AuditRow.objects.order_by("id").values_list("hash", flat=True))
    erased(zubeida, asker=manager, granter=head_office)
    after = digest(BOOKS)
    assert {table for table in BOOKS - {"ledger_lotmove"} if before[table] != after[table]} == set()
    assert list(Entry.objects.order_by("id").values())[: len(entries)] == entries
    assert list(AuditRow.objects.order_by("id").values_list("hash", flat=True))[: len(trail)] == trail
    assert [fault for chain in (0, manager.store_id) for fault in faults(chain or 0)] == []
    said = AuditRow.objects.get(verb="customer.erased")
    assert (said.subject, said.after) == (f"customer:{zubeida.pk}", {"erasure": Erasure.objects.get().pk, "mentions": []})


def test_the_points_are_forfeited_by_an_entry_that_names_the_erasure(zubeida: Customer, manager: Actor, head_office: Actor) -> None:
    had = balances(zubeida.pk, at=AT)
    assert (had.available, had.pending > 0) == (300, True)
    erased(zubeida, asker=manager, granter=head_office)
    entry = Entry.objects.get(kind="forfeit")
    assert (entry.d_available, entry.d_pending) == (-300, -had.pending)
    assert (entry.source_type, entry.source_id) == ("erasure", f"approval:{Approval.objects.get().pk}")
    assert (balances(zubeida.pk, at=AT), broken()) == (balances(0, at=AT), [])
    assert not is_member(zubeida.pk)


def test_who_left_is_erased_with_what_stayed_theirs(zubeida: Customer, clerk: Actor, manager: Actor, head_office: Actor) -> None:
    withdraw_all(customer=zubeida, actor=clerk, at=AT)
    seen = outlook(actor=manager, customer_id=zubeida.pk, at=AT)
    assert (seen.member, seen.points.available, seen.why) == (False, 300, None)
    erased(zubeida, asker=manager, granter=head_office)
    assert (Entry.objects.get(kind="forfeit").d_available, broken()) == (-300, [])
    hear()
    assert found(MOBILE, NAME, EMAIL, ADDRESS) <= KEPT


def test_who_left_and_has_no_plan_is_erased_at_any_counter(other_manager: Actor, clerk: Actor, head_office: Actor) -> None:
    asha = member(name=NAME, mobile=f"+91{MOBILE}")
    withdraw_all(customer=asha, actor=clerk, at=AT)
    erased(asha, asker=other_manager, granter=head_office)
    assert found(MOBILE, NAME) <= KEPT


def test_who_holds_no_plan_any_more_is_erased_at_the_store_whose_it_was(
    clerk: Actor, manager: Actor, other_manager: Actor, head_office: Actor
) -> None:
    plan = sold(actor=clerk)
    before = plan.customer
    corrected(plan, actor=clerk)
    assert not Plan.objects.filter(customer=before).exists()
    refused(lambda: asked(before, actor=other_manager), "not_found")
    erased(before, asker=manager, granter=head_office)
    assert found(MOBILE) <= KEPT
    refused(lambda: asked(before, actor=manager), "not_found")


def test_head_office_has_everybody_erased_whom_it_can_name(head_office: Actor, manager: Actor) -> None:
    stranger = CustomerFactory()
    refused(lambda: asked(stranger, actor=manager), "not_found")
    erased(stranger, asker=head_office, granter=_second(head_office))
    assert Erasure.objects.get().customer_id == stranger.pk


def test_points_owed_hinder_nothing(manager: Actor, head_office: Actor, zubeida: Customer) -> None:
    earn = Entry.objects.filter(kind="earn", source_type="test").get()
    claw_back(earn_source=(earn.source_type, earn.source_id), in_all=400, cause=Cause(source_type="test", source_id="back", at=AT))
    owed = balances(zubeida.pk, at=AT)
    assert owed.debt == 100
    erased(zubeida, asker=manager, granter=head_office)
    assert balances(zubeida.pk, at=AT).debt == 100
    assert broken() == []


def test_the_same_mobile_becomes_a_new_customer(zubeida: Customer, clerk: Actor, manager: Actor, head_office: Actor) -> None:
    erased(zubeida, asker=manager, granter=head_office)
    plan = sell(actor=clerk, order=order(sellable(), customer_name="Zubeida", phone_invoice_number="TI/27/00099"), at=AT, on=TODAY)
    assert (plan.customer_id != zubeida.pk, plan.customer.mobile) == (True, f"+91{MOBILE}")
    hear()
    assert (is_member(plan.customer_id), balances(plan.customer_id, at=AT)) == (False, balances(0, at=AT))
    assert Account.objects.filter(customer_id=plan.customer_id).count() == 0


def test_a_live_plan_keeps_its_holder(clerk: Actor, manager: Actor, head_office: Actor) -> None:
    customer = known(clerk)
    no = refused(lambda: asked(customer, actor=manager), "plan_live")
    assert Plan.objects.get().written in str(no)
    assert "Cancel it, or transfer it" in no.next_step


def test_a_plan_sold_while_the_request_waits_refuses_the_grant(zubeida: Customer, clerk: Actor, manager: Actor, head_office: Actor) -> None:
    request = asked(zubeida, actor=manager)
    sell(actor=clerk, order=order(sellable(), phone_invoice_number="TI/27/00099"), at=AT, on=TODAY)
    refused(lambda: grant_erasure(approval_id=request.pk, actor=head_office, at=AT, on=TODAY), "plan_live")


def test_points_on_hold_wait_for_their_payment(zubeida: Customer, manager: Actor, head_office: Actor) -> None:
    request = asked(zubeida, actor=manager)
    hold(customer_id=zubeida.pk, points=50, cause=Cause(source_type="test", source_id="waits", at=AT), until=AT + timedelta(hours=1))
    refused(lambda: grant_erasure(approval_id=request.pk, actor=head_office, at=AT, on=TODAY), "points_on_hold")
    refused(lambda: ask(actor=manager, customer_id=zubeida.pk, reason="x", at=AT), "points_on_hold")


def test_who_may_not(zubeida: Customer, clerk: Actor, manager: Actor, other_manager: Actor, auditor: Actor, head_office: Actor) -> None:
    for actor in (clerk, auditor):
        refused(lambda actor=actor: asked(zubeida, actor=actor), "forbidden")
    refused(lambda: ask(actor=manager, customer_id=zubeida.pk, reason=" ", at=AT), "reason_required")
    refused(lambda: ask(actor=manager, customer_id=987654321, reason="x", at=AT), "not_found")
    stranger = CustomerFactory()
    refused(lambda: ask(actor=other_manager, customer_id=stranger.pk, reason="x", at=AT), "not_found")
    mine = asked(zubeida, actor=head_office)
    refused(lambda: asked(zubeida, actor=manager), "approval_waiting")
    refused(lambda: grant_erasure(approval_id=mine.pk, actor=head_office, at=AT, on=TODAY), "self_approval")
    refused(lambda: grant_erasure(approval_id=mine.pk, actor=manager, at=AT, on=TODAY), "not_found")  # head office asked it
    grant_erasure(approval_id=mine.pk, actor=_second(head_office), at=AT, on=TODAY)
    refused(lambda: grant_erasure(approval_id=mine.pk, actor=_second(head_office), at=AT, on=TODAY), "not_found")


def test_nobody_erases_themselves(zubeida: Customer, manager: Actor, manager_user: StaffUser) -> None:
    StaffUser.objects.filter(pk=manager_user.pk).update(mobile=f"+91{MOBILE}")
    refused(lambda: asked(zubeida, actor=manager), "own_account")


def test_a_kept_answer_stays_the_answer_without_the_person(zubeida: Customer, clerk: Actor, manager: Actor, head_office: Actor) -> None:
    Request.objects.create(
        actor="x", route="POST /x", key="k" * 16, body_hash="", status=201, created_at=AT,
        answer=f'{{"customer":{{"name":"{NAME}","mobile":"+91{MOBILE}"}}}}',
    )  # fmt: skip
    erased(zubeida, asker=manager, granter=head_office)
    assert Request.objects.get().answer == f'{{"customer":{{"name":"(erased)","mobile":"~{zubeida.pk}"}}}}'


def test_the_database_erases_nobody_alone(zubeida: Customer, manager: Actor, head_office: Actor) -> None:
    row = {"customer": zubeida, "approval_id": 1, "granted_by_id": head_office.staff_id, "at": AT}
    with pytest.raises(IntegrityError, match="nobody_erases_alone"), transaction.atomic():
        Erasure.objects.create(asked_by_id=head_office.staff_id, **row)
    with pytest.raises(IntegrityError) as no, transaction.atomic():
        _alone(asked_by_id=manager.staff_id, **row)
    assert no.value.__cause__.diag.constraint_name == "an_erasure_is_what_was_asked_and_granted"  # type: ignore[union-attr]


def _alone(**row: Any) -> None:
    Erasure.objects.create(**row)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _second(actor: Actor) -> Actor:
    """Another person of head office."""
    user = StaffUser.objects.filter(username="headoffice2").first() or HeadOfficeFactory(username="headoffice2")
    return replace(actor, staff_id=user.pk, username="headoffice2")

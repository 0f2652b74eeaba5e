"""Who sees which document, and at what cost."""

from __future__ import annotations

from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from stores.models import Store
from tests.factories.billing import card, cash, credited, invoiced, upi
from upgrade_program.billing.models import TaxDocument
from upgrade_program.billing.queries import document_for, for_actor, tax_rule_on
from upgrade_program.billing.refusals import NoTaxRule
from upgrade_program.kernel.actor import ANONYMOUS, SYSTEM, Actor, Role
from upgrade_program.kernel.errors import NotFound

pytestmark = pytest.mark.django_db


@pytest.fixture
def invoice(store: Store) -> TaxDocument:
    return invoiced(store=store)


@pytest.mark.parametrize("who", ["clerk", "manager", "head_office", "auditor"])
def test_the_own_store_and_the_office_see_a_document(invoice: TaxDocument, who: str, request: pytest.FixtureRequest) -> None:
    assert document_for(request.getfixturevalue(who), invoice.pk) == invoice


def test_the_system_sees_all_documents(invoice: TaxDocument) -> None:
    assert document_for(SYSTEM, invoice.pk) == invoice


@pytest.mark.parametrize("who", ["other_clerk", "other_manager", "anonymous"])
def test_others_are_told_that_nothing_is_there(invoice: TaxDocument, who: str, request: pytest.FixtureRequest) -> None:
    actor = request.getfixturevalue(who)
    with pytest.raises(NotFound) as hidden:
        document_for(actor, invoice.pk)
    with pytest.raises(NotFound) as missing:
        document_for(actor, invoice.pk + 1)
    assert str(hidden.value) == str(missing.value)
    assert not for_actor(actor).exists()


def test_a_customer_or_a_person_without_role_sees_none(invoice: TaxDocument, store: Store) -> None:
    for actor in (ANONYMOUS, Actor(role=Role.CUSTOMER), Actor(role=Role.ANONYMOUS, staff_id=1, store_id=store.pk), Actor(role=Role.CLERK)):
        assert not for_actor(actor).exists()
    assert TaxDocument.objects.get() == invoice


@pytest.mark.parametrize("parts", [1, 3])
def test_a_page_costs_the_same_however_it_was_paid(
    store: Store, clerk: Actor, parts: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    tenders = [cash()] if parts == 1 else [cash(100), upi("412345678901", 200), card("4242", 249)]
    invoice = invoiced(store=store, tenders=tenders)
    note = credited(invoice=invoice)
    with django_assert_num_queries(4):
        document = document_for(clerk, invoice.pk)
        assert len(document.payments) == parts
        assert [refund.amount for payment in document.payments for refund in payment.refunds.all()] == [tender.amount for tender in tenders]
        assert document.credit_note == note
    with django_assert_num_queries(4):
        mirror = document_for(clerk, note.pk)
        assert mirror.credits is not None
        assert mirror.credits.number == invoice.number
        assert len(mirror.payments) == parts
        assert mirror.credit_note is None


def test_the_rule_of_a_day(db: None) -> None:
    assert tax_rule_on(on=date(2020, 11, 5)).rate == 18
    with pytest.raises(NoTaxRule) as no:
        tax_rule_on(on=date(2020, 11, 4))
    assert no.value.code == "no_tax_rule"

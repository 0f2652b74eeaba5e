"""Ledgers, plans, documents, claims, trail and outbox are only read at the desk, by everybody; a number finds what belongs to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.contrib import admin
from django.db.models import Model
from django.test import Client

from loyalty.ledger.models import Account, Entry, Hold, Lot
from stores.desk import LookedAtAdmin
from tests.customers.erased import digest
from tests.factories.plans import new_imei, sellable, sold
from tests.reporting.plan_file.lived import AGAIN, lived
from upgrade_program.billing.models import Collection, Drawer, NumberSeries, Refund, TaxDocument
from upgrade_program.buyback.models import BrandEntry, Claim, Handover, Handset, PartnerQuote, PurchaseVoucher, Settlement
from upgrade_program.customers.models import Consent, Customer
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.foundation.documents.models import Print
from upgrade_program.foundation.documents.services import print_document
from upgrade_program.foundation.history.models import RowChange
from upgrade_program.foundation.outbox.models import Message as News
from upgrade_program.foundation.outbox.services import deliver_due
from upgrade_program.kernel.actor import Actor
from upgrade_program.messaging.models import Message, TextVersion
from upgrade_program.plans.models import BusinessDay, Plan, TermsVersion

pytestmark = pytest.mark.django_db
LEDGERS = {Account, Entry, Lot, Hold, Collection, Refund, NumberSeries, Drawer, BrandEntry}
PAPERS = {TaxDocument, PurchaseVoucher, Print, Consent}
READ_ONLY = LEDGERS | PAPERS | {
    *(Plan, TermsVersion, BusinessDay, Claim, Settlement, Handset, Handover, PartnerQuote, Customer),
    *(AuditRow, RowChange, News, Message, TextVersion),
}  # fmt: skip
# What an act of the list may do, by whom: nothing else anywhere.
ACTS = {News: "deliver_again", Message: "send_again"}


def name_of(model: type[Model]) -> str:
    return f"{model._meta.app_label}/{model._meta.model_name}"


@pytest.fixture(autouse=True)
def _in_may() -> Iterator[None]:
    with time_machine.travel(AGAIN, tick=False):
        yield


@pytest.fixture
def plan(clerk: Actor) -> Plan:
    """One that has lived, and another one beside it that no search for the first may find."""
    found = lived(clerk)
    assert found.invoice is not None
    print_document(subject=f"document:{found.invoice.pk}", form="a4", actor=clerk, at=AGAIN, draw=lambda duplicate: None)
    sold(actor=clerk, variant=sellable(), imei=new_imei(), customer_mobile="98330 12345", phone_invoice_number="TI/27/00043")
    while deliver_due(at=AGAIN):
        pass
    return found


def test_each_of_them_is_on_the_desk_to_be_looked_at() -> None:
    assert {model for model in READ_ONLY if model not in admin.site._registry} == set()
    assert {model for model in READ_ONLY if not isinstance(admin.site._registry[model], LookedAtAdmin)} == set()


@pytest.mark.parametrize("who", ["head_office_client", "auditor_client"])
def test_nobody_adds_changes_or_deletes_there(request: pytest.FixtureRequest, who: str, plan: Plan) -> None:
    client: Client = request.getfixturevalue(who)
    before = digest()
    wrong = []
    for model in sorted(READ_ONLY, key=name_of):
        here = f"/admin/{name_of(model)}/"
        row = model._default_manager.order_by("pk").first()
        asked: list[tuple[str, str, dict[str, Any]]] = [("get", "add/", {}), ("post", "add/", {"id": "1", "_save": "Save"})]
        if row is not None:
            fields = {field.name: "9" for field in model._meta.concrete_fields}
            asked += [
                ("post", f"{row.pk}/change/", fields),
                ("get", f"{row.pk}/delete/", {}),
                ("post", f"{row.pk}/delete/", {"post": "yes"}),
            ]
        wrong += [f"{how} {here}{page}" for how, page, sent in asked if getattr(client, how)(here + page, sent).status_code != 403]
        if row is not None and client.get(f"{here}{row.pk}/change/").status_code != 200:
            wrong.append(f"{here}{row.pk}/change/ cannot be read")
    assert wrong == []
    assert digest() == before


@pytest.mark.parametrize("who", ["head_office_client", "auditor_client"])
def test_a_list_has_no_act_but_to_try_again(request: pytest.FixtureRequest, who: str, plan: Plan) -> None:
    client: Client = request.getfixturevalue(who)
    before = digest()
    for model in sorted(READ_ONLY, key=name_of):
        listed = client.get(f"/admin/{name_of(model)}/")
        offered = {name for name, _ in listed.context["cl"].model_admin.get_action_choices(listed.wsgi_request) if name}
        assert offered == ({ACTS[model]} if model in ACTS and who == "head_office_client" else set()), model
        for row in model._default_manager.order_by("pk")[:1]:
            client.post(f"/admin/{name_of(model)}/", {"action": "delete_selected", "_selected_action": str(row.pk), "post": "yes"})
    assert digest() == before


# What a number finds: the rows of each list by the plan's and by a document's number.
ABOUT_THE_PLAN = {
    Plan: lambda plan: {plan.pk},
    Claim: lambda plan: set(plan.claims.values_list("pk", flat=True)),
    Settlement: lambda plan: set(plan.settlements.values_list("pk", flat=True)),
    PurchaseVoucher: lambda plan: {plan.settlements.get().voucher_id},
    Handset: lambda plan: {plan.settlements.get().handset.pk},
    BrandEntry: lambda plan: set(plan.brand_entries.values_list("pk", flat=True)),
    TaxDocument: lambda plan: {plan.invoice_id},
    Collection: lambda plan: {plan.collection_id},
    Print: lambda plan: set(Print.objects.values_list("pk", flat=True)),
    AuditRow: lambda plan: set(AuditRow.objects.filter(subject=f"plan:{plan.pk}").values_list("pk", flat=True)),
    Message: lambda plan: {
        row.pk for row in Message.objects.all() if row.customer_id == plan.customer_id and not row.cause.startswith("otp:")
    },
    News: lambda plan: {row.pk for row in News.objects.all() if row.payload.get("plan_id") == plan.pk},
}


@pytest.mark.parametrize("model", ABOUT_THE_PLAN, ids=name_of)
def test_a_plans_number_finds_what_belongs_to_it(model: type[Model], auditor_client: Client, plan: Plan) -> None:
    expected = ABOUT_THE_PLAN[model](plan)
    assert expected
    assert model._default_manager.count() > len(expected) or model in {Claim, Settlement, PurchaseVoucher, Handset, Print}
    for number in (plan.number, plan.written, plan.written.lower()):
        assert found(auditor_client, model, number) == expected


def test_a_documents_number_finds_it_and_its_plan(auditor_client: Client, plan: Plan) -> None:
    settlement = plan.settlements.get()
    assert plan.invoice is not None
    for number in (plan.invoice.number, settlement.voucher.number):
        assert found(auditor_client, Plan, number) == {plan.pk}
        assert found(auditor_client, Settlement, number) == {settlement.pk}
    assert found(auditor_client, TaxDocument, plan.invoice.number) == {plan.invoice_id}
    assert found(auditor_client, PurchaseVoucher, settlement.voucher.number) == {settlement.voucher_id}
    assert found(auditor_client, Print, settlement.voucher.number) == set()


def test_what_is_no_number_is_searched_for_as_before(auditor_client: Client, plan: Plan) -> None:
    assert found(auditor_client, Plan, "Redmi Note 9") == set(Plan.objects.values_list("pk", flat=True))
    assert found(auditor_client, AuditRow, f"plan:{plan.pk}") == ABOUT_THE_PLAN[AuditRow](plan)


def found(client: Client, model: type[Model], text: str) -> set[Any]:
    return {row.pk for row in client.get(f"/admin/{name_of(model)}/", {"q": text}).context["cl"].queryset}

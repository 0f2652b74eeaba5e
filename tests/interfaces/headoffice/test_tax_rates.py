"""The desk of tax rates: typed, played over last month's bills, asked, allowed or rejected by somebody else, shown afterwards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from stores.models import StaffUser, Store
from tests.factories.billing import cash, invoiced, tax_rule
from tests.factories.rates import asked, drafted, proposal
from tests.factories.stores import HeadOfficeFactory
from upgrade_program.billing.models import TaxRule
from upgrade_program.billing.tax_draft import TaxProposal
from upgrade_program.drafts.models import Draft
from upgrade_program.foundation.approvals.models import Approval
from upgrade_program.kernel.actor import Actor
from upgrade_program.reporting.tax_trial import tax_trial

pytestmark = pytest.mark.django_db
LIST, NEW = reverse("admin:tax"), reverse("admin:tax_new")


@pytest.fixture(autouse=True)
def _rule(db: None) -> None:
    tax_rule()


@pytest.fixture
def tomorrow(today: date) -> date:
    return today + timedelta(days=1)


@pytest.fixture
def second_client(client_for: Callable[[StaffUser | None], Client]) -> Client:
    return client_for(HeadOfficeFactory(username="headoffice2", first_name="Meera", last_name="Joshi"))


def typed(from_day: date, **changes: Any) -> dict[str, Any]:
    sent = {"sac": "999792", "rate": "12", "description": "Lowered", "from_day": from_day.isoformat(), "reason": "Notification 1/2027"}
    return sent | {"seen": TaxRule.objects.get(sac="999792").pk} | changes


def page_of(draft: Draft) -> str:
    return reverse("admin:tax_draft", args=[draft.pk])


def test_two_people_change_a_rate(head_office_client: Client, second_client: Client, store: Store, tomorrow: date, at: datetime) -> None:
    invoiced(store=store, at=at - timedelta(minutes=1))
    assert 'value="18"' in head_office_client.get(NEW).content.decode()
    sent = head_office_client.post(NEW, typed(tomorrow))
    draft = Draft.objects.get()
    assert (sent.status_code, sent.headers["Location"]) == (302, page_of(draft))
    seen = head_office_client.get(page_of(draft)).content.decode()
    for words in ("12 %", "instead of 18.00 %", "₹549", "₹465.26", "₹490.18", "+₹24.92", "Ask for approval"):
        assert words in seen
    assert head_office_client.post(page_of(draft), {"act": "ask"}).status_code == 302
    assert head_office_client.post(page_of(draft), {"act": "allow"}).status_code in {403, 422}
    assert TaxRule.objects.count() == 1
    assert second_client.post(page_of(draft), {"act": "allow"}).status_code == 302
    rule = TaxRule.objects.get(rate=12)
    assert (rule.valid.lower, rule.draft_id) == (tomorrow, draft.pk)
    done = head_office_client.get(page_of(draft)).content.decode()
    for words in ("Approved", "and planned", "0 changed.", "1 document issued before says", "Meera Joshi"):
        assert words in done
    assert "planned" in head_office_client.get(LIST).content.decode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"from_day": "2021-01-01"}, "It begins at midnight, tomorrow or later"),
        ({"rate": "41"}, "It is 0 to 40 per cent"),
        ({"rate": "much"}, "Enter a number"),
        ({"sac": "12"}, "A service code has six digits"),
        ({"reason": ""}, "This field is required"),
        ({"seen": "999999"}, "Another version was allowed since this was typed"),
        ({"rate": "18", "description": "GST on the Smart Upgrade plan fee"}, "says what the newest version says already"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(
    head_office_client: Client, tomorrow: date, changes: dict[str, Any], words: str
) -> None:
    answer = head_office_client.post(NEW, typed(tomorrow) | changes)
    assert (answer.status_code, Draft.objects.count(), TaxRule.objects.count()) == (422, 0, 1)
    shown = answer.content.decode()
    assert words in shown
    assert changes.get("reason") == "" or "Notification 1/2027" in shown


def test_another_code_follows_its_own_rule(head_office_client: Client, tomorrow: date) -> None:
    assert head_office_client.post(NEW, typed(tomorrow, sac="998716")).status_code == 302
    assert (Draft.objects.get().follows, Draft.objects.get().content["sac"]) == (None, "998716")


def test_a_no_needs_a_reason_and_its_maker_withdraws(
    head_office_client: Client, second_client: Client, head_office: Actor, tomorrow: date, at: datetime
) -> None:
    asked(head_office, proposal(), from_day=tomorrow, at=at)
    page = page_of(Draft.objects.get())
    assert second_client.post(page, {"act": "reject", "note": ""}).status_code == 422
    assert Approval.objects.get().state == "waiting"
    assert head_office_client.post(page, {"act": "withdraw"}).status_code == 302
    assert (Approval.objects.get().state, TaxRule.objects.count()) == ("withdrawn", 1)


def test_auditors_read_and_nobody_adds_a_rule_by_hand(
    auditor_client: Client, head_office_client: Client, head_office: Actor, tomorrow: date, at: datetime
) -> None:
    draft = drafted(head_office, proposal(), from_day=tomorrow, at=at)
    assert auditor_client.get(page_of(draft)).status_code == 200
    assert auditor_client.get(NEW).status_code == 403
    assert auditor_client.post(page_of(draft), {"act": "ask"}).status_code == 403
    assert head_office_client.post("/admin/billing/taxrule/add/", typed(tomorrow)).status_code == 403
    assert TaxRule.objects.count() == 1


def test_a_kind_of_draft_is_not_shown_as_the_other(head_office_client: Client, head_office: Actor, tomorrow: date, at: datetime) -> None:
    draft = drafted(head_office, proposal(), from_day=tomorrow, at=at)
    assert head_office_client.get(reverse("admin:terms_draft", args=[draft.pk])).status_code == 404


def test_the_approvals_lead_here(second_client: Client, head_office: Actor, store: Store, tomorrow: date, at: datetime) -> None:
    asked(head_office, proposal(), from_day=tomorrow, at=at)
    shown = second_client.get("/counter/approvals/").content.decode()
    for words in ("Change a tax rate", "for what is billed from then on", page_of(Draft.objects.get())):
        assert words in shown


def test_each_fee_is_split_as_an_invoice_would_be(store: Store, at: datetime) -> None:
    for amount, place in ((549, None), (549, None), (999, "27")):
        fee = Decimal(amount)
        invoiced(store=store, at=at, amount=fee, tenders=[cash(fee)], place_of_supply=place)
    trial = tax_trial(proposal(18), at=at + timedelta(seconds=1))
    assert [(row.fee, row.crosses, row.bills, row.difference) for row in trial.fees] == [(549, False, 2, 0), (999, True, 1, 0)]
    free = tax_trial(TaxProposal("999792", Decimal(0), "Freed"), at=at + timedelta(seconds=1))
    assert [row.then for row in free.fees] == [1_098, 999]
    assert free.difference == sum(row.difference for row in free.fees) > 0
    assert tax_trial(proposal(sac="998716"), at=at).fees == []

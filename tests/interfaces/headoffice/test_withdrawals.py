"""At the desks of terms and tax rates what is planned is withdrawn with a reason, and shows afterwards by whom, when and why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from stores.clock import local_day
from tests.factories.plans import sellable
from tests.factories.rates import drafted as drafted_rate
from tests.factories.rates import proposal, rate_from
from tests.factories.terms import changed, drafted, published
from upgrade_program.billing.models import TaxRule
from upgrade_program.billing.services.rules import withdraw_tax_rule
from upgrade_program.drafts.models import Draft, Withdrawal
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.kernel.actor import Actor
from upgrade_program.plans.models import TermsVersion
from upgrade_program.plans.services import withdraw_terms

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Desk:
    """One of the two desks: `plan` has something granted, `draft` only types it, `withdraw` takes it back."""

    noun: str
    rows: Any
    plan: Callable[..., Draft]
    draft: Callable[..., Draft]
    withdraw: Callable[..., Any]

    @property
    def list(self) -> str:
        return reverse(f"admin:{self.noun}")

    def page(self, draft: Draft) -> str:
        return reverse(f"admin:{self.noun}_draft", args=[draft.pk])

    def days(self) -> list[tuple[date | None, date | None]]:
        return [(one.valid.lower, one.valid.upper) for one in self.rows.objects.order_by("id")]


def _plan_terms(day: date, *, at: datetime, number: int = 9) -> Draft:
    draft = published(day, at=at, free_look_days=number).draft
    assert draft is not None
    return draft


def _plan_rate(day: date, *, at: datetime, number: int = 9) -> Draft:
    draft = rate_from(day, proposal(number), at=at).draft
    assert draft is not None
    return draft


DESKS = [
    Desk(
        "terms",
        TermsVersion,
        _plan_terms,
        lambda maker, day, at: drafted(maker, changed(free_look_days=9), from_day=day, at=at),
        withdraw_terms,
    ),
    Desk("tax", TaxRule, _plan_rate, lambda maker, day, at: drafted_rate(maker, proposal(), from_day=day, at=at), withdraw_tax_rule),
]


@pytest.fixture(params=DESKS, ids=lambda desk: desk.noun)
def desk(request: pytest.FixtureRequest, db: None) -> Desk:
    sellable()
    found: Desk = request.param
    return found


@pytest.fixture
def tomorrow(today: date) -> date:
    return today + timedelta(days=1)


def sent(reason: str) -> dict[str, str]:
    return {"act": "take_back", "reason": reason}


def refused(client: Client, page: str, reason: str, words: str) -> str:
    """The page says no in these words, keeps what was typed, and nothing changed."""
    tables = (TermsVersion, TaxRule, Withdrawal, AuditRow)
    before = [list(kind._default_manager.order_by("pk").values()) for kind in tables]
    answer = client.post(page, sent(reason))
    assert answer.status_code == 422
    assert [list(kind._default_manager.order_by("pk").values()) for kind in tables] == before
    shown = answer.content.decode()
    assert words in shown
    assert not reason.strip() or f'value="{reason}"' in shown
    return shown


def test_what_is_planned_is_withdrawn_and_the_history_says_who_when_and_why(
    head_office_client: Client, auditor_client: Client, desk: Desk, tomorrow: date, at: datetime
) -> None:
    before, draft = desk.days(), desk.plan(tomorrow, at=at - timedelta(minutes=1))
    page = desk.page(draft)
    assert f'href="{page}#withdraw"' in head_office_client.get(desk.list).content.decode()
    seen = head_office_client.get(page).content.decode()
    for words in ("and planned", 'id="withdraw"', 'name="reason"', "Withdraw</button>"):
        assert words in seen
    answer = head_office_client.post(page, sent("Typed wrong"))
    assert (answer.status_code, answer.headers["Location"]) == (302, page)
    assert desk.days() == [*before, (None, None)]
    kept = Withdrawal.objects.get()
    for client in (head_office_client, auditor_client):
        listed, one = client.get(desk.list).content.decode(), client.get(page).content.decode()
        for words in ("withdrawn", kept.by.name, "Typed wrong"):
            assert words in listed
        for words in ("Withdrawn", "Was to begin", kept.by.name, "Typed wrong", "Approved"):
            assert words in one
        assert "take_back" not in one
        assert "#withdraw" not in listed


def test_a_reason_is_needed_and_what_was_typed_stays(head_office_client: Client, desk: Desk, tomorrow: date, at: datetime) -> None:
    page = desk.page(desk.plan(tomorrow, at=at))
    refused(head_office_client, page, "", "A reason is needed")
    refused(head_office_client, page, "ask 98104 55421", "A reason holds no phone")


def test_what_has_begun_offers_nothing_and_is_refused(head_office_client: Client, desk: Desk, at: datetime) -> None:
    page = desk.page(desk.plan(local_day(at) - timedelta(days=2), at=at - timedelta(days=9)))
    shown = head_office_client.get(page).content.decode()
    assert "and in force" in shown
    assert "take_back" not in shown
    refused(head_office_client, page, "Typed wrong", "It has begun")


def test_what_nobody_allowed_is_followed_or_was_withdrawn_is_refused(
    head_office_client: Client, head_office: Actor, desk: Desk, tomorrow: date, at: datetime
) -> None:
    waits = desk.draft(head_office, tomorrow, at)
    assert "take_back" not in head_office_client.get(desk.page(waits)).content.decode()
    refused(head_office_client, desk.page(waits), "Typed wrong", "Nobody has allowed this")
    first, second = desk.plan(tomorrow, at=at), desk.plan(tomorrow + timedelta(days=3), at=at, number=8)
    refused(head_office_client, desk.page(first), "Typed wrong", "Withdraw that one first.")
    assert head_office_client.post(desk.page(second), sent("Typed wrong")).status_code == 302
    refused(head_office_client, desk.page(second), "Typed wrong", "This was withdrawn before.")


def test_auditors_read_and_stores_see_nothing(
    auditor_client: Client, clerk_client: Client, manager_client: Client, desk: Desk, tomorrow: date, at: datetime
) -> None:
    draft = desk.plan(tomorrow, at=at)
    shown = auditor_client.get(desk.page(draft)).content.decode()
    assert "take_back" not in shown
    assert "#withdraw" not in auditor_client.get(desk.list).content.decode()
    for client in (auditor_client, clerk_client, manager_client, Client()):
        assert client.post(desk.page(draft), sent("Typed wrong")).status_code in {302, 403, 404}
    assert not Withdrawal.objects.exists()


def test_as_many_statements_for_three_withdrawn_as_for_one(
    head_office_client: Client, head_office: Actor, desk: Desk, tomorrow: date, at: datetime
) -> None:
    def one_more(number: int) -> int:
        draft = desk.plan(tomorrow, at=at, number=number)
        desk.withdraw(actor=head_office, draft=draft, reason=f"Wrong {number}", at=at)
        with CaptureQueriesContext(connection) as asked:
            assert f"Wrong {number}" in head_office_client.get(desk.list).content.decode()
        return len(asked)

    first, _second, third = (one_more(number) for number in (8, 9, 10))
    assert third <= first


def test_the_tables_of_the_admin_show_them_too(
    head_office_client: Client, head_office: Actor, desk: Desk, tomorrow: date, at: datetime
) -> None:
    desk.withdraw(actor=head_office, draft=desk.plan(tomorrow, at=at), reason="Wrong", at=at)
    name = desk.rows._meta.label_lower.replace(".", "_")
    assert head_office_client.get(reverse(f"admin:{name}_changelist")).status_code == 200
    row = desk.rows.objects.get(valid__isempty=True)
    assert head_office_client.get(reverse(f"admin:{name}_change", args=[row.pk])).status_code == 200


def test_the_next_one_is_typed_beside_what_is_in_force(
    head_office_client: Client, head_office: Actor, desk: Desk, tomorrow: date, at: datetime
) -> None:
    draft = desk.plan(tomorrow, at=at)
    in_force = desk.rows.objects.earliest("id").pk
    assert f'name="seen" value="{in_force}"' not in head_office_client.get(reverse(f"admin:{desk.noun}_new")).content.decode()
    desk.withdraw(actor=head_office, draft=draft, reason="Wrong", at=at)
    assert f'name="seen" value="{in_force}"' in head_office_client.get(reverse(f"admin:{desk.noun}_new")).content.decode()

"""The dated tax rule: head office adds the next one, nobody edits one, the change is audited."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client

from stores.models import StaffUser
from tests.factories.billing import AT
from upgrade_program.billing.models import TaxRule
from upgrade_program.billing.services.rules import set_tax_rule
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Forbidden, Invalid, ReasonRequired

pytestmark = pytest.mark.django_db
Law = Callable[[str], AbstractContextManager[None]]
TODAY = date(2027, 5, 3)
JUNE = date(2027, 6, 1)


def lower(actor: Actor, **changes: Any) -> TaxRule:
    given: dict[str, Any] = {
        "sac": "999792",
        "rate": Decimal(12),
        "description": "Lowered",
        "from_day": JUNE,
        "reason": "Notification 1/2027",
        "at": AT,
        "on": TODAY,
    }
    return set_tax_rule(actor=actor, **(given | changes))


def rules() -> list[tuple[str, date, date | None]]:
    return [(str(rule.rate), rule.valid.lower, rule.valid.upper) for rule in TaxRule.objects.order_by("valid")]


def test_the_next_rule_ends_the_running_one_without_a_gap(head_office: Actor) -> None:
    lower(head_office)
    assert rules() == [("18.00", date(2020, 11, 5), JUNE), ("12.00", JUNE, None)]


def test_exactly_one_audit_row_tells_who_what_and_why(head_office: Actor) -> None:
    first = TaxRule.objects.get()
    rule = lower(head_office)
    row = AuditRow.objects.get()
    assert (row.chain, row.actor_id, row.verb, row.subject) == (0, head_office.staff_id, "tax_rule.set", f"tax_rule:{rule.pk}")
    assert row.before == {"rule": first.pk, "rate": "18.00"}
    assert row.after == {"sac": "999792", "rate": "12", "from": "2027-06-01"}
    assert (row.reason, row.at) == ("Notification 1/2027", AT)


def test_another_service_code_begins_on_its_own(head_office: Actor) -> None:
    lower(head_office, sac="998716", from_day=TODAY)
    assert TaxRule.objects.get(sac="998716").valid.lower == TODAY
    assert TaxRule.objects.get(sac="999792").valid.upper is None


@pytest.mark.parametrize("who", ["clerk", "manager", "auditor", "anonymous"])
def test_only_head_office_sets_rates(who: str, request: pytest.FixtureRequest) -> None:
    actor = request.getfixturevalue(who)
    with pytest.raises(Forbidden) as no:
        lower(actor)
    assert no.value.code == "forbidden"
    assert rules() == [("18.00", date(2020, 11, 5), None)]
    assert not AuditRow.objects.exists()


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"reason": " "}, "reason_required", "reason"),
        ({"from_day": date(2027, 5, 2)}, "invalid", "from_day"),
        ({"from_day": date(2020, 11, 5), "on": date(2020, 11, 5)}, "invalid", "from_day"),
    ],
    ids=["no reason", "past", "same day as the running rule"],
)
def test_what_cannot_be_set(head_office: Actor, change: dict[str, Any], code: str, field: str) -> None:
    with pytest.raises((Invalid, ReasonRequired)) as no:
        lower(head_office, **change)
    assert (no.value.code, no.value.field) == (code, field)
    assert rules() == [("18.00", date(2020, 11, 5), None)]
    assert not AuditRow.objects.exists()


@pytest.mark.parametrize(
    ("law", "row"),
    [
        ("tax_rules_of_one_sac_do_not_overlap", {"valid": DateRange(JUNE, None)}),
        ("a_tax_rate_is_a_percentage", {"rate": Decimal(101), "sac": "998716"}),
        ("a_tax_rate_is_a_percentage", {"rate": Decimal(-1), "sac": "998716"}),
        ("a_sac_is_six_digits", {"sac": "99792"}),
        ("a_tax_rule_has_a_first_day", {"sac": "998716", "valid": DateRange(None, JUNE)}),
        ("a_tax_rule_has_a_first_day", {"sac": "998716", "valid": DateRange(empty=True)}),
    ],
)
def test_a_rule_that_breaks_the_law(refused_by: Law, law: str, row: dict[str, Any]) -> None:
    given: dict[str, Any] = {"sac": "999792", "rate": Decimal(12), "description": "x", "valid": DateRange(date(2030, 1, 1), None)}
    with refused_by(law):
        TaxRule.objects.create(**(given | row))
    assert TaxRule.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [
        {"rate": Decimal(5)},
        {"sac": "998716"},
        {"description": "x"},
        {"valid": DateRange(date(2021, 1, 1), None)},
        {"rate": 5, "valid": None},
    ],
)
def test_a_rule_never_changes_but_for_its_end(refused_by: Law, change: dict[str, Any]) -> None:
    if change.get("valid", ...) is None:
        change = change | {"valid": DateRange(date(2020, 11, 5), JUNE)}
    with refused_by("tax_rules_are_only_closed"):
        TaxRule.objects.update(**change)
    assert rules() == [("18.00", date(2020, 11, 5), None)]


def test_a_closed_rule_is_not_closed_again_nor_deleted(head_office: Actor, refused_by: Law) -> None:
    lower(head_office)
    with refused_by("tax_rules_are_only_closed"):
        TaxRule.objects.filter(rate=18).update(valid=DateRange(date(2020, 11, 5), date(2027, 5, 20)))
    with refused_by("tax_rules_are_only_closed"):
        TaxRule.objects.filter(rate=18)._raw_delete("default")
    assert len(rules()) == 2


def test_head_office_adds_a_rule_in_the_admin(head_office_client: Client, today: date, at: datetime) -> None:
    form = {"sac": "999792", "rate": "12", "description": "Lowered", "from_day": today.isoformat(), "reason": "Notification 1/2027"}
    assert head_office_client.get("/admin/billing/taxrule/add/").status_code == 200
    answer = head_office_client.post("/admin/billing/taxrule/add/", form)
    assert answer.status_code == 302
    assert rules() == [("18.00", date(2020, 11, 5), today), ("12.00", today, None)]
    assert AuditRow.objects.filter(verb="tax_rule.set").count() == 1


def test_the_admin_shows_a_refusal_at_its_field_and_keeps_the_form(head_office_client: Client) -> None:
    form = {"sac": "999792", "rate": "12", "description": "Lowered", "from_day": "2021-01-01", "reason": "Notification 1/2027"}
    answer = head_office_client.post("/admin/billing/taxrule/add/", form)
    assert answer.status_code == 422
    assert "A tax rate begins today or later." in answer.content.decode()
    assert "Notification 1/2027" in answer.content.decode()
    assert rules() == [("18.00", date(2020, 11, 5), None)]


@pytest.mark.parametrize(("who", "status"), [("auditor_user", 403), ("clerk_user", 403)])
def test_nobody_else_adds_one(
    client_for: Callable[[StaffUser | None], Client], who: str, status: int, request: pytest.FixtureRequest
) -> None:
    client = client_for(request.getfixturevalue(who))
    answer = client.post("/admin/billing/taxrule/add/", {"sac": "999792", "rate": "1", "description": "x", "reason": "x"})
    assert answer.status_code in {status, 302}
    assert rules() == [("18.00", date(2020, 11, 5), None)]

"""The dated tax rule: one person drafts the next one and another allows it, nobody edits one, the change is audited."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange

from stores.clock import start_of_day
from stores.models import Store
from tests.factories.billing import AT, invoiced
from tests.factories.prices import second_person
from tests.factories.rates import asked, drafted, proposal, rate_from
from upgrade_program.billing.models import TaxRule
from upgrade_program.billing.services.rules import ask_tax_rule, grant_tax_rule
from upgrade_program.billing.tax_draft import TaxProposal, faults_of
from upgrade_program.drafts.models import Draft, Withdrawal
from upgrade_program.foundation.approvals.models import Approval
from upgrade_program.foundation.approvals.services import reject, withdraw
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Refused
from upgrade_program.usecases.decide import allow
from upgrade_program.usecases.rulebook import rate_proof

pytestmark = pytest.mark.django_db
Law = Callable[[str], AbstractContextManager[None]]
TODAY = date(2027, 5, 3)
JUNE = date(2027, 6, 1)


def rules() -> list[tuple[str, date, date | None]]:
    return [(str(rule.rate), rule.valid.lower, rule.valid.upper) for rule in TaxRule.objects.order_by("valid")]


def refused(act: Callable[[], Any], code: str, field: str | None = None) -> Refused:
    """The act is refused by this code, at this field, and nothing changed."""
    tables = (TaxRule, Draft, Withdrawal, Approval, AuditRow)
    before = [list(kind._default_manager.order_by("pk").values()) for kind in tables]
    with pytest.raises(Refused) as no:
        act()
    assert [(error.code, error.field) for error in no.value.errors] == [(code, field)]
    assert [list(kind._default_manager.order_by("pk").values()) for kind in tables] == before
    return no.value


def test_the_next_rule_ends_the_running_one_without_a_gap() -> None:
    rate_from(JUNE)
    assert rules() == [("18.00", date(2020, 11, 5), JUNE), ("12.00", JUNE, None)]


def test_the_trail_tells_who_what_and_why(head_office: Actor) -> None:
    first, checker = TaxRule.objects.get(), second_person()
    request = asked(head_office, proposal(), from_day=JUNE)
    allow(actor=checker, approval_id=request.pk, at=AT, on=TODAY, note="Agreed")
    rule = TaxRule.objects.get(rate=12)
    row = AuditRow.objects.get(verb="tax_rule.set")
    assert (row.chain, row.actor_id, row.subject) == (0, checker.staff_id, f"tax_rule:{rule.pk}")
    assert row.before == {"rule": first.pk, "rate": "18.00"}
    assert row.after == {"sac": "999792", "rate": "12", "from": "2027-06-01"}
    assert (row.reason, row.at) == ("Notification 1/2027", AT)
    verbs = list(AuditRow.objects.order_by("id").values_list("verb", flat=True))
    assert verbs == ["approval.asked", "tax_rule.set", "approval.granted", "tax_rule.proved"]


def test_another_service_code_begins_on_its_own() -> None:
    rate_from(JUNE, proposal("5", sac="998716"))
    assert TaxRule.objects.get(sac="998716").valid.lower == JUNE
    assert TaxRule.objects.get(sac="999792").valid.upper is None


def test_a_rate_of_minus_nothing_is_none() -> None:
    """As the browser may send it: the law compares what was drafted with what the column says, sign for sign."""
    assert proposal("-0").as_json()["rate"] == "0"
    assert proposal("1e1").as_json()["rate"] == "10"
    assert rate_from(JUNE, proposal("-0.00")).rate == 0
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_issued_documents_keep_their_rate_and_the_proof_says_so(store: Store) -> None:
    invoiced(store=store)
    rate_from(JUNE, at=AT + timedelta(minutes=1))
    midnight = start_of_day(JUNE)
    tick = timedelta(microseconds=1)
    assert [str(invoiced(store=store, at=at).rate) for at in (midnight - tick, midnight)] == ["18.00", "12.00"]
    shown = rate_proof(Draft.objects.get())
    assert shown is not None
    assert (shown.holds, shown.then.plans) == (True, 1)


def test_nobody_allows_their_own_and_until_somebody_does_nothing_changes(head_office: Actor, manager: Actor) -> None:
    request = asked(head_office, proposal(), from_day=JUNE)
    refused(lambda: grant_tax_rule(actor=head_office, approval_id=request.pk, at=AT), "self_approval")
    refused(lambda: grant_tax_rule(actor=manager, approval_id=request.pk, at=AT), "not_found")
    assert rules() == [("18.00", date(2020, 11, 5), None)]


def test_rejected_and_withdrawn_rates_stay_so(head_office: Actor) -> None:
    first, second = asked(head_office, proposal(12), from_day=JUNE), asked(head_office, proposal(5), from_day=JUNE)
    checker = second_person()
    reject(approval_id=first.pk, actor=checker, at=AT, note="Not yet")
    withdraw(approval_id=second.pk, actor=head_office, at=AT)
    for request in (first, second):
        refused(lambda request=request: grant_tax_rule(actor=checker, approval_id=request.pk, at=AT), "approval_decided")


@pytest.mark.parametrize("who", ["clerk", "manager", "auditor", "anonymous"])
def test_only_head_office_drafts_rates(who: str, request: pytest.FixtureRequest) -> None:
    actor = request.getfixturevalue(who)
    refused(lambda: drafted(actor, proposal(), from_day=JUNE), "forbidden")


@pytest.mark.parametrize(
    ("wish", "day", "reason", "code", "field"),
    [
        (proposal(), JUNE, " ", "reason_required", "reason"),
        (proposal(), TODAY, "x", "version_in_the_past", "from_day"),
        (proposal(), date(2021, 1, 1), "x", "version_in_the_past", "from_day"),
        (proposal(), date(2029, 5, 4), "x", "version_too_far", "from_day"),
        (proposal(), date(2072, 1, 1), "x", "version_too_far", "from_day"),
        (proposal(41), JUNE, "x", "invalid", "rate"),
        (proposal(-1), JUNE, "x", "invalid", "rate"),
        (proposal("12.345"), JUNE, "x", "invalid", "rate"),
        (proposal(sac="99979"), JUNE, "x", "invalid", "sac"),
        (proposal(description=" "), JUNE, "x", "invalid", "description"),
        (proposal(18, description="GST on the Smart Upgrade plan fee"), JUNE, "x", "nothing_changes", None),
    ],
)
def test_what_cannot_be_drafted(head_office: Actor, wish: TaxProposal, day: date, reason: str, code: str, field: str | None) -> None:
    refused(lambda: drafted(head_office, wish, from_day=day, reason=reason), code, field)


def test_each_fault_has_a_next_step() -> None:
    found = faults_of(proposal(99, sac="x", description=""))
    assert [no.field for no in found] == ["sac", "rate", "description"]
    assert all(no.next_step for no in found)


def test_a_rate_overtaken_or_too_late_is_refused(head_office: Actor) -> None:
    waiting, kept = asked(head_office, proposal(5), from_day=JUNE), drafted(head_office, proposal(28), from_day=JUNE)
    checker = second_person()
    late = start_of_day(JUNE) - timedelta(seconds=9)
    refused(lambda: grant_tax_rule(actor=checker, approval_id=waiting.pk, at=late), "version_in_the_past", "from_day")
    rate_from(JUNE)
    refused(lambda: grant_tax_rule(actor=checker, approval_id=waiting.pk, at=AT), "draft_outdated")
    refused(lambda: ask_tax_rule(actor=head_office, draft=kept, at=AT), "draft_outdated")
    refused(lambda: drafted(head_office, proposal(5), from_day=JUNE), "later_version_stands", "from_day")


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
def test_a_rule_that_breaks_the_law(refused_by: Law, head_office: Actor, law: str, row: dict[str, Any]) -> None:
    given: dict[str, Any] = {"sac": "999792", "rate": Decimal(12), "description": "x", "valid": DateRange(date(2030, 1, 1), None)}
    given["draft"] = drafted(head_office, proposal(), from_day=JUNE)
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


def test_a_closed_rule_is_not_closed_again_nor_deleted(refused_by: Law) -> None:
    rate_from(JUNE)
    with refused_by("tax_rules_are_only_closed"):
        TaxRule.objects.filter(rate=18).update(valid=DateRange(date(2020, 11, 5), date(2027, 5, 20)))
    with refused_by("tax_rules_are_only_closed"):
        TaxRule.objects.filter(rate=18)._raw_delete("default")
    assert len(rules()) == 2


def test_a_rule_that_nobody_granted_is_refused_at_the_end_of_its_act(refused_by: Law, head_office: Actor) -> None:
    draft = drafted(head_office, proposal("5", sac="998716"), from_day=JUNE)
    for own, law in ((None, "tax_rules_are_drafted"), (draft, "a_tax_rule_was_granted_by_a_second_person")):
        with refused_by(law):
            TaxRule.objects.create(sac="998716", rate=5, description="Lowered", valid=DateRange(JUNE, None), draft=own)
            _end_of_act()
    with refused_by("tax_rules_end_where_the_next_begin"):
        TaxRule.objects.update(valid=DateRange(date(2020, 11, 5), JUNE))
        _end_of_act()


def _end_of_act() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

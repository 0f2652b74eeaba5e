"""Which plans a text leads to: whole numbers only, and only for those who read files."""

from __future__ import annotations

import pytest

from tests.factories.claims import offered, old_plan, settled
from tests.factories.plans import new_imei, sellable, sold
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Forbidden, Refused
from upgrade_program.reporting.plan_file.finding import NotAsked, find_plans

pytestmark = pytest.mark.django_db


def found(auditor: Actor, text: str) -> tuple[str, list[int]]:
    answer = find_plans(auditor, text)
    return answer.by, [plan.pk for plan in answer.plans]


def test_each_kind_of_number_leads_to_its_plan(auditor: Actor, clerk: Actor, other_clerk: Actor) -> None:
    plan = old_plan(actor=clerk)
    second = sold(actor=other_clerk, variant=sellable(), imei=new_imei(), customer_mobile="98330 12345")
    settlement = settled(offered(plan, actor=clerk), actor=clerk)
    assert plan.invoice is not None
    assert found(auditor, plan.written.lower()) == ("number", [plan.pk])
    assert found(auditor, settlement.claim.written) == ("number", [plan.pk])
    assert found(auditor, f" {plan.invoice.number.lower()} ") == ("document", [plan.pk])
    assert found(auditor, settlement.voucher.number) == ("document", [plan.pk])
    assert found(auditor, f"{plan.imei[:6]} {plan.imei[6:]}") == ("imei", [plan.pk])
    assert found(auditor, second.imei) == ("imei", [second.pk])
    assert found(auditor, "+91 98330-12345") == ("mobile", [second.pk])


def test_all_plans_of_a_mobile_newest_first(auditor: Actor, clerk: Actor, other_clerk: Actor) -> None:
    plans = [sold(actor=actor, variant=sellable(), imei=new_imei()) for actor in (clerk, other_clerk)]
    assert found(auditor, "9810455421") == ("mobile", [plan.pk for plan in reversed(plans)])


def test_a_part_of_a_number_finds_nothing(auditor: Actor, clerk: Actor) -> None:
    plan = sold(actor=clerk, variant=sellable())
    assert plan.invoice is not None
    for text in (plan.number[:10], plan.imei[:8], "98104", plan.invoice.number[:-1], "%", "DL01", "", "Farhan Ali", "９８１０４५५४२१"):
        with pytest.raises(Refused) as no:
            find_plans(auditor, text)
        assert no.value.code in {"invalid", "imei_invalid", "mobile_invalid"}, text
    with pytest.raises(NotAsked):
        find_plans(auditor, plan.number[:10])


def test_what_is_not_there_is_found_for_nobody(auditor: Actor, clerk: Actor) -> None:
    sold(actor=clerk, variant=sellable())
    assert found(auditor, new_imei()) == ("imei", [])
    assert found(auditor, "DL01/I27/99999") == ("document", [])


@pytest.mark.parametrize("who", ["clerk", "manager", "anonymous"])
def test_only_auditors_and_head_office_find(request: pytest.FixtureRequest, who: str, clerk: Actor, head_office: Actor) -> None:
    plan = sold(actor=clerk, variant=sellable())
    with pytest.raises(Forbidden):
        find_plans(request.getfixturevalue(who), plan.number)
    assert found(head_office, plan.number) == ("number", [plan.pk])

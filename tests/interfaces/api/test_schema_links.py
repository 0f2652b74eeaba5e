"""The schema's links: from each answer that is a plan to each call on a plan, and a number taken along works there."""

from __future__ import annotations

from typing import Any

import pytest

from tests.interfaces.api.till import said, sale
from upgrade_program.interfaces.api.views.docs import the_schema

CALLS = [(path, method, call) for path, ways in the_schema()["paths"].items() for method, call in ways.items()]
ON_A_PLAN = {call["operationId"]: path for path, _, call in CALLS if "{number}" in path}
ON_A_CLAIM = {call["operationId"]: path for path, _, call in CALLS if "{id}" in path}
CLAIMS = {"open_a_claim", *ON_A_CLAIM} - {"preview_a_reversal"}  # whose answer is a refund


def links(call: dict[str, Any]) -> dict[str, Any]:
    return {name: link for answer in call["responses"].values() for name, link in answer.get("links", {}).items()}


def test_each_answer_that_is_a_plan_leads_to_each_call_on_a_plan():
    leading = {call["operationId"]: set(links(call)) for _, _, call in CALLS if links(call) and call["operationId"] not in CLAIMS}
    assert leading.keys() >= {"sell_a_plan", "read_a_plan", "cancel_a_plan", "confirm_a_upi_payment"}
    assert all(targets == ON_A_PLAN.keys() for targets in leading.values())
    assert {"read_a_plan", "read_a_plan_value", "cancel_a_plan", "confirm_a_upi_payment"} <= ON_A_PLAN.keys()


def test_each_answer_that_is_a_claim_leads_to_each_call_on_a_claim():
    leading = {call["operationId"]: set(links(call)) for _, _, call in CALLS if call["operationId"] in CLAIMS}
    assert leading == {call: set(ON_A_CLAIM) for call in CLAIMS}
    assert {"read_a_claim", "settle_a_claim", "reverse_a_settlement"} <= ON_A_CLAIM.keys()


def test_lists_and_prices_lead_nowhere():
    assert not any(
        links(call) for _, _, call in CALLS if call["operationId"] in {"list_plans", "search_plans", "find_a_device", "list_claims"}
    )


@pytest.mark.django_db
def test_the_number_taken_along_opens_the_plan(till):
    plan = said(till.sell(sale()))
    for _, _, call in CALLS:
        for link in links(call).values():
            assert link["parameters"] in ({"number": "$response.body#/number"}, {"id": "$response.body#/id"})
    assert said(till.get(ON_A_PLAN["read_a_plan"].replace("{number}", plan["number"])))["number"] == plan["number"]

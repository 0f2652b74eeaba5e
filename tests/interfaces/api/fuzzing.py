"""Sending what the schema allows and what it does not: each call by itself, and one call after another along the schema's links.

The cases are generated from the schema the application gives, so a new call is covered on the day it is described.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import orjson
import schemathesis
from django.db import transaction
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test
from schemathesis.checks import load_all_checks, not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.generation.hypothesis.builder import HypothesisTestConfig, HypothesisTestMode, create_test
from schemathesis.specs.openapi import checks

from stores.models import StaffUser
from tests.interfaces.api.claiming import at, offered, wish
from tests.interfaces.api.till import Till, sale, till_of, traces
from tests.undone import undo
from upgrade_program.interfaces.api.views.docs import the_schema
from upgrade_program.plans.models import Plan
from upgrade_program.wsgi import application

load_all_checks()
SCHEMA = schemathesis.openapi.from_dict(orjson.loads(orjson.dumps(the_schema())))
SCHEMA.app = application
CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.response_headers_conformance,
    checks.negative_data_rejection,
    checks.missing_required_header,
    checks.unsupported_method,
]
SETTLE, REVERSE = "POST /api/v1/claims/{id}/settle/", "POST /api/v1/claims/{id}/reverse/"
_references = count(500_000_000_000)


class Sender:
    """Sends cases as somebody, or as nobody; a token that a case has ended is replaced."""

    def __init__(self, user: StaffUser | None) -> None:
        self.user = user
        self.token = till_of(user).token if user else ""

    def send(self, case: Any) -> Any:
        answer = case.call(headers={"Authorization": f"Bearer {self.token}"} if self.user else {})
        if self.user and case.operation.label.startswith("DELETE") and answer.status_code == 204:
            self.token = till_of(self.user).token
        return answer

    def send_and_judge(self, case: Any) -> None:
        """Besides the checks: nobody leaves a trace."""
        before = None if self.user else traces()
        answer = self.send(case)
        case.validate_response(answer, checks=fair_checks(case, answer))
        assert before is None or traces() == before


def fair_checks(case: Any, answer: Any) -> list[Any]:
    """All checks; but a wrong parameter whose value is an empty list is never written into an address, and cannot be refused."""
    written = {name for name, _ in parse_qsl(urlsplit(answer.request.url).query, keep_blank_values=True)}
    whole = set(case.query or {}) <= written
    return CHECKS if whole else [check for check in CHECKS if check is not checks.negative_data_rejection]


@dataclass(frozen=True, slots=True)
class Offer:
    """A claim on offer, the code that its customer has read out, and to whom."""

    claim: str
    code: str
    to: Sender


def led_to_an_offer(plan: Plan, *, by: Sender) -> Offer:
    """Opened, inspected and offered by the calls themselves; no chance would read the customer's message."""
    claim, code = offered(Till(token=by.token), plan)
    return Offer(claim["id"], code, by)


def led_to_a_settlement(plan: Plan, *, by: Sender) -> Offer:
    """And settled, with the code."""
    offer, till = led_to_an_offer(plan, by=by), Till(token=by.token)
    assert till.act(at(offer.claim, "settle"), wish(offer.code)).status_code == 200
    return offer


def _settings(examples: int) -> settings:
    return settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


def each_call(somebody: Sender, *, examples: int, chance: int, edges: bool = True) -> Counter[str]:
    """Every call with its examples, the edges of each of its fields, and `examples` drawn by chance; how many cases each one got."""
    sent: Counter[str] = Counter()
    modes = [HypothesisTestMode.EXAMPLES, *([HypothesisTestMode.COVERAGE] if edges else []), HypothesisTestMode.FUZZING]
    for result in SCHEMA.get_all_operations():
        operation = result.ok()

        def one(case: Any) -> None:
            sent[case.operation.label] += 1
            somebody.send_and_judge(case)

        config = HypothesisTestConfig(
            project=SCHEMA.config,
            modes=modes,
            settings=_settings(examples),
            seed=chance,
        )
        create_test(operation=operation, test_func=one, config=config)()
    return sent


def along_the_links(
    people: Sequence[Sender], offers: Sequence[Offer], settled: Sequence[Offer], *, journeys: int, steps: int, chance: int
) -> Counter[tuple[str, int]]:
    """Journeys of several calls by people in turn, each call fed by the answers before it; how often each call gave which status.

    So that journeys lead somewhere, a sale is given a body that a person would send (a random IMEI is none), by cash or waiting for UPI,
    and every other call on a plan nobody has heard of goes to the plan sold last. Each journey finds the same claims on offer and
    settled: the first offer is settled by who has its code, and what was settled last is reversed by somebody else; every other call on a
    claim goes to the last offer.
    Each journey is rolled back: the same choices must lead to the same answers, or Hypothesis could not repeat them.
    """
    seen: Counter[tuple[str, int]] = Counter()
    tokens = [somebody.token for somebody in people]

    class Journey(SCHEMA.as_state_machine()):  # type: ignore[misc]
        def setup(self) -> None:
            self.turns = 0
            self.sold: list[str] = []
            self.offers = list(offers)
            self.settled = list(settled)
            self.before = transaction.savepoint()
            for somebody, token in zip(people, tokens, strict=True):
                somebody.token = token  # a new one was rolled back with the journey that had ended it

        def teardown(self) -> None:
            undo(self.before)

        def before_call(self, case: Any) -> None:
            self.turns += 1
            if case.meta is None or case.meta.generation.mode is not GenerationMode.POSITIVE:
                return
            if self.sold and self.turns % 2 and "number" in (case.path_parameters or ()):
                case.path_parameters["number"] = self.sold[-1]
            if case.operation.label == "POST /api/v1/plans/":
                case.body = sale(payments=[{"method": "upi", "amount": "549.00"}]) if self.turns % 2 else sale()
            elif case.operation.label.endswith("/payment/"):
                case.body = {"reference": str(next(_references))}
            elif case.operation.label == "POST /api/v1/plans/{number}/cancel/" and self.turns % 2:
                case.body = {"reason": "Changed her mind"}
            elif case.operation.label == SETTLE and self.offers:
                case.path_parameters["id"] = self.offers[0].claim
                case.body = wish(self.offers[0].code, excess_acknowledged=self.turns % 2 == 0)
            elif case.operation.label == REVERSE and self.settled:
                case.path_parameters["id"] = self.settled[-1].claim
            elif self.turns % 2 and "id" in (case.path_parameters or ()):
                case.path_parameters["id"] = offers[-1].claim

        def call(self, case: Any, **_: Any) -> Any:
            label, id = case.operation.label, (case.path_parameters or {}).get("id")
            who = people[self.turns % len(people)]
            if label == SETTLE and self.offers and id == self.offers[0].claim:
                who = self.offers[0].to
            if label == REVERSE and self.settled and id == self.settled[-1].claim:
                who = next(other for other in people if other is not self.settled[-1].to)
            answer = who.send(case)
            seen[label, answer.status_code] += 1
            if label == SETTLE and answer.status_code == 200:
                self.settled.append(self.offers.pop(0))
            if label == REVERSE and answer.status_code == 200:
                self.settled.pop()
            if answer.status_code == 201 and "number" in answer.json():
                self.sold.append(answer.json()["number"])
            return answer

        def validate_response(self, response: Any, case: Any, **_: Any) -> None:
            judges = [*fair_checks(case, response), checks.ensure_resource_availability]
            case.validate_response(response, checks=judges, recorder=self.recorder)

    chosen = settings(_settings(journeys), stateful_step_count=steps, phases=[Phase.generate])
    run_state_machine_as_test(seed(chance)(Journey), settings=chosen)
    return seen

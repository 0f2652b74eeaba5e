"""Whatever the schema allows, and what it does not, as a clerk, a manager and nobody: no 5xx, and no answer the schema does not know (S4).

At least 1,000 cases in the normal suite and 10,000 in the long one; each run prints its cases and its seed (FUZZ_SEED repeats one).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants
from schemathesis.core.failures import FailureGroup

from stores.models import StaffUser
from tests.factories.claims import old_plan
from tests.interfaces.api.chance import seed_of
from tests.interfaces.api.fuzzing import (
    CHECKS,
    REVERSE,
    SCHEMA,
    SETTLE,
    Offer,
    Sender,
    along_the_links,
    application,
    each_call,
    fair_checks,
    led_to_a_settlement,
    led_to_an_offer,
)
from tests.interfaces.api.till import sale
from upgrade_program.catalog.models import Variant
from upgrade_program.interfaces.api import presenters
from upgrade_program.kernel.actor import Actor

# The least number of cases: of each role over all calls, and of the journeys. Together 1,000 and 10,000.
LEAST = {"clerk": 1_000, "manager": 250, "nobody": 250, "journeys": 100}
ROUNDS = 24  # of journeys, at most, until a plan's whole life was reached
ENDED = {SETTLE: 5, REVERSE: 5}  # how often a claim is settled and taken back at least: the lead-in must not lead nowhere
LEAST_LONG = {"clerk": 3_000, "manager": 3_000, "nobody": 3_000, "journeys": 1_000}

Travellers = tuple[list[Sender], list[Offer], list[Offer]]
ENDS = (request_started, request_finished)  # of a request

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _unthrottled(settings: Any) -> None:
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"DEFAULT_THROTTLE_RATES": {"public": None, "search": None}}


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """As Django's own test client does: the end of a request does not close the connection that the test's transaction is on."""
    keep_the_connection()
    yield
    for end in ENDS:
        end.connect(close_old_connections)


def keep_the_connection() -> None:
    """To be said again after Django's own test client was used, which takes it back after each request."""
    for end in ENDS:
        end.disconnect(close_old_connections)


@pytest.fixture
def _the_same_cases(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Hypothesis also draws what stands written in our modules loaded so far, others in each process: a seed alone would not be firm."""
    monkeypatch.setattr(providers, "_get_local_constants", Constants)
    providers.CONSTANTS_CACHE.cache.clear()
    yield
    providers.CONSTANTS_CACHE.cache.clear()


@pytest.fixture
def tell(request: pytest.FixtureRequest, record_property: Callable[[str, object], None]) -> Callable[..., None]:
    """Says how many cases a test has tried, under which seed; the suite's summary shows it."""

    def say(cases: int, chance: int, more: str = "") -> None:
        record_property("summary", f"{request.node.name}: {cases} cases, seed {chance}{more}")

    return say


def people(clerk_user: StaffUser, manager_user: StaffUser) -> dict[str, StaffUser | None]:
    return {"clerk": clerk_user, "manager": manager_user, "nobody": None}


def try_each_call(user: StaffUser | None, *, examples: int, chance: int, least: int, edges: bool = True) -> int:
    sent = each_call(Sender(user), examples=examples, chance=chance, edges=edges)
    assert sent.keys() == {result.ok().label for result in SCHEMA.get_all_operations()}
    assert sum(sent.values()) >= least, sent
    return sum(sent.values())


@pytest.fixture
def travellers(clerk: Actor, manager_user: StaffUser, clerk_user: StaffUser, phone: Variant) -> Travellers:
    """A manager and a clerk, two claims on offer by the clerk, and one that the clerk has settled."""
    people = [Sender(manager_user), Sender(clerk_user)]
    plans = [old_plan(actor=clerk, phone_invoice_number=f"B/{n}", customer_mobile=f"98104 5543{n}") for n in range(3)]
    offers, settled = [led_to_an_offer(plan, by=people[1]) for plan in plans[:2]], [led_to_a_settlement(plans[2], by=people[1])]
    keep_the_connection()
    return people, offers, settled


def try_journeys(travellers: Travellers, *, journeys: int, steps: int, chance: int, least: int) -> Counter[tuple[str, int]]:
    """A plan's whole life must have been reached, or the journeys went nowhere: chance gets a few more when it missed a part."""
    plan = "/api/v1/plans/{number}/"
    calls = ("POST /api/v1/plans/", f"GET {plan}", f"GET {plan}value/", f"POST {plan}payment/", f"POST {plan}cancel/")
    seen: Counter[tuple[str, int]] = Counter()
    for more in range(ROUNDS):
        seen += along_the_links(*travellers, journeys=journeys, steps=steps, chance=chance + more)
        missed = [call for call in calls if not (seen[call, 201] or seen[call, 200])]
        missed += [call for call, times in ENDED.items() if seen[call, 200] < times]
        if not missed:
            break
    assert missed == [], seen
    assert sum(seen.values()) >= least, seen
    return seen


def ends(seen: Counter[tuple[str, int]]) -> str:
    """How many claims were brought to their ends, for the summary."""
    return f", claims settled {seen[SETTLE, 200]} and reversed {seen[REVERSE, 200]} times"


@pytest.mark.usefixtures("_the_same_cases")
@pytest.mark.parametrize("who", ["clerk", "manager", "nobody"])
def test_each_call(who, clerk_user, manager_user, phone, tell):
    """The edges of each field as a clerk alone: the others' bodies go through the same schema, and the long suite sends them all."""
    chance, edges = seed_of(firm=True), who == "clerk"
    tell(try_each_call(people(clerk_user, manager_user)[who], examples=7, chance=chance, least=LEAST[who], edges=edges), chance)


@pytest.mark.usefixtures("_the_same_cases")
def test_one_call_after_another(travellers, tell):
    chance = seed_of(firm=True)
    seen = try_journeys(travellers, journeys=7, steps=20, chance=chance, least=LEAST["journeys"])
    tell(sum(seen.values()), chance, ends(seen))


@pytest.mark.long
@pytest.mark.parametrize("who", ["clerk", "manager", "nobody"])
def test_each_call_at_length(who, clerk_user, manager_user, phone, tell):
    chance = seed_of(firm=False)
    tell(try_each_call(people(clerk_user, manager_user)[who], examples=220, chance=chance, least=LEAST_LONG[who]), chance)


@pytest.mark.long
def test_long_journeys(travellers, tell):
    chance = seed_of(firm=False)
    seen = try_journeys(travellers, journeys=100, steps=20, chance=chance, least=LEAST_LONG["journeys"])
    tell(sum(seen.values()), chance, ends(seen))


def test_the_cases_are_as_many_as_promised():
    assert sum(LEAST.values()) >= 1_000
    assert sum(LEAST_LONG.values()) >= 10_000


def test_the_application_is_the_real_one():
    assert isinstance(application, WSGIHandler)


def test_the_clerk_of_these_runs_could_sell(till):
    """The control: with a body a person would send, the same application answers 201."""
    assert till.sell(sale()).status_code == 201


def test_an_answer_the_schema_does_not_know_is_seen(clerk_user, phone, monkeypatch):
    """The control: the same call passes as it is, and not with a field left out or with an error of its own kind."""
    somebody, case = Sender(clerk_user), SCHEMA["/api/v1/variants/"]["GET"].Case(query={"q": "note"})
    somebody.send_and_judge(case)
    whole = presenters.variant
    monkeypatch.setattr(presenters, "variant", lambda offer: {**whole(offer), "sku": None})
    with pytest.raises(FailureGroup):
        somebody.send_and_judge(case)
    monkeypatch.setattr(presenters, "variant", lambda offer: 1 / 0)
    with pytest.raises((FailureGroup, ZeroDivisionError)):
        somebody.send_and_judge(case)


@pytest.mark.parametrize(("query", "fair"), [({"q": "", "wrong": []}, False), ({"q": "", "wrong": ""}, True), ({"q": "", "": ""}, True)])
def test_only_what_was_never_written_need_not_be_refused(clerk_user, phone, query, fair):
    somebody, case = Sender(clerk_user), SCHEMA["/api/v1/variants/"]["GET"].Case(query=query)
    assert (fair_checks(case, somebody.send(case)) == CHECKS) is fair

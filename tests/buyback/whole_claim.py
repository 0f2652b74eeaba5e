"""A shop that honours claims, played by chance against PostgreSQL, beside the oracle of claim_oracle.py (reliability R6).

After every act the database must say what the oracle says, every deferred law must hold, every question in claim_faults.py must have
no answer, and every audit chain must be whole. The acts stand in shop_claims.py, shop_tokens.py, shop_plans.py and shop_changes.py, what
must hold in shop_invariants.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from inspect import getmembers, isfunction
from typing import Any

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import INVARIANT_MARKER, rule, run_state_machine_as_test

from tests.buyback.claim_oracle import Book
from tests.buyback.plan_oracle import QUESTIONS, Promised
from tests.buyback.shop_changes import ChangeActs
from tests.buyback.shop_floor import CHEAP, NEW, SRP, People
from tests.buyback.shop_invariants import Invariants
from tests.buyback.shop_tokens import TokenActs

__all__ = ["CHEAP", "NEW", "SRP", "People", "acts", "follow", "play"]

# What each act takes of what is drawn, and how often each is done.
_ONE = {"number": "number", "who": "who"}
TAKES: dict[str, dict[str, str]] = {
    "sell_another": {"who": "who", "number": "number"},
    "open": _ONE | {"own_phone": "yes", "shows": "shows"},
    "reserve": {"number": "number", "own": "yes"},
    "give_back": {"number": "number", "own": "yes"},
    "use": _ONE | {"own_phone": "yes", "shows": "shows"},
    "inspect": _ONE | {"found": "found", "gates": "yes"},
    "offer": _ONE,
    "settle": _ONE | {"phone": "phone", "yes": "yes", "code": "sure"},
    "refuse": _ONE,
    "look": _ONE | {"upheld": "upheld"},
    "decline": _ONE,
    "reverse": _ONE,
    "let_go": {"number": "number"},
    "ask": _ONE | {"amount": "amount"},
    "grant": {"number": "number", "by": "by"},
    "extend": {"number": "number", "days": "days", "at_once": "yes"},
    "cancel": {"number": "number", "own": "yes"},
    "suspend": {"number": "number", "own": "yes", "heard": "upheld"},
    "resume": {"number": "number", "own": "yes"},
    "hand_over": _ONE | {"right": "yes", "own": "sure"},
    "ask_exchange": _ONE | {"own": "yes", "handset": "handset", "paper": "sure"},
    "grant_exchange": {"number": "number", "granter": "granter"},
    "transfer": _ONE | {"own": "yes", "to": "to", "codes": "sure"},
    "lapse": {},
    "days_pass": {"days": "days", "nightly": "sure"},
}
# Where a claim has to be for an act: chance mostly picks one that is there.
FITS = {
    "inspect": ("open", "inspected"), "offer": ("inspected",), "settle": ("offered",), "ask": ("inspected", "offered"),
    "refuse": ("open", "inspected"), "look": ("refused",), "decline": ("open", "inspected", "offered"),
}  # fmt: skip
# What comes before an act that finds no such claim.
LEADS = {"grant": "ask", "ask": "inspect", "settle": "offer", "offer": "inspect", "inspect": "open", "look": "refuse",
         "refuse": "open", "give_back": "reserve", "use": "reserve", "let_go": "reserve", "hand_over": "settle", "resume": "suspend",
         "grant_exchange": "ask_exchange"}  # fmt: skip
# Likewise the plan for an act on plans.
FINDS: dict[str, Callable[[Book, Promised, date], bool]] = {
    "open": lambda book, plan, on: not book.no_to_opening(plan, on=on, own_phone=True, manager=True),
    "reserve": lambda book, plan, on: not book.no_to_reserving(plan, on),
    "give_back": lambda book, plan, on: book.reserved(plan, on) is not None,
    "use": lambda book, plan, on: book.reserved(plan, on) is not None,
    "let_go": lambda book, plan, on: book.reserved(plan, on) is not None,
    "suspend": lambda book, plan, on: plan.status == "active" and not plan.over(on),
    "resume": lambda book, plan, on: plan.status == "suspended" and not plan.over(on),
    "extend": lambda book, plan, on: not book.no_to_extending(plan, 30, on),
    "ask_exchange": lambda book, plan, on: not (book.no_to_exchanging(plan, "", on) or (plan.exchange and plan.exchange.waits)),
    "transfer": lambda book, plan, on: not book.no_to_moving(plan, "", on),
}
ON_CLAIMS = {"inspect", "offer", "settle", "refuse", "look", "decline", "reverse", "ask"}
_WEIGHTS = {
    "open": 4,
    "reserve": 4,
    "give_back": 4,
    "use": 7,
    "let_go": 5,
    "inspect": 4,
    "offer": 4,
    "settle": 4,
    "look": 3,
    "reverse": 3,
    "ask": 3,
    "grant": 9,
    "days_pass": 3,
    "refuse": 3,
    "decline": 2,
    "extend": 3,
    "sell_another": 2,
    "lapse": 2,
    "cancel": 2,
    "suspend": 2,
    "resume": 4,
    "hand_over": 5,
    "ask_exchange": 3,
    "grant_exchange": 9,
    "transfer": 3,
}
OFTEN = [act for act in TAKES for _ in range(_WEIGHTS.get(act, 1))]
DRAWN = {
    "act": st.sampled_from(OFTEN),
    "number": st.integers(0, 3),
    "who": st.sampled_from(["clerk", "manager", "other_clerk", "other_manager"]),
    "yes": st.sampled_from([True, True, True, False]),
    "sure": st.sampled_from([True, True, True, False]),
    "upheld": st.booleans(),
    "found": st.dictionaries(st.sampled_from(sorted(QUESTIONS)), st.sampled_from(["minor", "major"]), min_size=1, max_size=3),
    "phone": st.sampled_from(["new", "new", "new", "new", "cheap", "low", "dear", "old", "taken", "gone"]),
    "amount": st.sampled_from([100, 100, 200, 200, 600, 900]),
    "by": st.sampled_from(["office", "office", "own manager", "asker"]),
    "handset": st.sampled_from(["new", "new", "new", "new", "own", "another's", "gone", "asked for"]),
    "granter": st.sampled_from(["manager", "manager", "office", "office", "asker", "clerk", "stranger"]),
    "to": st.sampled_from(["stranger", "stranger", "customer", "holder"]),
    "shows": st.sampled_from(["", "own", "own", "another's"]),
    "days": st.sampled_from([0, 0, 1, 1, 1, 2, 3, 4, 30, 95]),
}


class Shop(TokenActs, ChangeActs, Invariants):
    @rule(**DRAWN)
    def something(self, act: str, **drawn: Any) -> None:
        """One act of them all. As rules of their own most would be left out of each life, and a claim needs many of them in turn."""
        while drawn["sure"] and act in LEADS and not self.fitting(act):
            act = LEADS[act]
        if act in ON_CLAIMS and not self.book.claims:
            act = "open"
        if act == "grant" and not any(claim.requests for claim in self.book.claims):
            act = "ask" if self.book.claims else "open"
        if act == "grant_exchange" and not self.exchanges():
            act = "ask_exchange"
        if act == "sell_another" and len(self.book.plans) >= 12:
            act = "days_pass"
        if act == "reverse":
            settled = self.settled()
            at_home = not settled or settled[-1 - drawn["number"] % len(settled)].settled_at == self.people.staff["clerk"].store_code
            drawn["who"] = "clerk" if not drawn["yes"] else "manager" if at_home else "other_manager"
        if act == "extend":
            drawn["days"] = 1 + drawn["number"]
        if act == "hand_over" and drawn["sure"]:
            stores = [claim.settled_at for claim in self.book.claims if claim.stock == "quarantine"]
            drawn["who"] = "other_clerk" if stores and stores[-1] != self.people.staff["clerk"].store_code else "clerk"
        fits = self.fitting(act)
        if fits and drawn["sure"] and act not in {"grant", "hand_over", "grant_exchange"}:
            drawn["number"] = fits[drawn["number"] % len(fits)]
        getattr(self, act)(**{name: drawn[source] for name, source in TAKES[act].items()})

    def fitting(self, act: str) -> list[int]:
        """The places, from the newest, of the claims (of an act on plans: the plans) that an act finds where it needs them."""
        if act in FINDS:
            return [place for place, plan in enumerate(reversed(self.book.plans)) if FINDS[act](self.book, plan, self.on)]
        newest = list(enumerate(reversed(self.book.claims)))
        if act == "hand_over":
            return [place for place, claim in newest if claim.stock == "quarantine"]
        if act == "grant_exchange":
            return [place for place, plan in enumerate(reversed(self.exchanges())) if plan.exchange and plan.exchange.waits]
        if act == "grant":
            return [place for place, claim in newest if any(request.waits for request in claim.requests)]
        return [place for place, claim in newest if claim.state in FITS.get(act, ()) and claim.through >= self.on]


def shop_of(people: People, seen: Counter[str]) -> type[Shop]:
    """The shop with its people; `seen` counts how often each act was done or refused, and why."""
    return type("Shop", (Shop,), {"people": people, "seen": seen})


def play(people: People, *, lives: int, steps: int, chance: int, shrink: bool = True) -> Counter[str]:
    """Play that many lives of the shop, each of up to that many acts, by chance."""
    seen: Counter[str] = Counter()
    chosen = settings(
        max_examples=lives,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink] if shrink else [Phase.generate],
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(seed(chance)(shop_of(people, seen)), settings=chosen)
    return seen


def follow(people: People, script: Sequence[tuple[str, dict[str, Any]]]) -> Counter[str]:
    """One life as written down: each act by its name, with the same demands after each."""
    seen: Counter[str] = Counter()
    shop = shop_of(people, seen)()
    for act, given in script:
        getattr(shop, act)(**given)
        for _, holds in getmembers(Invariants, isfunction):
            if hasattr(holds, INVARIANT_MARKER):
                holds(shop)
    shop.teardown()
    return seen


def acts(seen: Counter[str]) -> Counter[str]:
    """How often each act was tried, whatever came of it."""
    tried: Counter[str] = Counter()
    for what, times in seen.items():
        tried[what.partition(":")[0]] += times
    return tried

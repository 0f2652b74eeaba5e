"""A shop that honours claims, played by chance against PostgreSQL, beside the oracle of claim_oracle.py (reliability R6).

After every act the database must say what the oracle says, every deferred law must hold, every question in claim_faults.py must have
no answer, and every audit chain must be whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from stores.clock import local_day
from tests.buyback.claim_faults import found_faults
from tests.buyback.claim_oracle import QUESTIONS, Book, Claimed, Promised, Request, deducted, share
from tests.factories.claims import BILLED, NewPhone, gates_seen
from tests.factories.codes import newest_code
from tests.factories.plans import new_imei, order
from upgrade_program.buyback import services
from upgrade_program.buyback.models import Claim
from upgrade_program.buyback.services import Seen
from upgrade_program.catalog.models import Variant
from upgrade_program.foundation.audit.queries import chains, faults
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Refused
from upgrade_program.otp.refusals import OtpLimit
from upgrade_program.plans.enums import Ground
from upgrade_program.plans.models import Plan
from upgrade_program.plans.services import cancel_plan, expire_due_plans
from upgrade_program.plans.terms import assured_value
from upgrade_program.usecases.sell import sell

# What each act takes of what is drawn, and how often each is done.
_ONE = {"number": "number", "who": "who"}
TAKES: dict[str, dict[str, str]] = {
    "sell_another": {"who": "who", "number": "number"},
    "open": _ONE | {"own_phone": "yes"},
    "inspect": _ONE | {"found": "found", "gates": "yes"},
    "offer": _ONE,
    "settle": _ONE | {"phone": "phone", "yes": "yes", "code": "sure"},
    "refuse": _ONE,
    "look": _ONE | {"upheld": "upheld"},
    "decline": _ONE,
    "reverse": _ONE,
    "ask": _ONE | {"amount": "amount"},
    "grant": {"number": "number", "by": "by"},
    "extend": {"number": "number", "days": "days"},
    "cancel": {"number": "number", "own": "yes"},
    "lapse": {},
    "days_pass": {"days": "days", "nightly": "sure"},
}
# Where a claim has to be for an act: chance mostly picks one that is there.
FITS = {
    "inspect": ("open", "inspected"), "offer": ("inspected",), "settle": ("offered",), "ask": ("inspected", "offered"),
    "refuse": ("open", "inspected"), "look": ("refused",), "decline": ("open", "inspected", "offered"),
}  # fmt: skip
# What comes before an act that finds no such claim.
LEADS = {"grant": "ask", "ask": "inspect", "settle": "offer", "offer": "inspect", "inspect": "open", "look": "refuse", "refuse": "open"}
ON_CLAIMS = {"inspect", "offer", "settle", "refuse", "look", "decline", "reverse", "ask"}
_WEIGHTS = {
    "open": 4,
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
}
OFTEN = [act for act in TAKES for _ in range(_WEIGHTS.get(act, 1))]
SRP, NEW, CHEAP = 10_014, 21_999, 4_999  # of the old phone, of a new one, of one that leaves an excess
CLEAN = dict.fromkeys(QUESTIONS, "none")


@dataclass(frozen=True)
class People:
    """Who works in the shop, by name; head office; the phones that are sold and taken."""

    staff: Mapping[str, Actor]
    office: Actor
    old: Variant
    new: Variant
    cheap: Variant


def shop_of(people: People, seen: Counter[str]) -> type[RuleBasedStateMachine]:
    """The shop as a machine of acts; `seen` counts how often each was done or refused, and why."""
    drawn = {
        "act": st.sampled_from(OFTEN),
        "number": st.integers(0, 3),
        "who": st.sampled_from(sorted(people.staff)),
        "yes": st.sampled_from([True, True, True, False]),
        "sure": st.sampled_from([True, True, True, False]),
        "upheld": st.booleans(),
        "found": st.dictionaries(st.sampled_from(sorted(QUESTIONS)), st.sampled_from(["minor", "major"]), min_size=1, max_size=3),
        "phone": st.sampled_from(["new", "new", "new", "new", "cheap", "low", "dear", "old", "taken"]),
        "amount": st.sampled_from([100, 100, 200, 200, 600, 900]),
        "by": st.sampled_from(["office", "office", "own manager", "asker"]),
        "days": st.sampled_from([0, 0, 1, 1, 1, 2, 3, 4, 30, 95]),
    }

    class Shop(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.before = transaction.savepoint()
            self.at = BILLED
            self.book = Book()
            self.bills = 0
            for store in ("clerk", "other_clerk"):
                self.sell(store)
            self.at += timedelta(days=178)  # 2 May 2027, 11:42: the first tier ends on the 5th

        def teardown(self) -> None:
            transaction.savepoint_rollback(self.before)

        @property
        def on(self) -> date:
            return local_day(self.at)

        def tick(self) -> None:
            """A quarter of an hour: five codes an hour may be sent to a mobile."""
            self.at += timedelta(minutes=15)

        def act(self, name: str, refusal: str | set[str], do: Callable[[], Any]) -> Any:
            """Do it, and demand the refusal foretold (or none)."""
            try:
                with transaction.atomic():
                    done, code = do(), ""
            except Refused as no:
                done, code = None, no.code
            assert code in ({refusal} if isinstance(refusal, str) else refusal), f"{name}: {code or 'done'}, not {refusal or 'done'}"
            seen[f"{name}: {code or 'done'}"] += 1
            return done

        def now(self, actor: Actor) -> dict[str, Any]:
            return {"actor": actor, "at": self.at, "on": self.on}

        def plan(self, number: int) -> Promised:
            return self.book.plans[-1 - number % len(self.book.plans)]

        def claim(self, number: int) -> Claimed:
            """Counted from the newest: chance likes small numbers, and a claim needs several acts."""
            return self.book.claims[-1 - number % len(self.book.claims)]

        @rule(**drawn)
        def something(self, act: str, **drawn: Any) -> None:
            """One act of them all. As rules of their own most would be left out of each life, and a claim needs many of them in turn."""
            while drawn["sure"] and act in LEADS and not self.fitting(act):
                act = LEADS[act]
            if act in ON_CLAIMS and not self.book.claims:
                act = "open"
            if act == "grant" and not any(claim.requests for claim in self.book.claims):
                act = "ask" if self.book.claims else "open"
            if act == "sell_another" and len(self.book.plans) >= 12:
                act = "days_pass"
            if act == "reverse":
                drawn["who"] = (
                    {"clerk": "manager", "other_clerk": "other_manager"}.get(drawn["who"], drawn["who"]) if drawn["yes"] else "clerk"
                )
            if act == "extend":
                drawn["days"] = 1 + drawn["number"]
            fits = self.fitting(act)
            if fits and drawn["sure"] and act != "grant":
                drawn["number"] = fits[drawn["number"] % len(fits)]
            getattr(self, act)(**{name: drawn[source] for name, source in TAKES[act].items()})

        def fitting(self, act: str) -> list[int]:
            """The places, from the newest, of the claims that an act finds where it needs them."""
            newest = list(enumerate(reversed(self.book.claims)))
            if act == "grant":
                return [place for place, claim in newest if any(request.waits for request in claim.requests)]
            return [place for place, claim in newest if claim.state in FITS.get(act, ()) and claim.through >= self.on]

        # Acts ---------------------------------------------------------------------------------------------------------------

        def sell(self, who: str) -> None:
            self.bills += 1
            imei, actor = new_imei(), people.staff[who]
            mobile = f"97{self.bills:08d}"
            wanted = order(people.old, imei=imei, phone_invoice_number=f"B{self.bills}", customer_mobile=mobile)
            plan = sell(actor=actor, order=wanted, at=self.at, on=self.on)
            self.book.plans.append(Promised(plan.pk, actor.store_code, imei, SRP, self.on))

        def sell_another(self, who: str, number: int = 0) -> None:
            """Billed about half a year ago, so that its first tier ends or has just ended."""
            self.tick()
            now, self.at = self.at, self.at - timedelta(days=178 + 3 * number)
            self.sell(who)
            self.at = now
            seen["sell: done"] += 1

        def open(self, number: int, who: str, own_phone: bool) -> None:
            self.tick()
            plan, actor = self.plan(number), people.staff[who]
            refusal = self.book.no_to_opening(plan, on=self.on, own_phone=own_phone, manager="manager" in who)
            row, imei = Plan.objects.get(pk=plan.pk), plan.imei if own_phone else new_imei()
            made = self.act("open", refusal, lambda: services.open_claim(plan=row, handset_imei=imei, **self.now(actor)))
            if made:
                percent, through = plan.gives(self.on), self.book.through(plan, self.on)
                self.book.lapse_over(self.on, plan)
                plan.hold = (percent, through)
                self.book.claims.append(Claimed(made.pk, made.number, plan, percent, share(SRP, percent), through))

        def inspect(self, number: int, who: str, found: dict[str, str], gates: bool) -> None:
            self.tick()
            claim = self.claim(number)
            refusal = claim.no_to("open", "inspected", "offered", on=self.on) or ("" if gates else "gate_failed")
            said = CLEAN | found
            gate = {} if gates else {"no_liquid": Seen(passed=False, facts={})}
            given = {"number": claim.number, "answers": said, "seen": gates_seen(**gate), **self.now(people.staff[who])}
            if self.act("inspect", refusal, lambda: services.inspect_phone(**given)):
                if said != claim.answers:
                    claim.waived = 0
                    for request in claim.requests:
                        request.waits = False
                claim.state, claim.answers, claim.deducted = "inspected", said, deducted(claim.assured, said)

        def offers(self, claim: Claimed, actor: Actor) -> Any:
            return services.make_offer(number=claim.number, address="203.0.113.9", **self.now(actor))

        def offer(self, number: int, who: str) -> None:
            self.tick()
            claim = self.claim(number)
            refusal = claim.no_to("inspected", "offered", on=self.on)
            if self.act("offer", refusal if refusal else {"", "otp_limit"}, lambda: self.offers(claim, people.staff[who])):
                claim.state = "offered"

        def settle(self, number: int, who: str, phone: str, yes: bool, code: bool) -> None:
            self.tick()
            claim, actor = self.claim(number), people.staff[who]
            price = {"cheap": CHEAP, "low": NEW * 79 // 100, "dear": NEW + 1}.get(phone, NEW)
            taken = next((c for c in self.book.claims if c.state == "settled"), None)
            imei = claim.plan.imei if phone == "old" else taken.plan.imei if phone == "taken" and taken else new_imei()
            self.bills += 1
            sku = (people.cheap if phone == "cheap" else people.new).sku
            given = NewPhone(imei=imei, sku=sku, price=Decimal(price), bill_number=f"NP/{self.bills}")
            excess = max((claim.payable or 0) - price, 0)
            refusal: str | set[str] = self.no_to_settling(claim, phone, taken is not None, manager="manager" in who)
            if not refusal and excess and not yes:
                refusal = "excess_not_acknowledged"
            if not refusal and code:
                code = self.tells_code(claim, actor)
            if not refusal and not code:
                refusal = {"otp_wrong", "otp_expired"}

            def do() -> Any:
                return services.settle_claim(number=claim.number, new_phone=given, excess_acknowledged=yes, **self.now(actor))

            if self.act("settle", refusal, do):
                claim.end("settled")
                claim.settler, claim.settled_at, claim.exchange = who, actor.store_code, (claim.payable or 0) - excess
                claim.plan.status, claim.plan.hold = "redeemed", None

        def tells_code(self, claim: Claimed, actor: Actor) -> bool:
            """The customer reads the code out, compared in a transaction of its own, before the act's; or they had too many already."""
            try:
                self.offers(claim, actor)
            except OtpLimit:
                return False
            services.confirm_offer(number=claim.number, code=newest_code(at=self.at), **self.now(actor))
            return True

        def no_to_settling(self, claim: Claimed, phone: str, taken: bool, *, manager: bool) -> str:
            if phone == "dear":
                return "new_phone_not_eligible"
            if claim.state == "settled" or claim.plan.status == "redeemed":
                return "plan_not_live"
            refusal = claim.no_to("offered", on=self.on)
            if refusal:
                return refusal
            if phone == "old" or (phone == "taken" and taken):
                return "new_phone_not_eligible"
            return "approval_required" if phone == "low" and not manager else ""

        def refuse(self, number: int, who: str) -> None:
            self.tick()
            claim = self.claim(number)
            refusal = claim.no_to("open", "inspected", "offered", on=self.on)
            given = {"number": claim.number, "reason": "x", "clause": "3.7", **self.now(people.staff[who])}
            if self.act("refuse", refusal, lambda: services.refuse_claim(**given)):
                claim.end("refused")
                claim.refuser = who
                if claim.looked:
                    self.book.let_go(claim)

        def look(self, number: int, who: str, upheld: bool) -> None:
            self.tick()
            claim = self.claim(number)
            other = self.book.open_on(claim.plan)
            refusal = claim.no_to("refused", on=self.on) or (
                "claim_state" if claim.looked else "self_approval" if claim.refuser == who else "claim_open" if other and not upheld else ""
            )
            given = {"number": claim.number, "upheld": upheld, "remark": "x", **self.now(people.staff[who])}
            if self.act("look", refusal, lambda: services.take_second_look(**given)):
                claim.looked = True
                if not upheld:
                    claim.state, claim.plan.hold = "open", (claim.percent, claim.through)
                elif other is None:
                    self.book.let_go(claim)

        def decline(self, number: int, who: str) -> None:
            self.tick()
            claim = self.claim(number)
            refusal = claim.no_to("open", "inspected", "offered", on=self.on)
            given = {"number": claim.number, "reason": "x", **self.now(people.staff[who])}
            if self.act("decline", refusal, lambda: services.decline_claim(**given)):
                claim.end("declined")
                self.book.let_go(claim)

        def reverse(self, number: int, who: str) -> None:
            self.tick()
            settled = [claim for claim in self.book.claims if claim.state == "settled"]
            claim = settled[-1 - number % len(settled)] if settled and number < 3 else self.claim(number)
            actor = people.staff[who]
            refusal = "forbidden" if "manager" not in who else self.no_to_reversing(claim, who, actor)
            given = {"number": claim.number, "reason": "x", **self.now(actor)}
            if self.act("reverse", refusal, lambda: services.reverse_settlement(**given)):
                claim.state = "reversed"
                claim.plan.status = "expired" if self.on > claim.plan.ends else "active"

        def no_to_reversing(self, claim: Claimed, who: str, actor: Actor) -> str:
            if claim.state != "settled":
                return "claim_lapsed" if claim.state == "lapsed" else "claim_state"
            if claim.settled_at != actor.store_code:
                return "forbidden"
            return "self_approval" if claim.settler == who else ""

        def ask(self, number: int, who: str, amount: int) -> None:
            self.tick()
            claim = self.claim(number)
            waits = any(request.waits for request in claim.requests)
            refusal = claim.no_to("inspected", "offered", on=self.on)
            refusal = refusal or ("invalid" if amount > (claim.deducted or 0) else "approval_waiting" if waits else "")
            given = {"number": claim.number, "amount": Decimal(amount), "reason": "x", **self.now(people.staff[who])}
            made = self.act("ask", refusal, lambda: services.ask_override(**given))
            if made:
                claim.requests.append(Request(made.pk, amount, who))

        def grant(self, number: int, by: str) -> None:
            self.tick()
            asked = [(claim, claim.requests[-1]) for claim in self.book.claims if claim.requests]
            claim, request = asked[-1 - number % len(asked)]
            home = "other_manager" if request.asker.startswith("other") else "manager"
            actor = people.office if by == "office" else people.staff[home if by == "own manager" else request.asker]
            refusal = claim.no_to("inspected", "offered", on=self.on) or self.no_to_granting(claim, request, actor)
            given = {"approval_id": request.pk, **self.now(actor)}
            if self.act("grant", refusal, lambda: services.grant_override(**given)):
                request.waits = False
                claim.waived, claim.state = min(request.amount, claim.deducted or 0), "inspected"

        def no_to_granting(self, claim: Claimed, request: Request, actor: Actor) -> str:
            if actor == people.staff[request.asker]:
                return "self_approval"
            if actor != people.office and request.amount > min(claim.assured // 10, 1_000):
                return "forbidden"
            return "" if request.waits else "approval_decided"

        def extend(self, number: int, days: int) -> None:
            """Asked by a clerk and granted in the same breath, by the manager or, above three days, head office."""
            self.tick()
            plan = self.plan(number)
            refusal = self.book.no_to_extending(plan, days, self.on)
            row = Plan.objects.get(pk=plan.pk)

            def do() -> Plan:
                asked = services.ask_extension(plan=row, days=days, reason="flood", **self.now(people.staff["clerk"]))
                actor = people.staff["manager"] if days <= 3 else people.office
                return services.grant_extension(approval_id=asked.pk, **self.now(actor))

            if self.act("extend", refusal, do):
                self.book.lapse_over(self.on, plan)
                percent, last = plan.ended_tier(self.on) or (0, self.on)
                plan.status, plan.extended, plan.hold = "active", True, (percent, last + timedelta(days=days))

        def cancel(self, number: int, own: bool) -> None:
            self.tick()
            plan = self.plan(number)
            home = "manager" if plan.store == people.staff["manager"].store_code else "other_manager"
            actor = people.staff[home] if own else people.staff["clerk"]
            refusal = "forbidden" if not own else "plan_not_live" if plan.status != "active" else "claim_open" if plan.held(self.on) else ""
            row = Plan.objects.get(pk=plan.pk)
            if self.act("cancel", refusal, lambda: cancel_plan(plan=row, reason="x", ground=Ground.STORE_ERROR, **self.now(actor))):
                plan.status, plan.hold = "cancelled", None

        def lapse(self) -> None:
            self.tick()
            done = self.act("lapse", "", lambda: (services.lapse_due_claims(on=self.on, at=self.at),))
            assert done[0] == self.book.lapse_over(self.on)

        def days_pass(self, days: int, nightly: bool) -> None:
            """The clock moves; expiry runs, or is late."""
            self.at += timedelta(days=days)
            if nightly:
                self.night()

        def night(self) -> None:
            self.act("expire", "", lambda: (expire_due_plans(on=self.on, at=self.at),))
            for plan in self.book.plans:
                if plan.status == "active" and plan.ends < self.on and not plan.held(self.on):
                    plan.status, plan.hold = "expired", None

        # What must hold after each ----------------------------------------------------------------------------------------

        @invariant()
        def the_record_says_what_the_oracle_says(self) -> None:
            rows = {row.pk: row for row in Plan.objects.all()}
            for plan in self.book.plans:
                row = rows[plan.pk]
                assert (row.status, row.held_percent, row.held_until) == (plan.status, *(plan.hold or (None, None))), plan
                worth = assured_value(row.promise, on=self.on)
                assert (worth.percent, worth.assured) == (plan.gives(self.on), share(SRP, plan.gives(self.on))), plan
            claims = {row.pk: row for row in Claim.objects.all()}
            assert claims.keys() == {claim.pk for claim in self.book.claims}
            for claim in self.book.claims:
                kept = claims[claim.pk]
                figures = (kept.state, kept.percent, kept.assured, kept.held_through, kept.deducted, kept.waived, kept.payable)
                due = (claim.state, claim.percent, claim.assured, claim.through, claim.deducted, claim.waived, claim.payable)
                assert figures == due, claim

        @invariant()
        def every_law_holds_and_nothing_is_amiss(self) -> None:
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            assert not (found := found_faults()), found
            assert not (broken := [fault for chain in chains() for fault in faults(chain)]), broken

    return Shop


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
        shop.the_record_says_what_the_oracle_says()
        shop.every_law_holds_and_nothing_is_amiss()
    shop.teardown()
    return seen


def acts(seen: Counter[str]) -> Counter[str]:
    """How often each act was tried, whatever came of it."""
    tried: Counter[str] = Counter()
    for what, times in seen.items():
        tried[what.partition(":")[0]] += times
    return tried

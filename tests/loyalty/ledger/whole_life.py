"""Members who earn, spend, return, owe and merge in any order, for Hypothesis; after every act the ledger is asked for everything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from loyalty.ledger import services
from loyalty.ledger.models import Lot
from loyalty.ledger.queries import account_of
from loyalty.ledger.services import Earning
from tests.loyalty.ledger.oracle import Oracle
from tests.loyalty.ledger.till import START, cause, has, kept, sound
from tests.undone import undo
from upgrade_program.kernel.errors import Refused

RULES = ("earn", "earn_again", "adjust", "redeem", "hold", "capture", "release", "claw_back", "restore", "merge", "days_pass")
OWING = "while somebody owes, "
which = st.integers(0, 30)
points = st.sampled_from([1, 5, 20, 20, 50, 90])
spent = st.sampled_from([0, 5, 0, 20, 90])  # 0: all there is, so that a return finds nothing left and makes debt
lives = st.sampled_from([None, 2, 5, 12, 40])  # days


def life_of(customers: list[int], seen: Counter[str]) -> type[RuleBasedStateMachine]:
    """The members as a machine of acts; `seen` counts how often each was done or refused, and why."""
    members = st.sampled_from(customers)

    class Life(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.before = transaction.savepoint()
            self.at = START
            self.oracle = Oracle(customers)
            self.sources: list[str] = []
            self.holds: list[int] = []
            self.spends: list[int] = []
            self.quiet = False  # nothing has happened since the jobs ran

        def teardown(self) -> None:
            undo(self.before)

        def act(self, name: str, foretold: str, do: Callable[[], Any]) -> Any:
            """Do it, and demand the refusal foretold, or none."""
            try:
                with transaction.atomic():
                    done, code = do(), ""
            except Refused as no:
                done, code = None, no.code
            assert code == foretold, f"{name}: {code or 'done'}, not {foretold or 'done'}"
            seen[f"{name}: {code or 'done'}"] += 1
            self.quiet = False
            owing = sum(self.oracle.members[self.oracle.who(customer)]["debt"] > 0 for customer in customers)
            seen[f"{OWING}{name}"] += bool(owing)
            return done

        def tick(self) -> datetime:
            self.at += timedelta(minutes=1)
            return self.at

        def ends(self, days: int | None) -> datetime | None:
            return None if days is None else self.at + timedelta(days=days)

        # Acts ---------------------------------------------------------------------------------------------------------------

        @rule(member=members, many=points, wait=st.sampled_from([0, 0, 1, 8]), life=lives, batch=st.booleans())
        def earn(self, member: int, many: int, wait: int, life: int | None, batch: bool) -> None:
            at, source = self.tick(), f"e{len(self.sources)}"
            live = at + timedelta(days=wait)
            ends = None if life is None else live + timedelta(days=life)
            given = Earning(customer_id=member, points=many, cause=cause(at, source), live_from=live, expires_at=ends)
            self.sources.append(source)
            foretold = self.oracle.earn(member, many, source, at, live, ends)
            alone = {"customer_id": member, "points": many, "cause": given.cause, "live_from": live, "expires_at": ends}
            self.act("earn", foretold, lambda: services.earn_all([given]) if batch else services.earn(**alone))

        @precondition(lambda self: self.sources)
        @rule(number=which, member=members, many=points)
        def earn_again(self, number: int, member: int, many: int) -> None:
            at, source = self.tick(), self.sources[-1 - number % len(self.sources)]
            foretold = self.oracle.earn(member, many, source, at, at, None)
            alone = {"customer_id": member, "points": many, "cause": cause(at, source), "live_from": at, "expires_at": None}
            self.act("earn_again", foretold, lambda: services.earn(**alone))

        @rule(member=members, many=points, takes=st.booleans(), life=lives)
        def adjust(self, member: int, many: int, takes: bool, life: int | None) -> None:
            at, change = self.tick(), -many if takes else many
            ends = None if takes else self.ends(life)
            foretold = self.oracle.adjust(member, change, at, ends)
            self.act("adjust", foretold, lambda: services.adjust(customer_id=member, points=change, cause=cause(at), expires_at=ends))

        def all_there_is(self, member: int) -> int:
            return self.oracle.balances(member, self.at)[1] or 1

        def rich(self, number: int) -> int:
            """Mostly somebody who has points: of the others chance knows enough."""
            have = [customer for customer in customers if self.oracle.balances(customer, self.at)[1]]
            some = have if have and number % 6 else customers
            return some[number % len(some)]

        def owed(self, number: int) -> str:
            """Mostly the bill of somebody who has spent the points: taking them back makes debt."""
            earns = self.oracle.earns
            spent = [one for one in self.sources if not self.oracle.balances(earns[one]["member"], self.at)[1]]
            fresh = [one for one in spent if not earns[one]["clawed"]]
            some = fresh if fresh and number % 4 else self.sources
            return some[-1 - number % len(some)]

        @rule(number=which, many=spent)
        def redeem(self, number: int, many: int) -> None:
            at, member = self.tick(), self.rich(number + 1)
            many = many or self.all_there_is(member)
            foretold = self.oracle.redeem(member, many, at)
            entry = self.act("redeem", foretold, lambda: services.redeem(customer_id=member, points=many, cause=cause(at)))
            if entry:
                self.spends.append(entry.pk)

        @rule(number=which, many=spent, days=st.sampled_from([1, 3, 30]))
        def hold(self, number: int, many: int, days: int) -> None:
            at, member = self.tick(), self.rich(number + 1)
            many = many or self.all_there_is(member)
            until = at + timedelta(days=days)
            foretold = self.oracle.hold(member, many, at, until)
            hold = self.act("hold", foretold, lambda: services.hold(customer_id=member, points=many, cause=cause(at), until=until))
            if hold:
                self.holds.append(hold.pk)

        @precondition(lambda self: self.holds)
        @rule(number=which)
        def capture(self, number: int) -> None:
            at, place = self.tick(), len(self.holds) - 1 - number % len(self.holds)
            before = len(self.oracle.spends)
            foretold = self.oracle.capture(place, at)
            entry = self.act("capture", foretold, lambda: services.capture(hold_id=self.holds[place], cause=cause(at)))
            if len(self.oracle.spends) > before:
                self.spends.append(entry.pk)

        @precondition(lambda self: self.holds)
        @rule(number=which)
        def release(self, number: int) -> None:
            at, place = self.tick(), len(self.holds) - 1 - number % len(self.holds)
            foretold = self.oracle.release(place, at)
            self.act("release", foretold, lambda: services.release(hold_id=self.holds[place], cause=cause(at)))

        @precondition(lambda self: self.sources)
        @rule(number=which, part=st.sampled_from([100, 50, 25, 100, 120]))
        def claw_back(self, number: int, part: int) -> None:
            at, source = self.tick(), self.owed(number + 1)
            in_all = -(-self.oracle.earns[source]["points"] * part // 100)
            foretold = self.oracle.claw_back(source, in_all, at)
            self.act("claw_back", foretold, lambda: services.claw_back(earn_source=("plan", source), in_all=in_all, cause=cause(at)))

        @precondition(lambda self: self.spends)
        @rule(number=which, part=st.sampled_from([25, 50, 100, 100, 120]))
        def restore(self, number: int, part: int) -> None:
            at, place = self.tick(), len(self.spends) - 1 - number % len(self.spends)
            in_all = -(-sum(many for _, many in self.oracle.spends[place]["parts"]) * part // 100)
            foretold = self.oracle.restore(place, in_all, at)
            self.act("restore", foretold, lambda: services.restore(entry_id=self.spends[place], in_all=in_all, cause=cause(at)))

        @precondition(lambda self: len({self.oracle.who(customer) for customer in customers}) > 2 or len(self.sources) % 5 == 0)
        @rule(old=members, further=st.sampled_from([1, 2, 0]))
        def merge(self, old: int, further: int) -> None:
            at, new = self.tick(), customers[(customers.index(old) + further) % len(customers)]
            foretold = self.oracle.merge(old, new, at)
            self.act("merge", foretold, lambda: services.merge(from_customer_id=old, into_customer_id=new, cause=cause(at, kind="merge")))

        @rule(days=st.sampled_from([0, 1, 1, 3, 9, 31]), jobs=st.sampled_from(["all", "none", "mature", "expire"]))
        def days_pass(self, days: int, jobs: str) -> None:
            """The clock moves; jobs run, or some of them, or nobody runs any."""
            self.at += timedelta(days=days)
            if jobs in {"mature", "all"}:
                services.mature_due(at=self.at)
            if jobs in {"expire", "all"}:
                services.expire_due(at=self.at)
            if jobs == "all":
                services.release_due(at=self.at)
                self.oracle.release_due(self.at)
                services.mature_due(at=self.at)
            seen[f"days_pass: {jobs}"] += 1
            self.quiet = jobs == "all"

        # What must hold after each ----------------------------------------------------------------------------------------

        @invariant()
        def the_ledger_says_what_the_oracle_says(self) -> None:
            for customer in sorted({self.oracle.who(customer) for customer in customers}):
                assert has(customer, at=self.at) == self.oracle.balances(customer, self.at), customer
                if self.quiet:
                    assert kept(customer) == has(customer, at=self.at)
                    assert lots_of(customer) == self.oracle.standing(customer, self.at)

        @invariant()
        def every_law_holds_and_the_audit_is_empty(self) -> None:
            sound()

    return Life


def lots_of(customer: int) -> list[tuple[Any, int, bool]]:
    """As `Oracle.standing` gives them."""
    account = account_of(customer)
    rows = Lot.objects.filter(account=account, remaining__gt=0) if account else []
    return sorted(((str(_local(lot.expires_at)), lot.remaining, lot.state == "pending") for lot in rows), key=repr)


def _local(instant: datetime | None) -> datetime | None:
    return instant.astimezone(START.tzinfo) if instant else None


def play(customers: list[int], *, lives: int, steps: int, chance: int, shrink: bool = True) -> Counter[str]:
    """So many lives, each of up to so many acts, by chance; how often each act was done or refused, by `act: code`."""
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
    run_state_machine_as_test(seed(chance)(life_of(customers, seen)), settings=chosen)
    return seen


def fired(seen: Counter[str]) -> Counter[str]:
    """How often each rule came, whatever came of it."""
    total: Counter[str] = Counter(dict.fromkeys(RULES, 0))
    for name, number in seen.items():
        if not name.startswith(OWING):
            total[name.partition(":")[0]] += number
    return total

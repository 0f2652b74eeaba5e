"""A shop of two stores played by chance against PostgreSQL, beside an oracle that says what each act must do (reliability R6).

The oracle knows a plan's status, days and hold, and nothing of how they are kept. After every act the database must say the same,
every deferred law must hold, every question in FAULTS must have no answer, and every audit chain must be whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from stores.clock import local_day
from tests.factories.billing import cash
from tests.factories.codes import confirmed
from tests.factories.plans import AT, new_imei, order, upi
from tests.plans.life_faults import found_faults
from tests.undone import undo
from upgrade_program.catalog.models import Variant
from upgrade_program.foundation.audit.queries import chains, faults
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Refused
from upgrade_program.plans.enums import Ground
from upgrade_program.plans.models import Plan
from upgrade_program.plans.services import cancel_plan, hold, receive_payment, release, renew_link, run_due_days
from upgrade_program.usecases.sell import sell

LIVE = {"pending", "active"}
TENDERS = {
    "cash": lambda: [cash("549")],
    "upi": lambda: [upi()],
    "cash and upi": lambda: [cash("300"), upi(amount="249")],
}


@dataclass
class Expected:
    """What the oracle knows of one plan."""

    pk: int
    store: str
    imei: str
    status: str
    sold_on: date
    free_look_until: date
    expires_on: date
    held_until: date | None = None


@dataclass(frozen=True)
class People:
    """Who works in the shop, by store; and the phone that is sold."""

    clerks: Mapping[str, Actor]
    managers: Mapping[str, Actor]
    variant: Variant


def shop_of(people: People, seen: Counter[str]) -> type[RuleBasedStateMachine]:
    """The shop as a machine of acts; `seen` counts how often each was done or refused, and why."""
    clerks, managers, variant = people.clerks, people.managers, people.variant
    stores = st.sampled_from(sorted(clerks))
    which = st.integers(0, 40)
    mostly = st.sampled_from([True, True, True, False])
    grounds = st.sampled_from([Ground.FREE_LOOK, *Ground])

    def has_plans(shop: Shop) -> bool:
        return bool(shop.plans)

    class Shop(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.before = transaction.savepoint()
            self.at = AT
            self.plans: list[Expected] = []
            self.imeis = [new_imei() for _ in range(4)]
            self.days_done: set[date] = set()
            self.bills = 0

        def teardown(self) -> None:
            undo(self.before)

        @property
        def on(self) -> date:
            return local_day(self.at)

        def act(self, name: str, refusal: str | set[str], do: Callable[[], Any]) -> Any:
            """Do it, and demand the refusal foretold (or none); a minute passes."""
            self.at += timedelta(minutes=2)
            try:
                with transaction.atomic():
                    done, code = do(), ""
            except Refused as no:
                done, code = None, no.code
            assert code in ({refusal} if isinstance(refusal, str) else refusal), f"{name}: {code or 'done'}, not {refusal or 'done'}"
            seen[f"{name}: {code or 'done'}"] += 1
            return done

        def pick(self, number: int) -> Expected:
            """Counted from the newest: chance likes small numbers, and a life needs several acts on one plan."""
            return self.plans[-1 - number % len(self.plans)]

        # Acts ---------------------------------------------------------------------------------------------------------------

        @rule(store=stores, phone=st.integers(0, 5), tender=st.sampled_from(sorted(TENDERS)))
        def sell(self, store: str, phone: int, tender: str) -> None:
            imei = self.imeis[phone] if phone < len(self.imeis) else new_imei()
            standing = {plan.status for plan in self.plans if plan.imei == imei}
            refusal = "imei_already_covered" if standing & LIVE else "imei_barred" if "expired" in standing else ""
            self.bills += 1
            wanted = order(
                variant,
                imei=imei,
                tenders=TENDERS[tender](),
                phone_invoice_number=f"B{self.bills}",
                customer_mobile=f"98{self.bills:08d}",  # a code an hour is not what this is about
            )
            plan = self.act("sell", refusal, lambda: sell(actor=clerks[store], order=wanted, at=self.at, on=self.on))
            if plan:
                status = "active" if tender == "cash" else "pending"
                days = (plan.free_look_until, plan.expires_on)
                self.plans.append(Expected(plan.pk, store, imei, status, self.on, *days))

        @precondition(has_plans)
        @rule(number=which, own=mostly)
        def pay(self, number: int, own: bool) -> None:
            plan = self.pick(number)
            actor = clerks[plan.store] if own else clerks[_other(plan.store, clerks)]
            in_time = plan.status == "pending" and plan.sold_on == self.on
            refusal = "forbidden" if not own else "" if in_time else "plan_not_live"
            reference = f"7123{plan.pk % 10**8:08d}"
            row = Plan.objects.get(pk=plan.pk)
            if self.act("pay", refusal, lambda: receive_payment(plan=row, reference=reference, actor=actor, at=self.at, on=self.on)):
                plan.status = "active"

        @precondition(has_plans)
        @rule(number=which, ground=grounds, manager=mostly, asks=st.booleans())
        def cancel(self, number: int, ground: Ground, manager: bool, asks: bool) -> None:
            plan = self.pick(number)
            actor = (managers if manager else clerks)[plan.store]
            row = Plan.objects.get(pk=plan.pk)
            refusal = self.no_to_cancelling(plan, ground) if manager else "forbidden"
            with_code = not refusal and plan.status == "active" and ground is Ground.FREE_LOOK
            if with_code and asks:
                confirmed(row, actor=actor, at=self.at)  # counts its tries in a transaction of its own, so before the act's
            elif with_code:
                refusal = "otp_wrong"  # the code is missing

            def do() -> Plan:
                return cancel_plan(plan=row, reason="x", ground=ground, actor=actor, at=self.at, on=self.on)

            if self.act("cancel", refusal, do):
                plan.status, plan.held_until = "cancelled", None

        def no_to_cancelling(self, plan: Expected, ground: Ground) -> str:
            if plan.status not in LIVE:
                return "plan_not_live"
            if plan.held_until and plan.held_until >= self.on:
                return "claim_open"
            late = plan.status == "active" and ground is Ground.FREE_LOOK and self.on > plan.free_look_until
            return "free_look_over" if late else ""

        @precondition(has_plans)
        @rule(number=which, days=st.integers(0, 40))
        def hold(self, number: int, days: int) -> None:
            plan = self.pick(number)
            refusal = "" if plan.status == "active" else "plan_not_live"
            through = self.on + timedelta(days=days)
            if self.act("hold", refusal, lambda: hold(plan_id=plan.pk, percent=70, through=through)):
                plan.held_until = through

        @precondition(has_plans)
        @rule(number=which)
        def release(self, number: int) -> None:
            plan = self.pick(number)
            if plan.status == "active":
                self.act("release", "", lambda: release(plan_id=plan.pk))
                plan.held_until = None

        @precondition(has_plans)
        @rule(number=which, own=st.booleans())
        def new_link(self, number: int, own: bool) -> None:
            plan = self.pick(number)
            if plan.status != "pending":
                row, actor = Plan.objects.get(pk=plan.pk), clerks[plan.store if own else _other(plan.store, clerks)]
                self.act("link", "" if own else {"forbidden", "not_found"}, lambda: renew_link(plan=row, actor=actor, at=self.at))

        @rule(days=st.sampled_from([0, 1, 1, 2, 8, 30, 95, 460]), daily=st.booleans())
        def days_pass(self, days: int, daily: bool) -> None:
            """The clock moves; the daily job runs, or nobody runs it and it has days to catch up later."""
            self.at += timedelta(days=days)
            if daily:
                self.daily()

        def daily(self) -> None:
            self.act("daily", "", lambda: run_due_days(today=self.on, at=self.at))
            if self.on in self.days_done:
                return
            self.days_done.add(self.on)
            for plan in self.plans:
                held = plan.held_until is not None and plan.held_until >= self.on
                if plan.status == "pending" and plan.sold_on < self.on:
                    plan.status = "cancelled"
                elif plan.status == "active" and plan.expires_on < self.on and not held:
                    plan.status, plan.held_until = "expired", None

        # What must hold after each ----------------------------------------------------------------------------------------

        @invariant()
        def the_record_says_what_the_oracle_says(self) -> None:
            rows = {row.pk: row for row in Plan.objects.all()}
            assert rows.keys() == {plan.pk for plan in self.plans}
            for plan in self.plans:
                row = rows[plan.pk]
                assert (row.status, row.held_until, row.imei) == (plan.status, plan.held_until, plan.imei), plan

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


def _other(store: str, stores: Mapping[str, Actor]) -> str:
    return next(name for name in sorted(stores) if name != store)

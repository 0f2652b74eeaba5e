"""What chance does with plans and the clock: exceptions asked for and granted, plans cancelled, suspended, resumed, jobs late or not."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from tests.buyback.claim_oracle import Claimed, Request
from tests.buyback.plan_oracle import Asked, Promised
from tests.buyback.shop_floor import Floor
from upgrade_program.buyback import services
from upgrade_program.buyback.subscribers import end_claim_of_suspended
from upgrade_program.foundation.approvals.services import withdraw
from upgrade_program.kernel.actor import Actor
from upgrade_program.plans.enums import Ground, Pause
from upgrade_program.plans.models import Plan
from upgrade_program.plans.services import cancel_plan, expire_due_plans, resume_plan, suspend_plan


class PlanActs(Floor):
    """Each act with the refusal that the oracle foretells, and what becomes of the book when it is done."""

    def sell_another(self, who: str, number: int = 0) -> None:
        """Billed about half a year ago, so that its first tier ends or has just ended."""
        self.tick()
        now, self.at = self.at, self.at - timedelta(days=178 + 3 * number)
        self.sell(who)
        self.at = now
        self.seen["sell: done"] += 1

    def ask(self, number: int, who: str, amount: int) -> None:
        self.tick()
        claim = self.claim(number)
        waits = any(request.waits for request in claim.requests)
        refusal = claim.no_to("inspected", "offered", on=self.on)
        refusal = refusal or ("invalid" if amount > (claim.deducted or 0) else "approval_waiting" if waits else "")
        given = {"number": claim.number, "amount": Decimal(amount), "reason": "x", **self.now(self.people.staff[who])}
        made = self.act("ask", refusal, lambda: services.ask_override(**given))
        if made:
            claim.requests.append(Request(made.pk, amount, who))

    def grant(self, number: int, by: str) -> None:
        self.tick()
        asked = [(claim, claim.requests[-1]) for claim in self.book.claims if claim.requests]
        claim, request = asked[-1 - number % len(asked)]
        home = "other_manager" if request.asker.startswith("other") else "manager"
        actor = self.people.office if by == "office" else self.people.staff[home if by == "own manager" else request.asker]
        refusal = claim.no_to("inspected", "offered", on=self.on) or self.no_to_granting(claim, request, actor)
        given = {"approval_id": request.pk, **self.now(actor)}
        if self.act("grant", refusal, lambda: services.grant_override(**given)):
            request.waits = False
            claim.waived, claim.state = min(request.amount, claim.deducted or 0), "inspected"

    def no_to_granting(self, claim: Claimed, request: Request, actor: Actor) -> str:
        if actor == self.people.staff[request.asker]:
            return "self_approval"
        if actor != self.people.office and request.amount > min(claim.assured // 10, 1_000):
            return "forbidden"
        return "" if request.waits else "approval_decided"

    def extend(self, number: int, days: int, at_once: bool) -> None:
        """Asked by a clerk and granted by the manager or, above three days, head office: in the same breath, or some time later."""
        self.tick()
        plan = self.plan(number)
        if plan.asked and plan.asked.waits:
            if plan.asked.through >= self.on:
                self.grant_extension(plan, plan.asked)
                return
            withdraw(approval_id=plan.asked.pk, actor=self.people.staff["clerk"], at=self.at)
        row = Plan.objects.get(pk=plan.pk)
        given = {"plan": row, "days": days, "reason": "flood", **self.now(self.people.staff["clerk"])}
        asked = self.act("extend", self.book.no_to_extending(plan, days, self.on), lambda: services.ask_extension(**given))
        if asked:
            percent, last = plan.ended_tier(self.on) or (0, self.on)
            plan.asked = Asked(asked.pk, percent, last + timedelta(days=days), above=days > 3)
            if at_once:
                self.grant_extension(plan, plan.asked)

    def grant_extension(self, plan: Promised, asked: Asked) -> None:
        actor = self.people.office if asked.above else self.people.staff["manager"]
        refusal = self.book.no_to_extending(plan, 30, self.on)
        given = {"approval_id": asked.pk, **self.now(actor)}
        if self.act("grant_extension", refusal, lambda: services.grant_extension(**given)):
            self.book.lapse_over(self.on, plan, let_go=True)
            self.book.end_over(plan, self.on)
            asked.waits = False
            plan.status, plan.extended, plan.hold = "active", True, (asked.percent, asked.through)

    def cancel(self, number: int, own: bool) -> None:
        self.tick()
        plan = self.plan(number)
        actor = self.manager_of(plan) if own else self.people.staff["clerk"]
        lives = plan.status in {"active", "suspended"}
        refusal = "forbidden" if not own else "plan_not_live" if not lives else "claim_open" if plan.held(self.on) else ""
        row = Plan.objects.get(pk=plan.pk)
        if self.act("cancel", refusal, lambda: cancel_plan(plan=row, reason="x", ground=Ground.STORE_ERROR, **self.now(actor))):
            plan.end("cancelled")
            for claim in self.book.of(plan):
                claim.no_request_waits()

    def suspend(self, number: int, own: bool, heard: bool) -> None:
        """The phone is lost; a worker hears of it at once, or some time later."""
        self.tick()
        plan = self.plan(number)
        actor = self.manager_of(plan) if own else self.people.staff["clerk"]
        row = Plan.objects.get(pk=plan.pk)
        refusal = "forbidden" if not own else "" if plan.status == "active" and not plan.over(self.on) else "plan_not_live"
        given = {"plan": row, "ground": Pause.LOST, "reason": "x", **self.now(actor)}
        if self.act("suspend", refusal, lambda: suspend_plan(**given)):
            plan.end("suspended")
            self.book.rested.append((plan, self.at))
            if heard:
                self.hear()

    def hear(self) -> None:
        """What is still to be heard of plans that were suspended: each one's claim of then lapses."""
        for plan, at in self.book.rested:
            end_claim_of_suspended({"plan_id": plan.pk, "at": at.isoformat()}, at=self.at)
            self.book.lapse_since(plan, at)
        self.book.rested.clear()

    def resume(self, number: int, own: bool) -> None:
        self.tick()
        plan = self.plan(number)
        actor = self.manager_of(plan) if own else self.people.staff["clerk"]
        row = Plan.objects.get(pk=plan.pk)
        refusal = "forbidden" if not own else "" if plan.status == "suspended" and not plan.over(self.on) else "plan_not_live"
        if self.act("resume", refusal, lambda: resume_plan(plan=row, reason="x", **self.now(actor))):
            plan.status = "active"

    def lapse(self) -> None:
        self.tick()
        done = self.act("lapse", "", lambda: (services.lapse_due_claims(on=self.on, at=self.at),))
        assert done[0] == self.book.lapse_over(self.on)

    def days_pass(self, days: int, nightly: bool) -> None:
        """The clock moves; expiry runs and late news are heard, or not."""
        self.at += timedelta(days=days)
        if nightly:
            self.hear()
            self.night()

    def night(self) -> None:
        self.act("expire", "", lambda: (expire_due_plans(on=self.on, at=self.at),))
        for plan in self.book.plans:
            if plan.status in {"active", "suspended"} and plan.over(self.on):
                plan.expire()

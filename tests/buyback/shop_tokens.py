"""What chance does with reservations: a tier held online by the plan's customer or by somebody else, and given back again."""

from __future__ import annotations

from datetime import timedelta

from tests.buyback.claim_oracle import Reserved
from tests.buyback.plan_oracle import Promised, share
from tests.buyback.shop_claims import ClaimActs
from tests.buyback.shop_floor import SRP
from tests.buyback.shop_plans import PlanActs
from tests.factories.tokens import holder
from upgrade_program.buyback import services
from upgrade_program.kernel.actor import Actor
from upgrade_program.plans.models import Plan


class TokenActs(ClaimActs, PlanActs):
    """Each act with the refusal that the oracle foretells, and what becomes of the book when it is done."""

    def reserve(self, number: int, own: bool) -> None:
        self.tick()
        plan = self.plan(number)
        row, actor = Plan.objects.get(pk=plan.pk), self.customer(plan, own=own)
        refusal = self.book.no_to_reserving(plan, self.on) if actor.customer_id == row.customer_id else "not_found"
        made = self.act("reserve", refusal, lambda: services.reserve_tier(plan=row, **self.now(actor)))
        if made:
            percent, through = plan.gives(self.on), self.on + timedelta(days=3)
            self.book.lapse_over(self.on, plan, let_go=True)
            self.book.end_over(plan, self.on)
            self.book.tokens.append(Reserved(made.pk, plan, percent, share(SRP, percent), through, self.at))
            plan.hold = (percent, through)

    def give_back(self, number: int, own: bool) -> None:
        self.tick()
        plan = self.plan(number)
        row, actor = Plan.objects.get(pk=plan.pk), self.customer(plan, own=own)
        standing = self.book.reserved(plan, self.on)
        refusal = "not_found" if actor.customer_id != row.customer_id else "" if standing else "nothing_reserved"
        if self.act("give_back", refusal, lambda: services.give_back_tier(plan=row, **self.now(actor))) and standing:
            standing.end("given_back")

    def use(self, number: int, who: str, own_phone: bool, shows: str) -> None:
        """The customer brings the phone for what was reserved, with the code or without; `open` counts what was used."""
        self.open(number, who, own_phone, shows)

    def let_go(self, number: int) -> None:
        """The days of what is reserved pass unused, and the job that records it runs; `lapse` counts what it let go."""
        standing = self.book.reserved(self.plan(number), self.on)
        if standing:
            self.at += standing.through - self.on + timedelta(days=1)
        self.lapse()

    def lapse(self) -> None:
        """That of claims, and that of reservations."""
        super().lapse()
        ended = services.lapse_due_tokens(on=self.on, at=self.at)
        assert ended == self.book.end_due(self.on)
        self.seen["let_go: done"] += ended

    def customer(self, plan: Promised, *, own: bool) -> Actor:
        """The plan's holder, or that of another plan; there may be none but this one."""
        others = [other for other in self.book.plans if other.mobile != plan.mobile]
        return holder(Plan.objects.get(pk=plan.pk if own or not others else others[-1].pk))

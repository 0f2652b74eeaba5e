"""What must come of an act on a claim, said without the code that does it: days, tiers, rupees and refusals of its own (reliability R6)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from tests.buyback.plan_oracle import Promised

OPEN = {"open", "inspected", "offered"}


@dataclass
class Request:
    """An override that was asked for."""

    pk: int
    amount: int
    asker: str
    waits: bool = True


@dataclass
class Claimed:
    """What the oracle knows of a claim."""

    pk: int
    number: str
    plan: Promised
    percent: int
    assured: int
    through: date
    opened_at: datetime
    imei: str  # of the phone that was shown
    state: str = "open"
    answers: dict[str, str] | None = None
    deducted: int | None = None
    waived: int = 0
    refuser: str = ""
    looked: bool = False
    settler: str = ""
    settled_at: str = ""
    exchange: int = 0
    stock: str = ""  # where the old phone is, once taken
    requests: list[Request] = field(default_factory=list)

    @property
    def payable(self) -> int | None:
        return None if self.deducted is None else self.assured - self.deducted + self.waived

    def no_to(self, *states: str, on: date) -> str:
        """The refusal of an act that needs the claim in one of these states, on its days, on a living plan."""
        over = self.through < on or self.let_go
        if self.state == "lapsed" or (over and self.state in {"open", "inspected", "offered", "accepted"}):
            return "claim_lapsed"  # dates decide, whatever the row says
        if self.state not in states:
            return "claim_state"
        if over and self.state == "refused":
            return "claim_lapsed"
        return "" if self.plan.status == "active" else "plan_not_live"

    @property
    def astray(self) -> str:
        """The refusal of going on with a claim whose plan has another handset by now."""
        return "" if self.imei == self.plan.imei else "imei_mismatch"

    @property
    def let_go(self) -> bool:
        """Open on a plan that goes on and holds nothing for it: a suspension has let it go, whether heard of or not."""
        return self.state in OPEN and self.plan.status == "active" and self.plan.hold != (self.percent, self.through)

    def end(self, state: str) -> None:
        self.state = state
        self.no_request_waits()

    def no_request_waits(self) -> None:
        for request in self.requests:
            request.waits = False


@dataclass
class Reserved:
    """What the oracle knows of a tier that was reserved online."""

    pk: int
    plan: Promised
    percent: int
    assured: int
    through: date
    reserved_at: datetime
    state: str = "held"
    claim: int | None = None

    @property
    def hold(self) -> tuple[int, date]:
        return self.percent, self.through

    def stands(self, on: date) -> bool:
        """Whether the plan is held by it: a suspension may have let it go, whether heard of or not."""
        return self.state == "held" and self.through >= on and self.plan.status == "active" and self.plan.hold == self.hold

    def end(self, state: str) -> None:
        self.state = state
        if self.plan.hold == self.hold:
            self.plan.hold = None


@dataclass
class Book:
    """All plans, claims and reservations, and what an act on one does to the others."""

    plans: list[Promised] = field(default_factory=list)
    claims: list[Claimed] = field(default_factory=list)
    tokens: list[Reserved] = field(default_factory=list)
    rested: list[tuple[Promised, datetime]] = field(default_factory=list)  # suspensions that no worker has heard of

    def of(self, plan: Promised) -> list[Claimed]:
        return [claim for claim in self.claims if claim.plan is plan]

    def open_on(self, plan: Promised) -> Claimed | None:
        return next((claim for claim in self.of(plan) if claim.state in OPEN), None)

    def let_go(self, claim: Claimed) -> None:
        """The hold ends if it is this claim's; a refusal that waits for its second look has it back."""
        plan = claim.plan
        if plan.hold == (claim.percent, claim.through):
            waits = [c for c in self.of(plan) if c.state == "refused" and not c.looked and c is not claim]
            best = max(waits, key=lambda c: (c.through, c.pk), default=None)
            plan.hold = (best.percent, best.through) if best else None

    def lapse_over(self, on: date, plan: Promised | None = None, *, let_go: bool = False) -> int:
        """The lapse of every open claim (of a plan) whose day has passed, or that was let go; how many there were."""
        mine = [c for c in self.claims if c.state in OPEN and (plan is None or c.plan is plan)]
        return self._lapse([c for c in mine if c.through < on or (let_go and c.let_go)])

    def reserved(self, plan: Promised, on: date) -> Reserved | None:
        """The reservation that stands on a plan."""
        return next((token for token in self.tokens if token.plan is plan and token.stands(on)), None)

    def end_over(self, plan: Promised, on: date) -> None:
        """The lapse of a plan's reservation that stands no more."""
        for token in self.tokens:
            if token.plan is plan and token.state == "held" and not token.stands(on):
                token.end("lapsed")

    def end_due(self, on: date) -> int:
        """The lapse of every reservation whose day has passed; how many there were."""
        due = [token for token in self.tokens if token.state == "held" and token.through < on]
        for token in due:
            token.end("lapsed")
        return len(due)

    def lapse_since(self, plan: Promised, at: datetime) -> int:
        """The lapse of what was open or reserved on a plan when it was suspended."""
        for token in self.tokens:
            if token.plan is plan and token.state == "held" and token.reserved_at <= at:
                token.end("lapsed")
        return self._lapse([c for c in self.of(plan) if c.state in OPEN and c.opened_at <= at])

    def _lapse(self, over: list[Claimed]) -> int:
        for claim in over:
            self.let_go(claim)
            claim.end("lapsed")
        return len(over)

    def no_to_holding(self, plan: Promised, on: date) -> str:
        """The refusal of holding anew what the day gives, by a claim or online."""
        if plan.status in {"cancelled", "redeemed"} or (plan.status == "suspended" and on <= plan.ends):
            return "plan_not_live"
        percent = plan.gives(on)
        if not percent:
            return "outside_window"
        standing = self.open_on(plan)
        if standing and standing.through >= on and not standing.let_go:
            return "claim_open"
        return ""

    def no_to_opening(self, plan: Promised, *, on: date, own_phone: bool, manager: bool, right_code: bool = True) -> str:
        refusal = self.no_to_holding(plan, on) or ("" if right_code else "token_used") or ("" if own_phone else "imei_mismatch")
        if refusal:
            return refusal
        percent = plan.gives(on)
        lapsed = any(
            c.percent == percent and (c.state == "lapsed" or (c.state in OPEN and (c.through < on or c.let_go))) for c in self.of(plan)
        )
        return "claim_lapsed" if lapsed and not manager else ""

    def no_to_reserving(self, plan: Promised, on: date) -> str:
        """The refusal of reserving online what the day gives, by the plan's own customer."""
        refusal = self.no_to_holding(plan, on)
        if refusal:
            return refusal
        if any(token.plan is plan and token.percent == plan.gives(on) for token in self.tokens):
            return "tier_reserved"
        waits = any(c.state == "refused" and not c.looked and c.through >= on for c in self.of(plan))
        return "plan_held" if waits or plan.held(on) else ""

    def through(self, plan: Promised, on: date) -> date:
        """The last day of a hold that begins on a day."""
        third = on + timedelta(days=3)
        if not plan.held(on) or plan.hold is None:
            return third
        last = plan.hold[1]
        left = self.reserved(plan, on) is not None or any(c.state == "refused" and c.through == last for c in self.of(plan))
        if left and plan.tier(on) != plan.hold[0]:
            return last
        return max(third, last)

    def no_to_exchanging(self, plan: Promised, imei: str, on: date) -> str:
        """The refusal of moving a plan to a handset, asked for or granted now."""
        if plan.status != "active" or plan.over(on):
            return "plan_not_live"
        if plan.held(on):
            return "claim_open"
        if imei == plan.imei:
            return "same_imei"
        if any(imei in other.before or (imei == other.imei and other.standing[1]) for other in self.plans):
            return "imei_barred"
        return "imei_already_covered" if any(imei == other.imei and other.standing[0] for other in self.plans) else ""

    def no_to_moving(self, plan: Promised, mobile: str, on: date) -> str:
        """The refusal of giving a plan to the holder of a mobile."""
        if not plan.moves:
            return "transfer_not_allowed"
        if plan.status != "active" or plan.over(on):
            return "plan_not_live"
        return "claim_open" if plan.held(on) else "nothing_changes" if mobile == plan.mobile else ""

    def no_to_extending(self, plan: Promised, days: int, on: date) -> str:
        if plan.status not in {"active", "expired"}:
            return "plan_not_live"
        ended = plan.ended_tier(on)
        if ended is None:
            return "invalid"
        if plan.held(on) or plan.extended:
            return "claim_state"
        return "invalid" if ended[1] + timedelta(days=days) < on else ""

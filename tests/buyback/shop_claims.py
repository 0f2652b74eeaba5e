"""What chance does with claims: opened, looked at, offered, settled, refused, looked at again, declined, reversed; the phones picked up."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.buyback.claim_oracle import Claimed, Reserved
from tests.buyback.plan_oracle import QUESTIONS, Promised, deducted, share
from tests.buyback.shop_floor import CHEAP, NEW, SRP, Floor
from tests.factories.claims import NewPhone, gates_seen
from tests.factories.codes import newest_code
from tests.factories.plans import new_imei
from tests.factories.tokens import code
from upgrade_program.buyback import services
from upgrade_program.buyback.models import ClaimToken, Handset
from upgrade_program.buyback.services import Seen
from upgrade_program.kernel.actor import Actor
from upgrade_program.otp.refusals import OtpLimit
from upgrade_program.plans.models import Plan

CLEAN = dict.fromkeys(QUESTIONS, "none")


class ClaimActs(Floor):
    """Each act with the refusal that the oracle foretells, and what becomes of the book when it is done."""

    def open(self, number: int, who: str, own_phone: bool, shows: str = "") -> None:
        """`shows` is whose code of a reservation is shown with the phone: the plan's own, another's, or none."""
        self.tick()
        plan, actor = self.plan(number), self.people.staff[who]
        shown, reserved = self.shown_code(plan, shows), self.book.reserved(plan, self.on)
        right = shown is None or shown is reserved
        refusal = self.book.no_to_opening(plan, on=self.on, own_phone=own_phone, manager="manager" in who, right_code=right)
        row, imei = Plan.objects.get(pk=plan.pk), plan.imei if own_phone else next(iter(plan.before), "") or new_imei()
        given = {"plan": row, "handset_imei": imei, "token": code(ClaimToken.objects.get(pk=shown.pk)) if shown else ""}
        made = self.act("open", refusal, lambda: services.open_claim(**given, **self.now(actor)))
        if made:
            percent, through = plan.gives(self.on), self.book.through(plan, self.on)
            self.book.lapse_over(self.on, plan, let_go=True)
            self.book.end_over(plan, self.on)
            if reserved:
                reserved.state, reserved.claim = "used", made.pk
                self.seen["use: done"] += 1
            plan.hold = (percent, through)
            self.book.claims.append(Claimed(made.pk, made.number, plan, percent, share(SRP, percent), through, self.at, plan.imei))

    def shown_code(self, plan: Promised, whose: str) -> Reserved | None:
        """The newest reservation of the plan, or of another one, whether it stands or not; None where there is none."""
        found = [token for token in self.book.tokens if (token.plan is plan) == (whose == "own")]
        return found[-1] if whose and found else None

    def inspect(self, number: int, who: str, found: dict[str, str], gates: bool) -> None:
        self.tick()
        claim = self.claim(number)
        refusal = claim.no_to("open", "inspected", "offered", on=self.on) or ("" if gates else "gate_failed")
        said = CLEAN | found
        gate = {} if gates else {"no_liquid": Seen(passed=False, facts={})}
        given = {"number": claim.number, "answers": said, "seen": gates_seen(**gate), **self.now(self.people.staff[who])}
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
        if self.act("offer", refusal if refusal else {"", "otp_limit"}, lambda: self.offers(claim, self.people.staff[who])):
            claim.state = "offered"

    def settle(self, number: int, who: str, phone: str, yes: bool, code: bool) -> None:
        self.tick()
        claim, actor = self.claim(number), self.people.staff[who]
        price = {"cheap": CHEAP, "low": NEW * 79 // 100, "dear": NEW + 1}.get(phone, NEW)
        taken = next((c for c in self.book.claims if c.state == "settled"), None)
        gone = next((plan.before[-1] for plan in self.book.plans if plan.before), "")
        imei = {"old": claim.plan.imei, "taken": taken.plan.imei if taken else "", "gone": gone}.get(phone, "") or new_imei()
        self.bills += 1
        sku = (self.people.cheap if phone == "cheap" else self.people.new).sku
        given = NewPhone(imei=imei, sku=sku, price=Decimal(price), bill_number=f"NP/{self.bills}")
        excess = max((claim.payable or 0) - price, 0)
        barred = phone == "old" or (phone == "taken" and taken is not None) or (phone == "gone" and gone != "")
        refusal: str | set[str] = self.no_to_settling(claim, phone, barred, manager="manager" in who)
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
            claim.stock = "quarantine"
            claim.settler, claim.settled_at, claim.exchange = who, actor.store_code, (claim.payable or 0) - excess
            claim.plan.end("redeemed")

    def tells_code(self, claim: Claimed, actor: Actor) -> bool:
        """The customer reads the code out, compared in a transaction of its own, before the act's; or they had too many already."""
        try:
            self.offers(claim, actor)
        except OtpLimit:
            return False
        services.confirm_offer(number=claim.number, code=newest_code(at=self.at), **self.now(actor))
        return True

    def no_to_settling(self, claim: Claimed, phone: str, barred: bool, *, manager: bool) -> str:
        if phone == "dear":
            return "new_phone_not_eligible"
        if claim.plan.status != "active":
            return "plan_not_live"
        refusal = claim.no_to("offered", on=self.on)
        if refusal:
            return refusal
        if barred:
            return "new_phone_not_eligible"
        return "approval_required" if phone == "low" and not manager else ""

    def refuse(self, number: int, who: str) -> None:
        self.tick()
        claim = self.claim(number)
        refusal = claim.no_to("open", "inspected", "offered", on=self.on)
        given = {"number": claim.number, "reason": "x", "clause": "3.7", **self.now(self.people.staff[who])}
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
            "claim_state"
            if claim.looked
            else "self_approval"
            if claim.refuser == who
            else ""
            if upheld
            else "claim_open"
            if other
            else claim.astray
        )
        given = {"number": claim.number, "upheld": upheld, "remark": "x", **self.now(self.people.staff[who])}
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
        given = {"number": claim.number, "reason": "x", **self.now(self.people.staff[who])}
        if self.act("decline", refusal, lambda: services.decline_claim(**given)):
            claim.end("declined")
            self.book.let_go(claim)

    def settled(self) -> list[Claimed]:
        """What stands settled; last those whose phone has not left yet."""
        return sorted((claim for claim in self.book.claims if claim.state == "settled"), key=lambda claim: claim.stock == "quarantine")

    def reverse(self, number: int, who: str) -> None:
        self.tick()
        settled = self.settled()
        claim = settled[-1 - number % len(settled)] if settled and number < 3 else self.claim(number)
        actor = self.people.staff[who]
        refusal = "forbidden" if "manager" not in who else self.no_to_reversing(claim, who, actor)
        given = {"number": claim.number, "reason": "x", **self.now(actor)}
        if self.act("reverse", refusal, lambda: services.reverse_settlement(**given)):
            claim.state, claim.stock = "reversed", "returned"
            claim.plan.status = "expired" if self.on > claim.plan.ends else "active"

    def no_to_reversing(self, claim: Claimed, who: str, actor: Actor) -> str:
        if claim.state != "settled":
            return "claim_lapsed" if claim.state == "lapsed" else "claim_state"
        if claim.settled_at != actor.store_code:
            return "forbidden"
        if claim.settler == who:
            return "self_approval"
        return "claim_state" if claim.stock == "handed_over" else ""

    def hand_over(self, number: int, who: str, right: bool, own: bool) -> None:
        """The brand picks up what waits in a store's stock: all of it, counted right or wrong, or a phone that is not there."""
        self.tick()
        actor = self.people.staff[who]
        here = [claim for claim in self.book.claims if claim.stock == "quarantine" and claim.settled_at == actor.store_code]
        astray = [claim for claim in self.book.claims if claim.stock and claim not in here]
        taken = here[: 1 + number] if own else [*here, *astray[:1]]
        ids = [Handset.objects.get(settlement__claim=claim.pk).pk for claim in taken]
        missing = not own and bool(astray)
        refusal = "invalid" if not taken else "count_mismatch" if not right else "not_in_stock" if missing else ""
        given = {"handset_ids": ids, "taken_by": "Ravi", "reference": "", "counted": len(ids) + (not right), **self.now(actor)}
        if self.act("hand_over", refusal, lambda: services.hand_over(**given)):
            for claim in taken:
                claim.stock = "handed_over"

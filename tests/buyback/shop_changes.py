"""What chance does with what a plan is made of: its handset exchanged in warranty by two people, its holder changed by two codes."""

from __future__ import annotations

from typing import Any

from tests.buyback.plan_oracle import Exchange, Promised
from tests.buyback.shop_floor import Floor
from tests.factories.codes import ADDRESS, newest_code
from tests.factories.plans import new_imei
from upgrade_program.kernel.actor import Actor
from upgrade_program.otp.refusals import OtpLimit
from upgrade_program.plans.models import Plan
from upgrade_program.plans.services import ask_swap, confirm_transfer, grant_swap, send_giving_code, send_taking_code, transfer_plan


class ChangeActs(Floor):
    """Each act with the refusal that the oracle foretells, and what becomes of the book when it is done."""

    def ask_exchange(self, number: int, who: str, own: bool, handset: str, paper: bool) -> None:
        """The service centre gave another handset: a new one, or one that the plan, another plan or the chain knows already."""
        self.tick()
        plan = self.plan(number)
        asker = self.colleague(who, plan, own=own)
        imei = self.handset(plan, handset)
        waits = plan.exchange is not None and plan.exchange.waits
        refusal = "forbidden" if not own else "" if paper else "document_required"
        refusal = refusal or self.book.no_to_exchanging(plan, imei, self.on) or ("approval_waiting" if waits else "")
        given = {"plan": Plan.objects.get(pk=plan.pk), "new_imei": imei, "new_imei2": "", "document": "SC/27/1" if paper else " "}
        given |= {"service_centre": "Mi Service", "reason": "mainboard", **self.now(self.people.staff[asker])}
        asked = self.act("ask_exchange", refusal, lambda: ask_swap(**given))
        if asked:
            plan.exchange = Exchange(asked.approval_id, imei, asker)

    def handset(self, plan: Promised, kind: str) -> str:
        """An IMEI of that kind; a new one where there is none."""
        others = [other for other in reversed(self.book.plans) if other is not plan]
        found = {
            "own": [plan.imei],
            "another's": [other.imei for other in others],
            "gone": [imei for other in (plan, *others) for imei in other.before],
            "asked for": [other.exchange.imei for other in others if other.exchange and other.exchange.waits],
        }
        return next(iter(found.get(kind, ())), "") or new_imei()

    def exchanges(self) -> list[Promised]:
        """The plans for which an exchange was asked; last those whose request waits."""
        return sorted(
            (plan for plan in self.book.plans if plan.exchange), key=lambda plan: plan.exchange is not None and plan.exchange.waits
        )

    def grant_exchange(self, number: int, granter: str) -> None:
        self.tick()
        asked = self.exchanges()
        plan = asked[-1 - number % len(asked)]
        assert plan.exchange
        name = {"asker": plan.exchange.asker, "stranger": self.colleague("manager", plan, own=False)}.get(granter)
        actor = self.people.office if granter == "office" else self.people.staff[name or self.colleague(granter, plan)]
        refusal = self.no_to_granting_exchange(plan, plan.exchange, granter, actor)
        if self.act("grant_exchange", refusal, lambda: grant_swap(approval_id=plan.exchange.pk, **self.now(actor))):
            plan.before.append(plan.imei)
            plan.imei, plan.exchange.waits = plan.exchange.imei, False

    def no_to_granting_exchange(self, plan: Promised, asked: Exchange, granter: str, actor: Actor) -> str:
        if granter == "stranger":
            return "not_found"
        if actor == self.people.staff[asked.asker]:
            return "self_approval"
        if granter == "clerk":
            return "forbidden"
        return self.book.no_to_exchanging(plan, asked.imei, self.on) if asked.waits else "approval_decided"

    def transfer(self, number: int, who: str, own: bool, to: str, codes: bool) -> None:
        """To a stranger, to the holder of another plan, or to the present one."""
        self.tick()
        plan = self.plan(number)
        self.bills += 1
        mobile = {"holder": plan.mobile, "customer": self.plan(number + 1).mobile}.get(to, f"+9196{self.bills:08d}")
        name = f"Meena {'J' * (self.bills % 30 + 1)}"
        given = {"plan": Plan.objects.get(pk=plan.pk), "mobile": mobile, "name": name, "reason": "sold on"}
        given |= self.now(self.people.staff[self.colleague(who, plan, own=own)])
        refusal: str | set[str] = "forbidden" if not own else self.book.no_to_moving(plan, mobile, self.on)
        if not refusal and not (codes and self.both_say_yes(given)):
            refusal = {"otp_wrong", "otp_expired"}
        if self.act("transfer", refusal, lambda: transfer_plan(**given, consent_version=1)):
            plan.mobile, plan.name = mobile, name

    def both_say_yes(self, given: dict[str, Any]) -> bool:
        """Both read out their codes, compared before the act in transactions of their own; or one had too many already."""
        asked = {key: value for key, value in given.items() if key != "reason"} | {"address": ADDRESS}
        try:
            send_giving_code(**{key: value for key, value in asked.items() if key not in {"mobile", "name"}})
            giving = newest_code(at=self.at)
            send_taking_code(**asked)
        except OtpLimit:
            return False
        confirm_transfer(**given, giving_code=giving, taking_code=newest_code(at=self.at))
        return True

"""A trade of nine months in two stores, act by act."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

from stores.clock import local_day
from tests.buyback.acts import reverse
from tests.factories.billing import card, cash
from tests.factories.claims import BILLED, offered, settled
from tests.factories.loyalty import member
from tests.factories.plans import new_imei, sold, upi
from upgrade_program.buyback.models import Claim
from upgrade_program.catalog.models import Variant
from upgrade_program.foundation.outbox.services import deliver_due
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Refused
from upgrade_program.plans.enums import Ground
from upgrade_program.plans.models import Plan
from upgrade_program.usecases.cancel import cancel
from upgrade_program.usecases.membership import sell_membership

# Every act does something here: two plans redeemed after four months, one of them put back in another month and redeemed anew.
ALL_ACTS = [
    *(("sell", 0, 0), ("sell", 3, 1), ("sell", 2, 6), ("join", 1, 0), ("sell", 5, 3), ("cancel", 4, 4), ("redeem", 100, 0)),
    *(("redeem", 1, 1), ("reverse", 25, 0), ("redeem", 20, 0), ("join", 0, 1), ("cancel", 30, 2)),
]


class Shop:
    """Two stores; each act takes the plan that the chance points at, and a refused one changes nothing."""

    def __init__(self, clerks: list[Actor], managers: list[Actor], phone: Variant) -> None:
        self.clerks, self.managers, self.phone = clerks, managers, phone

    def play(
        self, acts: list[tuple[str, int, int]], *, since: datetime = BILLED, before: Callable[[int, datetime], None] | None = None
    ) -> None:
        """Act after act; `before` is told of each what number it has and when it comes."""
        at = since
        for n, (act, days, chance) in enumerate(acts):
            at += timedelta(days=days, minutes=1)
            if before is not None:
                before(n, at)
            try:
                getattr(self, act)(n, chance, at)
            except Refused:
                continue
            while deliver_due(at=at):
                pass

    def sell(self, n: int, chance: int, at: datetime) -> None:
        tenders = [[cash()], [card()], [upi(f"4{n:011d}")], [cash(300), upi(f"5{n:011d}", "249")]][chance % 4]
        place = {"place_of_supply": "34"} if chance > 5 else {}
        number = f"TI/{n}"
        actor = self.clerks[chance % 2]
        sold(actor=actor, variant=self.phone, at=at, tenders=tenders, phone_invoice_number=number, imei=new_imei(), **place)

    def cancel(self, n: int, chance: int, at: datetime) -> None:
        plan = self._of(list(Plan.objects.order_by("pk")), chance)
        manager = next(one for one in self.managers if one.store_id == plan.store_id)
        cancel(actor=manager, number=plan.number, reason="Came back", at=at, on=local_day(at), ground=Ground.PHONE_RETURNED)

    def redeem(self, n: int, chance: int, at: datetime) -> None:
        plan = self._of(list(Plan.objects.filter(status="active").order_by("pk")), chance)
        settled(offered(plan, actor=self.clerks[chance % 2], at=at), actor=self.clerks[chance % 2], at=at)

    def reverse(self, n: int, chance: int, at: datetime) -> None:
        claim = self._of(list(Claim.objects.filter(state="settled").order_by("pk")), chance)
        store = claim.settlement.store_id
        reverse(claim, actor=next(one for one in self.managers if one.store_id == store), at=at)

    def join(self, n: int, chance: int, at: datetime) -> None:
        buyer = member(since=at - timedelta(days=1))
        price = Decimal(25 if chance % 2 else 150)
        months, actor = (1 if chance % 2 else 6), self.clerks[chance % 2]
        sell_membership(
            actor=actor, customer_id=buyer.pk, months=months, expected_price=price, tenders=[cash(price)], at=at, on=local_day(at)
        )

    @staticmethod
    def _of(rows: list[Plan] | list[Claim], chance: int):  # type: ignore[no-untyped-def]
        if not rows:
            raise Refused(sentence="There is none.")
        return rows[chance % len(rows)]

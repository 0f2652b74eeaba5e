"""What must hold after each act in the shop: the rows say what the oracle says, and neither a law nor a question finds anything amiss."""

from __future__ import annotations

from django.conf import settings
from django.db import connection
from hypothesis.stateful import invariant

from tests.buyback.claim_faults import found_faults
from tests.buyback.plan_oracle import share
from tests.buyback.shop_floor import SRP, Floor
from upgrade_program.buyback.models import Claim, ClaimToken, Handset
from upgrade_program.foundation.approvals.models import Approval
from upgrade_program.foundation.audit.queries import chains, faults
from upgrade_program.foundation.outbox.models import Message
from upgrade_program.plans.models import Plan, PlanImei
from upgrade_program.plans.terms import assured_value
from upgrade_program.reporting.exposure.checking import HEARD
from upgrade_program.reporting.exposure.counting import count, touch
from upgrade_program.reporting.exposure.standing import standing

_TOKEN = ("pk", "state", "plan", "percent", "assured", "held_through", "claim")
_ROUTES = [*settings.OUTBOX_ROUTES.items(), *settings.OUTBOX_BATCHES.items()]
_OF_WHAT_IS_OWED = [topic for topic, listeners in _ROUTES if any(name in HEARD for name in listeners)]


class Invariants(Floor):
    @invariant()
    def plans_are_as_the_oracle_says(self) -> None:
        rows = {row.pk: row for row in Plan.objects.select_related("customer")}
        for plan in self.book.plans:
            row = rows[plan.pk]
            assert (row.status, row.held_percent, row.held_until) == (plan.status, *(plan.hold or (None, None))), plan
            held_by = (row.imei, row.customer.mobile, row.customer_name)
            assert held_by == (plan.imei, plan.mobile, plan.name), plan
            worth = assured_value(row.promise, on=self.on)
            assert (worth.percent, worth.assured) == (plan.gives(self.on), share(SRP, plan.gives(self.on))), plan

    @invariant()
    def handsets_carry_what_the_oracle_says(self) -> None:
        due = {(plan.pk, plan.imei): plan.standing for plan in self.book.plans}
        due |= {(plan.pk, imei): (False, True, True) for plan in self.book.plans for imei in plan.before}
        found = {(row[0], row[1]): row[2:] for row in PlanImei.objects.values_list("plan", "imei", "live", "barred", "swapped_away")}
        assert found == due

    @invariant()
    def claims_are_as_the_oracle_says(self) -> None:
        claims = {row.pk: row for row in Claim.objects.all()}
        assert claims.keys() == {claim.pk for claim in self.book.claims}
        for claim in self.book.claims:
            kept = claims[claim.pk]
            figures = (kept.state, kept.percent, kept.assured, kept.held_through, kept.deducted, kept.waived, kept.payable)
            due = (claim.state, claim.percent, claim.assured, claim.through, claim.deducted, claim.waived, claim.payable)
            assert figures == due, claim

    @invariant()
    def reservations_are_as_the_oracle_says_and_once_a_tier(self) -> None:
        found = {row[0]: row[1:] for row in ClaimToken.objects.values_list(*_TOKEN)}
        due = {t.pk: (t.state, t.plan.pk, t.percent, t.assured, t.through, t.claim) for t in self.book.tokens}
        assert found == due
        assert len({(plan, percent) for _, plan, percent, *_ in found.values()}) == len(found)

    @invariant()
    def what_is_owed_knows_every_hold_by_its_news(self) -> None:
        news = Message.objects.filter(id__gt=self.heard, topic__in=_OF_WHAT_IS_OWED).order_by("id")
        told = list(news.values_list("id", "payload__plan_id"))
        self.heard = max([self.heard, *(pk for pk, _ in told)])
        touch(plan for _, plan in told)
        count(on=self.on, at=self.at)
        owed, due = standing(on=self.on).owed, sum(share(SRP, plan.gives(self.on)) for plan in self.book.plans)
        assert owed == due, f"not all that is owed knows a hold: {owed}, not {due}"

    @invariant()
    def handsets_are_where_the_oracle_says(self) -> None:
        found = dict(Handset.objects.values_list("settlement__claim", "state"))
        assert found == {claim.pk: claim.stock for claim in self.book.claims if claim.stock}

    @invariant()
    def what_waits_is_what_the_oracle_says(self) -> None:
        waits = {request.pk for claim in self.book.claims for request in claim.requests if request.waits}
        waits |= {asked.pk for plan in self.book.plans for asked in (plan.asked, plan.exchange) if asked and asked.waits}
        assert set(Approval.objects.filter(state="waiting").values_list("pk", flat=True)) == waits

    @invariant()
    def every_law_holds_and_nothing_is_amiss(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        assert not (found := found_faults()), found
        assert not (broken := [fault for chain in chains() for fault in faults(chain)]), broken

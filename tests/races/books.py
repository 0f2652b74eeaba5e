"""What must agree after any act on a claim: claim, plan, settlement, voucher, stock, brand, news and trail tell one story."""

from __future__ import annotations

from itertools import count

from upgrade_program.buyback.enums import OPEN_STATES
from upgrade_program.buyback.models import BrandEntry, Claim, Handset, PurchaseVoucher, Settlement
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.foundation.outbox.models import Message
from upgrade_program.plans.models import Plan, PlanImei

_mobiles = count(7_000_000_001)
ENDS = {"claim.settled", "claim.declined", "claim.lapsed", "claim.refused"}


def new_mobile() -> str:
    """A customer of their own for each claim: codes to one mobile are limited."""
    return f"+91{next(_mobiles)}"


def books_agree(claim: Claim) -> tuple[str, str]:
    """The states of the claim and of its plan, once everything about them was found to agree."""
    claim = Claim.objects.get(pk=claim.pk)
    plan = Plan.objects.get(pk=claim.plan_id)
    settled = claim.state == "settled"
    standing = list(Settlement.objects.filter(plan=plan, reversed_at=None))
    assert len(standing) == settled == (plan.status == "redeemed")
    assert Settlement.objects.filter(plan=plan).count() == settled
    assert PurchaseVoucher.objects.filter(imei=claim.handset_imei).count() == settled
    assert Handset.objects.filter(imei=claim.handset_imei, state="quarantine").count() == settled
    assert [entry.amount for entry in BrandEntry.objects.filter(plan=plan)] == [one.exchange for one in standing]
    assert set(PlanImei.objects.filter(plan=plan).values_list("live", flat=True)) == {plan.status == "active"}
    topics = list(Message.objects.filter(payload__claim_id=claim.pk).values_list("topic", flat=True))
    ended = [topic for topic in topics if topic in ENDS]
    assert ended == ([f"claim.{claim.state}"] if f"claim.{claim.state}" in ENDS else [])
    verbs = list(AuditRow.objects.filter(subject=f"plan:{plan.pk}", after__claim=claim.pk).values_list("verb", flat=True))
    assert [verb for verb in verbs if verb in ENDS] == ended
    open_now = Claim.objects.filter(plan=plan, state__in=OPEN_STATES).first()
    held = (plan.held_percent, plan.held_until)
    if plan.status == "active" and open_now:
        assert held == (open_now.percent, open_now.held_through)
    else:
        assert held == (None, None)
    return claim.state, plan.status

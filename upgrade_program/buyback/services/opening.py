"""Opening a claim: the customer presents the phone, and today's tier is held. Source: smart-upgrade section 6."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from upgrade_program.buyback.enums import State, View
from upgrade_program.buyback.events import ClaimOpened
from upgrade_program.buyback.models import Claim, ClaimToken
from upgrade_program.buyback.queries import wording_now
from upgrade_program.buyback.refusals import ImeiMismatch, LapsedBefore, TokenUsed
from upgrade_program.buyback.services.locking import require_counter
from upgrade_program.buyback.services.telling import note
from upgrade_program.buyback.services.token_ends import standing_token, use_token
from upgrade_program.buyback.services.window import check_alone, giving, lapse_claims_over
from upgrade_program.buyback.token_codes import is_code
from upgrade_program.foundation.outbox.services import record as tell
from upgrade_program.foundation.requests.transaction import act_transaction
from upgrade_program.kernel.actor import Actor, Role
from upgrade_program.kernel.imei import parse_imei
from upgrade_program.kernel.numbers import new_plan_number
from upgrade_program.plans.models import Plan, PlanImei
from upgrade_program.plans.services import hold
from upgrade_program.plans.services.locking import locked as locked_plan
from upgrade_program.plans.terms import Valuation


def open_claim(
    *, plan: Plan, handset_imei: str, actor: Actor, at: datetime, on: date, views: Sequence[View] = (), token: str = ""
) -> Claim:
    """Open a claim on a plan at the actor's store; its tier is held through the end of the third local day after (terms).

    `handset_imei` is read off the phone; either IMEI of the plan's handset will do. `views` are the photos that an offer will need.
    A tier that was reserved online is what it opens with, and the reservation is used up, whether its code is given or not; `token` is
    that code. Refuses a plan that is not live (`plan_not_live`), a day that gives nothing (`outside_window`), a second open claim
    (`claim_open`), a code that is not the one holding this plan (`token_used`), another phone (`imei_mismatch`), and a second lapse in
    one tier unless a manager opens (`claim_lapsed`).
    """
    post = require_counter(actor)
    imei = parse_imei(handset_imei, field="handset_imei")
    with act_transaction():
        plan = locked_plan(plan.pk)
        lapse_claims_over(plan, at=at, on=on, chain=post.store_id)
        reserved = standing_token(plan, at=at, on=on, chain=post.store_id)
        value = giving(plan, on=on)
        check_alone(plan, on=on)
        if token and not (reserved and is_code(token, digest=reserved.digest)):
            raise TokenUsed
        if not PlanImei.objects.filter(plan=plan, imei=imei, live=True).exists():
            raise ImeiMismatch
        lapsed = Claim.objects.filter(plan=plan, percent=value.percent, state=State.LAPSED).exists()
        if lapsed and actor.role is not Role.MANAGER:
            raise LapsedBefore
        through = _through(plan, value, reserved, on=on)
        claim = Claim.objects.create(
            number=new_plan_number(),
            plan=plan,
            store_id=post.store_id,
            opened_at=at,
            opened_on=on,
            opened_by_id=post.staff_id,
            percent=value.percent,
            assured=value.assured,
            held_through=through,
            handset_imei=imei,
            wording=wording_now(plan.terms_id),
            photo_views=[str(view) for view in views],
        )
        if reserved:
            use_token(reserved, claim, at=at)
        hold(plan_id=plan.pk, percent=claim.percent, through=through)
        tell(ClaimOpened(claim_id=claim.pk, plan_id=plan.pk, store_id=claim.store_id, at=at.isoformat()), at=at)
        facts = {"percent": claim.percent, "assured": claim.assured, "through": through}
        note(claim, verb="opened", actor=actor, at=at, **(facts | ({"token": reserved.pk} if reserved else {})))
    return claim


def _through(plan: Plan, value: Valuation, reserved: ClaimToken | None, *, on: date) -> date:
    """The last day of the hold. What a refused claim or a claim token held keeps its day, so that no chain lengthens an ended tier.

    A tier that the day itself gives is held anew: the claim would have it without the one before.
    """
    third = on + timedelta(days=plan.promise.terms.limits.hold_days)
    if value.held is None:
        return third
    if value.tier and value.tier.percent == value.held.percent:
        return max(third, value.held.through)
    left = reserved is not None or Claim.objects.filter(plan=plan, state=State.REFUSED, held_through=value.held.through).exists()
    return value.held.through if left else max(third, value.held.through)

"""Points for a reward: all in one transaction, or nothing."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from loyalty.ledger.causes import Cause
from loyalty.ledger.services import redeem
from loyalty.rewards.enums import Kind, Made
from loyalty.rewards.events import RewardRedeemed
from loyalty.rewards.models import Redemption, Reward, RewardTerms
from loyalty.rewards.periods import period_of
from loyalty.rewards.queries.catalogue import reward_by_key, terms_at
from loyalty.rewards.queries.member import free_place, refuse_unavailable
from loyalty.rewards.refusals import NoStock, PointsChanged
from loyalty.rewards.services.catalogue import take_one
from loyalty.rewards.services.codes import issue_code
from loyalty.rewards.services.confirming import bound_to
from loyalty.rewards.services.goods import open_link
from loyalty.rewards.services.permission import require_redeemer
from loyalty.spending.codes import needs_code
from stores.clock import local_day
from upgrade_program.foundation.audit.services import record as audit
from upgrade_program.foundation.outbox.services import record as tell
from upgrade_program.foundation.requests.transaction import act_transaction
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.numbers import new_plan_number
from upgrade_program.otp.refusals import OtpWrong
from upgrade_program.otp.services import consume


def redeem_reward(
    *, reward: str, customer_id: int, actor: Actor, at: datetime, with_code: bool = False, expected_points: int | None = None
) -> Redemption:
    """Exchange a member's points for the reward of a key: points, stock, code, audit and news in one transaction.

    At a counter, or by the member alone (who asks only for themselves: the caller knows that). `with_code` uses up the customer's
    one-time code that `confirm_redemption` let pass (`otp_wrong`, `otp_expired`); at a counter as many points as need a code in a sale
    need one here too, and without it are `otp_wrong`. `expected_points` are what the member was shown: other terms meanwhile are
    `price_changed`. Refuses `reward_unavailable` (ended, not begun, no stock, limit, membership; each in its words) before
    `points_insufficient`.
    """
    require_redeemer(actor)
    wanted = reward_by_key(reward)
    terms = terms_at(wanted, at=at)
    refuse_unavailable(wanted, terms, customer_id=customer_id, at=at)
    if expected_points not in {None, terms.points}:
        raise PointsChanged(reward=wanted.name, points=terms.points, expected=expected_points)
    if actor.at_counter and not with_code and needs_code(terms.points):
        raise OtpWrong(sentence="The member's code is needed.", next_step="Send it to their phone and type what they read out.")
    with act_transaction():
        if with_code:
            consume(**bound_to(wanted, terms, customer_id=customer_id, actor=actor), at=at)
        return _redeem(wanted, terms, customer_id=customer_id, actor=actor, at=at)


def _redeem(reward: Reward, terms: RewardTerms, *, customer_id: int, actor: Actor, at: datetime) -> Redemption:
    """In the order of all locks: account and lots, then stock, code and news. The account's lock also guards the member's limit."""
    on, number = local_day(at), new_plan_number()
    cause = Cause(
        source_type="reward",
        source_id=number,
        at=at,
        actor=actor,
        store_id=actor.store_id,
        rule=f"reward.{reward.key}:{terms.pk}",
        facts={"reward": reward.key, "title": reward.name, "points": str(terms.points)},
    )
    entry = redeem(customer_id=customer_id, points=terms.points, cause=cause)
    place = free_place(reward, terms, customer_id=customer_id, at=at)
    if not take_one(reward):
        raise NoStock(reward=reward.name)
    code = None
    if reward.made != Made.NONE:
        code = issue_code(reward, at=at)
        if code is None:
            raise NoStock(reward=reward.name)
    row = Redemption.objects.create(
        number=number,
        reward=reward,
        terms=terms,
        customer_id=customer_id,
        points=terms.points,
        entry=entry,
        code_id=code,
        period=period_of(terms.period, on),
        place=place,
        most=terms.most,
        good_through=_good_through(terms, on),
        at=at,
        on=on,
        store_id=actor.store_id,
        by_id=actor.staff_id,
        by_name=actor.name if actor.staff_id else "",
    )
    if reward.kind == Kind.GOODS:
        open_link(row, at=at)
    tell(RewardRedeemed(redemption_id=row.pk, customer_id=customer_id, reward=reward.key, points=terms.points, at=at.isoformat()), at=at)
    after = {"reward": reward.key, "terms": terms.pk, "points": terms.points, "member": customer_id, "place": place}
    audit(actor=actor, at=at, verb="reward.redeemed", subject=f"redemption:{row.pk}", after=after)
    return row


def _good_through(terms: RewardTerms, on: date) -> date | None:
    """A code of n days is good today and for n days after."""
    return on + timedelta(days=terms.good_days) if terms.good_days else None

"""What one member can have: what they can afford, and what stands in the way of the rest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from loyalty.ledger.queries import account_of, balances
from loyalty.programme.queries import has_joined, membership_of
from loyalty.rewards.models import Redemption, Reward, RewardTerms
from loyalty.rewards.periods import again_when, period_of
from loyalty.rewards.queries.catalogue import Offer, offers
from loyalty.rewards.refusals import LimitReached, MembersOnly, NoStock, RewardUnavailable
from stores.clock import local_day
from upgrade_program.customers.models import Customer
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import NotFound
from upgrade_program.kernel.tongue import spoken

_LARGEST_ID = 2**63 - 1


def member_for(actor: Actor, customer_id: int) -> Customer:
    """The member of an id, whom any store serves: who has or had a loyalty consent, or has an account from before.

    Refuses (`not_found`) everybody else, and actors who are no staff at work.
    """
    at_work = actor.sees_all_stores or actor.at_counter
    found = Customer.objects.filter(pk=customer_id, erasure=None).first() if at_work and customer_id <= _LARGEST_ID else None
    if found is None or not (has_joined(found.pk) or account_of(found.pk)):
        raise NotFound(field="member")
    return found


@dataclass(frozen=True, slots=True)
class Choice:
    """One offer as a member meets it: `missing` points (0 when affordable), and `why` it cannot be had for another reason."""

    offer: Offer
    missing: int
    why: RewardUnavailable | None

    @property
    def possible(self) -> bool:
        return not self.missing and self.why is None


def choices_for(customer_id: int, *, at: datetime) -> list[Choice]:
    """Every offer at an instant, cheapest first, each with what this member lacks for it; in a fixed number of queries."""
    found = offers(at=at)
    if not found:
        return []
    has = balances(customer_id, at=at).available
    member = membership_of(customer_id, on=local_day(at)) is not None
    taken = _taken(customer_id, [offer.reward.pk for offer in found])
    return [
        Choice(
            offer=offer,
            missing=max(0, offer.terms.points - has),
            why=obstacle(offer.reward, offer.terms, taken=taken.get(_slot(offer.reward, offer.terms, at), set()), member=member),
        )
        for offer in found
    ]


def refuse_unavailable(reward: Reward, terms: RewardTerms, *, customer_id: int, at: datetime) -> None:
    """Refuses (`reward_unavailable`) what stock, limit or a missing membership keep from a member."""
    taken = _taken(customer_id, [reward.pk]).get(_slot(reward, terms, at), set())
    member = not reward.needs_membership or membership_of(customer_id, on=local_day(at)) is not None
    if no := obstacle(reward, terms, taken=taken, member=member):
        raise no


def free_place(reward: Reward, terms: RewardTerms, *, customer_id: int, at: datetime) -> int:
    """The lowest free place of a member's limit. To be asked under the lock of their account; refuses a full one."""
    taken = _taken(customer_id, [reward.pk]).get(_slot(reward, terms, at), set())
    free = set(range(1, terms.most + 1)) - taken
    if not free:
        raise limit_reached(reward, terms)
    return min(free)


def obstacle(reward: Reward, terms: RewardTerms, *, taken: set[int], member: bool) -> RewardUnavailable | None:
    """What keeps a reward from a member, if anything: the membership first, then the stock, then their own limit."""
    if reward.needs_membership and not member:
        return MembersOnly(reward=reward.name)
    if reward.left == 0:
        return NoStock(reward=reward.name)
    if not set(range(1, terms.most + 1)) - taken:
        return limit_reached(reward, terms)
    return None


def limit_reached(reward: Reward, terms: RewardTerms) -> LimitReached:
    again = again_when(terms.period)
    times = spoken("once") if terms.most == 1 else spoken("{count} times").format(count=terms.most)
    within = spoken("within {period}").format(period=spoken(terms.get_period_display())) if again else spoken("a member may have")
    return LimitReached(
        reward=reward.name,
        times=times,
        within=within,
        next_step=spoken("It can be had again {again}.").format(again=spoken(again)) if again else RewardUnavailable.next_step,
    )


def _taken(customer_id: int, rewards: Iterable[int]) -> dict[tuple[int, str], set[int]]:
    """The places a member holds, by reward and period."""
    held: dict[tuple[int, str], set[int]] = {}
    rows = Redemption.objects.filter(customer_id=customer_id, reward_id__in=list(rewards)).exclude(state="cancelled")
    for reward, period, place in rows.values_list("reward_id", "period", "place"):
        held.setdefault((reward, period), set()).add(place)
    return held


def _slot(reward: Reward, terms: RewardTerms, at: datetime) -> tuple[int, str]:
    return reward.pk, period_of(terms.period, local_day(at))

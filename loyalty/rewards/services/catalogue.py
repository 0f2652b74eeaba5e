"""New rewards, and more of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q

from loyalty.rewards.enums import Kind, Made
from loyalty.rewards.models import Reward
from stores.access import require_head_office
from stores.checking import checked_reason, refuse_unclean
from upgrade_program.foundation.audit.services import record as audit
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Invalid
from upgrade_program.kernel.text import one_line


@dataclass(frozen=True, slots=True, kw_only=True)
class NewReward:
    """What a reward is, as head office writes it. `cap` None: no limit; of a reward with listed codes the list sets it."""

    key: str
    kind: str
    name: str
    name_hi: str
    about: str
    about_hi: str
    partner: str = ""
    percent_off: int | None = None
    made: str = Made.HERE
    needs_membership: bool = False
    cap: int | None = None


@transaction.atomic
def add_reward(*, new: NewReward, actor: Actor, at: datetime) -> Reward:
    """Add a reward, which can be had once it has terms. Head office only.

    Refuses (`invalid`, all fields together) what the laws of a reward do not allow; goods have no codes, listed codes begin with none.
    """
    require_head_office(actor)
    reward = Reward(
        key=new.key.strip(),
        kind=new.kind,
        **{name: one_line(getattr(new, name), field=name, most=most) for name, most in _TEXTS.items()},
        percent_off=new.percent_off,
        made=Made.NONE if new.kind == Kind.GOODS else new.made,
        needs_membership=new.needs_membership or new.kind == Kind.REFURBISHED,
        cap=0 if new.made == Made.LIST and new.kind != Kind.GOODS else new.cap,
        created_at=at,
    )
    refuse_unclean(reward)
    reward.save(force_insert=True)
    after = {"key": reward.key, "kind": reward.kind, "cap": reward.cap, "percent_off": reward.percent_off}
    audit(actor=actor, at=at, verb="reward.added", subject=f"reward:{reward.pk}", after=after)
    return reward


@transaction.atomic
def add_stock(*, reward: Reward, more: int, reason: str, actor: Actor, at: datetime) -> Reward:
    """Let there be `more` of a limited reward, or fewer below zero, but never fewer than were redeemed. Head office only.

    Refuses (`invalid`) rewards without a limit, and those whose stock is a list of codes.
    """
    require_head_office(actor)
    reason = checked_reason(reason)
    row = Reward.objects.select_for_update(no_key=True).get(pk=reward.pk)
    if row.cap is None or row.made == Made.LIST:
        sentence = "There is no limit to this reward." if row.cap is None else "The stock of this reward is its list of codes."
        raise Invalid(
            field="more", sentence=sentence, next_step="Load codes for it." if row.made == Made.LIST else "Nothing needs to be done."
        )
    if more == 0 or row.cap + more < row.used or row.cap + more > _MOST:
        raise Invalid(
            field="more",
            sentence=f"The stock is {row.cap} and {row.used} are redeemed: it can neither fall below that nor stay as it is.",
            next_step="Type how many more there are, or how many fewer with a minus.",
        )
    before, row.cap = row.cap, row.cap + more
    row.save(update_fields=["cap"])
    audit(
        actor=actor, at=at, verb="reward.stocked", subject=f"reward:{row.pk}", before={"cap": before}, after={"cap": row.cap}, reason=reason
    )
    return row


def take_one(reward: Reward) -> bool:
    """Take one of a reward's stock by a guarded update; False when there is none left."""
    return bool(Reward.objects.filter(Q(cap=None) | Q(used__lt=F("cap")), pk=reward.pk).update(used=F("used") + 1))


def give_one_back(reward: Reward) -> None:
    """Undo `take_one`. A listed code was issued for good, so its piece is not put back."""
    if reward.made != Made.LIST:
        Reward.objects.filter(pk=reward.pk, used__gt=0).update(used=F("used") - 1)


_MOST = 1_000_000_000
_TEXTS = {"name": 30, "name_hi": 30, "about": 300, "about_hi": 300, "partner": 60}

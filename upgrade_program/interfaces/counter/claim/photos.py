"""Photos on the pages: thumbnails with what they show, and who may see one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from stores.access import may_see_store
from stores.clock import local_day
from upgrade_program.buyback.models import Claim
from upgrade_program.buyback.services import subject_of
from upgrade_program.foundation.photos.models import Photo
from upgrade_program.foundation.photos.queries import photo, photos_of, read_photo
from upgrade_program.interfaces.counter.claim.forms import VIEW_WORDS
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import NotFound
from upgrade_program.plans.models import Plan
from upgrade_program.plans.services.day_zero import DAY_ZERO_VIEWS, photos_subject


@dataclass(frozen=True, slots=True)
class Shown:
    """A photo on a page; `visible` says whether this person may see the picture itself."""

    pk: UUID
    view: str
    title: str
    taken_at: datetime
    visible: bool


@dataclass(frozen=True, slots=True)
class DayZero:
    """The day-0 photos of a plan, and those that can still be taken."""

    photos: list[Shown]
    missing: list[tuple[str, str]]


def photos_of_claim(claim: Claim, *, actor: Actor) -> list[Shown]:
    """The photos of a claim, oldest first."""
    stores = {claim.store_id, claim.plan.store_id}
    return [_shown(each, actor=actor, stores=stores) for each in photos_of(subject_of(claim))]


def photos_of_plan(plan: Plan, *, actor: Actor) -> list[Shown]:
    """The day-0 photos of a plan; a store at which a claim on it was opened sees them, too."""
    return _of_plan(plan, actor=actor, stores={plan.store_id, *plan.claims.values_list("store_id", flat=True)})


def day_zero_of(plan: Plan, *, actor: Actor, on: date, claims: Iterable[Claim] = ()) -> DayZero:
    """What the plan's page shows of day 0, on that day: photos are added by its own store then. Later a claim's page shows them."""
    if local_day(plan.sold_at) != on:
        return DayZero([], [])
    taken = _of_plan(plan, actor=actor, stores={plan.store_id, *(claim.store_id for claim in claims)})
    open_today = actor.works_for(plan.store_id) and plan.live
    left = [view for view in DAY_ZERO_VIEWS if view not in {each.view for each in taken}] if open_today else []
    return DayZero(taken, [(view, _title(view)) for view in left])


def readable(pk: UUID, *, actor: Actor) -> tuple[Photo, bytes]:
    """A photo and its JPEG for those who may see what it belongs to; everybody else learns nothing (`not_found`)."""
    found = photo(pk)
    if found is None or not (may_see_store(actor, found.store_id or 0) or _of_theirs(found, actor=actor)):
        raise NotFound
    return found, read_photo(found)


def _of_theirs(found: Photo, *, actor: Actor) -> bool:
    kind, _, key = found.subject.partition(":")
    if kind == "claim":
        claim = Claim.objects.select_related("plan").filter(pk=int(key)).first()
        return claim is not None and any(may_see_store(actor, each) for each in (claim.store_id, claim.plan.store_id))
    if kind == "plan":
        plan = Plan.objects.filter(pk=int(key)).first()
        stores = (plan.store_id, *plan.claims.values_list("store_id", flat=True)) if plan else ()
        return any(may_see_store(actor, each) for each in stores)
    return False


def _of_plan(plan: Plan, *, actor: Actor, stores: set[int]) -> list[Shown]:
    return [_shown(each, actor=actor, stores=stores) for each in photos_of(photos_subject(plan))]


def _shown(each: Photo, *, actor: Actor, stores: set[int]) -> Shown:
    visible = any(may_see_store(actor, store) for store in (*stores, each.store_id or 0))
    return Shown(each.pk, each.view, _title(each.view), each.taken_at, visible)


def _title(view: str) -> str:
    return {str(key): str(words) for key, words in VIEW_WORDS.items()}.get(view, view)

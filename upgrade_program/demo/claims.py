"""The demo's claims: in every store some of each state, made through the services on the days of the last week."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO

from stdnum import luhn

from stores.clock import STORE_TIME, local_day
from upgrade_program.buyback.enums import REQUIRED_VIEWS, View
from upgrade_program.buyback.models import Claim
from upgrade_program.buyback.services import (
    NewPhone,
    Seen,
    add_photo,
    ask_extension,
    ask_override,
    decline_claim,
    id_seen,
    inspect_phone,
    lapse_due_claims,
    make_offer,
    open_claim,
    refuse_claim,
    reverse_settlement,
    settle_claim,
    take_second_look,
)
from upgrade_program.buyback.services.offering import bound_to
from upgrade_program.catalog.queries import Offer
from upgrade_program.demo.pictures import picture
from upgrade_program.kernel.actor import Actor
from upgrade_program.otp.queries import waiting
from upgrade_program.otp.services import code_for, tried
from upgrade_program.plans.enums import Pause, Status, ValueStatus
from upgrade_program.plans.models import Plan
from upgrade_program.plans.services import suspend_plan
from upgrade_program.plans.terms import assured_value, tier_table

_PLAIN = ("blacklist_clear", "locks_removed", "invoice_seen", "powers_on", "imei_legible", "no_liquid", "wipe_consent")
_CLEAN = dict.fromkeys(("display", "touch", "camera", "battery", "wifi", "fingerprint", "sound", "body"), "none")
_WORN = _CLEAN | {"display": "minor", "battery": "minor"}


@dataclass(frozen=True, slots=True)
class Counter:
    """Who takes a store's claims, against which new phone, and with which numbers."""

    clerk: Actor
    manager: Actor
    offer: Offer
    serials: Iterator[int]


def keep_claims(actors: Mapping[str, Mapping[str, Actor]], *, offers: list[Offer], today: date, at: datetime) -> int:
    """Some claims of each state in every store, one suspended plan, and what waits for a manager; gives how many claims there are."""
    dearest = max((offer for offer in offers if offer.srp), key=lambda offer: offer.srp or Decimal(0))
    serials = iter(range(1, 10_000))
    for people in actors.values():
        counter = Counter(people["clerk"], people["manager"], dearest, serials)
        plans = _plans(counter.clerk, today=today)
        for act, days_ago in ACTS:
            plan = next(plans, None)
            if plan is not None:
                when = at if days_ago == 0 else datetime.combine(today - timedelta(days=days_ago), time(15, 30), tzinfo=STORE_TIME)
                act(plan, counter, when)
        if lost := next(plans, None):
            suspend_plan(plan=lost, ground=Pause.LOST, reason="FIR at Kalkaji", actor=counter.manager, at=at, on=today)
        _ask_extension(counter, at=at, today=today)
    while lapse_due_claims(on=today, at=at):
        pass
    return Claim.objects.count()


def _plans(clerk: Actor, *, today: date) -> Iterator[Plan]:
    """Plans of the store that give something all week long, the oldest first."""
    first = today - timedelta(days=7)
    for plan in Plan.objects.filter(store__code=clerk.store_code, status=Status.ACTIVE, first_tier_on__lte=first).order_by("bill_date"):
        if all(assured_value(plan.promise, on=day).value_status is ValueStatus.OPEN for day in (first, today)):
            yield plan


def _open(plan: Plan, counter: Counter, at: datetime, views: Sequence[View] = ()) -> Claim:
    return open_claim(plan=plan, handset_imei=plan.imei, actor=counter.clerk, at=at, on=local_day(at), views=views)


def _photograph(claim: Claim, view: View, counter: Counter, at: datetime) -> None:
    file = BytesIO(picture(view))
    add_photo(number=claim.number, view=view, file=file, actor=counter.clerk, at=at, on=local_day(at))


def _inspect(plan: Plan, counter: Counter, at: datetime, *, views: Sequence[View] = ()) -> Claim:
    """Every gate passed, the check list answered, the views photographed."""
    claim = _open(plan, counter, at, views)
    for view in views:
        _photograph(claim, view, counter, at)
    seen = {key: Seen(passed=True, facts={}) for key in _PLAIN} | {"id_seen": id_seen("voter_id", f"{plan.pk % 10_000:04d}")}
    return inspect_phone(number=claim.number, answers=_WORN, seen=seen, actor=counter.clerk, at=at, on=local_day(at))


def _inspect_and_ask(plan: Plan, counter: Counter, at: datetime) -> None:
    claim = _inspect(plan, counter, at, views=REQUIRED_VIEWS)
    some = min(Decimal(100), claim.deducted or Decimal(0))
    if some:
        ask_override(number=claim.number, amount=some, reason="Old customer", actor=counter.clerk, at=at, on=local_day(at))


def _offer(plan: Plan, counter: Counter, at: datetime, *, views: Sequence[View] = ()) -> Claim:
    claim = _inspect(plan, counter, at, views=views)
    made, _ = make_offer(number=claim.number, actor=counter.clerk, address=f"demo:claim:{claim.pk}", at=at, on=local_day(at))
    return made


def _offer_photographed(plan: Plan, counter: Counter, at: datetime) -> None:
    _offer(plan, counter, at, views=REQUIRED_VIEWS)


def _settle(plan: Plan, counter: Counter, at: datetime) -> Claim:
    claim = _offer(plan, counter, at)
    _customer_says_yes(claim, actor=counter.clerk, at=at)
    serial = next(counter.serials)
    body = f"86200107{serial:06d}"
    phone = NewPhone(
        imei=body + luhn.calc_check_digit(body),
        sku=counter.offer.sku,
        price=counter.offer.srp or Decimal(1),
        bill_number=f"N{at:%y%m}/{serial:04d}",
    )
    settle_claim(number=claim.number, new_phone=phone, excess_acknowledged=True, actor=counter.clerk, at=at, on=local_day(at))
    return claim


def _reverse(plan: Plan, counter: Counter, at: datetime) -> None:
    claim = _settle(plan, counter, at)
    later = at + timedelta(days=1)
    reverse_settlement(number=claim.number, reason="New phone returned", actor=counter.manager, at=later, on=local_day(later))


def _refuse(plan: Plan, counter: Counter, at: datetime) -> Claim:
    claim = _open(plan, counter, at)
    _photograph(claim, View.LIT, counter, at)
    reason = "After the reset it asks for the earlier account"
    return refuse_claim(number=claim.number, reason=reason, clause="3.2", actor=counter.clerk, at=at, on=local_day(at))


def _refuse_twice(plan: Plan, counter: Counter, at: datetime) -> None:
    claim = _refuse(plan, counter, at)
    later = at + timedelta(hours=2)
    take_second_look(number=claim.number, upheld=True, remark="Still locked", actor=counter.manager, at=later, on=local_day(later))


def _decline(plan: Plan, counter: Counter, at: datetime) -> None:
    claim = _offer(plan, counter, at)
    decline_claim(number=claim.number, reason="Wants to think it over", actor=counter.clerk, at=at, on=local_day(at))


def _ask_extension(counter: Counter, *, at: datetime, today: date) -> None:
    """For the plan of which a tier ended most lately: its customer stood before closed shutters. For as long as a manager may allow."""
    unclaimed = Plan.objects.exclude(pk__in=Claim.objects.values("plan_id")).filter(held_until=None)
    plans = unclaimed.filter(store__code=counter.clerk.store_code, status__in=(Status.ACTIVE, Status.EXPIRED))
    ended = {plan: day for plan in plans if (day := _last_fall(plan, before=today))}
    if ended:
        plan = max(ended, key=lambda plan: (ended[plan], plan.pk))
        days = max((today - ended[plan]).days, plan.promise.terms.limits.extension_days)
        ask_extension(plan=plan, days=days, reason="The store was closed that day", actor=counter.clerk, at=at, on=today)


def _last_fall(plan: Plan, *, before: date) -> date | None:
    """The last day of the tier that ended most lately."""
    return max(
        (tier.end for tier in tier_table(plan.promise.terms, bill_date=plan.bill_date, base=plan.base) if tier.end < before), default=None
    )


def _customer_says_yes(claim: Claim, *, actor: Actor, at: datetime) -> None:
    """The code goes out and comes back at once; the demo being one transaction, nobody else ever sees it open."""
    bound = bound_to(claim, actor=actor)
    challenge = waiting(**bound, at=at)
    told = code_for(str(challenge.pk), at=at) if challenge else None
    if told is None or tried(**bound, code=told["code"], at=at):
        raise RuntimeError("the demo's customer cannot confirm")


# What happens to one plan after another, and how many days ago.
ACTS = (
    (_settle, 5),
    (_reverse, 5),
    (_open, 5),  # lapses
    (_refuse_twice, 4),
    (_decline, 3),
    (_settle, 2),
    (_refuse, 1),
    (_offer_photographed, 0),
    (_inspect_and_ask, 0),
    (_open, 0),
)

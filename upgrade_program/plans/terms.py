"""The promise in figures: which tier holds on which day, and what it is worth. Pure; the table in README.md is read by a test.

Days are days in Asia/Kolkata, amounts whole rupees. Source: smart-upgrade sections 2 and 3.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from upgrade_program.kernel.money import percent_of, round_rupee
from upgrade_program.kernel.months import anniversary
from upgrade_program.plans.conditions import Check, Limits, frozen_conditions, thawed_conditions
from upgrade_program.plans.enums import Basis, Status, ValueStatus
from upgrade_program.plans.working import Line, Working

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Tier:
    """After `after` months through `through` months: `percent` per cent."""

    after: int
    through: int
    percent: int


@dataclass(frozen=True, slots=True)
class Terms:
    """One version of the programme's terms, as frozen onto a plan. Tiers are in order, without gap or overlap."""

    version: int
    tiers: tuple[Tier, ...]
    activation_days: int
    free_look_days: int
    basis: Basis = Basis.SRP
    checks: tuple[Check, ...] = ()
    limits: Limits = field(default_factory=Limits)

    def __post_init__(self) -> None:
        if not self.tiers:
            raise ValueError("terms need at least one tier")
        for earlier, later in zip(self.tiers, self.tiers[1:], strict=False):
            if earlier.through != later.after or earlier.percent < later.percent:
                raise ValueError("tiers follow each other and never rise")

    @property
    def last_month(self) -> int:
        return self.tiers[-1].through

    def frozen(self) -> dict[str, Any]:
        """The copy that a plan keeps: JSON of plain numbers and words."""
        return {
            "version": self.version,
            "tiers": [[tier.after, tier.through, tier.percent] for tier in self.tiers],
            "activation_days": self.activation_days,
            "free_look_days": self.free_look_days,
            "basis": str(self.basis),
            **frozen_conditions(self.checks, self.limits),
        }

    @classmethod
    def thawed(cls, frozen: dict[str, Any]) -> Terms:
        """The terms out of a plan's frozen copy."""
        checks, limits = thawed_conditions(frozen)
        return cls(
            version=frozen["version"],
            tiers=tuple(Tier(*tier) for tier in frozen["tiers"]),
            activation_days=frozen["activation_days"],
            free_look_days=frozen["free_look_days"],
            basis=Basis(frozen["basis"]),
            checks=checks,
            limits=limits,
        )


@dataclass(frozen=True, slots=True)
class DatedTier:
    """A tier with its first and last day and its rupees."""

    start: date
    end: date
    percent: int
    value: Decimal


@dataclass(frozen=True, slots=True)
class Hold:
    """A tier kept through a day by a claim or a claim token."""

    percent: int
    through: date


@dataclass(frozen=True, slots=True)
class Promise:
    """What was promised on one handset: the terms, the bill date, the amount the percentage is taken of, and how the plan stands."""

    terms: Terms
    bill_date: date
    base: Decimal
    status: Status = Status.ACTIVE
    hold: Hold | None = None


@dataclass(frozen=True, slots=True)
class Held:
    percent: int
    assured: Decimal
    through: date


@dataclass(frozen=True, slots=True)
class Change:
    """What comes next: from day `on` the value is `assured` (0 when the promise ends)."""

    on: date
    assured: Decimal


@dataclass(frozen=True, slots=True)
class Valuation:
    """What a promise is worth on one day, with the working that any person can check."""

    on: date
    value_status: ValueStatus
    percent: int
    assured: Decimal
    tier: DatedTier | None
    held: Held | None
    next: Change | None
    working: Working


def value_base(terms: Terms, *, srp: Decimal, phone_price: Decimal) -> Decimal:
    """The amount the percentages are taken of: the SRP of the bill date, or the lower of it and the phone's price if the terms say so."""
    return min(srp, phone_price) if terms.basis is Basis.LOWER else srp


def tier_value(base: Decimal, percent: int) -> Decimal:
    """`percent` per cent of `base`, half up to the rupee."""
    return round_rupee(percent_of(base, percent))


def last_day(terms: Terms, *, bill_date: date) -> date:
    """The last day on which the promise gives anything."""
    return anniversary(bill_date, terms.last_month)


def tier_table(terms: Terms, *, bill_date: date, base: Decimal) -> list[DatedTier]:
    """The dated tiers in rupees: a tier holds when anniversary(after) < day <= anniversary(through)."""
    return list(_dated(terms.tiers, bill_date, base))


@lru_cache(maxsize=1024, typed=True)  # by type, too: a float equals its Decimal, and is refused
def _dated(tiers: tuple[Tier, ...], bill_date: date, base: Decimal) -> tuple[DatedTier, ...]:
    """Kept, because an act asks three times for the same table, and a day's sales are of few models."""
    return tuple(
        DatedTier(
            start=anniversary(bill_date, tier.after) + ONE_DAY,
            end=anniversary(bill_date, tier.through),
            percent=tier.percent,
            value=tier_value(base, tier.percent),
        )
        for tier in tiers
    )


def tier_on(tiers: list[DatedTier], *, on: date) -> DatedTier | None:
    """The tier that holds on a day; None while waiting and after the end."""
    return next((tier for tier in tiers if tier.start <= on <= tier.end), None)


def assured_value(promise: Promise, *, on: date) -> Valuation:
    """What the promise is worth on a day. Dates decide: a late job never lengthens it; a hold is honoured through its own last day."""
    tiers = tier_table(promise.terms, bill_date=promise.bill_date, base=promise.base)
    tier = tier_on(tiers, on=on)
    held = _held(promise, on=on)
    status = _value_status(promise, tiers=tiers, held=held, on=on)
    giving = status is ValueStatus.OPEN
    percent = (held.percent if held else tier.percent if tier else 0) if giving else 0
    assured = (held.assured if held else tier.value if tier else Decimal(0)) if giving else Decimal(0)
    return Valuation(
        on=on,
        value_status=status,
        percent=percent,
        assured=assured,
        tier=tier if giving else None,
        held=held if giving else None,
        next=_next(tiers, on=on) if status in {ValueStatus.WAITING, ValueStatus.OPEN} else None,
        working=_working(promise, tiers=tiers, tier=tier, held=held, status=status, percent=percent, assured=assured, on=on),
    )


def _held(promise: Promise, *, on: date) -> Held | None:
    hold = promise.hold
    if hold is None or on > hold.through:
        return None
    return Held(percent=hold.percent, assured=tier_value(promise.base, hold.percent), through=hold.through)


def _value_status(promise: Promise, *, tiers: list[DatedTier], held: Held | None, on: date) -> ValueStatus:
    if promise.status is not Status.ACTIVE:
        past_end = promise.status is Status.SUSPENDED and on > tiers[-1].end
        return ValueStatus.EXPIRED if past_end else ValueStatus(promise.status.value)
    if held:
        return ValueStatus.OPEN
    if on < tiers[0].start:
        return ValueStatus.WAITING
    return ValueStatus.OPEN if on <= tiers[-1].end else ValueStatus.EXPIRED


def _next(tiers: list[DatedTier], *, on: date) -> Change | None:
    coming = next((tier for tier in tiers if tier.start > on), None)
    if coming:
        return Change(on=coming.start, assured=coming.value)
    end = tiers[-1].end
    return Change(on=end + ONE_DAY, assured=Decimal(0)) if on <= end else None


def _working(
    promise: Promise,
    *,
    tiers: list[DatedTier],
    tier: DatedTier | None,
    held: Held | None,
    status: ValueStatus,
    percent: int,
    assured: Decimal,
    on: date,
) -> Working:
    base_key = "base_lower" if promise.terms.basis is Basis.LOWER else "srp"
    lines = [Line(base_key, amount=promise.base)]
    if status is ValueStatus.WAITING:
        first = promise.terms.tiers[0].after
        lines.append(Line("waits", bill_date=promise.bill_date, months=first, day=anniversary(promise.bill_date, first)))
        return (*lines, Line("nothing_yet", on=on, day=tiers[0].start, amount=tiers[0].value))
    if status is ValueStatus.EXPIRED and on > tiers[-1].end:
        months = promise.terms.last_month
        return (*lines, Line("through", bill_date=promise.bill_date, months=months, day=tiers[-1].end), Line("ended", on=on))
    if status is not ValueStatus.OPEN:
        return (*lines, Line("status", status=status.value))
    if tier:
        step = promise.terms.tiers[tiers.index(tier)]
        lines.append(Line("after", bill_date=promise.bill_date, months=step.after, day=anniversary(promise.bill_date, step.after)))
        lines.append(Line("within", on=on, through=tier.end, percent=tier.percent))
    if held:
        lines.append(Line("held", through=held.through, percent=held.percent))
    lines.append(Line("product", base=promise.base, percent=percent, exact=percent_of(promise.base, percent), amount=assured))
    return tuple(lines)

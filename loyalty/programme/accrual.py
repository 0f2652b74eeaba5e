"""How many points a bill gives, and the working in words. Pure. Source: loyalty rules 1, 5 and 7.

A bill's exact points are summed over its rules and rounded once; the whole points are shared out to rules, and of a rule to the bill's
lines, by largest remainder, so that what is taken back line by line sums to what was given. A rule with a cap is rounded by itself:
what a cap leaves of it then moves no other rule's point.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from loyalty.programme.enums import Occasion, Rounding
from loyalty.programme.rules import Rule
from upgrade_program.kernel.money import ZERO
from upgrade_program.kernel.tongue import spoken
from upgrade_program.kernel.wording import rupees_text

ONE = Decimal(1)
LEFT_OUT = ("tax", "exchange", "points")  # what of a bill may earn nothing (rule 5), in the order of its working
_ROUNDINGS = {Rounding.DOWN: ROUND_FLOOR, Rounding.HALF_UP: ROUND_HALF_UP, Rounding.UP: ROUND_CEILING}
_PERIODS = {"day": "a day", "month": "a month", "year": "a year", "ever": "in all"}
_MOST = {period: f"at most {{points}} {period}" for period in _PERIODS.values()}
_CAP = re.compile(r"at most (?P<points>[0-9]+) (?P<period>.+)")
_WITH_MEMBERSHIP = re.compile(r"(?P<level>.+) (?P<times>[0-9.]+) \+ membership (?P<extra>[0-9.]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """What was paid for: rupees by line, what of them earns nothing (by its reason: exchange, points, tax), and what it was for."""

    occasion: Occasion
    lines: tuple[Decimal, ...]
    left_out: Mapping[str, Decimal] = field(default_factory=dict)
    brand: str = ""
    model_id: int | None = None
    store_kind: str = ""

    @property
    def total(self) -> Decimal:
        return sum(self.lines, ZERO)

    @property
    def base(self) -> Decimal:
        """What earns; never below zero (rule 5)."""
        return max(self.total - sum(self.left_out.values(), ZERO), ZERO)


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor:
    """What points are multiplied by, and why: "Silver", or the level and the membership on top of it."""

    value: Decimal = ONE
    words: str = ""

    @classmethod
    def of(cls, level: str, times: Decimal, extra: Decimal) -> Factor:
        """Of a level and what a membership adds to it: Silver, or Silver 1.1 + membership 0.25."""
        return cls(value=times + extra, words=f"{level} {_number(times)} + membership {_number(extra)}" if extra else level)


@dataclass(frozen=True, slots=True, kw_only=True)
class Award:
    """What one rule gives for a bill: whole points, their shares by line, and the inputs they were worked out from, as texts."""

    rule: Rule
    points: int
    lines: tuple[int, ...]
    facts: Mapping[str, str]

    @property
    def working(self) -> str:
        return working(self.facts)


def accrue(
    bill: Bill, rules: Sequence[Rule], *, factor: Factor, rounding: Rounding = Rounding.DOWN, used: Mapping[str, int] | None = None
) -> list[Award]:
    """What each fitting rule gives for a bill, in the order of the rules.

    `used` says by rule key how much of a cap earlier bills of the period have taken. A rule that gives nothing is left out.
    """
    fitting = [rule for rule in rules if fits(rule, bill)]
    raw = {rule.key: _exact(rule, bill, factor) for rule in fitting}
    exact = {rule.key: _capped(rule, raw[rule.key], (used or {}).get(rule.key, 0)) for rule in fitting}
    together = [rule.key for rule in fitting if rule.cap_points is None]
    points = {key: rounded(exact[key], rounding) for key in exact if key not in together}
    whole = rounded(sum((exact[key] for key in together), ZERO), rounding)
    points |= dict(zip(together, shared_out(whole, [exact[key] for key in together]), strict=True))
    return [
        Award(
            rule=rule,
            points=points[rule.key],
            lines=shared_out(points[rule.key], bill.lines),
            facts=_facts(rule, bill, factor, raw[rule.key], exact[rule.key], points[rule.key]),
        )
        for rule in fitting
        if points[rule.key]
    ]


def rounded(points: Decimal, rounding: Rounding) -> int:
    """Whole points."""
    return int(points.quantize(ONE, rounding=_ROUNDINGS[rounding]))


def fits(rule: Rule, bill: Bill) -> bool:
    """Whether a rule is for such a bill: occasion, brand, model, kind of store, and its minimum."""
    return (
        rule.occasion == bill.occasion
        and (not rule.brand or rule.brand == bill.brand)
        and (rule.model_id is None or rule.model_id == bill.model_id)
        and (not rule.store_kind or rule.store_kind == bill.store_kind)
        and (rule.min_bill is None or bill.total >= rule.min_bill)
    )


def shared_out(whole: int, weights: Sequence[Decimal]) -> tuple[int, ...]:
    """Whole points shared in proportion to the weights by largest remainder, the earlier share first among equals; sums to `whole`."""
    if len(weights) == 1:
        return (whole,)
    total = sum(weights, ZERO)
    if not total:
        return (whole, *(0 for _ in weights[1:])) if weights else ()
    exact = [whole * weight / total for weight in weights]
    shares = [int(share) for share in exact]
    by_remainder = sorted(range(len(exact)), key=lambda place: (shares[place] - exact[place], place))
    for place in by_remainder[: whole - sum(shares)]:
        shares[place] += 1
    return tuple(shares)


def taken_back(shares: Sequence[int], lines: Sequence[Decimal], returned: Sequence[Decimal]) -> int:
    """How many points, in all, go back once so many rupees of each line have been returned, in all (rule 7).

    A line returned whole gives back its whole share; of a part the points are rounded down. It never exceeds what was given, and more
    returned never means fewer points: the points were given by the rule of the purchase, so later rules have no say.
    """
    back = 0
    for share, amount, given_back in zip(shares, lines, returned, strict=True):
        part = min(max(given_back, ZERO), amount)
        back += share if part == amount else int(share * part / amount)
    return back


def parts_of(words: str) -> tuple[str, str, str]:
    """The level in a factor's words, its own multiplier, and what a membership added: both empty for a level alone."""
    found = _WITH_MEMBERSHIP.fullmatch(words)
    return (found["level"], found["times"], found["extra"]) if found else (words, "", "")


def working(facts: Mapping[str, str], *, title: str = "", levels: Mapping[str, str] | None = None) -> str:
    """The inputs of an award as one line a person can read: ₹13,999 → 139.99 × 1.1 (Silver) = 153.989 → 153.

    In the tongue of the moment, where the caller knows what the rule is `title`d there and what levels are called.
    """
    points, last = facts["points"], facts["exact"]
    if "per" not in facts:
        begins = spoken("{each} for {what}").format(each=facts["each"], what=title or facts["title"])
    else:
        left_out = [f" − {rupees_text(Decimal(facts[key]))} {spoken(why)}" for key, why in _reasons(facts)]
        sum_of = f"{rupees_text(Decimal(facts['bill']))}{''.join(left_out)}"
        begins = f"{sum_of} = {rupees_text(Decimal(facts['base']))}" if left_out else sum_of
        begins = f"{begins} → {facts['plain']}"
    if "times" in facts:
        begins = f"{begins} × {facts['times']} ({_why(facts['why'], levels or {})}) = {last}"
    if "cap" in facts:
        begins, last = f"{begins}, {_cap(facts['cap'])} = {facts['capped']}", facts["capped"]
    return begins if last == points else f"{begins} → {points}"


def _why(words: str, levels: Mapping[str, str]) -> str:
    """Silver, or Silver 1.1 + membership 0.25, in the tongue of the moment."""
    level, times, extra = parts_of(words)
    name = levels.get(level, level)
    return spoken("{level} {times} + membership {extra}").format(level=name, times=times, extra=extra) if extra else name


def _cap(words: str) -> str:
    """At most 100 a month, in the tongue of the moment."""
    found = _CAP.fullmatch(words)
    return spoken(_MOST.get(found["period"], words)).format(points=found["points"]) if found else words


def _reasons(facts: Mapping[str, str]) -> list[tuple[str, str]]:
    """What was left out of the bill, by its key and reason: always in the same order, which a database's JSON does not keep."""
    known = [why for why in LEFT_OUT if f"less {why}" in facts]
    others = sorted(why for key in facts if (why := key.removeprefix("less ")) != key and why not in LEFT_OUT)
    return [(f"less {why}", why) for why in [*known, *others]]


def _exact(rule: Rule, bill: Bill, factor: Factor) -> Decimal:
    return _plain(rule, bill) * (factor.value if rule.multiplied else ONE)


def _plain(rule: Rule, bill: Bill) -> Decimal:
    return rule.points if rule.per_rupees is None else bill.base * rule.points / rule.per_rupees


def _capped(rule: Rule, points: Decimal, used: int) -> Decimal:
    return points if rule.cap_points is None else min(points, Decimal(max(rule.cap_points - used, 0)))


def _facts(rule: Rule, bill: Bill, factor: Factor, raw: Decimal, counted: Decimal, points: int) -> dict[str, str]:
    facts = {"title": rule.title, "points": str(points), "exact": _number(raw)}
    if rule.per_rupees is None:
        facts["each"] = _number(rule.points)
    else:
        facts |= {"per": str(rule.per_rupees), "each": _number(rule.points), "bill": str(bill.total), "base": str(bill.base)}
        facts |= {f"less {why}": str(amount) for why, amount in bill.left_out.items() if amount}
        facts["plain"] = _number(_plain(rule, bill))
    if rule.multiplied and factor.value != ONE:
        facts |= {"times": _number(factor.value), "why": factor.words}
    if rule.cap_points is not None and counted != raw:
        facts |= {"cap": f"at most {rule.cap_points} {_PERIODS[str(rule.cap_period)]}", "capped": _number(counted)}
    return facts


def _number(value: Decimal) -> str:
    """139.99, 150, 0.5: without zeros that say nothing."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text

"""A member's journal and the passport of one entry, as the page shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from loyalty.ledger.enums import Kind
from loyalty.ledger.models import Entry, LotMove
from loyalty.members.passport import Origin, Passport
from loyalty.members.words import ICONS, life_of, rule_of, title_of, why
from loyalty.programme.queries import level_names
from stores.clock import local_day
from upgrade_program.foundation.ui.figures import grouped
from upgrade_program.interfaces.counter.language import day_text
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.tongue import language
from upgrade_program.plans.models import Plan
from upgrade_program.plans.queries import for_actor

_MOVES_ONLY = (Kind.MATURE, Kind.HOLD, Kind.RELEASE)


@dataclass(frozen=True, slots=True)
class Line:
    """One entry: `change` in points with its sign, `after` what could be used then."""

    entry: Entry
    icon: str
    title: str
    why: str
    change: int
    waits: bool
    after: int

    @property
    def gives(self) -> bool:
        return self.change > 0 and not self.waits


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a passport."""

    icon: str
    tone: str
    title: str
    words: str
    href: str = ""


def lines_of(entries: Iterable[Entry]) -> list[Line]:
    """The entries as lines, in their order; in one question where another language than English is spoken."""
    levels = level_names(language())
    return [_line(entry, levels) for entry in entries]


def _line(entry: Entry, levels: Mapping[str, str]) -> Line:
    kind = Kind(entry.kind)
    change = entry.d_available if kind in _MOVES_ONLY else entry.points
    return Line(
        entry=entry,
        icon=ICONS[kind],
        title=title_of(entry),
        why=why(entry, levels),
        change=change,
        waits=kind is Kind.EARN and entry.d_pending > 0,
        after=entry.b_available,
    )


def steps_of(passport: Passport, *, actor: Actor, at: datetime) -> list[Step]:
    """Where the points of an entry came from, or what became of the points it gave."""
    plans = plans_behind([one.made_by for one in passport.from_lots], actor=actor)
    if passport.made:
        levels = level_names(language())
        first = [_made(one, levels, plans, at=at) for one in passport.from_lots]
        return first + [_fate(move) for move in passport.fate]
    return [_origin(one, plans, at=at) for one in passport.from_lots]


def plans_behind(entries: Iterable[Entry], *, actor: Actor) -> dict[str, Plan]:
    """The plans that made points, by the id in the entry's source: those the actor may see."""
    ids = {entry.source_id.partition(":")[0] for entry in entries if entry.source_type == "plan"}
    known = [int(pk) for pk in ids if pk.isdigit()]
    return {str(plan.pk): plan for plan in for_actor(actor).filter(pk__in=known)} if known else {}


def _made(one: Origin, levels: Mapping[str, str], plans: dict[str, Plan], *, at: datetime) -> Step:
    return Step(
        icon="plus",
        tone="good",
        title=_("%(points)s from %(made_by)s, %(at)s")
        % {"points": grouped(one.points), "made_by": title_of(one.made_by), "at": day_text(local_day(one.made_by.at))},
        words=_sentence(_source(one.made_by, plans), why(one.made_by, levels), _rule(one.made_by), life_of(one.lot, at=at)),
        href=_href(one.made_by, plans),
    )


def _origin(one: Origin, plans: dict[str, Plan], *, at: datetime) -> Step:
    issued = one.lot.issued
    count = (
        _("%(points)s of %(issued)s") % {"points": grouped(abs(one.points)), "issued": grouped(issued)}
        if abs(one.points) != issued
        else grouped(issued)
    )
    return Step(
        icon="plus" if one.points > 0 else "minus",
        tone="good" if one.points > 0 else "info",
        title=_("%(count)s from %(at)s") % {"count": count, "at": day_text(local_day(one.made_by.at))},
        words=_sentence(title_of(one.made_by), _source(one.made_by, plans), _rule(one.made_by), life_of(one.lot, at=at)),
        href=_href(one.made_by, plans),
    )


def _fate(move: LotMove) -> Step:
    points = move.points + move.held
    kind = Kind(move.entry.kind)
    if kind in _MOVES_ONLY:
        return Step(icon=ICONS[kind], tone="info", title=title_of(move.entry), words=day_text(local_day(move.entry.at)))
    return Step(
        icon=ICONS[kind],
        tone="good" if points > 0 else "info",
        title=f"{grouped(abs(points))}: {title_of(move.entry)}",
        words=_sentence(
            day_text(local_day(move.entry.at)),
            why(move.entry),
            _("%(restored)s came back") % {"restored": grouped(move.restored)} if move.restored else "",
        ),
    )


def _source(entry: Entry, plans: dict[str, Plan]) -> str:
    plan = plans.get(entry.source_id.partition(":")[0]) if entry.source_type == "plan" else None
    return _("Plan %(written)s, %(device)s") % {"written": plan.written, "device": plan.device} if plan else ""


def _href(entry: Entry, plans: dict[str, Plan]) -> str:
    plan = plans.get(entry.source_id.partition(":")[0]) if entry.source_type == "plan" else None
    return plan.number if plan else ""


def _rule(entry: Entry) -> str:
    key, _colon, version = entry.rule.partition(":")
    if rule := rule_of(entry):
        return _("rule: %(title)s, version %(version)s") % {"title": rule.named(language()), "version": rule.version}
    return _("rule %(rule)s, version %(version)s") % {"rule": key.replace("_", " "), "version": version} if version else ""


def _sentence(*parts: str) -> str:
    return ". ".join(part[0].upper() + part[1:] for part in parts if part) + ("." if any(parts) else "")

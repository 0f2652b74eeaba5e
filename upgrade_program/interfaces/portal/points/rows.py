"""A member's journal and the passport of one entry, as their own pages show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.translation import gettext as _

from loyalty.ledger.enums import Kind
from loyalty.ledger.models import Entry, Lot, LotMove
from loyalty.members.passport import Origin, Passport
from loyalty.members.words import ICONS
from stores.clock import local_day
from upgrade_program.buyback.models import Claim
from upgrade_program.foundation.ui.figures import grouped
from upgrade_program.interfaces.portal.points.words import Names, arithmetic, life_of, names_of, rule_of, title_of
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.wording import day_text
from upgrade_program.plans.models import Plan
from upgrade_program.plans.queries import for_actor

_MOVES_ONLY = (Kind.MATURE, Kind.HOLD, Kind.RELEASE)


@dataclass(frozen=True, slots=True)
class Line:
    """One entry: `change` in points with its sign; `waits` while it cannot be used yet."""

    entry: Entry
    icon: str
    title: str
    on: date
    change: int
    waits: bool

    @property
    def gives(self) -> bool:
        return self.change > 0 and not self.waits


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a passport; `plan` is the number of the customer's own plan behind it."""

    icon: str
    tone: str
    title: str
    words: list[str] = field(default_factory=list)
    plan: str = ""


def lines_of(entries: Iterable[Entry], *, at: datetime, language: str) -> list[Line]:
    """The entries as lines, in their order; in a fixed number of questions."""
    rows = list(entries)
    names, waiting = names_of(rows, language=language), _waiting(rows, at=at)
    return [_line(entry, names, waits=entry.pk in waiting) for entry in rows]


def line_of(entry: Entry, names: Names, *, at: datetime) -> Line:
    """One entry as a line."""
    return _line(entry, names, waits=entry.pk in _waiting([entry], at=at))


def _waiting(entries: list[Entry], *, at: datetime) -> set[int]:
    """Which of the entries gave points that cannot be used yet, by the day on which they can, whether or not a job has been there."""
    pending = [entry.pk for entry in entries if entry.kind == Kind.EARN and entry.d_pending > 0]
    return set(Lot.objects.filter(entry__in=pending, live_from__gt=at).values_list("entry_id", flat=True)) if pending else set()


def _line(entry: Entry, names: Names, *, waits: bool) -> Line:
    kind = Kind(entry.kind)
    return Line(
        entry=entry,
        icon=ICONS[kind],
        title=title_of(entry, names),
        on=local_day(entry.at),
        change=entry.d_available if kind in _MOVES_ONLY else entry.points,
        waits=waits,
    )


def steps_of(passport: Passport, names: Names, *, actor: Actor, at: datetime, language: str) -> list[Step]:
    """Where the points of an entry came from, when they die, and what became of those that it gave."""
    plans = _plans_behind([one.made_by for one in passport.from_lots], actor=actor)
    came = [_came(one, passport, names, plans, at=at, language=language) for one in passport.from_lots]
    return came + [_went(move, names, language=language) for move in passport.fate]


def named_by(passport: Passport, *, language: str) -> Names:
    """What everything in a passport is called."""
    entries = [passport.entry, *(one.made_by for one in passport.from_lots), *(move.entry for move in passport.fate)]
    return names_of(entries, language=language)


def _came(one: Origin, passport: Passport, names: Names, plans: dict[tuple[str, str], Plan], *, at: datetime, language: str) -> Step:
    points, issued, made_by = abs(one.points), one.lot.issued, one.made_by
    day = day_text(local_day(made_by.at), language)
    if points == issued:
        title = _("%(points)s from %(day)s") % {"points": grouped(points), "day": day}
    else:
        title = _("%(points)s of %(issued)s from %(day)s") % {"points": grouped(points), "issued": grouped(issued), "day": day}
    plan = plans.get(_source_of(made_by))
    what = "" if made_by == passport.entry else title_of(made_by, names)
    words = [what, _bill_of(plan), arithmetic(made_by, names), rule_of(made_by, names)]
    return Step(
        icon="plus" if one.points > 0 else "minus",
        tone="good" if one.points > 0 else "info",
        title=title,
        words=[word for word in (*words, life_of(one.lot, at=at, language=language)) if word],
        plan=plan.number if plan else "",
    )


def _went(move: LotMove, names: Names, *, language: str) -> Step:
    points, kind, day = move.points + move.held, Kind(move.entry.kind), day_text(local_day(move.entry.at), language)
    title = title_of(move.entry, names)
    came_back = _("%(points)s came back") % {"points": grouped(move.restored)} if move.restored else ""
    return Step(
        icon=ICONS[kind],
        tone="good" if points > 0 else "info",
        title=title if kind in _MOVES_ONLY else f"{grouped(abs(points))}: {title}",
        words=[word for word in (day, came_back) if word],
    )


def _plans_behind(entries: Iterable[Entry], *, actor: Actor) -> dict[tuple[str, str], Plan]:
    """The customer's own plans whose sale or exchange made points, by the kind and id of the entry's source."""
    sources = {_source_of(entry) for entry in entries}
    ids = {kind: [int(pk) for source, pk in sources if source == kind and pk.isdigit()] for kind in ("plan", "claim")}
    own = for_actor(actor)
    found = {("plan", str(plan.pk)): plan for plan in own.filter(pk__in=ids["plan"])} if ids["plan"] else {}
    if not ids["claim"]:
        return found
    claims = Claim.objects.filter(pk__in=ids["claim"], plan__in=own).select_related("plan")
    return found | {("claim", str(claim.pk)): claim.plan for claim in claims}


def _source_of(entry: Entry) -> tuple[str, str]:
    return entry.source_type, entry.source_id.partition(":")[0]


def _bill_of(plan: Plan | None) -> str:
    if plan is None:
        return ""
    return _("%(device)s, bill %(bill)s") % {"device": plan.device, "bill": plan.phone_invoice_number}

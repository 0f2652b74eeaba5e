"""The journal in words: what each entry was, and why, so that a member and a clerk read the same. Source: loyalty section 1 and rule 16."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from loyalty.ledger.enums import Kind
from loyalty.ledger.models import Entry, Lot
from loyalty.programme.accrual import working
from loyalty.programme.queries.versions import rule_by_id
from loyalty.programme.rules import Rule
from stores.clock import local_day
from upgrade_program.kernel.tongue import is_borrowed, language, spoken
from upgrade_program.kernel.wording import day_text

_TITLES = {
    Kind.EARN: "Points earned",
    Kind.MATURE: "Return time over",
    Kind.REDEEM: "Points used",
    Kind.HOLD: "Put aside for a payment",
    Kind.CAPTURE: "Paid with points put aside",
    Kind.RELEASE: "Points put aside are free again",
    Kind.EXPIRE: "Reached their last day",
    Kind.CLAWBACK: "Taken back",
    Kind.OFFSET: "Paid owed points",
    Kind.RESTORE: "Used points came back",
    Kind.ADJUST: "Changed by hand",
    Kind.MERGE: "Two memberships became one",
    Kind.FORFEIT: "Membership ended",
}
_BY_SOURCE = {
    (Kind.REDEEM, "plan"): "Part of a plan's price paid",
    (Kind.REDEEM, "claim"): "Part of a new phone's price paid",
    (Kind.REDEEM, "reward"): "Reward",
    (Kind.EARN, "check_in"): "Daily check-in",
    (Kind.EARN, "mission"): "Mission",
    (Kind.EARN, "streak"): "Days in a row",
    (Kind.EARN, "board"): "Award",
    (Kind.CLAWBACK, "plan"): "Plan cancelled",
    (Kind.CLAWBACK, "claim"): "Upgrade taken back",
    (Kind.CLAWBACK, "mission"): "Mission taken back",
    (Kind.RESTORE, "plan"): "Plan cancelled: used points came back",
    (Kind.RESTORE, "claim"): "Upgrade taken back: used points came back",
    (Kind.RESTORE, "reward"): "Reward taken back",
}
_NAMED = {"mission", "reward"}  # whose facts name the very one
_OF_RULES = {"plan", "claim"}  # the sources whose points an earn rule gives
ICONS = {
    Kind.EARN: "plus",
    Kind.MATURE: "check-circle",
    Kind.REDEEM: "gift",
    Kind.HOLD: "lock-closed",
    Kind.CAPTURE: "gift",
    Kind.RELEASE: "lock-open",
    Kind.EXPIRE: "calendar",
    Kind.CLAWBACK: "arrow-uturn-left",
    Kind.OFFSET: "scale",
    Kind.RESTORE: "arrow-uturn-right",
    Kind.ADJUST: "pencil-square",
    Kind.MERGE: "arrows-right-left",
    Kind.FORFEIT: "no-symbol",
}


def title_of(entry: Entry) -> str:
    """What happened, in a few words; a rule says its own, a mission and a reward are called by their name."""
    kind, own = Kind(entry.kind), entry.facts.get("title")
    known = spoken(_BY_SOURCE.get((kind, entry.source_type), _TITLES[kind]))
    if own and entry.source_type in _NAMED:
        return f"{known}: {own}"
    return (_own(entry) or str(own)) if own and kind in {Kind.EARN, Kind.REDEEM} else known


def rule_of(entry: Entry) -> Rule | None:
    """The dated earn rule that gave an entry's points, as it was then; None where none did: the title says what it was."""
    pk = entry.rule.partition(":")[2]
    by_rule = entry.kind == Kind.EARN and entry.source_type in _OF_RULES and pk.isdigit()
    return rule_by_id(int(pk)) if by_rule else None


def why(entry: Entry, levels: Mapping[str, str] | None = None) -> str:
    """The arithmetic or the reason behind an entry: ₹13,999 → 139.99 × 1.1 (Silver) = 153.989 → 153. Empty where there is none.

    `levels` says what levels of status are called in the language that is spoken (see `level_names`).
    """
    if entry.kind == Kind.EARN and "exact" in entry.facts:
        return working(entry.facts, title=_own(entry), levels=levels)
    return str(entry.note or entry.facts.get("why", ""))


def _own(entry: Entry) -> str:
    """What the entry's rule is called in the language that is spoken; empty in English, where its facts say it."""
    rule = rule_of(entry) if is_borrowed() else None
    return rule.named(language()) if rule else ""


def life_of(lot: Lot, *, at: datetime) -> str:
    """When a lot's points become live and die, as of an instant."""
    last = spoken(day_text(last_day(lot.expires_at))) if lot.expires_at else ""
    if lot.live_from > at:
        begins = spoken("live from {day}").format(day=spoken(day_text(local_day(lot.live_from))))
        return begins + (spoken(", end after {day}").format(day=last) if last else "")
    if not last:
        return spoken("never end")
    over = lot.expires_at is not None and lot.expires_at <= at
    return spoken("ended after {day}" if over else "end after {day}").format(day=last)


def last_day(expires_at: datetime) -> date:
    """The last local day of points that are no longer alive at an instant, which is a midnight."""
    return local_day(expires_at - timedelta(microseconds=1))

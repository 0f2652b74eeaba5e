"""The journal in the member's words and language: what each entry was, and how a bill became points. No note of staff stands here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loyalty.activity.models import Mission
from loyalty.ledger.enums import Kind
from loyalty.ledger.models import Entry, Lot
from loyalty.members import words as staff_words
from loyalty.members.words import last_day
from loyalty.programme.accrual import parts_of
from loyalty.programme.queries.versions import level_names
from loyalty.rewards.models import Reward
from stores.clock import local_day
from upgrade_program.kernel.wording import day_text, rupees_text

Names = Mapping[tuple[str, str], str]

_TITLES: dict[Kind, str | Promise] = {
    Kind.EARN: gettext_lazy("Points earned"),
    Kind.MATURE: gettext_lazy("Points can be used now"),
    Kind.REDEEM: gettext_lazy("Points used"),
    Kind.HOLD: gettext_lazy("Put aside for a payment"),
    Kind.CAPTURE: gettext_lazy("Paid with points put aside"),
    Kind.RELEASE: gettext_lazy("Points put aside are free again"),
    Kind.EXPIRE: gettext_lazy("Reached their last day"),
    Kind.CLAWBACK: gettext_lazy("Taken back"),
    Kind.OFFSET: gettext_lazy("Paid points that were owed"),
    Kind.RESTORE: gettext_lazy("Used points came back"),
    Kind.ADJUST: gettext_lazy("Changed by the store"),
    Kind.MERGE: gettext_lazy("Two memberships became one"),
    Kind.FORFEIT: gettext_lazy("Membership ended"),
}
_BY_SOURCE: dict[tuple[Kind, str], str | Promise] = {
    (Kind.REDEEM, "plan"): gettext_lazy("Part of a plan's price paid"),
    (Kind.REDEEM, "claim"): gettext_lazy("Part of a new phone's price paid"),
    (Kind.REDEEM, "reward"): gettext_lazy("Reward"),
    (Kind.EARN, "check_in"): gettext_lazy("Daily check-in"),
    (Kind.EARN, "mission"): gettext_lazy("Mission"),
    (Kind.EARN, "streak"): gettext_lazy("Days in a row"),
    (Kind.EARN, "board"): gettext_lazy("Place on a board"),
    (Kind.CLAWBACK, "plan"): gettext_lazy("Taken back: the plan was cancelled"),
    (Kind.CLAWBACK, "claim"): gettext_lazy("Taken back: the upgrade was reversed"),
    (Kind.CLAWBACK, "mission"): gettext_lazy("Mission taken back"),
    (Kind.RESTORE, "plan"): gettext_lazy("Used points came back: the plan was cancelled"),
    (Kind.RESTORE, "claim"): gettext_lazy("Used points came back: the upgrade was reversed"),
    (Kind.RESTORE, "reward"): gettext_lazy("Used points came back: the reward was cancelled"),
}
_BY_RULE: dict[str, str | Promise] = {
    "phone_bill": gettext_lazy("Phone bought"),
    "plan_sold": gettext_lazy("Plan bought"),
    "upgrade_done": gettext_lazy("Upgrade done"),
}
_NAMED = ("reward", "mission")  # whose facts name the very one
_LESS: dict[str, str | Promise] = {
    "tax": gettext_lazy("tax"),
    "exchange": gettext_lazy("for the old phone"),
    "points": gettext_lazy("paid with points"),
}


def names_of(entries: Iterable[Entry], *, language: str) -> Names:
    """What the rewards, missions, earn rules and levels of these entries are called, by kind and key; in at most three questions."""
    entries = list(entries)
    keys: dict[str, set[str]] = {kind: set() for kind in _NAMED}
    for entry in entries:
        for kind in _NAMED:
            if key := entry.facts.get(kind):
                keys[kind].add(str(key))
    rewards = Reward.objects.filter(key__in=keys["reward"]) if keys["reward"] else []
    missions = Mission.objects.filter(key__in=keys["mission"]) if keys["mission"] else []
    found = {("reward", reward.key): reward.named(language) for reward in rewards}
    found |= {("mission", row.key): row.title_hi if language == "hi" else row.title for row in missions}
    found |= {("rule", entry.rule): rule.named(language) for entry in entries if (rule := staff_words.rule_of(entry))}
    multiplied = any("times" in entry.facts for entry in entries)
    return found | {("level", name): own for name, own in (level_names(language) if multiplied else {}).items()}


def title_of(entry: Entry, names: Names) -> str:
    """What happened, in a few words."""
    kind = Kind(entry.kind)
    rule = names.get(("rule", entry.rule)) if kind is Kind.EARN else None
    if rule:
        return str(_BY_RULE.get(entry.rule.partition(":")[0], rule[:1].upper() + rule[1:]))
    known = _BY_SOURCE.get((kind, entry.source_type), _TITLES[kind])
    key = str(entry.facts.get(entry.source_type, "")) if entry.source_type in _NAMED else ""
    own = names.get((entry.source_type, key))
    return f"{known}: {own}" if own else str(known)


def arithmetic(entry: Entry, names: Names) -> str:
    """How a bill became points: ₹13,999 → 139.99 × 1.1 (Silver) = 153.989 → 153. Empty where there is nothing to reckon."""
    facts: Mapping[str, str] = entry.facts
    if entry.kind != Kind.EARN or "exact" not in facts or not {"per", "times", "cap"} & facts.keys():
        return ""
    said, last = _begun(facts), facts["exact"]
    if "times" in facts:
        said = f"{said} × {facts['times']} ({_factor(facts['why'], names)}) = {last}"
    if "cap" in facts:
        last, most = facts["capped"], _("no more than")
        said = f"{said}, {most} {last}"
    return said if last == facts["points"] else f"{said} → {facts['points']}"


def _factor(words: str, names: Names) -> str:
    """Silver, or Silver 1.1 + membership 0.25, in the member's language."""
    level, times, extra = parts_of(words)
    name = names.get(("level", level), level)
    said = _("%(level)s %(times)s + membership %(extra)s") % {"level": name, "times": times, "extra": extra}
    return said if extra else name


def _begun(facts: Mapping[str, str]) -> str:
    if "per" not in facts:
        return facts["each"]
    less = [f" − {rupees_text(Decimal(facts[f'less {why}']))} {words}" for why, words in _LESS.items() if f"less {why}" in facts]
    said = f"{rupees_text(Decimal(facts['bill']))}{''.join(less)}"
    return f"{said}{' = ' + rupees_text(Decimal(facts['base'])) if less else ''} → {facts['plain']}"


def rule_of(entry: Entry, names: Names) -> str:
    """The dated earn rule that gave the points, as members read it, and its version; empty where none did: the title says what it was."""
    rule = staff_words.rule_of(entry)
    title = names.get(("rule", entry.rule))
    return _("rule: %(title)s, version %(version)s") % {"title": title, "version": rule.version} if rule and title else ""


def life_of(lot: Lot, *, at: datetime, language: str) -> str:
    """When points begin to count and when they die, as of an instant."""
    last = day_text(last_day(lot.expires_at), language) if lot.expires_at else ""
    if lot.live_from > at:
        first = day_text(local_day(lot.live_from), language)
        if not last:
            return _("can be used from %(first)s on") % {"first": first}
        return _("can be used from %(first)s through %(last)s") % {"first": first, "last": last}
    if not last:
        return _("without a last day")
    over = lot.expires_at is not None and lot.expires_at <= at
    return (_("their last day was %(last)s") if over else _("can be used through %(last)s")) % {"last": last}

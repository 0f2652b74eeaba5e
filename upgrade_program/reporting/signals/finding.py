"""Where the rules are met: one set-based statement each, over the sales, claims and requests of a period."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from math import sqrt
from typing import Any

from django.db import connection

from upgrade_program.kernel.actor import Actor, Role
from upgrade_program.kernel.errors import Forbidden
from upgrade_program.reporting.signals.rules import RULES, Rule
from upgrade_program.reporting.signals.statements import STATEMENTS


@dataclass(frozen=True, slots=True)
class Found:
    """One place where a rule is met: who or what it is about, `cases` of `of`, the network's share, and the ids of the rows behind it.

    `subject` is a name or a masked number; `store` the code of the store, empty where it spans several.
    """

    rule: Rule
    subject: str
    store: str
    cases: int
    of: int
    network: float
    ids: tuple[int, ...]

    @property
    def share(self) -> float:
        return self.cases / self.of if self.of else 0.0

    @property
    def apart(self) -> float:
        """How many standard deviations above what the network's share makes likely; 0 where the rule compares nothing."""
        return _apart(self.cases, self.of, self.network)


def found_signals(actor: Actor, *, since: datetime, until: datetime) -> list[Found]:
    """Everything the rules find in `since <= instant < until`, by rule, farthest first. For head office and auditors alone (`forbidden`).

    Eight statements, however much there is to read; each reads its period once.
    """
    if actor.role not in {Role.HEAD_OFFICE, Role.AUDITOR}:
        raise Forbidden
    found: list[Found] = []
    for rule in RULES:
        met = [each for each in _rows(rule, since=since, until=until) if _is_met(each)]
        found += sorted(met, key=lambda each: (-each.apart, -each.cases, each.subject))
    return found


def _rows(rule: Rule, *, since: datetime, until: datetime) -> Iterator[Found]:
    given: dict[str, Any] = {"since": since, "until": until, "least": rule.least}
    with connection.cursor() as cursor:
        cursor.execute(STATEMENTS[rule.key], given)
        for subject, store, cases, of, network, ids in cursor.fetchall():
            yield Found(rule, subject, store or "", cases, of, float(network or 0), tuple(ids))


def _is_met(found: Found) -> bool:
    return found.cases >= found.rule.least and (not found.rule.apart or found.apart >= found.rule.apart)


def _apart(cases: int, of: int, share: float) -> float:
    if not of or not 0 < share < 1:
        # A network in which it never happens elsewhere: any case is infinitely unlike it, and `least` alone decides.
        return float("inf") if cases and share == 0 else 0.0
    return (cases - of * share) / sqrt(of * share * (1 - share))

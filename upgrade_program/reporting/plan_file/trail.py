"""The part of a file that the audit trail tells, and whether the trail stands: each row's own hash, its neighbours, its whole chain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stores.models import StaffUser, Store
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.foundation.audit.queries import chain_head, faults, faults_of_rows
from upgrade_program.reporting.plan_file.part import NOTHING, Part, typed, when

HEAD_OFFICE = 0
LIVE_UP_TO = 20_000  # rows of a chain gone through while somebody waits; longer ones are left to `verify_audit`


@dataclass(frozen=True, slots=True)
class Chain:
    """One chain: its name, its last place and hash, and its faults in words; `faults` is None where it is too long to look at now."""

    number: int
    name: str
    rows: int
    head: str
    faults: list[str] | None

    @property
    def stands(self) -> bool:
        return self.faults == []


@dataclass(frozen=True, slots=True)
class Verdict:
    """What checking the trail came to: `faults` of the file's own rows, and the chains they stand in."""

    rows: int
    faults: list[str]
    chains: list[Chain]

    @property
    def stands(self) -> bool:
        """Nothing was found wrong; what was left out is not wrong."""
        return not self.faults and not any(chain.faults for chain in self.chains)

    @property
    def left_out(self) -> list[Chain]:
        return [chain for chain in self.chains if chain.faults is None]

    @property
    def words(self) -> str:
        found = len(self.faults) + sum(len(chain.faults or ()) for chain in self.chains)
        rows = f"{self.rows} row{'s' if self.rows != 1 else ''}"
        if found:
            return f"The trail does not stand: {found} fault{'s' if found != 1 else ''} found. Tell the people who run the system."
        whole = ", ".join(f"{chain.name} ({chain.rows})" for chain in self.chains if chain.stands)
        return f"The trail stands: {rows} of this file computed again, each follows the one before it" + (
            f"; whole chains: {whole}." if whole else "."
        )


def rows_of(subjects: Sequence[str]) -> list[AuditRow]:
    """Every audit row of these subjects, in the order in which they were written."""
    return list(AuditRow.objects.filter(subject__in=subjects).order_by("id"))


def verdict(rows: Sequence[AuditRow]) -> Verdict:
    """The rows computed again, beside their neighbours, and each chain they stand in."""
    return Verdict(
        len(rows), [str(fault) for fault in faults_of_rows(rows)], [checked(chain) for chain in sorted({row.chain for row in rows})]
    )


def checked(number: int, *, most: int = LIVE_UP_TO) -> Chain:
    """A chain gone through from its first row, where it has at most so many."""
    head = chain_head(number)
    found = [str(fault) for fault in faults(number)] if head.seq <= most else None
    return Chain(number, name_of(number), head.seq, head.hash, found)


def name_of(number: int) -> str:
    """Head office, or the store's code."""
    if number == HEAD_OFFICE:
        return "head office"
    return Store.objects.filter(pk=number).values_list("code", flat=True).first() or f"store {number}"


def trail(rows: Sequence[AuditRow]) -> Part:
    """Who did what, when, where and why, with what it changed, and the row's place and hash."""
    people = StaffUser.objects.in_bulk({row.actor_id for row in rows if row.actor_id})
    stores = dict(Store.objects.filter(pk__in={row.chain for row in rows}).values_list("pk", "code"))
    told = [
        (
            f"{stores.get(row.chain, 'head office')} {row.seq}",
            when(row.at),
            row.verb,
            people[row.actor_id].name if row.actor_id in people else row.actor_role,
            typed(row.reason),
            changes(row),
            row.hash,
        )
        for row in rows
    ]
    columns = ("Row", "When", "What", "By", "Why", "Before and after", "Hash")
    return Part(
        "trail", "Audit trail", columns=columns, rows=told, none="The trail says nothing of this plan.", widths=(3, 4, 4, 4, 4, 7, 6)
    )


def changes(row: AuditRow) -> str:
    """`status: active, now redeemed; exchange: 9799.00`."""
    before, after = row.before or {}, row.after or {}
    names = [*after, *(name for name in before if name not in after)]
    return "; ".join(f"{name}: {_change(before.get(name), after.get(name))}" for name in names) or NOTHING


def _change(old: object, new: object) -> str:
    said = [NOTHING if value is None else str(value) for value in (old, new)]
    return said[1] if old is None else ", now ".join(said)

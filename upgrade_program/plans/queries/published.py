"""The terms as the public reads them: every version with its text, its tiers, and what the check takes off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from upgrade_program.plans.models import TermsCheck, TermsGate, TermsTier, TermsVersion


@dataclass(frozen=True, slots=True)
class Fault:
    """One question of the check: what counts as a minor and a major fault, and the per cent of the value each takes off."""

    title: str
    minor: int
    minor_is: str
    major: int
    major_is: str
    free: str


@dataclass(frozen=True, slots=True)
class Published:
    """One version in one language; `last_day` is None while it is in force without an end. `gates` are title and what passes."""

    version: int
    first_day: date
    last_day: date | None
    paragraphs: tuple[str, ...]
    tiers: tuple[TermsTier, ...]
    faults: tuple[Fault, ...]
    gates: tuple[tuple[str, str], ...]


def published_versions(*, on: date) -> list[tuple[int, date, date | None]]:
    """Number, first and last day of each version that has come into force by a day, newest first."""
    rows = TermsVersion.objects.filter(valid__startswith__lte=on).order_by("-version").values_list("version", "valid")
    return [(version, valid.lower, _last(valid.upper)) for version, valid in rows]


def published(*, version: int, language: str, on: date) -> Published | None:
    """A version as it reads in a language (en or hi); None for one that does not exist or is still to come into force."""
    terms = TermsVersion.objects.filter(version=version, valid__startswith__lte=on).first()
    if terms is None:
        return None
    checks = TermsCheck.objects.filter(terms=terms).order_by("place")
    gates = TermsGate.objects.filter(terms=terms).order_by("place")
    return Published(
        version=terms.version,
        first_day=terms.valid.lower,
        last_day=_last(terms.valid.upper),
        paragraphs=tuple((terms.text_hi if language == "hi" else terms.text_en).splitlines()),
        tiers=tuple(TermsTier.objects.filter(terms=terms).order_by("after")),
        faults=tuple(_fault(check, language) for check in checks),
        gates=tuple((gate.words[language]["title"], gate.words[language]["passes"]) for gate in gates),
    )


def _fault(check: TermsCheck, language: str) -> Fault:
    words = check.words[language]
    return Fault(
        title=words["title"],
        minor=check.minor,
        minor_is=words["minor"],
        major=check.major,
        major_is=words["major"],
        free=words["none"],
    )


def _last(upper: date | None) -> date | None:
    return upper - timedelta(days=1) if upper else None

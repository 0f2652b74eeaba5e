"""What a draft of the terms says, as plain JSON and back. Pure: the pages, the laws and the simulator read the same figures.

Months count from the bill date, per cent are whole numbers, days and rupees too. Gates stand as the version before had them.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from upgrade_program.plans.conditions import Check, Limits
from upgrade_program.plans.enums import Basis
from upgrade_program.plans.terms import Terms, Tier

LANGUAGES = ("en", "hi")
PARTS = ("title", "test", "none", "minor", "major")  # of what is said of a question, in each language
Words = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the check list: its faults in per cent of the assured value, and language -> part -> words."""

    key: str
    clause: str
    minor: int
    major: int
    words: Words


@dataclass(frozen=True, slots=True)
class Gate:
    """One gate, carried over: nobody edits it here."""

    key: str
    clause: str
    words: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One version of the terms as it is typed; nothing of it is checked yet (see `proposal_faults`)."""

    tiers: tuple[Tier, ...]
    activation_days: int
    free_look_days: int
    basis: Basis
    limits: Limits
    text_en: str
    text_hi: str
    questions: tuple[Question, ...]
    gates: tuple[Gate, ...]

    def terms(self, version: int = 0) -> Terms:
        """The promise of it, as a plan would freeze it; a ValueError while it has faults."""
        return Terms(
            version=version,
            tiers=self.tiers,
            activation_days=self.activation_days,
            free_look_days=self.free_look_days,
            basis=self.basis,
            checks=tuple(Check(one.key, one.minor, one.major) for one in self.questions),
            limits=self.limits,
        )

    def as_json(self) -> dict[str, Any]:
        """Texts, whole numbers and truths only. The database's law compares the published rows with this, name by name."""
        return {
            "tiers": [[tier.after, tier.through, tier.percent] for tier in self.tiers],
            "activation_days": self.activation_days,
            "free_look_days": self.free_look_days,
            "basis": self.basis.value,
            "limits": asdict(self.limits),
            "text_en": self.text_en,
            "text_hi": self.text_hi,
            "questions": [asdict(one) for one in self.questions],
            "gates": [asdict(one) for one in self.gates],
        }

    @classmethod
    def from_json(cls, said: dict[str, Any]) -> Proposal:
        """The proposal again."""
        return cls(
            tiers=tuple(Tier(*tier) for tier in said["tiers"]),
            activation_days=said["activation_days"],
            free_look_days=said["free_look_days"],
            basis=Basis(said["basis"]),
            limits=Limits(**said["limits"]),
            text_en=said["text_en"],
            text_hi=said["text_hi"],
            questions=tuple(Question(**one) for one in said["questions"]),
            gates=tuple(Gate(**one) for one in said["gates"]),
        )


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is said otherwise: what, and the words before and then ("—" for none)."""

    what: str
    before: str
    then: str


_NAMES = {
    "activation_days": "Earlier bill, days",
    "free_look_days": "Free look, days",
    "basis": "Per cent of",
    "hold_days": "A claim holds its tier, days",
    "extension_days": "Extension by a manager, days",
    "override_percent": "Waiver by a manager, % of the value",
    "override_rupees": "Waiver by a manager, ₹",
    "low_price_percent": "New phone below % of its SRP needs a manager",
    "transfer": "Transfer to another person",
}
_BASES = {Basis.SRP.value: "the SRP", Basis.LOWER.value: "the lower of SRP and phone bill"}


def differences(before: Proposal, then: Proposal) -> list[Difference]:
    """What a proposal says otherwise than another, in the order of its page; nothing for the same."""
    old, new = _said(before), _said(then)
    names = [*new, *(name for name in old if name not in new)]
    return [Difference(name, old.get(name, "—"), new.get(name, "—")) for name in names if old.get(name) != new.get(name)]


def _said(proposal: Proposal) -> dict[str, str]:
    plain = proposal.as_json() | proposal.as_json()["limits"]
    said = {f"Tier {place}": _tier(tier) for place, tier in enumerate(proposal.tiers, start=1)}
    said |= {name: _word(plain[key]) for key, name in _NAMES.items()}
    for one in proposal.questions:
        name = str(one.words["en"]["title"])
        said[f"{name} ({one.key}), minor / major"] = f"{one.minor} % / {one.major} %"
        said[f"{name} ({one.key}), clause"] = one.clause
        said |= {f"{name} ({one.key}), {part}, {language}": one.words[language][part] for language in LANGUAGES for part in PARTS}
    said["Check list"] = ", ".join(one.key for one in proposal.questions)
    return said | {"Text in English": proposal.text_en, "Text in Hindi": proposal.text_hi}


def _tier(tier: Tier) -> str:
    return f"after {tier.after} through {tier.through} months: {tier.percent} %"


def _word(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return _BASES.get(str(value), str(value))

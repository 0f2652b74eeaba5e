"""What a draft of a tax rule says, as plain JSON and back, and what stands against it. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from upgrade_program.kernel.errors import Invalid, Refused

MOST_PER_CENT = 40  # the highest rate of GST there is
LONGEST = 200
_SAC = re.compile(r"[0-9]{6}")


@dataclass(frozen=True, slots=True)
class TaxProposal:
    """A rate in per cent for one service code (SAC, or HSN of goods), of six digits."""

    sac: str
    rate: Decimal
    description: str

    def as_json(self) -> dict[str, str]:
        """Texts only; the database's law compares the published rule with this. Nothing added to it, -0 is 0, as the database says it."""
        return {"sac": self.sac, "rate": f"{self.rate.normalize() + 0:f}", "description": self.description}

    @classmethod
    def from_json(cls, said: dict[str, Any]) -> TaxProposal:
        """The proposal again."""
        return cls(sac=said["sac"], rate=Decimal(said["rate"]), description=said["description"])


def faults_of(proposal: TaxProposal) -> list[Refused]:
    """Everything that is wrong with it, each at its field."""
    faults: list[Refused] = []
    if not _SAC.fullmatch(proposal.sac):
        faults.append(_no("sac", "A service code has six digits.", "Write it as 999792."))
    rate = proposal.rate
    if not rate.is_finite() or not 0 <= rate <= MOST_PER_CENT or rate * 100 != int(rate * 100):
        faults.append(_no("rate", f"It is 0 to {MOST_PER_CENT} per cent, with two decimals.", "Write that of the notification."))
    text = proposal.description
    if not text.strip() or len(text) > LONGEST or not text.isprintable():
        faults.append(_no("description", f"Say in at most {LONGEST} signs what is taxed.", "As: GST on the Smart Upgrade plan fee."))
    return faults


def _no(field: str, sentence: str, next_step: str) -> Refused:
    return Invalid(field=field, sentence=sentence, next_step=next_step)

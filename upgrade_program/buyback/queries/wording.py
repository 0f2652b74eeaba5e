"""The words of check list and gates: as the terms have them, and as a claim keeps them."""

from __future__ import annotations

from typing import Any

from upgrade_program.buyback.models import Claim
from upgrade_program.buyback.wording import Wording
from upgrade_program.plans.models import TermsCheck, TermsGate


def wording_now(terms_id: int) -> dict[str, Any]:
    """The snapshot that a claim under these terms keeps: gates and questions in order, with clause, per cent and words."""
    gates = TermsGate.objects.filter(terms=terms_id).order_by("place").values("key", "clause", "words")
    checks = TermsCheck.objects.filter(terms=terms_id).order_by("place").values("key", "clause", "minor", "major", "words")
    return {"gates": list(gates), "checks": list(checks)}


def wording_of(claim: Claim) -> Wording:
    """The words that this claim was opened with."""
    return Wording.kept(claim.wording)

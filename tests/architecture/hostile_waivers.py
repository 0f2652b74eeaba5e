"""The battery of hostile statements, continued: rupees waived of a claim's deductions that nobody, or not somebody else, has granted."""

from __future__ import annotations

from tests.architecture.hostile import again, law
from upgrade_program.foundation.approvals.models import Approval

_GRANTED = "what_is_waived_was_granted"
# The claim stands inspected with ₹980 deducted.
WAIVE = "UPDATE buyback_claim SET waived = {0}, payable = assured - deducted + {0} WHERE id = %(claim)s".format


def asked(*, amount: int = 500, deducted: str = "980", kind: str = "claim.override", claim: str = "claim", asker: str = "%(clerk)s") -> str:
    """Somebody asks, in another's name if need be."""
    facts = f"""'{{"amount": "{amount}", "deducted": "{deducted}", "assured": "9799"}}'"""
    subject = f"'claim:' || %({claim})s::bigint"
    return again(Approval, "id = %(approval)s", kind=f"'{kind}'", subject=subject, facts=facts, asked_by_id=asker) + "; "


def ended(state: str = "granted", by: str = "%(manager)s") -> str:
    """And somebody decides what was asked last."""
    decision = f"state = '{state}', decided_by_id = {by}, decided_by_name = 'Somebody', decided_at = %(at)s, note = 'x'"
    return f"UPDATE approvals_approval SET {decision} WHERE id = (SELECT max(id) FROM approvals_approval); "


WAIVERS = [
    law("waive without asking", WAIVE(500), _GRANTED),
    law("waive all of it", WAIVE("deducted"), _GRANTED),
    law("waive what was only asked for", asked() + WAIVE(500), _GRANTED),
    law("waive what was rejected", asked() + ended("rejected") + WAIVE(500), _GRANTED),
    law("grant one's own waiver", asked() + ended(by="asked_by_id") + WAIVE(500), "nobody_approves_their_own"),
    law("waive more than was granted", asked() + ended() + WAIVE(501), _GRANTED),
    law("waive less than was granted", asked() + ended() + WAIVE(499), _GRANTED),
    law("waive by the grant of another claim", asked(claim="offered_claim") + ended() + WAIVE(500), _GRANTED),
    law("waive by a grant of something else", asked(kind="plan.extension") + ended() + WAIVE(500), _GRANTED),
    law("waive by a grant under other answers", asked(deducted="2450") + ended() + WAIVE(500), _GRANTED),
    law("waive by a grant that a later one replaced", asked() + ended() + asked(amount=100) + ended() + WAIVE(500), _GRANTED),
    law("keep a waiver when the answers change", asked() + ended() + WAIVE(500) + "; UPDATE buyback_claim SET deducted = 2450,"
        " answers = answers || '{\"display\": \"major\"}', payable = assured - 2450 + waived WHERE id = %(claim)s", _GRANTED),
]  # fmt: skip
WAIVED_LAWFULLY = asked() + ended() + WAIVE(500)

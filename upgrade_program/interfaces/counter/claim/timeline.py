"""What happened to a plan's claims and reservations, in words: the audit rows that the acts on them leave."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from upgrade_program.kernel.wording import day_text, rupees_text


def claim_words(verb: str, *, before: Mapping[str, Any], facts: Mapping[str, Any]) -> tuple[str, str, str]:
    """Icon, tone and sentence of one audit row about a claim."""
    match verb:
        case "claim.opened":
            how = " on what was reserved online" if facts.get("token") else ""
            return "clipboard-document-check", "info", f"Claim opened{how}, {_rupees(facts, 'assured')} held through {_through(facts)}"
        case "claim.gates_passed":
            gates = len(facts.get("gates", ()))
            return "check", "info", f"{gates} gate{'s' if gates != 1 else ''} passed"
        case "claim.looked_up":
            return "no-symbol", "bad", f"On the blacklist: {facts.get('result')} ({_register(facts)})"
        case "claim.inspected":
            return "clipboard-document-check", "info", f"Phone checked: {_rupees(facts, 'payable')} payable"
        case "claim.offered":
            return "chat-bubble-left-right", "info", f"Offer made: {_rupees(facts, 'payable')}"
        case "claim.settled":
            return "check-circle", "good", f"Claim settled: {_rupees(facts, 'exchange')} off a new phone, voucher {facts.get('voucher')}"
        case "claim.refused":
            return "x-circle", "bad", f"Claim refused, clause {facts.get('clause')}"
        case "claim.looked_at_again":
            return "eye", "warn", "Second look: the refusal stands" if facts.get("upheld") else "Second look: the claim goes on"
        case "claim.declined":
            return "hand-raised", "", "The customer declined the offer" if before.get("state") == "offered" else "The customer declined"
        case "claim.lapsed":
            return "clock", "warn", "Claim lapsed"
        case "claim.reversed":
            return "arrow-uturn-left", "warn", f"Settlement taken back, return voucher {facts.get('voucher')}"
        case "claim.override":
            return "hand-thumb-up", "warn", f"{_rupees(facts, 'waived')} of the deductions waived"
        case _:
            return "information-circle", "info", verb.removeprefix("claim.").replace("_", " ").capitalize()


def token_words(verb: str, facts: Mapping[str, Any]) -> tuple[str, str, str]:
    """The same of one row about a tier reserved online."""
    match verb:
        case "token.reserved":
            return "lock-closed", "info", f"Reserved online by the customer, {_rupees(facts, 'assured')} held through {_through(facts)}"
        case "token.given_back":
            return "lock-open", "", f"The customer gave the reservation of {facts.get('percent')} % back"
        case _:
            return "clock", "", f"The reservation of {facts.get('percent')} % has ended"


def _through(facts: Mapping[str, Any]) -> str:
    return day_text(date.fromisoformat(str(facts["through"])))


def _register(facts: Mapping[str, Any]) -> str:
    """The source of a look-up, with its reference."""
    return ", ".join(str(facts[key]) for key in ("source", "reference") if facts.get(key))


def _rupees(facts: Mapping[str, Any], name: str) -> str:
    return rupees_text(Decimal(str(facts.get(name) or 0)))

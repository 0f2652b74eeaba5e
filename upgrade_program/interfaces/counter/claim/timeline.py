"""What happened to a plan's claims and reservations, in words: the audit rows that the acts on them leave."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from upgrade_program.interfaces.counter.language import day_text
from upgrade_program.kernel.tongue import spoken
from upgrade_program.kernel.wording import rupees_text


def claim_words(verb: str, *, before: Mapping[str, Any], facts: Mapping[str, Any]) -> tuple[str, str, str]:
    """Icon, tone and sentence of one audit row about a claim."""
    match verb:
        case "claim.opened":
            how = _(" on what was reserved online") if facts.get("token") else ""
            return (
                "clipboard-document-check",
                "info",
                _("Claim opened%(how)s, %(assured)s held through %(through)s")
                % {"how": how, "assured": _rupees(facts, "assured"), "through": _through(facts)},
            )
        case "claim.gates_passed":
            gates = len(facts.get("gates", ()))
            return "check", "info", ngettext("%(gates)s gate passed", "%(gates)s gates passed", gates) % {"gates": gates}
        case "claim.looked_up":
            return (
                "no-symbol",
                "bad",
                _("On the blacklist: %(result)s (%(register)s)")
                % {"result": spoken(str(facts.get("result"))), "register": _register(facts)},
            )
        case "claim.inspected":
            return "clipboard-document-check", "info", _("Phone checked: %(payable)s payable") % {"payable": _rupees(facts, "payable")}
        case "claim.offered":
            return "chat-bubble-left-right", "info", _("Offer made: %(payable)s") % {"payable": _rupees(facts, "payable")}
        case "claim.settled":
            return (
                "check-circle",
                "good",
                _("Claim settled: %(exchange)s off a new phone, voucher %(voucher)s")
                % {"exchange": _rupees(facts, "exchange"), "voucher": facts.get("voucher")},
            )
        case "claim.refused":
            return "x-circle", "bad", _("Claim refused, clause %(clause)s") % {"clause": facts.get("clause")}
        case "claim.looked_at_again":
            return "eye", "warn", _("Second look: the refusal stands") if facts.get("upheld") else _("Second look: the claim goes on")
        case "claim.declined":
            return (
                "hand-raised",
                "",
                _("The customer declined the offer") if before.get("state") == "offered" else _("The customer declined"),
            )
        case "claim.lapsed":
            return "clock", "warn", _("Claim lapsed")
        case "claim.reversed":
            return "arrow-uturn-left", "warn", _("Settlement taken back, return voucher %(voucher)s") % {"voucher": facts.get("voucher")}
        case "claim.override":
            return "hand-thumb-up", "warn", _("%(waived)s of the deductions waived") % {"waived": _rupees(facts, "waived")}
        case _:
            return "information-circle", "info", verb.removeprefix("claim.").replace("_", " ").capitalize()


def token_words(verb: str, facts: Mapping[str, Any]) -> tuple[str, str, str]:
    """The same of one row about a tier reserved online."""
    match verb:
        case "token.reserved":
            return (
                "lock-closed",
                "info",
                _("Reserved online by the customer, %(assured)s held through %(through)s")
                % {"assured": _rupees(facts, "assured"), "through": _through(facts)},
            )
        case "token.given_back":
            return "lock-open", "", _("The customer gave the reservation of %(percent)s %% back") % {"percent": facts.get("percent")}
        case _:
            return "clock", "", _("The reservation of %(percent)s %% has ended") % {"percent": facts.get("percent")}


def _through(facts: Mapping[str, Any]) -> str:
    return day_text(date.fromisoformat(str(facts["through"])))


def _register(facts: Mapping[str, Any]) -> str:
    """The source of a look-up, with its reference."""
    return ", ".join(str(facts[key]) for key in ("source", "reference") if facts.get(key))


def _rupees(facts: Mapping[str, Any], name: str) -> str:
    return rupees_text(Decimal(str(facts.get(name) or 0)))

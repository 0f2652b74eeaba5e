"""The rarer acts on a plan in words: icon, tone and sentence for each verb of the trail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_GROUNDS = {"lost": "phone lost", "stolen": "phone stolen", "dispute": "dispute"}


def life_words(verb: str, facts: Mapping[str, Any]) -> tuple[str, str, str] | None:
    """What happened; None for a verb that is not of these."""
    match verb:
        case "plan.suspended":
            return "pause-circle", "warn", f"Suspended ({_GROUNDS.get(str(facts.get('ground')), 'no ground')})"
        case "plan.resumed":
            return "play-circle", "good", "Goes on again"
        case "plan.swapped":
            return "arrows-right-left", "info", "Phone exchanged in warranty"
        case "plan.corrected":
            name = " and name" if facts.get("name_changed") else ""
            return "pencil-square", "info", f"Customer's mobile{name} corrected"
        case "plan.transferred":
            return "user", "info", "Given to another person"
    return None

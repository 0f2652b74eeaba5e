"""The rarer acts on a plan in words: icon, tone and sentence for each verb of the trail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

_GROUNDS = {"lost": gettext_lazy("phone lost"), "stolen": gettext_lazy("phone stolen"), "dispute": "dispute"}


def life_words(verb: str, facts: Mapping[str, Any]) -> tuple[str, str, str] | None:
    """What happened; None for a verb that is not of these."""
    match verb:
        case "plan.suspended":
            return "pause-circle", "warn", _("Suspended (%(ground)s)") % {"ground": _GROUNDS.get(str(facts.get("ground")), _("no ground"))}
        case "plan.resumed":
            return "play-circle", "good", _("Goes on again")
        case "plan.swapped":
            return "arrows-right-left", "info", _("Phone exchanged in warranty")
        case "plan.corrected":
            name = _(" and name") if facts.get("name_changed") else ""
            return "pencil-square", "info", _("Customer's mobile%(name)s corrected") % {"name": name}
        case "plan.transferred":
            return "user", "info", _("Given to another person")
        case "plan.consent_withdrawn":
            return "hand-raised", "warn", _("Consent withdrawn: nothing is sent about the plan any more")
        case "plan.consent_given":
            return "check-circle", "good", _("Consent given again")
    return None

"""Refusals of points and rewards in the member's words and language: what is wrong, and what to do."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loyalty.rewards.models import RewardTerms
from loyalty.rewards.refusals import LimitReached, MembersOnly, NoStock, RewardUnavailable
from upgrade_program.foundation.ui.figures import grouped
from upgrade_program.kernel.errors import Refused

_AGAIN: dict[str, str | Promise] = {
    "day": gettext_lazy("You had it today; it can be had again tomorrow."),
    "month": gettext_lazy("You had it this month; it can be had again next month."),
    "year": gettext_lazy("You had it this year; it can be had again next year."),
}
_OFTEN = gettext_lazy("You had it as often as one member may.")


def said(no: Refused) -> str:
    """Of an act on the pages of points."""
    if no.code == "checked_in_already":
        return _("You have checked in today already. Come back tomorrow.")
    if no.code == "not_a_member":
        return _("You are not a member now, so nothing is earned. You can join on this page.")
    if no.code == "consent_missing":
        return _("The words have changed, or you have not agreed to them. Read them again.")
    if no.code == "points_insufficient":
        points, available = (int(str(no.facts[name])) for name in ("points", "available"))
        return _("%(missing)s points are missing. Choose another reward.") % {"missing": grouped(points - available)}
    if no.code == "price_changed":
        return _("This takes other points now. Look at the new figure before you take it.")
    if no.code == "review_impossible":
        return _("This can be reviewed no more. Choose another purchase.")
    if no.code == "invitation_unknown":
        return _("Nobody invites with this code. Copy it again from the message.")
    if no.code == "not_invitable":
        return _("An invitation is for somebody new who has bought nothing yet, and never for oneself.")
    if no.code == "invited_each_other":
        return _("This person came by your own invitation, or by one of somebody you brought. Nothing needs to be done.")
    if no.code in {"busy", "request_in_progress"}:
        return _("Your request is still being worked on. Look again in a moment.")
    return _("This was not done. Look at the page again before you try once more.")


def why_not(no: RewardUnavailable, terms: RewardTerms) -> str:
    """What keeps a reward on offer from this member."""
    if isinstance(no, MembersOnly):
        return _("Only for members with a paid membership, which any of our stores sells.")
    if isinstance(no, NoStock):
        return _("All of them are gone.")
    if isinstance(no, LimitReached):
        return str(_AGAIN.get(terms.period, _OFTEN))
    return _("It cannot be had now.")

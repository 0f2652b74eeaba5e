"""One draft of the terms: what it changes, what it would have promised and paid, and the acts on it; granted, the proof."""

from __future__ import annotations

from datetime import datetime

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from stores.clock import now
from upgrade_program.drafts.enums import DraftState, Kind
from upgrade_program.drafts.queries import DraftStanding, draft_for
from upgrade_program.interfaces.headoffice.prices.page import actor_of, desk_page
from upgrade_program.interfaces.headoffice.rulebook.page import done, sent_form, shown, standing_context
from upgrade_program.plans.models import TermsVersion
from upgrade_program.plans.proposal import Proposal, differences
from upgrade_program.plans.queries import proposal_of
from upgrade_program.plans.services import ask_terms, withdraw_terms
from upgrade_program.reporting.kept_trials import figures_of, trial_for, try_again
from upgrade_program.usecases.rulebook import terms_proof


@desk_page
def terms_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows a draft, or takes the asking, the yes, the no or a withdrawal; a refusal stands above the acts.

    Its trial is asked for by the first look of a day, and again by hand where it failed.
    """
    actor, at = actor_of(request), now()
    standing = draft_for(actor, Kind.TERMS, pk)
    if request.POST.get("act") == "reckon":
        try_again(standing.draft, actor=actor, until=_until(standing, at), at=at)
        return redirect("admin:terms_draft", pk=pk)
    form = sent_form(request)
    if request.method != "POST":
        return _page(request, standing, form, at=at)
    if done(
        request,
        standing,
        form,
        ask=lambda: ask_terms(actor=actor, draft=standing.draft, at=at),
        withdraw=lambda reason: withdraw_terms(actor=actor, draft=standing.draft, reason=reason, at=at),
        at=at,
    ):
        return redirect("admin:terms_draft", pk=pk)
    return _page(request, standing, form, at=at, status=422)


def _page(request: HttpRequest, standing: DraftStanding, form: forms.Form, *, at: datetime, status: int = 200) -> HttpResponse:
    draft = standing.draft
    proposal = Proposal.from_json(draft.content)
    kept = trial_for(draft, until=_until(standing, at), at=at)
    followed = TermsVersion.objects.filter(pk=draft.follows or 0).first()
    context = standing_context(request, standing, form, at=at) | {
        "follows": followed,
        "changes": differences(proposal_of(followed), proposal) if followed else [],
        "kept": kept,
        "left_lying": kept.is_left_lying(at=at),
        "trial": figures_of(kept),
        "published": TermsVersion.objects.filter(draft=draft).first(),
        "proof": terms_proof(draft) if standing.decided is DraftState.APPROVED else None,
    }
    return shown(request, "terms_draft", f"Terms from {draft.from_day:%-d %b %Y}", context, status=status)


def _until(standing: DraftStanding, at: datetime) -> datetime:
    """Up to when the plans of the last year count: this instant, or that of the decision."""
    asked = standing.asked
    return asked.decided_at if asked and asked.decided_at else at

"""One draft of a tax rate: what it would have made of last month's bills, and the acts on it; granted, the proof."""

from __future__ import annotations

from datetime import datetime

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from stores.clock import now
from upgrade_program.billing.models import TaxRule
from upgrade_program.billing.services.rules import ask_tax_rule, withdraw_tax_rule
from upgrade_program.billing.tax_draft import TaxProposal
from upgrade_program.drafts.enums import DraftState, Kind
from upgrade_program.drafts.queries import DraftStanding, draft_for
from upgrade_program.interfaces.headoffice.prices.page import actor_of, desk_page
from upgrade_program.interfaces.headoffice.rulebook.page import done, sent_form, shown, standing_context
from upgrade_program.reporting.tax_trial import tax_trial
from upgrade_program.usecases.rulebook import rate_proof


@desk_page
def tax_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows a draft, or takes the asking, the yes, the no or a withdrawal; a refusal stands above the acts."""
    actor, at = actor_of(request), now()
    standing = draft_for(actor, Kind.TAX, pk)
    form = sent_form(request)
    if request.method != "POST":
        return _page(request, standing, form, at=at)
    if done(
        request,
        standing,
        form,
        ask=lambda: ask_tax_rule(actor=actor, draft=standing.draft, at=at),
        withdraw=lambda reason: withdraw_tax_rule(actor=actor, draft=standing.draft, reason=reason, at=at),
        at=at,
    ):
        return redirect("admin:tax_draft", pk=pk)
    return _page(request, standing, form, at=at, status=422)


def _page(request: HttpRequest, standing: DraftStanding, form: forms.Form, *, at: datetime, status: int = 200) -> HttpResponse:
    draft, asked = standing.draft, standing.asked
    proposal = TaxProposal.from_json(draft.content)
    context = standing_context(request, standing, form, at=at) | {
        "proposal": proposal,
        "follows": TaxRule.objects.filter(pk=draft.follows or 0).first(),
        "trial": tax_trial(proposal, at=asked.decided_at if asked and asked.decided_at else at),
        "documents": True,
        "proof": rate_proof(draft) if standing.decided is DraftState.APPROVED else None,
    }
    return shown(request, "tax_draft", f"Tax rate from {draft.from_day:%-d %b %Y}", context, status=status)

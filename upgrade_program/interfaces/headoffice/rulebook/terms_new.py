"""New terms, typed as a draft: it begins as a copy of the newest version, or of another draft; every fault stands at its field."""

from __future__ import annotations

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from stores.access import require_head_office
from stores.clock import local_day, now
from upgrade_program.drafts.enums import Kind
from upgrade_program.drafts.queries import draft_for
from upgrade_program.interfaces.headoffice.prices.page import actor_of, desk_page
from upgrade_program.interfaces.headoffice.rulebook.page import shown
from upgrade_program.interfaces.headoffice.rulebook.terms_forms import TermsDesk
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Forbidden, Refused
from upgrade_program.plans.proposal import Proposal
from upgrade_program.plans.queries import newest_terms, proposal_of
from upgrade_program.plans.services import draft_terms


@desk_page
def terms_new(request: HttpRequest) -> HttpResponse:
    """Shows the form, or takes it: kept as a draft that nobody is asked for yet, or shown again with what is wrong."""
    actor, at = actor_of(request), now()
    require_head_office(actor)
    newest = newest_terms()
    begun = _begun(actor, request.GET.get("from", "")) or proposal_of(newest)
    first = {"from_day": local_day(at) + timedelta(days=1), "seen": newest.pk}
    desk = TermsDesk(begun, first, request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if desk.is_valid():
            head = desk.head.cleaned_data
            try:
                draft = draft_terms(actor=actor, proposal=desk.proposal(), at=at, **head)
                return redirect("admin:terms_draft", pk=draft.pk)
            except Forbidden:
                raise
            except Refused as no:
                desk.tell(no)
    return shown(request, "terms_new", "New terms", {"desk": desk, "newest": newest}, status=status)


def _begun(actor: Actor, asked: str) -> Proposal | None:
    """What another draft says, if one is named."""
    if not asked:
        return None
    if not (asked.isascii() and asked.isdigit() and len(asked) <= 18):
        raise Http404
    return Proposal.from_json(draft_for(actor, Kind.TERMS, int(asked)).draft.content)

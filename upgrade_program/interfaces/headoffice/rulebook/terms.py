"""All versions of the terms with their drafts, newest first: what is in force, what is planned, who asked and who allowed it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from stores.clock import local_day, now
from upgrade_program.drafts.enums import Kind
from upgrade_program.drafts.queries import draft_standings, drafts_for
from upgrade_program.interfaces.headoffice.prices.page import actor_of, page_number
from upgrade_program.interfaces.headoffice.rulebook.page import dated, shown
from upgrade_program.plans.models import TermsVersion

PAGE = 30


@require_safe
def terms(request: HttpRequest) -> HttpResponse:
    """The list; there is nothing to send."""
    at, page = now(), page_number(request)
    known = TermsVersion.objects.select_related("draft__withdrawal__by").prefetch_related("tier_rows").order_by("-version")
    versions = dated(known[:PAGE], local_day(at))
    found = list(drafts_for(actor_of(request), Kind.TERMS)[(page - 1) * PAGE : page * PAGE + 1])
    listed = [(one, one.is_over(at)) for one in draft_standings(found[:PAGE])]
    context = {"versions": versions, "listed": listed, "page": page, "more": len(found) > PAGE}
    return shown(request, "terms", "Terms", context)

"""All tax rates with their drafts, newest first: what is in force, what is planned, who asked and who allowed it."""

from __future__ import annotations

from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from stores.clock import local_day, now
from upgrade_program.billing.models import TaxRule
from upgrade_program.drafts.enums import Kind
from upgrade_program.drafts.queries import draft_standings, drafts_for
from upgrade_program.interfaces.headoffice.prices.page import actor_of, page_number
from upgrade_program.interfaces.headoffice.rulebook.page import dated, shown

PAGE = 30


@require_safe
def taxes(request: HttpRequest) -> HttpResponse:
    """The list; there is nothing to send."""
    at, page = now(), page_number(request)
    begins = Coalesce("valid__startswith", "draft__from_day")  # a withdrawn one has no days of its own
    rules = dated(TaxRule.objects.select_related("draft__withdrawal__by").order_by("sac", begins.desc(), "-pk")[:PAGE], local_day(at))
    found = list(drafts_for(actor_of(request), Kind.TAX)[(page - 1) * PAGE : page * PAGE + 1])
    listed = [(one, one.is_over(at)) for one in draft_standings(found[:PAGE])]
    return shown(request, "tax", "Tax rates", {"rules": rules, "listed": listed, "page": page, "more": len(found) > PAGE})

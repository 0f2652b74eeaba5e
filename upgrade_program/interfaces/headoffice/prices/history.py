"""All change sets, newest first: who asked for what, from when, why, and who said what to it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from stores.clock import now
from upgrade_program.catalog.queries.changes import sets_for, standings
from upgrade_program.interfaces.headoffice.prices.page import actor_of, desk_page, page_number, shown

PAGE = 50


@desk_page
def changes(request: HttpRequest) -> HttpResponse:
    """A page of the list; there is nothing to send."""
    page, at = page_number(request), now()
    found = list(sets_for(actor_of(request))[(page - 1) * PAGE : page * PAGE + 1])
    listed = [(one, one.is_over(at)) for one in standings(found[:PAGE])]
    return shown(request, "changes", "Change sets of prices", {"listed": listed, "page": page, "more": len(found) > PAGE})

"""The page behind the link in a mail that stops reminders and word of points, and lets them come again; without signing in."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from stores.clock import now
from upgrade_program.customers.queries import is_customer
from upgrade_program.interfaces.portal.throttle import throttled
from upgrade_program.kernel.actor import Actor, Role
from upgrade_program.messaging.enums import Way
from upgrade_program.messaging.queries import wants_reminders
from upgrade_program.messaging.services import choose
from upgrade_program.messaging.stop_links import customer_of

_THE_CUSTOMER = Actor(role=Role.CUSTOMER)


@csrf_exempt  # the link itself is the authority: mail programs post to it for their reader, and it leads from no page of ours
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def optout(request: HttpRequest, token: str) -> HttpResponseBase:
    """Asked with GET it changes nothing, as programs that look at links do; with POST it stops, or with `wants=yes` begins again.

    Says nothing of whose link it is. What we never signed, and whoever was erased, is the same 404. A press that stops is never put off:
    a mail provider sends those of all its readers from a few addresses, and once only. Stopping again changes nothing.
    """
    stops = request.method == "POST" and request.POST.get("wants") != "yes"
    return _page(request, token) if stops else _page_in_turn(request, token)


def _page(request: HttpRequest, token: str) -> HttpResponse:
    """How it stands now; what was posted is done first."""
    customer_id = customer_of(token)
    if customer_id is None or not is_customer(customer_id):
        raise Http404
    if request.method == "POST":
        choose(customer_id=customer_id, wants=request.POST.get("wants") == "yes", way=Way.LINK, actor=_THE_CUSTOMER, at=now())
    context = {"wants": wants_reminders(customer_id), "said": request.method == "POST"}
    answer = render(request, "portal/optout.html", context)
    answer["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    answer["Referrer-Policy"] = "no-referrer"
    return answer


_page_in_turn = throttled(_page)

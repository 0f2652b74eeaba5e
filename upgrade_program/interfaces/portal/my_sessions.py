"""Where the customer is signed in, and the way out everywhere at once."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from stores.clock import now
from upgrade_program.customers.sessions import end_sessions_of, open_sessions
from upgrade_program.interfaces.portal.browser import drop_key
from upgrade_program.interfaces.portal.gate import CustomerRequest, customer_page


@require_http_methods(["GET", "HEAD", "POST"])
@customer_page
def sessions(request: CustomerRequest) -> HttpResponse:
    """The sessions that are open; the form ends every one of them, this one too."""
    at = now()
    if request.method == "POST":
        end_sessions_of(customer_id=request.customer.pk, at=at)
        answer = redirect("portal:estimate")
        drop_key(answer)
        return answer
    return render(request, "portal/me/sessions.html", {"sessions": open_sessions(at=at).filter(customer=request.customer)})

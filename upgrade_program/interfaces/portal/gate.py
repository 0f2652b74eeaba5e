"""The door of every page of a signed-in customer.

To make such a page: write `@customer_page` over a view that takes a `CustomerRequest`, and let its template extend `portal/me/base.html`.
The view finds `request.customer`, and `request.actor` (role customer, with `customer_id`) to ask queries with: `for_actor(request.actor)`.
Whoever is not signed in is led to the sign-in page and back; a `NotFound` or `Forbidden` of the domain is the same 404, so that nobody
learns what others have. Nothing stays behind the Back button, and no search engine comes in. Add the page's link in `portal/me/nav.html`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache

from stores.clock import now
from upgrade_program.customers.models import Customer, CustomerSession
from upgrade_program.customers.sessions import note_use, session_behind
from upgrade_program.interfaces.portal.throttle import throttled
from upgrade_program.kernel.actor import Actor, Role
from upgrade_program.kernel.errors import Forbidden, NotFound


class CustomerRequest(HttpRequest):
    """A request of a signed-in customer; whether staff are signed in, too, in the same browser, is nothing to it."""

    customer: Customer
    customer_session: CustomerSession
    actor: Actor


View = Callable[..., HttpResponseBase]


def customer_page(view: View) -> View:
    """The customer of the session only: strangers go to the sign-in page."""

    @throttled
    @never_cache
    @wraps(view)
    def page(request: CustomerRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        at = now()
        session = session_behind(key_of(request), at=at)
        if session is None:
            return _to_sign_in(request)
        note_use(session, at=at)
        request.customer, request.customer_session = session.customer, session
        request.actor = Actor(role=Role.CUSTOMER, customer_id=session.customer_id)
        try:
            answer = view(request, *args, **kwargs)
        except (NotFound, Forbidden) as no:
            raise Http404 from no
        answer["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        return answer

    return page


def key_of(request: HttpRequest) -> str:
    """The key of the customer's session that the browser sends; empty without one."""
    key: str = request.COOKIES.get(settings.CUSTOMER_COOKIE_NAME, "")
    return key


def _to_sign_in(request: HttpRequest) -> HttpResponseBase:
    back = request.get_full_path() if request.method in {"GET", "HEAD"} else reverse("portal:my_plans")
    return redirect(f"{reverse('portal:sign_in')}?{urlencode({'next': back})}")

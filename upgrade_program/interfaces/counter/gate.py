"""The door of every counter page: who comes in, what the browser may keep, and how a refusal without a form is answered."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django_htmx.middleware import HtmxDetails

from stores.middleware import StaffRequest
from upgrade_program.interfaces.counter.language import in_language_of
from upgrade_program.kernel.errors import Forbidden, NotFound


class CounterRequest(StaffRequest):
    """A request of a signed-in member of staff."""

    htmx: HtmxDetails


View = Callable[..., HttpResponseBase]


def staff_page(view: View) -> View:
    """Staff only: strangers go to the sign-in page, people without a post are turned away (403). Nothing stays behind the Back button.

    A `NotFound` of the domain is a 404, a `Forbidden` a 403; every other refusal is the view's own to show at its field.
    """

    @never_cache
    @wraps(view)
    def page(request: CounterRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        if not request.actor.is_staff:
            raise PermissionDenied
        with in_language_of(request):
            try:
                return view(request, *args, **kwargs)
            except NotFound as no:
                raise Http404 from no
            except Forbidden as no:
                raise PermissionDenied from no

    return page


def account_page(view: View) -> View:
    """A page of one's own access: signed in is enough, whatever the role. Nothing stays behind the Back button."""

    @never_cache
    @wraps(view)
    def page(request: CounterRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        with in_language_of(request):
            return view(request, *args, **kwargs)

    return page


def _to_sign_in(request: CounterRequest) -> HttpResponse:
    if request.htmx:
        return HttpResponse(status=401)  # htmx-errors.js loads the page again, which leads to the sign-in page
    back = request.get_full_path() if request.method == "GET" else reverse("counter:home")
    return redirect_to_login(back)

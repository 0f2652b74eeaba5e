"""The lock over every page of staff: the counter, the desk and the account pages, whatever address they have. Reliability S7.

A locked session reaches the lock page and nothing else. A person whose role needs a second factor and whose session has not proved one
reaches the pages that set it up or ask for it, and nothing else. What is open to everybody (portal, API, health) is not asked.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from stores.clock import now, store_today
from stores.middleware import StaffRequest
from stores.models import StaffUser
from stores.queries import colleagues
from stores.second_factor import has_proved, has_second_factor
from stores.till import is_locked, note_activity
from upgrade_program.interfaces.counter.kept import keep_form
from upgrade_program.interfaces.counter.language import in_language_of
from upgrade_program.interfaces.counter.till_forms import UnlockForm
from upgrade_program.kernel.tongue import spoken

LOCKED = 423
_STAFF_PATHS = ("/counter/", "/admin/", "/accounts/")
_OPEN_SPACES = {"portal", "api", "demo"}
_OPEN = {"healthz", "readyz", "metrics", "account_login", "account_logout", "account_signup", "admin:logout"}
_UNLOCKING = {"counter:lock", "counter:unlock"}
# Where somebody without the second factor that their role needs may go.
_SETTING_UP = {
    "account_reauthenticate",
    "mfa_activate_totp",
    "mfa_reauthenticate",
    "mfa_view_recovery_codes",
    "counter:awake",
}


class LockMiddleware:
    """Stands behind everything that knows the person, and before every view."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.path.startswith(_STAFF_PATHS):  # refusals and pages not found too: nothing stays behind the Back button
            add_never_cache_headers(response)
        return response

    def process_view(self, request: StaffRequest, view: object, args: object, kwargs: object) -> HttpResponseBase | None:
        """The lock page, the way to the second factor, or None: then the view answers."""
        place = request.resolver_match
        name = place.view_name if place else ""
        if name in _OPEN or name.split(":")[0] in _OPEN_SPACES or not isinstance(request.user, StaffUser):
            return None
        at = now()
        if name not in _UNLOCKING:
            if is_locked(request.session, at=at):
                return answer_locked(request)
            if _counts(request):
                note_activity(request.session, at=at)
        if name in _SETTING_UP | _UNLOCKING or not request.needs_second_factor or has_proved(request.session, request.user):
            return None
        return _to_second_factor(request, request.user)


def answer_locked(request: StaffRequest) -> HttpResponse:
    """423: nothing for a fragment, for a page the lock page at the same address. A form that was sent is kept, and not acted upon."""
    if _is_fragment(request):
        return HttpResponse(status=LOCKED)  # idle.js covers the page, which keeps what was typed
    if request.method in {"GET", "HEAD"}:
        return lock_page(request, back=request.get_full_path())
    return lock_page(request, back=keep_form(request))


def lock_page(request: StaffRequest, *, form: UnlockForm | None = None, back: str = "", status: int = LOCKED) -> HttpResponse:
    """Who may unlock, one field for the PIN, and the password for who has none or must."""
    with in_language_of(request):
        template = "counter/lock_form.html" if _is_fragment(request) else "counter/lock.html"
        shown = form or UnlockForm(people=people_at(request), initial={"who": request.user.pk, "back": back})
        answer = render(request, template, {"form": shown, "back": back}, status=status)
    add_never_cache_headers(answer)
    return answer


def people_at(request: StaffRequest) -> list[tuple[int, str]]:
    """Whom this till can be unlocked by: its person first, then the others who work in the store today."""
    user = request.user
    others: list[tuple[int, str]] = []
    if request.store:
        posted = colleagues(store_id=request.store.pk, on=store_today()).exclude(staff_id=user.pk)
        others = [(posting.staff_id, f"{posting.staff.name}, {spoken(posting.get_role_display()).lower()}") for posting in posted]
    return [(user.pk or 0, getattr(user, "name", "")), *others]


def way_back(request: StaffRequest, address: str) -> str:
    """The address if it is one of ours, else the counter's home: what a form sends may lead anywhere."""
    ours = url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return address if ours and address.startswith("/") else reverse("counter:home")


def _counts(request: StaffRequest) -> bool:
    """Whether a request shows that somebody is at the till: pages do, what scripts fetch does not (they tell of typing themselves)."""
    return not _is_fragment(request) and request.headers.get("Sec-Fetch-Dest", "document") == "document"


def _is_fragment(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def _to_second_factor(request: StaffRequest, user: StaffUser) -> HttpResponse:
    if _is_fragment(request):
        return HttpResponse(status=401)  # htmx-errors.js loads the page again, which leads there
    if not has_second_factor(user):
        return redirect("mfa_activate_totp")
    back = request.get_full_path() if request.method == "GET" else reverse("counter:home")
    return redirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': back})}")

"""The till between people: lock it, unlock it or take it over, say that somebody is there, and set one's PIN."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from stores.clock import now
from stores.models import StaffUser
from stores.services import lock_till, open_till, set_pin
from stores.sign_in import address_of
from stores.till import note_activity
from upgrade_program.interfaces.counter.gate import CounterRequest, account_page
from upgrade_program.interfaces.counter.kept import take_kept
from upgrade_program.interfaces.counter.lock import lock_page, people_at, way_back
from upgrade_program.interfaces.counter.till_forms import PinForm, UnlockForm
from upgrade_program.kernel.errors import Refused

_AT_CODE = {"totp": "code"}  # what the sign-in calls a field -> what the form calls it


@require_POST
@account_page
def lock(request: CounterRequest) -> HttpResponse:
    """Locks the till now: a script gets the form for its cover, everybody else the lock page at the address they were at."""
    lock_till(session=request.session, at=now())
    if request.htmx:
        return lock_page(request, back=request.POST.get("back", ""), status=200)
    return redirect(way_back(request, request.POST.get("back", "")))


@require_POST
@account_page
def unlock(request: CounterRequest) -> HttpResponse:
    """Opens the till again. The same person goes on where they were; another one begins at the counter, in a session of their own."""
    form = UnlockForm(request.POST, people=people_at(request))
    given = {name: request.POST.get(f"till-{name}", "") for name in ("who", "pin", "password", "code", "back")}
    try:
        handed_over = open_till(
            request=request,
            who=int(given["who"]) if given["who"].isdecimal() and len(given["who"]) < 10 else 0,
            pin=given["pin"].strip(),
            password=given["password"],
            code=given["code"].strip(),
            at=now(),
        )
    except Refused as no:
        for error in no.errors:
            field = _AT_CODE.get(error.field or "", error.field) or "password"
            form.add_error(field if field in form.fields else "password", error.message)
        return lock_page(request, form=form, back=given["back"], status=no.status if no.status == 429 and not request.htmx else 422)
    back = reverse("counter:home") if handed_over else way_back(request, given["back"])
    if not request.htmx:
        return redirect(back)
    if handed_over:
        return HttpResponse(status=204, headers={"HX-Trigger": "till:handed-over", "HX-Redirect": back})
    return HttpResponse(status=204, headers={"HX-Trigger": "till:opened"})


@require_POST
@account_page
def awake(request: CounterRequest) -> HttpResponse:
    """The page's script has seen somebody type or press: the idle time begins anew. 204, and 423 once the till is locked."""
    note_activity(request.session, at=now())
    return HttpResponse(status=204)


@require_safe
@account_page
def kept(request: CounterRequest) -> HttpResponse:
    """What was sent while the till was locked, to be sent again by a press; shown once."""
    form = take_kept(request.session)
    if form is None:
        return redirect("counter:home")
    return render(request, "counter/kept.html", {"to": way_back(request, form["to"]), "fields": form["fields"]})


@require_http_methods(["GET", "HEAD", "POST"])
@account_page
def pin(request: CounterRequest) -> HttpResponse:
    """One's PIN: set with the password, shown never."""
    form = PinForm(request.POST or None)
    if request.method == "POST" and isinstance(request.user, StaffUser):
        given = {name: request.POST.get(name, "") for name in ("password", "pin", "again")}
        try:
            set_pin(
                actor=request.actor,
                staff=request.user,
                password=given["password"],
                pin=given["pin"].strip(),
                again=given["again"].strip(),
                address=address_of(request),
                at=now(),
            )
        except Refused as no:
            for error in no.errors:
                form.add_error(error.field if error.field in form.fields else "password", error.message)
            return render(request, "counter/pin.html", {"form": form}, status=422)
        messages.success(request, _("Your PIN is set."))
        return redirect("counter:pin")
    return render(request, "counter/pin.html", {"form": PinForm(), "has_pin": bool(getattr(request.user, "pin", ""))})

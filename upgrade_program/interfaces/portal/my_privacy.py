"""What is kept of the customer and why, and what they can say to it: withdraw a consent, stop reminders, take a copy, be erased."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from loyalty.programme.services import leave
from stores.clock import local_day, now
from upgrade_program.customers.wishes import open_wish
from upgrade_program.interfaces.portal.gate import CustomerRequest, customer_page
from upgrade_program.interfaces.portal.my_consents import again, consents_of, take_back
from upgrade_program.kernel.errors import NotFound, Refused
from upgrade_program.messaging.enums import Way
from upgrade_program.messaging.queries import wants_reminders
from upgrade_program.messaging.services import choose
from upgrade_program.usecases import erase
from upgrade_program.usecases.own_copy import copy_of


@require_http_methods(["GET", "HEAD", "POST"])
@customer_page
def privacy(request: CustomerRequest) -> HttpResponse:
    """The page and its acts, one a button; each is dated and stands in the audit trail. A refusal stands on the page."""
    at = now()
    act = _ACTS.get(request.POST.get("act", "")) if request.method == "POST" else None
    if act is None:
        return _page(request, at=at, status=422 if request.method == "POST" else 200)
    try:
        act(request, at)
    except NotFound:
        raise
    except Refused as no:
        return _page(request, at=at, wrong=_said(no), status=no.status)
    return redirect("portal:my_privacy")


@require_POST
@customer_page
def copy(request: CustomerRequest) -> HttpResponse:
    """Everything that is kept of this customer as a file, and of nobody else; that it was taken stands in the audit trail."""
    file = JsonResponse(copy_of(actor=request.actor, at=now()), json_dumps_params={"ensure_ascii": False, "indent": 2})
    file["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return file


def _leave(request: CustomerRequest, at: datetime) -> None:
    leave(customer=request.customer, actor=request.actor, at=at)


def _stop(request: CustomerRequest, at: datetime) -> None:
    choose(customer_id=request.customer.pk, wants=False, way=Way.PORTAL, actor=request.actor, at=at)


def _want(request: CustomerRequest, at: datetime) -> None:
    choose(customer_id=request.customer.pk, wants=True, way=Way.PORTAL, actor=request.actor, at=at)


def _wish(request: CustomerRequest, at: datetime) -> None:
    erase.wish(actor=request.actor, at=at)


def _unwish(request: CustomerRequest, at: datetime) -> None:
    erase.take_wish_back(actor=request.actor, at=at)


_ACTS: dict[str, Callable[[CustomerRequest, datetime], None]] = {
    "leave": _leave,
    "stop": _stop,
    "want": _want,
    "erase": _wish,
    "keep": _unwish,
    "withdraw": take_back,
    "agree": again,
}


def _page(request: CustomerRequest, *, at: datetime, status: int, wrong: str = "") -> HttpResponse:
    customer = request.customer
    why, wished = erase.hindrance(customer.pk, at=at), open_wish(customer.pk)
    context: dict[str, Any] = {
        "customer": customer,
        "consents": consents_of(customer, on=local_day(at)),
        "reminded": wants_reminders(customer.pk),
        "wished": wished,
        "why": _said(why) if why and not wished else "",
        "grievance_name": settings.GRIEVANCE_NAME,
        "grievance_email": settings.GRIEVANCE_EMAIL,
        "wrong": wrong,
    }
    return render(request, "portal/me/privacy/privacy.html", context, status=status)


def _said(no: Refused) -> str:
    """A refusal in the customer's words and language."""
    if no.code == "plan_live":
        return _("You have a plan that still runs, and its promise is to you. Ask the store that sold it to end it or hand it on first.")
    if no.code == "points_on_hold":
        return _("Some of your points are put aside for a payment. Ask again when it is done.")
    if no.code == "erasure_asked":
        return _("You have asked for this already.")
    if no.code == "consent_missing":
        return _("The words have changed, or you have not agreed to them. Read them again.")
    return _("This was not done. Look at the page again before you try once more.")

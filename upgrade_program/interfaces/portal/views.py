"""The customer's pages."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_POST, require_safe
from django.views.i18n import set_language

from stores.clock import local_day, now, store_today
from upgrade_program.interfaces.portal.estimate import EstimateForm, estimate_for, offers_meant
from upgrade_program.interfaces.portal.my_hold import next_step
from upgrade_program.interfaces.portal.shown_plan import shown_plan
from upgrade_program.interfaces.portal.throttle import throttled
from upgrade_program.plans.queries import plan_behind


@require_safe
@throttled
@gzip_page
def estimate(request: HttpRequest) -> HttpResponse:
    """What the plan on a phone would be worth, by model and bill date; works as a plain address, without scripts."""
    at = now()
    form = EstimateForm(request.GET if "device" in request.GET else None, initial={"bill_date": local_day(at)})
    context: dict[str, Any] = {"form": form, "indexed": True}
    if form.is_valid():
        bill_date = form.cleaned_data["bill_date"] or local_day(at)
        offers = offers_meant(form, at=at)
        context |= {"choices": offers if len(offers) > 1 else [], "nothing": not offers, "bill_date": bill_date}
        if len(offers) == 1:
            context["estimate"] = estimate_for(offers[0].sku, bill_date=bill_date, at=at)
    return render(request, "portal/estimate.html", context)


@require_safe
@throttled
@never_cache
@gzip_page
def plan(request: HttpRequest, token: str) -> HttpResponse:
    """The masked page of one plan; neither search engine nor referrer learns its address.

    Unknown, revoked and ended links are one 404, which says how to get a new one.
    """
    on = store_today()
    shown = plan_behind(token, on=on) if len(token) <= 64 and "\x00" not in token else None
    if shown is None:
        return _unlisted(render(request, "portal/link_over.html", status=404))
    context = shown_plan(shown, on=on)
    context["step"] = next_step(shown, context["value"], on=on)
    sellable = context["value"].value_status in {"waiting", "open"}
    context["upgrade_url"] = reverse("portal:upgrade", args=[token]) if sellable else ""
    return _unlisted(render(request, "portal/plan.html", context))


def _unlisted(answer: HttpResponse) -> HttpResponse:
    answer["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    answer["Referrer-Policy"] = "no-referrer"
    return answer


@csrf_exempt  # the plan's page sends no referrer, so its form has no origin to check; all this can change is a language
@require_POST
def language(request: HttpRequest) -> HttpResponseBase:
    """English or Hindi from now on, kept in a cookie; leads back to the page one came from, never to another site."""
    return set_language(request)

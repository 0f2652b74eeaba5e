"""How it works, questions and answers, the terms by version, and the store finder: for anybody, found by search engines."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from stores.clock import STORE_TIME, now, store_today
from stores.finder import LONGEST, stores_near
from upgrade_program.interfaces.portal.guide.example import example_of
from upgrade_program.interfaces.portal.guide.questions import questions
from upgrade_program.interfaces.portal.throttle import throttled
from upgrade_program.plans.queries import published, published_versions, terms_in_force


def language_of_page() -> str:
    """en or hi: the words that are kept as data exist in these."""
    return "hi" if (get_language() or "").startswith("hi") else "en"


@require_safe
@throttled
@gzip_page
def how(request: HttpRequest) -> HttpResponse:
    """What is promised and what is not, with the rupees of a phone that is sold now and the faults that lower them."""
    at = now()
    on = store_today()
    _id, terms = terms_in_force(on=on)
    context = {
        "example": example_of(at=at, language=language_of_page()),
        "terms": published(version=terms.version, language=language_of_page(), on=on),
        "wait": terms.tiers[0].after,
        "free_look": terms.free_look_days,
        "hold": terms.limits.hold_days,
    }
    return _public(
        request, "how", context, description=_("What the Smart Upgrade plan promises, in rupees and dates, and what it does not.")
    )


@require_safe
@throttled
@gzip_page
def answers(request: HttpRequest) -> HttpResponse:
    """Questions and answers, filled from the terms in force."""
    _id, terms = terms_in_force(on=store_today())
    facts = {
        "first": terms.tiers[0].percent,
        "least": terms.tiers[-1].percent,
        "wait": terms.tiers[0].after,
        "hold": terms.limits.hold_days,
        "look": terms.free_look_days,
    }
    found = questions(language_of_page(), facts=facts)
    return _public(request, "questions", {"questions": found}, description=_("Answers to what people ask about the Smart Upgrade plan."))


@require_safe
@throttled
@gzip_page
def terms(request: HttpRequest, version: int | None = None) -> HttpResponse:
    """The terms of a version, or of the one in force; the others by link. 404 for a version that nobody has read yet."""
    on = store_today()
    known = published_versions(on=on)
    in_force = (number for number, _first, last in known if last is None or on <= last)  # the newest first, and none that is still to come
    asked = version if version is not None else next(in_force, 0)
    shown = published(version=asked, language=language_of_page(), on=on) if asked < 2**31 else None
    if shown is None:
        raise Http404
    context = {"shown": shown, "versions": known if len(known) > 1 else []}
    return _public(request, "terms", context, description=_("The terms of the Smart Upgrade plan, by version."))


@require_safe
@throttled
@gzip_page
def stores(request: HttpRequest) -> HttpResponse:
    """The stores near a PIN code or a town, with their hours; works as a plain address, without scripts and without a position."""
    place = request.GET.get("place", "")[:LONGEST].replace("\x00", "")
    here = now().astimezone(STORE_TIME).time()
    context = {"place": place, "found": stores_near(place), "asked": bool(place.strip()), "time": here}
    return _public(request, "stores", context, description=_("Find a store that sells and honours the Smart Upgrade plan."))


def _public(request: HttpRequest, name: str, context: dict[str, Any], *, description: str) -> HttpResponse:
    return render(request, f"portal/guide/{name}.html", context | {"indexed": True, "description": description, "here": name})

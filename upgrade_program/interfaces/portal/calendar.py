"""The days on which a plan falls, as a file for the visitor's own calendar: behind the plan's link, and on the customer's own pages."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from stores.clock import local_day, now, store_today
from upgrade_program.interfaces.portal.gate import CustomerRequest, customer_page
from upgrade_program.interfaces.portal.shown_plan import spoken
from upgrade_program.interfaces.portal.throttle import throttled
from upgrade_program.plans.calendar import calendar_of
from upgrade_program.plans.models import Plan
from upgrade_program.plans.queries import own_plan, plan_behind
from upgrade_program.plans.terms import assured_value, tier_table

_LIVE = {"pending", "waiting", "open"}


@require_safe
@throttled
@never_cache
def of_link(request: HttpRequest, token: str) -> HttpResponse:
    """Of the plan behind a link. Unknown and revoked links, and plans that give nothing any more, are the same 404."""
    plan = plan_behind(token, on=store_today()) if len(token) <= 64 and "\x00" not in token else None
    if plan is None:
        raise Http404
    answer = _file(plan)
    answer["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    answer["Referrer-Policy"] = "no-referrer"
    return answer


@require_safe
@customer_page
def of_own(request: CustomerRequest, number: str) -> HttpResponse:
    """Of the customer's own plan; anybody else's, and one that gives nothing any more, are the same 404."""
    return _file(own_plan(request.actor, number))


def _file(plan: Plan) -> HttpResponse:
    """Its events lead to the customer's own page, not to a link: a calendar is kept longer than a message's link lives."""
    instant = now()
    on = local_day(instant)
    if assured_value(plan.promise, on=on).value_status not in _LIVE:
        raise Http404
    file = calendar_of(
        tier_table(plan.promise.terms, bill_date=plan.bill_date, base=plan.base),
        number=plan.written,
        device=plan.device,
        language=spoken(),
        on=on,
        at=instant,
        link=f"{settings.PUBLIC_URL}{reverse('portal:my_plan', args=[plan.number])}",
    )
    return HttpResponse(
        file, content_type="text/calendar; charset=utf-8", headers={"Content-Disposition": 'attachment; filename="smart-upgrade.ics"'}
    )

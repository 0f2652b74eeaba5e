"""How dated rows are shown and filtered in head office's lists."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest

from stores.clock import STORE_TIME, now, store_today
from upgrade_program.kernel.wording import day_text


def bound_text(bound: date | datetime | None) -> str:
    """5 Nov 2020, with the time in India where there is one other than midnight; a dash for an open end."""
    if bound is None:
        return "—"
    if not isinstance(bound, datetime):
        return day_text(bound)
    local = bound.astimezone(STORE_TIME)
    return day_text(local.date()) + (f", {local:%H:%M:%S}" if local.time().isoformat() != "00:00:00" else "")


class WhenFilter(SimpleListFilter):
    """In force now, planned, or over."""

    title = "time"
    parameter_name = "when"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("now", "In force now"), ("planned", "Planned"), ("over", "Over")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Model]) -> QuerySet[Model]:
        here = self.here()
        match self.value():
            case "now":
                return queryset.filter(valid__contains=here)
            case "planned":
                return queryset.filter(valid__startswith__gt=here)
            case "over":
                return queryset.filter(Q(valid__endswith__lte=here))
        return queryset

    def here(self) -> date | datetime:
        return store_today()


class WhenPriceFilter(WhenFilter):
    """The same for prices, which run by the instant; a withdrawn one is never in force nor planned."""

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [*super().lookups(request, model_admin), ("withdrawn", "Withdrawn")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Model]) -> QuerySet[Model]:
        if self.value() == "withdrawn":
            return queryset.filter(withdrawn_at__isnull=False)
        if self.value():
            queryset = queryset.filter(withdrawn_at__isnull=True)
        return super().queryset(request, queryset)

    def here(self) -> date | datetime:
        return now()

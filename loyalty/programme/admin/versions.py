"""The versions of settings, earn rules and ladders: only looked at, each with the drafts that would follow it above the list."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin import SimpleListFilter
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from unfold.admin import TabularInline

from loyalty.programme.enums import DraftState, Part
from loyalty.programme.models import Draft, EarnRule, ProgrammeVersion, StatusTier, StatusVersion
from loyalty.programme.queries import states_of
from stores.clock import store_today
from stores.desk import LookedAt, LookedAtAdmin
from upgrade_program.catalog.admin.periods import bound_text
from upgrade_program.foundation.approvals.models import Approval
from upgrade_program.kernel.wording import rupees_text

Version = ProgrammeVersion | EarnRule | StatusVersion
_WHEN = ("standing", "begins", "ends", "set_by", "allowed_by", "reason")


class StandingFilter(SimpleListFilter):
    """In force, planned, or past."""

    title = "state"
    parameter_name = "when"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("now", "In force"), ("planned", "Planned"), ("past", "Past")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Model]) -> QuerySet[Model]:
        today = store_today()
        asked = {"now": Q(valid__contains=today), "planned": Q(valid__startswith__gt=today), "past": Q(valid__endswith__lte=today)}
        return queryset.filter(asked[self.value() or ""]) if self.value() in asked else queryset


class VersionAdmin(LookedAtAdmin):
    """One kind of version. What each says stands in its page, as it was published."""

    part: Part
    list_filter = (StandingFilter,)
    list_select_related = ("set_by", "draft")
    list_before_template = "headoffice/programme/open_drafts.html"
    change_form_outer_before_template = "headoffice/programme/follow.html"

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        own = [field.name for field in self.model._meta.concrete_fields if field.name not in {"id", "valid", "set_by", "reason", "draft"}]
        return (*own, *_WHEN)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return self.get_fields(request, obj)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        answer: HttpResponse = super().changelist_view(request, self._about_drafts(request) | (extra_context or {}))
        return answer

    def changeform_view(self, request: HttpRequest, object_id: Any = None, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        return super().changeform_view(request, object_id, form_url, self._about_drafts(request) | (extra_context or {}))

    def _about_drafts(self, request: HttpRequest) -> dict[str, Any]:
        rows = list(Draft.objects.filter(part=self.part.value, published_at=None, dropped_at=None).select_related("made_by"))
        states = states_of(rows)
        return {
            "part": self.part.value,
            "open_drafts": [(row, states[row.pk].value) for row in rows],
            "may_draft": request.user.has_perm("programme.add_draft"),
        }

    @admin.display(description="state")
    def standing(self, version: Version) -> str:
        today = store_today()
        if version.valid.lower > today:
            return f"{DraftState.PUBLISHED.value}, to come"
        over = version.valid.upper is not None and version.valid.upper <= today
        return DraftState.PAST.value if over else f"{DraftState.PUBLISHED.value}, in force"

    @admin.display(description="from", ordering="valid")
    def begins(self, version: Version) -> str:
        return bound_text(version.valid.lower)

    @admin.display(description="until")
    def ends(self, version: Version) -> str:
        return bound_text(version.valid.upper)

    @admin.display(description="allowed by")
    def allowed_by(self, version: Version) -> str:
        said = Approval.objects.filter(pk=version.draft.approval_id or 0).first() if version.draft else None
        return said.decided_by_name if said else "—"


@admin.register(ProgrammeVersion)
class ProgrammeVersionAdmin(VersionAdmin):
    part = Part.SETTINGS
    list_display = ("__str__", *_WHEN)


@admin.register(EarnRule)
class EarnRuleAdmin(VersionAdmin):
    part = Part.RULES
    list_display = ("key", "version", "gives", *_WHEN)
    search_fields = ("key", "title", "title_hi")
    ordering = ("key", "-version")

    @admin.display(description="gives")
    def gives(self, rule: EarnRule) -> str:
        points = f"{rule.points.normalize():f}"
        return (
            f"{points} for {rule.title}"
            if rule.per_rupees is None
            else f"{points} for every {rupees_text(rule.per_rupees)} of {rule.title}"
        )


class LevelRows(LookedAt, TabularInline):  # type: ignore[misc]  # the library has no types
    model = StatusTier
    verbose_name_plural = "levels"
    fields = readonly_fields = ("name", "name_hi", "threshold", "multiplier")


@admin.register(StatusVersion)
class StatusVersionAdmin(VersionAdmin):
    part = Part.STATUS
    list_display = ("__str__", "levels", *_WHEN)
    inlines = (LevelRows,)
    parts = {"programme_statustier": "status_id"}

    def get_queryset(self, request: HttpRequest) -> QuerySet[StatusVersion]:
        rows: QuerySet[StatusVersion] = super().get_queryset(request).prefetch_related("tiers")
        return rows

    @admin.display(description="levels")
    def levels(self, ladder: StatusVersion) -> str:
        return ", ".join(f"{tier.name} × {tier.multiplier.normalize():f}" for tier in ladder.tiers.all())

"""Which versions are in force on a day, and what they say. Contents are kept by id only, since a version never changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from loyalty.programme.enums import Occasion, Period, Rounding
from loyalty.programme.models import EarnRule, ProgrammeVersion, StatusTier, StatusVersion
from loyalty.programme.refusals import NoProgramme
from loyalty.programme.rules import Ladder, Level, Programme, Rule
from stores.clock import local_day
from upgrade_program.kernel.wording import day_text


def programme_at(at: datetime) -> Programme:
    """The settings in force on the local day of an instant; refuses (`no_programme`) a day without any."""
    day = local_day(at)
    pk = ProgrammeVersion.objects.filter(valid__contains=day).values_list("id", flat=True).first()
    if pk is None:
        raise NoProgramme(day=day_text(day))
    return programme_by_id(pk)


def rules_on(day: date) -> list[Rule]:
    """The earn rules in force on a day, by key."""
    ids = EarnRule.objects.filter(valid__contains=day).order_by("key").values_list("id", flat=True)
    return [rule_by_id(pk) for pk in ids]


def ladder_on(day: date) -> Ladder:
    """The ladder of status in force on a day; refuses (`no_programme`) a day without any."""
    pk = StatusVersion.objects.filter(valid__contains=day).values_list("id", flat=True).first()
    if pk is None:
        raise NoProgramme(day=day_text(day))
    return ladder_by_id(pk)


@lru_cache(maxsize=64)
def programme_by_id(pk: int) -> Programme:
    """The settings of a version."""
    row = ProgrammeVersion.objects.get(pk=pk)
    return Programme(
        id=row.pk,
        version=row.version,
        pending_days=row.pending_days,
        life_months=row.life_months,
        rounding=Rounding(row.rounding),
        rupees_per_point=row.rupees_per_point,
        min_points=row.min_points,
        step=row.step,
        most_share_percent=row.most_share_percent,
        check_in_points=row.check_in_points,
        streak_days=row.streak_days,
        streak_points=row.streak_points,
        membership_price=row.membership_price,
        membership_months=tuple(row.membership_months),
        membership_multiplier=row.membership_multiplier,
        repairs_a_year=row.repairs_a_year,
    )


@lru_cache(maxsize=512)
def rule_by_id(pk: int) -> Rule:
    """An earn rule's version."""
    row = EarnRule.objects.get(pk=pk)
    return Rule(
        id=row.pk,
        key=row.key,
        version=row.version,
        occasion=Occasion(row.occasion),
        title=row.title,
        title_hi=row.title_hi,
        points=row.points,
        per_rupees=row.per_rupees,
        multiplied=row.multiplied,
        min_bill=row.min_bill,
        brand=row.brand,
        model_id=row.model_id,
        store_kind=row.store_kind,
        cap_points=row.cap_points,
        cap_period=Period(row.cap_period) if row.cap_period else None,
    )


@lru_cache(maxsize=64)
def ladder_by_id(pk: int) -> Ladder:
    """The ladder of a status version."""
    row = StatusVersion.objects.get(pk=pk)
    levels = StatusTier.objects.filter(status=pk).order_by("rank")
    return Ladder(
        id=row.pk,
        version=row.version,
        window_months=row.window_months,
        levels=tuple(
            Level(rank=one.rank, name=one.name, name_hi=one.name_hi, threshold=one.threshold, multiplier=one.multiplier) for one in levels
        ),
    )


def level_names(language: str) -> dict[str, str]:
    """What levels are called in another language, by their English name, by the newest ladder that says it; nothing in English."""
    if language != "hi":
        return {}
    return dict(StatusTier.objects.exclude(name_hi="").order_by("status__version").values_list("name", "name_hi"))


@dataclass(frozen=True, slots=True)
class Rulebook:
    """All versions with the days they are in force, asked for once: for work that looks at many pieces of news on few days."""

    programmes: Sequence[tuple[DateRange, int]]
    rules: Sequence[tuple[DateRange, int]]
    ladders: Sequence[tuple[DateRange, int]]
    _pages: dict[date, tuple[Programme | None, list[Rule], Ladder | None]] = field(default_factory=dict, compare=False)

    def programme(self, day: date) -> Programme | None:
        """The settings of a day; None without any, on which nothing is earned."""
        return self._page(day)[0]

    def rules_on(self, day: date) -> list[Rule]:
        """The earn rules of a day, by key."""
        return self._page(day)[1]

    def rounding(self, day: date) -> Rounding:
        """How points are rounded on a day."""
        settings = self.programme(day)
        return settings.rounding if settings else Rounding.DOWN

    def lowest_threshold(self) -> int:
        """The fewest points that ever reached a level above the lowest."""
        steps = [level.threshold for _, pk in self.ladders for level in ladder_by_id(pk).levels if level.rank]
        return min(steps, default=0)

    def ladder(self, day: date) -> Ladder:
        """The ladder of a day; refuses (`no_programme`) a day without any."""
        ladder = self._page(day)[2]
        if ladder is None:
            raise NoProgramme(day=day_text(day))
        return ladder

    def _page(self, day: date) -> tuple[Programme | None, list[Rule], Ladder | None]:
        if day not in self._pages:
            programme = next((programme_by_id(pk) for valid, pk in self.programmes if day in valid), None)
            ladder = next((ladder_by_id(pk) for valid, pk in self.ladders if day in valid), None)
            self._pages[day] = programme, [rule_by_id(pk) for valid, pk in self.rules if day in valid], ladder
        return self._pages[day]


def rulebook() -> Rulebook:
    """The versions published so far, in three statements."""

    def ids(model: Any, *order: str) -> list[tuple[DateRange, int]]:
        return list(model.objects.order_by(*order).values_list("valid", "id"))

    return Rulebook(programmes=ids(ProgrammeVersion, "id"), rules=ids(EarnRule, "key", "id"), ladders=ids(StatusVersion, "id"))

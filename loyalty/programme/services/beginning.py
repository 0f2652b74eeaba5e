"""From which day a new version may begin."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from loyalty.programme.enums import Part
from loyalty.programme.models import EarnRule, ProgrammeVersion, StatusVersion
from loyalty.programme.refusals import LaterVersionStands, VersionInThePast
from stores.clock import local_day
from upgrade_program.kernel.wording import day_text

_MODELS: dict[Part, type[ProgrammeVersion] | type[EarnRule] | type[StatusVersion]] = {
    Part.SETTINGS: ProgrammeVersion,
    Part.RULES: EarnRule,
    Part.STATUS: StatusVersion,
}
_NAMES = {Part.SETTINGS: "settings", Part.STATUS: "ladder"}


def check_day(part: Part, from_day: date, *, at: datetime) -> None:
    """Refuses a day before tomorrow (`version_in_the_past`), and one on or before which a version begins or ends (`later_version_stands`).

    What already counts for today stays, and of two versions the later one begins where the earlier one ends.
    """
    tomorrow = local_day(at) + timedelta(days=1)
    if from_day < tomorrow:
        raise VersionInThePast(tomorrow=day_text(tomorrow))
    versions = _MODELS[part].objects
    later = versions.filter(valid__startswith__gte=from_day).order_by("-valid").first()
    if later is not None:
        raise LaterVersionStands(name=f"{_name(part, later)} begins", day=day_text(later.valid.lower))
    ends = versions.filter(valid__endswith__gte=from_day).order_by("id").last()
    if ends is not None:
        raise LaterVersionStands(name=f"{_name(part, ends)} ends", day=day_text(ends.valid.upper))


def _name(part: Part, version: ProgrammeVersion | EarnRule | StatusVersion) -> str:
    if isinstance(version, EarnRule):
        return f"Version {version.version} of the rule {version.key}"
    return f"Version {version.version} of the {_NAMES[part]}"

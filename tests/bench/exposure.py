"""What is owed, counted and looked at in a process of its own: `python -m tests.bench.exposure ROUNDS` on the database of DATABASE_URL.

Counts all plans from nothing, counts a hundredth of them again, then in turn asks for the page and does the one GROUP BY. One line of
JSON: seconds, and milliseconds of each round.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

GROUP_BY = (Path(__file__).parent / "sql/owed.sql").read_text()


def measure(rounds: int) -> dict[str, Any]:
    """Every page must be answered with 200, and the rollup say what the GROUP BY says."""
    from django.db import connection, transaction
    from django.urls import reverse

    from stores.clock import now, store_today
    from upgrade_program.plans.models import Plan
    from upgrade_program.reporting.enums import Axis
    from upgrade_program.reporting.exposure.checking import check
    from upgrade_program.reporting.exposure.counting import build, count, touch
    from upgrade_program.reporting.exposure.standing import standing

    on, at = store_today(), now()
    last = Plan.objects.count()

    def group_by() -> Any:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 0")
            cursor.execute(GROUP_BY, {"on": on})
            return sum(owed for _, _, owed in cursor.fetchall())

    built = _seconds(lambda: build(on=on, at=at))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE reporting_exposurestep, reporting_exposurecounted")
    if group_by() != standing(on=on).owed:
        raise RuntimeError("the rollup differs from the plans")
    touch(range(1, last + 1, 100))
    again = _seconds(lambda: count(on=on, at=at))
    checked = _seconds(lambda: _agrees(check(on=on, at=at)))
    client = _office()
    pages = {axis.value: f"{reverse('admin:exposure')}?by={axis.value}" for axis in (Axis.STORE, Axis.MODEL, Axis.MONTH)}
    pages["calendar"] = reverse("admin:exposure_calendar")
    pages["day"] = f"{reverse('admin:exposure_plans')}?falls={_falls(on)}"
    for page in pages.values():
        _open(client, page)
    times: dict[str, list[float]] = {name: [] for name in (*pages, "group by")}
    for _ in range(rounds):
        for name, page in pages.items():
            times[name].append(1000 * min(_seconds(lambda page=page: _open(client, page)) for _ in range(5)))  # type: ignore[misc]
        times["group by"].append(1000 * _seconds(group_by))
    return {"built": built, "again": again, "checked": checked, "times": times}


def _agrees(found: object) -> None:
    if found:
        raise RuntimeError(str(found))


def _falls(on: Any) -> str:
    """The next day on which plans fall."""
    from upgrade_program.reporting.models import ExposureStep

    return ExposureStep.objects.filter(axis="month", day__gt=on, gone__gt=0).order_by("day")[0].day.isoformat()


def _office() -> Any:
    """A browser of head office, signed in with a second factor."""
    from django.conf import settings
    from django.test import Client

    from tests.factories.sessions import login_with_second_factor
    from tests.factories.stores import HeadOfficeFactory

    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    client = Client()
    login_with_second_factor(client, HeadOfficeFactory(username="bench.office"), "stores.backend.Staff")
    return client


def _open(client: Any, page: str) -> None:
    answer = client.get(page)
    if answer.status_code != 200:
        raise RuntimeError(f"{page} was answered {answer.status_code}")


def _seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(measure(int(sys.argv[1]))))

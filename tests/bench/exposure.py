"""What is owed, counted and looked at in a process of its own: `python -m tests.bench.exposure ROUNDS` on the database of DATABASE_URL.

Counts all plans from nothing, counts a hundredth of them again, then in turn asks for the page and does the one GROUP BY. One line of
JSON on stdout: seconds, milliseconds of each round, and the statements of each page that took 50 ms or more in its fastest asking.
Meanwhile stderr says what is done, with its seconds: at ten million plans that takes some minutes.

The database may be of any size, and measured again; the bulk runs without a time limit.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from tests.bench.pages import asked, office, open_, said

SLOW = 0.05  # seconds of a statement that is told
GROUP_BY = (Path(__file__).parent / "sql/owed.sql").read_text()


def measure(rounds: int) -> dict[str, Any]:
    """Every page must be answered with 200, and the rollup say what the GROUP BY says."""
    from django.db import connection, transaction
    from django.db.models import Max
    from django.urls import reverse

    from stores.clock import now, store_today
    from upgrade_program.plans.models import Plan
    from upgrade_program.reporting.enums import Axis
    from upgrade_program.reporting.exposure.checking import check
    from upgrade_program.reporting.exposure.counting import build, count, touch
    from upgrade_program.reporting.exposure.standing import standing

    on, at = store_today(), now()
    last = Plan.objects.aggregate(last=Max("id"))["last"]  # by its index: counting ten million takes seconds

    def group_by() -> Any:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 0")
            cursor.execute(GROUP_BY, {"on": on})
            return sum(owed for _, _, owed in cursor.fetchall())

    def tidy() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")
            cursor.execute("VACUUM (ANALYZE) reporting_exposurestep, reporting_exposurecounted")
            cursor.execute("RESET statement_timeout")

    built = said("counted from nothing", lambda: build(on=on, at=at))
    said("vacuumed", tidy)
    said("compared with the one GROUP BY", lambda: _same(group_by(), standing(on=on).owed))
    touch(range(1, last + 1, 100))
    again = said("counted a hundredth again", lambda: count(on=on, at=at))
    checked = said("checked", lambda: _agrees(check(on=on, at=at)))
    client = office()
    pages = {axis.value: f"{reverse('admin:exposure')}?by={axis.value}" for axis in (Axis.STORE, Axis.MODEL, Axis.MONTH)}
    pages["calendar"] = reverse("admin:exposure_calendar")
    pages["day"] = f"{reverse('admin:exposure_plans')}?falls={_falls(on)}"
    for page in pages.values():
        open_(client, page)
    times: dict[str, list[float]] = {name: [] for name in (*pages, "group by")}
    slow: dict[str, list[tuple[float, str]]] = {}
    for _ in range(rounds):
        for name, page in pages.items():
            answers = [asked(client, page) for _ in range(5)]
            taken, statements = min(answers, key=lambda one: one[0])
            times[name].append(1000 * taken)
            slow[name] = [(round(1000 * seconds, 1), " ".join(sql.split())) for seconds, sql in statements if seconds >= SLOW]
        times["group by"].append(1000 * said("one GROUP BY", group_by))
    return {
        "built": built,
        "again": again,
        "checked": checked,
        "times": times,
        "slow": {name: found for name, found in slow.items() if found},
    }


def _same(whole: object, rollup: object) -> None:
    if whole != rollup:
        raise RuntimeError(f"the rollup says {rollup}, the plans {whole}")


def _agrees(found: object) -> None:
    if found:
        raise RuntimeError(str(found))


def _falls(on: Any) -> str:
    """The next day on which plans fall."""
    from upgrade_program.reporting.models import ExposureStep

    return ExposureStep.objects.filter(axis="month", day__gt=on, gone__gt=0).order_by("day")[0].day.isoformat()


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(measure(int(sys.argv[1]))))

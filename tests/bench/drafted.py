"""A draft of the terms, played over a year's plans and looked at in a process of its own: `python -m tests.bench.drafted ROUNDS` on the
database of DATABASE_URL.

The first look asks for the trial and a job reckons it; then in turn the page is asked for and the one GROUP BY is done. One line of JSON:
seconds of the reckoning, and milliseconds of each round.
"""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.bench.pages import office, open_, said, seconds

GROUP_BY = (Path(__file__).parent / "sql/drafted.sql").read_text()
DEARER = ((3, 6, 75), (6, 9, 60), (9, 12, 50), (12, 15, 40))


def measure(rounds: int) -> dict[str, Any]:
    """Every page must be answered with 200, and the kept trial say what the GROUP BY says of the terms that are at work."""
    from django.db import connection, transaction
    from django.urls import reverse

    from stores.access import actor_for
    from stores.clock import now, store_today
    from stores.models import StaffUser
    from tests.bench.pages import OFFICE
    from tests.factories.terms import changed, drafted
    from upgrade_program.reporting.kept_trials import figures_of, reckon_next
    from upgrade_program.reporting.models import KeptTrial

    client = office()
    maker = actor_for(StaffUser.objects.get(username=OFFICE), None)
    draft = drafted(maker, changed(tiers=DEARER), from_day=store_today() + timedelta(days=1), at=now())
    page = reverse("admin:terms_draft", args=[draft.pk])
    open_(client, page)
    reckoned = said("trial reckoned", lambda: reckon_next(at=now()))
    trial = figures_of(KeptTrial.objects.latest("id"))
    if trial is None:
        raise RuntimeError("the trial has no figures")

    def group_by() -> Any:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 0")
            cursor.execute(GROUP_BY, {"since": trial.since, "until": trial.until})
            return {percent: owed for percent, _, owed in cursor.fetchall()}

    if {band.shares[0]: band.now for band in trial.bands if band.shares[0]} != group_by():
        raise RuntimeError("the trial differs from the plans")
    times: dict[str, list[float]] = {"page": [], "group by": []}
    for _ in range(rounds):
        times["page"].append(1000 * min(seconds(lambda: open_(client, page)) for _ in range(5)))
        times["group by"].append(1000 * seconds(group_by))
    return {"reckoned": reckoned, "plans": trial.plans, "times": times}


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(measure(int(sys.argv[1]))))

"""Keeping the rollup: hearing of plans, counting those again, folding days that are over, and counting all from nothing.

Each run holds the one row of ExposureRun, so that no two count at once; who finds it held leaves the work to who holds it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from upgrade_program.reporting.exposure.sums import ALL_STEPS, LIVE, PATIENCE, TOUCHED_STEPS, WRITTEN
from upgrade_program.reporting.models import ExposureRun

CHUNK = 10_000  # pieces of news in one transaction
_TOUCH = "INSERT INTO reporting_exposuretouch (plan_id) SELECT unnest(%s::bigint[])"
_COUNT = f"""
    WITH heard AS (
        DELETE FROM reporting_exposuretouch
         WHERE id = ANY(ARRAY(SELECT id FROM reporting_exposuretouch ORDER BY id LIMIT %(limit)s)) RETURNING plan_id),
    touched AS (SELECT DISTINCT plan_id FROM heard),
    stands AS (
        SELECT id AS plan_id, status = 'suspended' AS resting, held_percent, held_until FROM plans_plan
         WHERE id = ANY(ARRAY(SELECT plan_id FROM touched)) AND {LIVE}),
    was AS (
        SELECT plan_id, resting, held_percent, held_until FROM reporting_exposurecounted
         WHERE plan_id = ANY(ARRAY(SELECT plan_id FROM touched))),
    ended AS (
        DELETE FROM reporting_exposurecounted
         WHERE plan_id = ANY(ARRAY(SELECT plan_id FROM was EXCEPT SELECT plan_id FROM stands)) RETURNING 1),
    kept AS (
        INSERT INTO reporting_exposurecounted (plan_id, resting, held_percent, held_until)
        SELECT plan_id, resting, held_percent, held_until FROM stands
            ON CONFLICT (plan_id) DO UPDATE
           SET resting = EXCLUDED.resting, held_percent = EXCLUDED.held_percent, held_until = EXCLUDED.held_until
        RETURNING 1),
    counted AS (SELECT *, 1 AS sign FROM stands UNION ALL SELECT *, -1 FROM was),
    {TOUCHED_STEPS}, {WRITTEN}
    SELECT (SELECT count(*) FROM heard), (SELECT count(*) FROM written)
"""  # noqa: S608  (the words of this package)
_FOLD = """
    WITH over AS (
        DELETE FROM reporting_exposurestep WHERE day < %(folded)s RETURNING axis, key, tier, entered, gained, gone, lost, opened)
    INSERT INTO reporting_exposurestep AS step (axis, key, tier, day, entered, gained, gone, lost, opened)
    SELECT axis, key, tier, %(folded)s, sum(entered), sum(gained), sum(gone), sum(lost), sum(opened) FROM over GROUP BY 1, 2, 3
        ON CONFLICT (axis, key, tier, day) DO UPDATE
       SET entered = step.entered + EXCLUDED.entered, gained = step.gained + EXCLUDED.gained, gone = step.gone + EXCLUDED.gone,
           lost = step.lost + EXCLUDED.lost, opened = step.opened + EXCLUDED.opened
"""
_ALL_COUNTED = f"""
    INSERT INTO reporting_exposurecounted (plan_id, resting, held_percent, held_until)
    SELECT id, status = 'suspended', held_percent, held_until FROM plans_plan WHERE {LIVE}
"""  # noqa: S608  (the words of this package)
_ALL_STEPS = f"""
    WITH counted AS (SELECT plan_id, resting, held_percent, held_until, 1 AS sign FROM reporting_exposurecounted),
    {ALL_STEPS}, {WRITTEN} SELECT count(*) FROM written
"""  # noqa: S608  (the words of this package)


def touch(plan_ids: Iterable[int]) -> None:
    """There was news of these plans: the next run counts them again. In the caller's transaction; as often as one likes."""
    with connection.cursor() as cursor:
        cursor.execute(_TOUCH, [list(plan_ids)])


def count(*, on: date, at: datetime, chunk: int = CHUNK) -> int:
    """Bring the rollup up to the day `on` and to all news so far; gives the pieces of news counted. Run twice it changes nothing more.

    The first run counts all plans from nothing.
    """
    heard = 0
    while True:
        with counting() as run:
            if run is None:
                return heard
            if run.built_at is None:
                _build(run, on=on, at=at)
            _fold(run, on=on)
            done = _count(folded=run.folded_on, limit=chunk)
            run.counted_at = at
            run.save(update_fields=["counted_at"])
        heard += done
        if done < chunk:
            return heard


def build(*, on: date, at: datetime) -> bool:
    """Count all plans from nothing, whatever stood there; False when somebody else is counting."""
    with counting() as run:
        if run is not None:
            _build(run, on=on, at=at)
        return run is not None


@contextmanager
def counting() -> Iterator[ExposureRun | None]:
    """A transaction that holds the run's row; None where another one does."""
    ExposureRun.objects.get_or_create(pk=1)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(PATIENCE)
        yield ExposureRun.objects.select_for_update(skip_locked=True).filter(pk=1).first()


def _build(run: ExposureRun, *, on: date, at: datetime) -> None:
    run.folded_on, run.built_at, run.counted_at = _yesterday(on), at, at
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM reporting_exposurestep")
        cursor.execute("DELETE FROM reporting_exposurecounted")
        cursor.execute(_ALL_COUNTED)
        cursor.execute(_ALL_STEPS, {"folded": run.folded_on})
    run.save(update_fields=["folded_on", "built_at", "counted_at"])


def _fold(run: ExposureRun, *, on: date) -> None:
    """Add up the steps of days before yesterday; yesterday and today stay apart, so that what falls today is still seen."""
    folded = _yesterday(on)
    if run.folded_on is not None and folded <= run.folded_on:
        return
    with connection.cursor() as cursor:
        cursor.execute(_FOLD, {"folded": folded})
    run.folded_on = folded
    run.save(update_fields=["folded_on"])


def _count(*, folded: date | None, limit: int) -> int:
    asked: dict[str, Any] = {"folded": folded, "limit": limit}
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, asked)
        return int(cursor.fetchone()[0])


def _yesterday(on: date) -> date:
    return on - timedelta(days=1)

"""Writing down how a job ended."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

EVERY = 30  # seconds: a job that runs many times a second is written down no oftener, unless it fails or recovers
_NOTE = """
    INSERT INTO jobs_jobrun AS run (name, ended_at, seconds, failed, succeeded_at)
    VALUES (%(name)s, %(at)s, %(seconds)s, %(failed)s, CASE WHEN %(failed)s = '' THEN %(at)s::timestamptz END)
        ON CONFLICT (name) DO UPDATE
       SET ended_at = EXCLUDED.ended_at, seconds = EXCLUDED.seconds, failed = EXCLUDED.failed,
           succeeded_at = coalesce(EXCLUDED.succeeded_at, run.succeeded_at)
     WHERE EXCLUDED.ended_at >= run.ended_at + %(every)s * interval '1 second'
        OR (EXCLUDED.ended_at >= run.ended_at AND (EXCLUDED.failed = '') <> (run.failed = ''))
"""


def note_run(*, name: str, at: datetime, seconds: float, failed: str = "") -> None:
    """A job ended at an instant after so many seconds; `failed` says how it went wrong, without a person's data.

    An older run never overwrites a newer one, and of runs in quick succession one each 30 s is kept, but every change for the worse or
    the better is.
    """
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, {"name": name[:60], "at": at, "seconds": seconds, "failed": failed[:200], "every": EVERY})

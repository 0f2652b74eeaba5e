"""Jobs of the reports. Celery only nudges: what is done stands in PostgreSQL, so a lost or doubled nudge changes nothing."""

from celery import shared_task

from stores.clock import now, store_today
from upgrade_program.reporting.exposure.checking import check
from upgrade_program.reporting.exposure.counting import count
from upgrade_program.reporting.finance.keeping import carry_books, check_books, keep_books
from upgrade_program.reporting.kept_trials import forget_old_trials, reckon_next
from upgrade_program.reporting.row_history import history_faults, seal_history
from upgrade_program.reporting.services import run_due_days
from upgrade_program.reporting.weeks import run_due_weeks


@shared_task(name="reporting.daily")
def daily() -> None:
    """Mail the reports of every day that is over and not mailed yet."""
    run_due_days(today=store_today(), at=now())


@shared_task(name="reporting.exposure")
def exposure() -> None:
    """Bring what is owed up to this day and all news."""
    count(on=store_today(), at=now())


@shared_task(name="reporting.exposure_check")
def exposure_check() -> None:
    """Compare what is owed with the plans themselves; a difference makes the task fail, loudly."""
    if found := check(on=store_today(), at=now()):
        raise RuntimeError(str(found))


@shared_task(name="reporting.books")
def books() -> None:
    """Keep the months that are over, and the running one anew; in the evening, what the next day begins with."""
    on, at = store_today(), now()
    keep_books(on=on, at=at)
    carry_books(on=on, at=at)


@shared_task(name="reporting.books_check")
def books_check() -> None:
    """Compute months that are over again; a difference makes the task fail, loudly."""
    if found := check_books(at=now()):
        raise RuntimeError("; ".join(found[:20]))


@shared_task(name="reporting.history")
def history() -> None:
    """Hash again what is remembered of rows and seal what is new; a difference makes the task fail, loudly."""
    at = now()
    found = history_faults(at=at)
    seal_history(at=at)
    if found:
        raise RuntimeError("; ".join(found[:20]))


@shared_task(name="reporting.history_sealed")
def history_sealed() -> None:
    """Seal what is new of what is remembered of rows."""
    seal_history(at=now())


@shared_task(name="reporting.weekly")
def weekly() -> None:
    """Mail the managers about every week that is over and not mailed yet."""
    run_due_weeks(today=store_today(), at=now())


@shared_task(name="reporting.trials")
def trials() -> int:
    """Reckon the trials of drafts that somebody looked at for the first time that day, and say how many."""
    reckoned = 0
    while reckon_next(at=now()):
        reckoned += 1
    return reckoned


@shared_task(name="reporting.old_trials")
def old_trials() -> int:
    """Delete trials asked for more than a month ago and say how many; who looks again has them reckoned again."""
    return forget_old_trials(at=now())

"""Jobs of activity. What is due stands in PostgreSQL, so a lost or doubled nudge changes nothing."""

from celery import shared_task

from loyalty.activity.services import freeze_due, tell_due, warn_due
from stores.clock import now, store_today


@shared_task(name="activity.boards")
def boards() -> None:
    """Freeze the boards of the months that are over."""
    freeze_due(on=store_today(), at=now())


@shared_task(name="activity.notices")
def notices() -> None:
    """Tell members what they earned up to yesterday, then whose points end soon."""
    on, at = store_today(), now()
    while tell_due(on=on, at=at):
        pass
    while warn_due(on=on, at=at):
        pass

"""The job of customers."""

from celery import shared_task

from stores.clock import now
from upgrade_program.customers.sessions import forget_old_sessions


@shared_task(name="customers.tidy")
def tidy() -> int:
    """Delete sessions that were over a month ago and say how many; a missed run changes nothing, they count by their dates."""
    return forget_old_sessions(at=now())

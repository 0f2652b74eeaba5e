"""The worker's part of messaging beside the drain: forgetting."""

from celery import shared_task

from stores.clock import now
from upgrade_program.messaging.services import forget_old


@shared_task(name="messaging.forget")
def forget() -> int:
    """Empty addresses and slots of messages older than 90 days and say of how many."""
    return forget_old(at=now())

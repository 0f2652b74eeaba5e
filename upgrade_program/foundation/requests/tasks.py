"""The worker's part of remembered requests."""

from celery import shared_task
from django.utils import timezone

from upgrade_program.foundation.requests.services import forget_old


@shared_task(name="requests.forget")
def forget() -> int:
    """Delete requests older than 72 hours and say how many."""
    at = timezone.now()  # noqa: TID251  (a job is the edge; the stores' clock stands above the foundation)
    return forget_old(at=at)

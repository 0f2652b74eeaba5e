"""The worker's part of photos."""

from celery import shared_task
from django.utils import timezone

from upgrade_program.foundation.photos.orphans import forget_orphans
from upgrade_program.foundation.photos.services import forget_due_photos

_CHUNK = 200


@shared_task(name="photos.forget")
def forget() -> int:
    """Delete the files of photos whose last day is over, and those without a row; say how many. A missed run is made up for by the next."""
    at = timezone.now()  # noqa: TID251  (a job is the edge; the stores' clock stands above the foundation)
    on = at.astimezone(timezone.get_default_timezone()).date()
    forgotten = forget_orphans(on=on, at=at)
    while chunk := forget_due_photos(on=on, at=at, limit=_CHUNK):
        forgotten += chunk
    return forgotten

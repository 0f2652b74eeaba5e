"""The worker's part of the outbox: a sweep when nudged or by the beat, and a drain thread of its own."""

from celery import current_app, shared_task
from django.utils import timezone

from upgrade_program.foundation.outbox.drain import DrainStep
from upgrade_program.foundation.outbox.services import deliver_due

# The table is the record of work; a sweep that is lost or runs twice changes nothing.
SWEEP = 1000

current_app.steps["worker"].add(DrainStep)


@shared_task(name="outbox.sweep")
def sweep() -> int:
    """Deliver what is due, up to a bound, and say how many messages were handled."""
    at = timezone.now()  # noqa: TID251  (a job is the edge; the stores' clock stands above the foundation)
    return deliver_due(at=at, limit=SWEEP)

"""The worker's part of the outbox: a sweep when nudged or by the beat, and drain threads of its own."""

from celery import current_app, shared_task

from upgrade_program.foundation.outbox.drain import DrainStep, drain_once, drains

# The tables are the record of work; a sweep that is lost or runs twice changes nothing.
SWEEP = 1000

current_app.steps["worker"].add(DrainStep)


@shared_task(name="outbox.sweep")
def sweep() -> int:
    """Do what is due, of every drain, up to a bound, and say how many rows were handled."""
    return sum(drain_once(name, work, limit=SWEEP) for name, work in drains().items())

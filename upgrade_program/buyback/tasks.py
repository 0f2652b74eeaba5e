"""The job of claims and claim tokens. What is due stands in PostgreSQL, so a lost or doubled nudge changes nothing."""

from celery import shared_task

from stores.clock import now, store_today
from upgrade_program.buyback.services import lapse_due_claims, lapse_due_tokens


@shared_task(name="buyback.lapse")
def lapse() -> None:
    """Record the lapse of every claim and claim token whose day has passed."""
    on, at = store_today(), now()
    while lapse_due_claims(on=on, at=at):
        pass
    while lapse_due_tokens(on=on, at=at):
        pass

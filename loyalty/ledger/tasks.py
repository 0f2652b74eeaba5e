"""Jobs of the ledger. Celery only nudges: what is due stands in PostgreSQL, so a lost or doubled nudge changes nothing."""

from celery import shared_task

from loyalty.ledger.queries import broken
from loyalty.ledger.services import expire_due, mature_due, release_due
from stores.clock import now


@shared_task(name="ledger.mature")
def mature() -> None:
    """Let points live whose return window is over."""
    while mature_due(at=now()):
        pass


@shared_task(name="ledger.expire")
def expire() -> None:
    """Take what remains of lots whose last day is over."""
    while expire_due(at=now()):
        pass


@shared_task(name="ledger.release_holds")
def release_holds() -> None:
    """Give back what was held for payments that never came."""
    while release_due(at=now()):
        pass


@shared_task(name="ledger.verify")
def verify() -> None:
    """Audit every account; a fault makes the task fail, loudly, with the accounts' ids."""
    if found := broken():
        raise RuntimeError(f"{len(found)} faults in the points ledger: {'; '.join(map(str, found[:20]))}")

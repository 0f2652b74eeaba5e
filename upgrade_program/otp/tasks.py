"""The job of one-time codes."""

from celery import shared_task

from stores.clock import now
from upgrade_program.otp.services import forget_old


@shared_task(name="otp.forget")
def forget() -> int:
    """Delete challenges older than two days and say how many; a missed run changes nothing, old codes are refused by their dates."""
    return forget_old(at=now())

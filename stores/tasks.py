"""Jobs of stores and staff."""

from celery import shared_task
from django.core.management import call_command

from stores.clock import now
from stores.till import forget_old_locks
from stores.tokens import forget_old_tokens


@shared_task(name="stores.tidy")
def tidy() -> None:
    """Forget sessions that are over and keys long ended; both are refused by their dates anyway, so a missed run changes nothing."""
    call_command("clearsessions", verbosity=0)
    forget_old_tokens(at=now())
    forget_old_locks()

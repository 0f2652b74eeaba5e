"""Keeping what drafted terms would have promised and paid, so that a look at a draft reads figures and not the plans of a year.

The first look at a draft on a day in India asks for its trial, as of that look's instant; a job reckons it (`terms_trial`, the engine
itself) and keeps the figures. A draft never changes: another text, or another version that it follows, is another hash and so another
trial. The next day asks anew; a draft that was decided keeps to the instant of its decision. What happens later on the same day is not
in the figures, and the page says up to when they go.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256

import orjson
import structlog
from django.db import connection, transaction
from django.db.models import Q, QuerySet

from stores.access import require_head_office
from stores.clock import local_day
from upgrade_program.drafts.models import Draft
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.faults import busy, told
from upgrade_program.plans.proposal import Proposal
from upgrade_program.reporting.exposure.sums import PATIENCE
from upgrade_program.reporting.finance.asking import one_snapshot
from upgrade_program.reporting.models import KeptTrial
from upgrade_program.reporting.terms_trial import Trial, trial_of

LEASE = timedelta(minutes=5)  # whoever began and has not ended by then died
KEPT_FOR = timedelta(days=30)
BUSY = "busy"
log = structlog.get_logger(__name__)


def said_by(draft: Draft) -> str:
    """A hash of all that a draft says and of the version it follows: the same for the same, whoever typed it, and for nothing else."""
    return sha256(orjson.dumps([draft.content, draft.follows], option=orjson.OPT_SORT_KEYS)).hexdigest()


def trial_for(draft: Draft, *, until: datetime, at: datetime) -> KeptTrial:
    """The trial of a draft for the day of an instant; asked for, up to that instant, by the first who looks. Never reckons itself."""
    asked = {"draft": draft, "until": until, "asked_at": at}
    kept, _ = KeptTrial.objects.get_or_create(said=said_by(draft), day=local_day(until), defaults=asked)
    return kept


def figures_of(kept: KeptTrial) -> Trial | None:
    """What was kept; None while it is awaited or has failed."""
    return None if kept.figures is None else Trial.from_json(kept.figures)


def try_again(draft: Draft, *, actor: Actor, until: datetime, at: datetime) -> None:
    """Ask once more for a trial that failed, up to an instant of its day. Head office only (`forbidden`).

    One that has not failed stays as it is: somebody else was faster.
    """
    require_head_office(actor)
    failed = KeptTrial.objects.filter(said=said_by(draft), day=local_day(until)).exclude(failed="")
    failed.update(until=until, asked_at=at, begun_at=None, failed="")


def reckon_next(*, at: datetime) -> bool:
    """Reckon the trial that was asked for first and is in nobody's hands; False when there is none. Any number share the work.

    A fault is written down with the trial, to be told and tried again by hand; one of a worker that died is taken up after five minutes.
    """
    kept = _take(at=at)
    if kept is None:
        return False
    try:
        with one_snapshot():
            with connection.cursor() as cursor:
                cursor.execute(PATIENCE)
            trial = trial_of(Proposal.from_json(kept.draft.content), at=kept.until)
    except Exception as error:  # with the database away this cannot be written down either, and the lease runs out
        log.error("trial.failed", trial_id=kept.pk, draft_id=kept.draft_id, exc_info=True)
        _mine(kept).update(failed=BUSY if busy(error) else told(error)[:200])
    else:
        _mine(kept).update(figures=trial.as_json())
    return True


def forget_old_trials(*, at: datetime) -> int:
    """Delete what was asked for more than thirty days ago and say how many there were."""
    return KeptTrial.objects.filter(asked_at__lt=at - KEPT_FOR).delete()[0]


def _take(*, at: datetime) -> KeptTrial | None:
    """The next trial, marked as begun by us, in a transaction that ends here: nobody waits for the figures with a row in hand."""
    with transaction.atomic():
        kept = _next(at=at).first()
        if kept is not None:
            kept.begun_at = at
            kept.save(update_fields=["begun_at"])
        return kept


def _next(*, at: datetime) -> QuerySet[KeptTrial]:
    """Those that nobody has begun, or whose worker died, locked against others who look for the same."""
    free = Q(begun_at__isnull=True) | Q(begun_at__lte=at - LEASE)
    awaited = KeptTrial.objects.filter(free, figures__isnull=True, failed="")
    return awaited.select_for_update(skip_locked=True, of=("self",)).select_related("draft").order_by("asked_at", "id")


def _mine(kept: KeptTrial) -> QuerySet[KeptTrial]:
    """Its row, unless another one has taken it up meanwhile."""
    return KeptTrial.objects.filter(pk=kept.pk, begun_at=kept.begun_at, figures__isnull=True)

"""The programme without its guards: what was heard before gives its points once more. For controls, in this process or a worker."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import count
from typing import Any

from loyalty.ledger.models import Entry
from loyalty.ledger.services import Earning, earn_all
from loyalty.programme import subscribers
from loyalty.programme.services import earning
from loyalty.programme.subscribers import News

_keep = earning._keep
_times = count(1)


def forget(patch: Callable[[object, str, Any], None]) -> None:
    """Take both guards away: the bill's row that is written once, and the earn that a source has once."""
    patch(earning, "_keep", _keep_all)
    patch(earning, "earn_all", _earn_again)


def earn_for_plans_sold(payloads: Sequence[News], *, at: datetime) -> None:
    """The worker's subscriber: from its first call on, its process has forgotten."""
    forget(setattr)
    subscribers.earn_for_plans_sold(payloads, at=at)


def earn_for_claims_settled(payloads: Sequence[News], *, at: datetime) -> None:
    forget(setattr)
    subscribers.earn_for_claims_settled(payloads, at=at)


def _keep_all(mine: Any, rated: Any, awards: Any) -> Any:
    """The rows are written as ever, but those that were there count as new."""
    return dict.fromkeys(mine) | _keep(mine, rated, awards)


def _earn_again(earnings: Sequence[Earning]) -> int:
    names = [one.cause.source_id for one in earnings]
    before = set(Entry.objects.filter(kind="earn", source_id__in=names).values_list("source_id", flat=True))
    return earn_all([_renamed(one) if one.cause.source_id in before else one for one in earnings])


def _renamed(one: Earning) -> Earning:
    return replace(one, cause=replace(one.cause, source_id=f"{one.cause.source_id}:{os.getpid()}:{next(_times)}"))

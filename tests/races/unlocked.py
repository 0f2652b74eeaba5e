"""The application without the lock of a claim, for controls: a settlement decides on what it read, as if nobody else were there."""

from __future__ import annotations

import time
from typing import Any

from upgrade_program.wsgi import application

__all__ = ["application"]

from upgrade_program.buyback.models import Claim
from upgrade_program.buyback.services import settling
from upgrade_program.plans.models import Plan


def _unlocked(*, actor: Any, number: str) -> Claim:
    claim = Claim.objects.select_related("store").get(number=number.replace("-", ""))
    claim.plan = Plan.objects.select_related("store", "customer", "collection", "invoice").get(pk=claim.plan_id)
    time.sleep(0.2)
    return claim


settling.locked_to_settle = _unlocked

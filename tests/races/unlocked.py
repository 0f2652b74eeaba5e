"""The application without the lock of a claim, for controls: a settlement decides on what it read, as if nobody else were there."""

from __future__ import annotations

import time
from typing import Any

from upgrade_program.wsgi import application

__all__ = ["application"]

from upgrade_program.buyback.services import settling, settling_facts
from upgrade_program.foundation.database.prepared import Prepared

_asked = settling_facts.settlement_facts


def _unlocked(**how: Any) -> settling_facts.SettlementFacts:
    facts = _asked(**how)
    time.sleep(0.2)
    return facts


settling_facts._FACTS = Prepared("settling_facts_unlocked", settling_facts.ASK, settling_facts.TYPES)
settling.settlement_facts = _unlocked

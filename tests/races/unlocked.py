"""The application without the lock of a claim, for controls: a settlement decides on what it read, as if nobody else were there."""

from __future__ import annotations

import time
from typing import Any

from upgrade_program.wsgi import application

__all__ = ["application"]

from django.db import connection

from upgrade_program.buyback.services import settling, settling_facts
from upgrade_program.foundation.database.prepared import Prepared

_asked = settling_facts.settlement_facts
_HERE = "SELECT pg_advisory_xact_lock_shared(hashtext('has read'))"
_MET = """
    SELECT count(*) FROM pg_locks
     WHERE locktype = 'advisory' AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


def _unlocked(**how: Any) -> settling_facts.SettlementFacts:
    """Whoever has read goes on once another one has, too."""
    facts = _asked(**how)
    with connection.cursor() as cursor:
        cursor.execute(_HERE)
        for _ in range(4000):
            cursor.execute(_MET)
            if cursor.fetchone()[0] > 1:
                break
            time.sleep(0.005)
    return facts


settling_facts._FACTS = Prepared("settling_facts_unlocked", settling_facts.ASK, settling_facts.TYPES)
settling.settlement_facts = _unlocked

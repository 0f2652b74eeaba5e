"""The daily job's part of expiring, in a process of its own: `python -m tests.bench.expire 2028-02-01` expires all that is due then."""

from __future__ import annotations

import json
import sys
import time
from datetime import date


def expire(on: date) -> dict[str, float]:
    """Chunk after chunk, as `run_due_days` does it; gives the plans and the seconds."""
    from stores.clock import now
    from upgrade_program.plans.services import expire_due_plans

    began, plans = time.perf_counter(), 0
    while batch := expire_due_plans(on=on, at=now()):
        plans += batch
    return {"plans": plans, "seconds": time.perf_counter() - began}


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(expire(date.fromisoformat(sys.argv[1]))))

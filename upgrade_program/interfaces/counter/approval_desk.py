"""What the approvals' desk shows to whom: what waits, what was asked and decided, and the exceptions of a store by person."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from stores.access import is_auditor
from stores.clock import local_day, start_of_day
from upgrade_program.buyback.services.overriding import OVERRIDE
from upgrade_program.customers.wishes import open_wishes
from upgrade_program.foundation.approvals.enums import State
from upgrade_program.foundation.approvals.queries import asked_by, decided_at_store, for_actor, tally, waiting_for
from upgrade_program.interfaces.counter.approval_rows import rows_of
from upgrade_program.interfaces.counter.office_forms import StoreForm
from upgrade_program.kernel.actor import Actor, Role
from upgrade_program.kernel.tongue import spoken
from upgrade_program.reporting.day import store_to_report, stores_to_report
from upgrade_program.reporting.exceptions import exceptions_of
from upgrade_program.reporting.request_words import KINDS

LATELY = timedelta(days=30)
SHOWN = 50


def desk_of(actor: Actor, *, store: str, at: datetime) -> dict[str, Any]:
    """The desk of a person. An auditor reads what waits anywhere and decides nothing; a clerk sees their own requests alone.
    Head office also sees which customers asked by themselves to be erased.

    `store` is the code of the one to look back on, for those above the stores; a foreign and an unknown code are `not_found`.
    """
    waits = for_actor(actor).filter(state=State.WAITING).order_by("asked_at", "id") if is_auditor(actor) else waiting_for(actor)
    context: dict[str, Any] = {
        "waiting": rows_of(waits[:SHOWN], actor=actor),
        "decides": not is_auditor(actor),
        "sees_waiting": actor.role is not Role.CLERK,  # nobody's request is a clerk's to decide, or to see
        "asks": actor.at_counter,
        "wishes": open_wishes()[:SHOWN] if actor.role is Role.HEAD_OFFICE else [],
        "mine": rows_of(asked_by(actor)[:SHOWN], actor=actor),
    }
    return context if actor.role is Role.CLERK else context | _looking_back(actor, store=store, at=at)


def _looking_back(actor: Actor, *, store: str, at: datetime) -> dict[str, Any]:
    """What was decided at a store in the last days, and this month's exceptions there, by person."""
    shown = store_to_report(actor, code=store)
    on = local_day(at)
    month, tonight = start_of_day(on.replace(day=1)), start_of_day(on + timedelta(days=1))
    requests = tally(store_id=shown.pk, since=month, until=tonight)
    return {
        "store": shown,
        "stores": StoreForm({"store": shown.code}, stores=stores_to_report(actor)),
        "lately": rows_of(decided_at_store(shown.pk, at - LATELY)[:SHOWN], actor=actor),
        "people": exceptions_of(shown, since=month, until=tonight),
        "other_requests": [(row, spoken(KINDS.get(row.kind, row.kind))) for row in requests if row.kind != OVERRIDE],
    }

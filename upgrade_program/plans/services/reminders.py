"""Reminding customers of a fall: 14 days before it and 3. What stands in the messages' table is what was told, so the job keeps no mark.

Doubled it tells nobody twice; late it tells what is still true: the early word through 8 days before the fall, the late one through the
last day of the value. After that nothing is told of this fall, and nothing at all of a plan whose consent was taken back. Each message
ends with its stage, so one that was held up is not sent later.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from stores.clock import local_day, start_of_day
from upgrade_program.kernel.wording import day_text, rupees_text
from upgrade_program.messaging.services import Letter, Recipient, queue_all
from upgrade_program.plans.models import Plan
from upgrade_program.plans.queries import is_silent, message_address, silent_among
from upgrade_program.plans.terms import ONE_DAY, Valuation, assured_value

STAGES = {14: 8, 3: 1}  # days before the fall on which a stage begins, and the last on which it is still told
CHUNK = 1_000
_NOTHING = {"en": "nothing", "hi": "कुछ नहीं"}
_DUE = Path(__file__).with_suffix(".sql").read_text()
Fall = tuple[int, date, int]  # plan, last day of the value, stage


def remind_all(*, on: date, at: datetime) -> int:
    """Queue every reminder that is due on a day, a chunk a transaction, and say how many there were. Safe to run twice and at once."""
    reminded, after = 0, 0
    while falls := _due(on, after=after):
        with transaction.atomic():
            reminded += _remind(falls, on=on, at=at)
        after = falls[-1][0]
    return reminded


def slots_of_reminder(key: str, *, at: datetime) -> dict[str, str] | None:
    """The link for the reminder of a fall (`plan:customer:last day`) at its sending; None when that plan does not fall then any more,
    is another's, or nobody may be written to about it.
    """
    plan_id, customer_id, last_day = key.split(":")
    plan, on = Plan.objects.get(pk=plan_id), local_day(at)
    value = _falls(plan, last_day=date.fromisoformat(last_day), on=on)
    theirs = plan.customer_id == int(customer_id) and not is_silent(plan)
    return {"link": message_address(plan, on=on)} if value and theirs else None


def _due(on: date, *, after: int) -> list[Fall]:
    chunk: dict[str, Any] = {"on": on, "after": after, "limit": CHUNK, "days": list(STAGES), "through": list(STAGES.values())}
    with connection.cursor() as cursor:
        cursor.execute(_DUE, chunk)
        falls: list[Fall] = cursor.fetchall()
    return falls


def _remind(falls: list[Fall], *, on: date, at: datetime) -> int:
    plans = Plan.objects.select_related("customer").in_bulk({plan_id for plan_id, _, _ in falls})
    silent, letters = silent_among(plans), []
    for plan_id, last_day, stage in falls:
        value = _falls(plans[plan_id], last_day=last_day, on=on)
        if value and plan_id not in silent:
            letters.append(_letter(plans[plan_id], value, last_day=last_day, stage=stage))
    queue_all(letters, at=at)
    return len(letters)


def _falls(plan: Plan, *, last_day: date, on: date) -> Valuation | None:
    """What a plan is worth on a day, if it is the fall after `last_day` that comes next; a hold keeps it from falling."""
    value = assured_value(plan.promise, on=on)
    return value if value.tier and value.tier.end == last_day and value.next and not value.held else None


def _letter(plan: Plan, value: Valuation, *, last_day: date, stage: int) -> Letter:
    language, after = plan.customer_language, value.next.assured if value.next else Decimal(0)
    return Letter(
        template="plan.falling",
        to=Recipient(language=language, mobile=plan.customer.mobile, email=plan.customer.email, customer_id=plan.customer_id),
        slots={
            "name": plan.customer_name,
            "number": plan.written,
            "device": plan.device,
            "value": rupees_text(value.assured),
            "last_day": day_text(last_day, language),
            "then": rupees_text(after) if after else _NOTHING[language],
            "next_day": day_text(last_day + ONE_DAY, language),
            "drop": rupees_text(value.assured - after),
        },
        cause=f"plan:{plan.pk}:falls:{last_day.isoformat()}:{stage}",
        secret=f"fall:{plan.pk}:{plan.customer_id}:{last_day.isoformat()}",
        until=start_of_day(last_day + ONE_DAY - timedelta(days=STAGES[stage] - 1)),
    )

"""Warning members of points that end soon: 30 days before, and 7. Never on a day on which they are told of points otherwise.

Who left is told nothing: their points can still end, but no consent lets us write of them.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from loyalty.activity.models import NoticeDay
from loyalty.activity.services.notices import FROM_HOUR, TO_HOUR
from loyalty.programme.queries import belongs
from stores.clock import STORE_TIME, local_day, start_of_day
from upgrade_program.kernel.wording import day_text
from upgrade_program.messaging.services import Recipient, queue

SOON, EARLY = 7, 30  # days before the last day; each is told once, late where a day was missed
# The soonest end of each member that they have not been warned of at its stage; who had word of points today is left for tomorrow.
_ENDING = f"""
    SELECT DISTINCT ON (customer.id) customer.id, customer.name, customer.mobile, customer.email, customer.language, lot.expires_at,
           CASE WHEN lot.expires_at <= %(soon)s THEN %(soon_days)s ELSE %(early_days)s END AS stage, sum(lot.remaining)
      FROM ledger_lot lot
      JOIN ledger_account account ON account.id = lot.account_id
      JOIN customers_customer customer ON customer.id = account.customer_id
     WHERE lot.remaining > 0 AND lot.expires_at > %(at)s AND lot.expires_at <= %(early)s AND lot.live_from <= %(at)s
       AND customer.id > %(told)s AND {belongs("customer.id")}
       AND NOT EXISTS (SELECT 1 FROM messaging_message WHERE cause = 'points:' || customer.id || ':' || %(today)s)
       AND NOT EXISTS (
           SELECT 1 FROM messaging_message
            WHERE cause = 'points_end:' || customer.id || ':' || extract(epoch FROM lot.expires_at)::bigint || ':'
                          || CASE WHEN lot.expires_at <= %(soon)s THEN %(soon_days)s ELSE %(early_days)s END)
     GROUP BY customer.id, lot.expires_at
     ORDER BY customer.id, lot.expires_at LIMIT %(limit)s
"""  # noqa: S608  (the words of a module of ours)


def warn_due(*, on: date, at: datetime, limit: int = 1000) -> int:
    """Warn up to `limit` members of points that end soon, once the day's notices are out; says how many. To be called until it says 0.

    Only between 10 and 20 o'clock. Doubled it tells nobody twice, late it tells what the missed days would have; who was told of points
    today, and further ends of the same member, wait for the next day.
    """
    if not FROM_HOUR <= at.astimezone(STORE_TIME).hour < TO_HOUR:
        return 0
    with transaction.atomic():
        day = NoticeDay.objects.select_for_update().filter(day=on, done_at__isnull=False, warned_at=None).first()
        return _warn(day, at=at, limit=limit) if day else 0


def _warn(day: NoticeDay, *, at: datetime, limit: int) -> int:
    facts: dict[str, Any] = {
        "at": at,
        "soon": start_of_day(day.day + timedelta(days=SOON + 1)),
        "early": start_of_day(day.day + timedelta(days=EARLY + 1)),
        "soon_days": SOON,
        "early_days": EARLY,
        "today": day.day.isoformat(),
        "told": day.warned_through,
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(_ENDING, facts)
        rows = cursor.fetchall()
    for customer_id, name, mobile, email, language, expires_at, stage, points in rows:
        last = local_day(expires_at - timedelta(microseconds=1))
        queue(
            template="points.ending",
            to=Recipient(language=language, mobile=mobile, email=email, customer_id=customer_id),
            slots={"name": name, "points": str(points), "last_day": day_text(last, language)},
            cause=f"points_end:{customer_id}:{_whole_seconds(expires_at)}:{stage}",
            at=at,
            until=expires_at,
        )
    if rows:
        day.warned_through = rows[-1][0]
    if len(rows) < limit:
        day.warned_at = at
    day.save(update_fields=["warned_through", "warned_at"])
    return len(rows)


def _whole_seconds(instant: datetime) -> int:
    """As the database casts it: to the nearest second."""
    return round(instant.timestamp())

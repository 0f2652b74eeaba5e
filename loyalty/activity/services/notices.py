"""Telling members what they earned: one notice a member and day at most, however late the job comes.

The confirmation of a reward is no notice but a receipt: it carries the code the points bought, so it leaves at once and counts for nothing
here. Points that pay in a sale are named on the sale's own papers. Who left the programme meanwhile is told nothing.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import Max

from loyalty.activity.models import NoticeDay
from loyalty.ledger.models import Entry
from loyalty.programme.queries import belongs
from stores.clock import STORE_TIME, local_day, start_of_day
from upgrade_program.messaging.services import Recipient, queue

FROM_HOUR, TO_HOUR = 10, 20  # local; nobody is woken by points
# By customer, so that a job that dies goes on after the last one told.
_EARNED = f"""
    SELECT account.customer_id, customer.name, customer.mobile, customer.email, customer.language,
           sum(entry.d_pending + entry.d_available), account.available
      FROM ledger_entry entry
      JOIN ledger_account account ON account.id = entry.account_id
      JOIN customers_customer customer ON customer.id = account.customer_id
     WHERE entry.id > %(after)s AND entry.id <= %(through)s AND entry.kind = 'earn' AND account.customer_id > %(told)s
       AND {belongs("account.customer_id")}
     GROUP BY account.id, customer.id
    HAVING sum(entry.d_pending + entry.d_available) > 0
     ORDER BY account.customer_id LIMIT %(limit)s
"""  # noqa: S608  (the words of a module of ours)


def tell_due(*, on: date, at: datetime, limit: int = 1000) -> int:
    """Tell up to `limit` members what they earned up to yesterday and were not told yet; says how many. To be called until it says 0.

    Only between 10 and 20 o'clock. A day's notices that were not finished are finished first; then no new ones begin on the same day.
    """
    if not FROM_HOUR <= at.astimezone(STORE_TIME).hour < TO_HOUR:
        return 0
    with transaction.atomic():
        day = _day_at_work(on, at=at)
        return _tell(day, at=at, limit=limit) if day else 0


def _day_at_work(on: date, *, at: datetime) -> NoticeDay | None:
    """The notices to work at, locked: those begun and not finished, else today's; None when today's are done or must wait."""
    last = NoticeDay.objects.select_for_update().order_by("-day").first()
    if last is not None and last.done_at is None:
        return last
    if last is not None and (last.day >= on or (last.done_at and local_day(last.done_at) >= on)):
        return None
    after = last.through_entry if last else 0
    through = Entry.objects.filter(pk__gt=after, at__lt=start_of_day(on)).aggregate(last=Max("pk"))["last"]
    day, _ = NoticeDay.objects.get_or_create(day=on, defaults={"after_entry": after, "through_entry": through or after})
    return NoticeDay.objects.select_for_update().filter(pk=day.pk, done_at=None).first()


def _tell(day: NoticeDay, *, at: datetime, limit: int) -> int:
    facts = {"after": day.after_entry, "through": day.through_entry, "told": day.told_through, "limit": limit}
    with connection.cursor() as cursor:
        cursor.execute(_EARNED, facts)
        rows = cursor.fetchall()
    for customer_id, name, mobile, email, language, points, available in rows:
        queue(
            template="points.day",
            to=Recipient(language=language, mobile=mobile, email=email, customer_id=customer_id),
            slots={"name": name, "points": str(points), "available": str(available)},
            cause=f"points:{customer_id}:{day.day.isoformat()}",
            at=at,
        )
    day.told += len(rows)
    if rows:
        day.told_through = rows[-1][0]
    if len(rows) < limit:
        day.done_at = at
    day.save(update_fields=["told", "told_through", "done_at"])
    return len(rows)

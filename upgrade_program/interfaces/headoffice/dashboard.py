"""Head office's dashboard: what thirty days came to, and what waits."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from stores.clock import now
from upgrade_program.foundation.outbox.queries import Standing as News
from upgrade_program.messaging.queries import Standing as Messages
from upgrade_program.reporting.dashboard.office import office_board
from upgrade_program.reporting.request_words import KINDS

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SLOW = timedelta(minutes=5)  # what waits longer for its delivery stands out


@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    """Sales, redemptions, refusals and overrides of thirty days; open requests with their age; the age of both queues."""
    at = now()
    board = office_board(at=at)
    context = {
        "title": "Dashboard",
        "is_fullwidth": "1",
        "board": board,
        "today": board.trading.of(board.last, board.last),
        "week": board.trading.of(board.last - timedelta(days=6), board.last),
        "waiting": [(KINDS.get(row.kind, row.kind), row.count, age(row.since, at=at)) for row in board.waiting],
        "queues": [
            _queue("News", "admin:outbox_message_changelist", "delivered_at__isempty=1", board.news, at=at),
            _queue("Messages", "admin:messaging_message_changelist", "state__exact=queued", board.messages, at=at),
        ],
    }
    return render(request, "headoffice/dashboard.html", admin.site.each_context(request) | context)


def _queue(name: str, route: str, query: str, one: News | Messages, *, at: datetime) -> tuple[object, ...]:
    """A queue as the page tells it: its list, how long the oldest due one waits, and whether that stands out."""
    wait = timedelta(seconds=one.oldest_wait)
    return name, route, query, one, age(at - wait, at=at), wait > SLOW


def age(since: datetime, *, at: datetime) -> str:
    """3 days, 4 hours, 12 minutes, or less than a minute."""
    gone = max(at - since, timedelta(0))
    for unit, word in ((DAY, "day"), (HOUR, "hour"), (MINUTE, "minute")):
        count = gone // unit
        if count:
            return f"{count} {word}" + ("" if count == 1 else "s")
    return "less than a minute"

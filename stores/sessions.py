"""Ending what somebody has open: sessions in browsers and keys of tills, at once and together."""

from __future__ import annotations

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from stores.clock import local_day
from stores.models import StaffUser, Store
from stores.queries import staff_of
from stores.tokens import end_tokens_of, end_tokens_of_store


def end_sessions_of(*staff: StaffUser) -> None:
    """Every signed-in session of these people is over, with this transaction's commit."""
    rows = UserSession.objects.filter(user__in=staff)
    Session.objects.filter(session_key__in=list(rows.values_list("session_key", flat=True))).delete()
    rows.delete()


def end_access_of(*, staff: StaffUser, at: datetime, store_id: int | None = None) -> None:
    """All sessions of a person are over, and their tokens, or only those for one store."""
    end_tokens_of(staff=staff, at=at, store_id=store_id)
    end_sessions_of(staff)


def end_access_to(*, store: Store, at: datetime) -> None:
    """Nobody works in this store any more: its tokens and the sessions of its people are over."""
    end_tokens_of_store(store_id=store.pk, at=at)
    end_sessions_of(*[posting.staff for posting in staff_of(store_id=store.pk, on=local_day(at))])

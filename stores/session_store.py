"""Django's sessions in the database, read together with the lock of their till (`SESSION_ENGINE` names this module)."""

from __future__ import annotations

from functools import cache

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, QuerySet

from stores.clock import now
from stores.models import TillLock


class SessionStore(db.SessionStore):
    """A session that knows whether it was locked when it was read: every page of staff asks, and asks the database once for both."""

    locked = False  # a session that was never read has just begun

    def _get_session_from_db(self) -> Session | None:
        try:
            found = _sessions().get(session_key=self.session_key, expire_date__gt=now())
        except Session.DoesNotExist:
            self._session_key = None
            return None
        self.locked = found.locked  # type: ignore[attr-defined]  # annotated
        return found

    async def _aget_session_from_db(self) -> Session | None:
        raise NotImplementedError("a session is read with its lock, and that is written for threads only")


@cache
def _sessions() -> QuerySet[Session]:
    """All sessions with their locks, put together once; itself never asked."""
    return Session.objects.annotate(locked=Exists(TillLock.objects.filter(session_key=OuterRef("session_key"))))

"""Django's sessions in the database, read together with the lock of their till (`SESSION_ENGINE` names this module)."""

from __future__ import annotations

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, QuerySet

from stores.clock import now
from stores.models import TillLock
from upgrade_program.foundation.database.planned import Place, Planned


class SessionStore(db.SessionStore):
    """A session that knows whether it was locked when it was read: every page of staff asks, and asks the database once for both."""

    locked = False  # a session that was never read has just begun

    def _get_session_from_db(self) -> Session | None:
        found = _SESSION.ask(key=self.session_key, at=now())
        if not found:
            self._session_key = None
            return None
        self.locked = found[0].locked  # type: ignore[attr-defined]  # annotated
        return found[0]

    async def _aget_session_from_db(self) -> Session | None:
        raise NotImplementedError("a session is read with its lock, and that is written for threads only")


def _sessions(*, key: Place, at: Place) -> QuerySet[Session]:
    locked = Exists(TillLock.objects.filter(session_key=OuterRef("session_key")))
    return Session.objects.filter(session_key=key, expire_date__gt=at).annotate(locked=locked)


_SESSION = Planned("session_with_its_lock", _sessions, "key", "at")

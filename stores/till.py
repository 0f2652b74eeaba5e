"""Whether a session is locked. The server decides, by the session's last activity and by its lock; scripts only cover the page."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session

from stores.models import TillLock
from stores.session_store import SessionStore

SEEN = "till_seen"  # the session's key for the last activity, in seconds of the epoch
_PARTS = 20  # an activity is written down when the last one is older than a twentieth of the idle time


def is_locked(session: SessionStore, *, at: datetime) -> bool:
    """Locked by somebody when this request began, or idle for `settings.TILL_IDLE_SECONDS` (and at most a twentieth more)."""
    seen = session.get(SEEN)
    if seen is not None and at.timestamp() - seen >= settings.TILL_IDLE_SECONDS + _grain():
        return True
    return session.locked


def note_activity(session: SessionBase, *, at: datetime) -> None:
    """Somebody is at the till: written into the session, but not with every click."""
    seen = session.get(SEEN)
    if seen is None or not 0 <= at.timestamp() - seen < _grain():
        session[SEEN] = at.timestamp()


def forget_lock(session: SessionStore) -> None:
    """The session is no longer locked, and its idle time begins anew with the next activity."""
    TillLock.objects.filter(session_key=session.session_key).delete()
    session.locked = False
    session.pop(SEEN, None)


def forget_old_locks() -> int:
    """Delete the locks of sessions that are over; gives their number."""
    return TillLock.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()[0]


def _grain() -> float:
    return float(settings.TILL_IDLE_SECONDS) / _PARTS

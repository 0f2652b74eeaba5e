"""An error, as a table may keep it, and whose it is."""

from __future__ import annotations

import traceback

# A deadlock, a lock that did not come in time, a statement that took too long.
_LOAD = {"40P01", "55P03", "57014"}


def told(error: BaseException) -> str:
    """Kind and place of an error, without its words: a database's words quote the values, and those may be a person's (reliability S0)."""
    frames = traceback.extract_tb(error.__traceback__)
    law = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    place = f" at {frames[-1].name}:{frames[-1].lineno}" if frames else ""
    return type(error).__name__ + (f" ({law})" if law else "") + place


def busy(error: BaseException) -> bool:
    """Whether it is the database's load that failed, not what was asked of it: the same may well succeed a little later."""
    return getattr(error.__cause__, "pgcode", None) in _LOAD

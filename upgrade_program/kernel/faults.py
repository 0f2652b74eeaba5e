"""An error, as a table may keep it."""

from __future__ import annotations

import traceback


def told(error: BaseException) -> str:
    """Kind and place of an error, without its words: a database's words quote the values, and those may be a person's (reliability S0)."""
    frames = traceback.extract_tb(error.__traceback__)
    law = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    place = f" at {frames[-1].name}:{frames[-1].lineno}" if frames else ""
    return type(error).__name__ + (f" ({law})" if law else "") + place

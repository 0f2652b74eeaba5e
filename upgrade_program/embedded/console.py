"""What the launcher says, and how it refuses to start."""

from __future__ import annotations

import contextlib
import time

_BEGAN = time.monotonic()


class CannotStart(Exception):
    """The launcher cannot go on. The message says why and what to do; nothing it started is left running."""


def say(text: str) -> None:
    """Print one line with the seconds since the start; a closed terminal is no reason to fail."""
    with contextlib.suppress(OSError):
        print(f"[{seconds():6.1f} s] {text}", flush=True)


def seconds() -> float:
    """Seconds since the launcher began."""
    return time.monotonic() - _BEGAN

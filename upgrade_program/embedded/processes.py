"""One child process: started in a session of its own, told when we die, and swept up with all its descendants."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from upgrade_program.embedded.identity import ServiceUser

Child = subprocess.Popen[bytes]
PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def spawn(
    command: Sequence[str | Path],
    *,
    env: Mapping[str, str],
    cwd: Path,
    log: Path | None,
    death_signal: signal.Signals = signal.SIGTERM,
    user: ServiceUser | None = None,
) -> Child:
    """Start a child; its output goes to `log`, or to our own when None. `death_signal` reaches it even if we are killed outright."""
    out = log.open("ab") if log else None
    try:
        return subprocess.Popen(
            list(command),
            env=dict(env),
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT if out else None,
            start_new_session=True,
            preexec_fn=_dies_with_us(death_signal),
            user=user.uid if user and user.switch else None,
            group=user.gid if user and user.switch else None,
            extra_groups=[] if user and user.switch else None,
        )
    finally:
        if out:
            out.close()


def _dies_with_us(death_signal: signal.Signals) -> Callable[[], None] | None:
    if _LIBC is None:
        return None
    libc, parent = _LIBC, os.getpid()

    def ask_the_kernel() -> None:
        libc.prctl(PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
        if os.getppid() != parent:  # died between fork and here: the signal will never come
            os._exit(1)

    return ask_the_kernel


def sweep(child: Child) -> None:
    """Kill whatever is left of the child's session: a killed worker's own children would live on."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)

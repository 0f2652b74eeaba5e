"""The broker flushed, killed and black-holed in mid-run: sales go on as fast, and messages still leave. Reliability R8, R9."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import redis

from tests.embedded.test_serve import Launcher, eventually
from tests.faults.proof import nothing_lost_nothing_doubled
from tests.faults.tills import Till, call, close_tills, open_tills, percentile, signed_in, sold_by

pytestmark = pytest.mark.long
RUN = 8.0  # seconds of sales before, and after, the fault
SLOWEST = 1.0  # seconds a request may take, whatever the broker does
NOISE = 0.1  # seconds: what two runs of the same sales differ by on a shared machine


def broker(launcher: Launcher) -> int:
    found = launcher.find("valkey-server")
    assert found
    return found


def flush(launcher: Launcher) -> Callable[[], None]:
    """Forgets everything it was told."""
    (socket,) = [path for path in Path(launcher.env["APP_STATE"]).rglob("*.sock") if path.is_socket()]
    redis.Redis(unix_socket_path=str(socket)).flushall()
    return lambda: None


def kill(launcher: Launcher) -> Callable[[], None]:
    """Dies, and stays away because the one who would start it again sleeps."""
    assert launcher.process
    launcher.process.send_signal(signal.SIGSTOP)
    os.kill(broker(launcher), signal.SIGKILL)
    return lambda: launcher.process.send_signal(signal.SIGCONT) if launcher.process else None


def black_hole(launcher: Launcher) -> Callable[[], None]:
    """Takes connections and never answers."""
    pid = broker(launcher)
    os.kill(pid, signal.SIGSTOP)
    return lambda: os.kill(pid, signal.SIGCONT)


def newest_message(launcher: Launcher) -> str:
    kept = call(launcher.port, "GET", "demo/messages/?n=50").body["results"]
    return " ".join(message["text"] for message in kept)


def told_of(numbers: list[str], texts: str) -> bool:
    """Whether the texts name one of the plans."""
    return any(number in texts for number in numbers)


@pytest.mark.parametrize("fault", [flush, kill, black_hole])
def test_sales_go_on_and_messages_leave(launcher: Launcher, fault: Callable[[Launcher], Callable[[], None]]) -> None:
    launcher.start_until_ready()
    tokens = [signed_in(launcher.port, name) for name in ("clerk.dl01", "clerk.mh01")]
    tills = open_tills(launcher.port, tokens, number=2)
    time.sleep(RUN)
    before = [took for till in tills for took in till.times]
    sold_before = {plan["number"] for plan in sold_by(tills)}
    mend = fault(launcher)
    try:
        for till in tills:
            till.times = []
        time.sleep(RUN)
        after = [took for till in tills for took in till.times]
        # Any of those sold since: the tills go on, and the one sold last may be fifty messages back before anybody looks.
        since = [plan["number"] for plan in sold_by(tills) if plan["number"] not in sold_before]
        told_now = eventually(lambda: told_of(since, newest_message(launcher)), seconds=30)
        assert told_now, "the customer's message did not leave"
    finally:
        mend()
    close_tills(tills)
    told = f"p95 {percentile(before, 0.95) * 1000:.0f} ms before, {percentile(after, 0.95) * 1000:.0f} ms with the broker gone"
    print(f"{fault.__name__}: {len(before)} and {len(after)} sales, {told}, slowest {max(after) * 1000:.0f} ms")
    assert refusals(tills) == []
    assert max(after) < SLOWEST
    assert percentile(after, 0.95) <= 2 * percentile(before, 0.95) + NOISE
    nothing_lost_nothing_doubled(launcher, sold_by(tills))
    launcher.stop(signal.SIGTERM)


def refusals(tills: list[Till]) -> list[object]:
    return [*(told for till in tills for told in till.impolite), *(key for till in tills for key in till.given_up)]

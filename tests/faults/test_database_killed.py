"""PostgreSQL killed ten times in a minute under sales, and away for a while. Reliability R10."""

from __future__ import annotations

import os
import random
import signal
import time

import pytest

from tests.embedded.test_serve import Launcher, eventually
from tests.faults.proof import nothing_lost_nothing_doubled
from tests.faults.tills import call, close_tills, open_tills, signed_in, sold_by

pytestmark = pytest.mark.long
KILLS, MINUTE = 10, 60.0
AWAY = 20.0  # seconds


def postgres(launcher: Launcher) -> int | None:
    return launcher.find("postgres", "-D")


def web_processes(launcher: Launcher) -> set[int]:
    return {pid for pid, command in launcher.family().items() if "gunicorn" in command}


def test_ten_kills_in_a_minute_lose_and_double_nothing(launcher: Launcher) -> None:
    seed = random.randrange(10**6)
    dice = random.Random(seed)
    launcher.start_until_ready()
    tokens = [signed_in(launcher.port, name) for name in ("clerk.dl01", "clerk.mh01")]
    web = web_processes(launcher)
    tills = open_tills(launcher.port, tokens, number=4)
    began = time.monotonic()
    for kill in range(KILLS):
        time.sleep(max(0.0, began + (kill + dice.uniform(0.2, 0.9)) * MINUTE / KILLS - time.monotonic()))
        victim = postgres(launcher)
        assert victim, f"kill {kill}: PostgreSQL had not come back"
        os.kill(victim, signal.SIGKILL)
        assert eventually(lambda victim=victim: postgres(launcher) not in {None, victim}, seconds=15)
    took = time.monotonic() - began
    launcher.wait_until_it_answers()
    time.sleep(1)
    close_tills(tills)
    sold = sold_by(tills)
    print(f"seed {seed}: {KILLS} kills in {took:.0f} s, {len(sold)} sales acknowledged, answers {[dict(till.answers) for till in tills]}")
    assert [told for till in tills for told in till.impolite] == []
    assert [key for till in tills for key in till.given_up] == []
    assert len(sold) > 50, "hardly anything was sold"
    assert web_processes(launcher) == web, "a web process died"
    nothing_lost_nothing_doubled(launcher, sold)
    assert launcher.stop() == 0


def test_while_it_is_away_everybody_is_asked_to_come_again_and_nobody_dies(launcher: Launcher) -> None:
    launcher.start_until_ready()
    token = signed_in(launcher.port, "clerk.dl01")
    web, victim = web_processes(launcher), postgres(launcher)
    assert victim
    assert launcher.process
    launcher.process.send_signal(signal.SIGSTOP)  # who would start it again
    try:
        os.kill(victim, signal.SIGKILL)
        tills = open_tills(launcher.port, [token], number=2)
        end = time.monotonic() + AWAY
        while time.monotonic() < end:
            for path in ("variants/?q=note", "plans/"):
                told = call(launcher.port, "GET", path, token=token)
                assert (told.status, told.body["code"]) == (503, "busy"), told
                assert int(told.headers["Retry-After"]) > 0
            time.sleep(0.5)
        assert sold_by(tills) == []
    finally:
        launcher.process.send_signal(signal.SIGCONT)
    assert eventually(lambda: len(sold_by(tills)) >= 5, seconds=60), "the tills do not sell again"
    close_tills(tills)
    assert [told for till in tills for told in till.impolite] == []
    assert web_processes(launcher) == web, "a web process died"
    nothing_lost_nothing_doubled(launcher, sold_by(tills))
    assert launcher.stop() == 0

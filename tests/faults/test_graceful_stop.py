"""Asked to stop under load, the web server finishes what it has begun; what was not begun is sent again with its key."""

from __future__ import annotations

import os
import signal
import time

import pytest

from tests.embedded.test_serve import Launcher, eventually, none_left
from tests.faults.proof import nothing_lost_nothing_doubled
from tests.faults.tills import close_tills, open_tills, signed_in, sold_by

pytestmark = pytest.mark.long
STOPS = 5


def test_stopped_under_load_nothing_is_lost_half_done_or_left_running(launcher: Launcher) -> None:
    launcher.start_until_ready()
    tokens = [signed_in(launcher.port, name) for name in ("clerk.dl01", "clerk.mh01")]
    tills = open_tills(launcher.port, tokens, number=4)
    for stop in range(STOPS):
        before = len(sold_by(tills))
        assert eventually(lambda before=before: len(sold_by(tills)) >= before + 30, seconds=60), "the tills do not sell"
        family = launcher.family()
        began = time.monotonic()
        assert launcher.stop(signal.SIGTERM if stop % 2 else signal.SIGINT) == 0, launcher.output.read_text()[-2000:]
        print(f"stop {stop + 1}: {time.monotonic() - began:.1f} s")
        assert none_left(family)
        launcher.start_until_ready()
    close_tills(tills)
    assert [told for till in tills for told in till.impolite] == []
    assert [key for till in tills for key in till.given_up] == []
    nothing_lost_nothing_doubled(launcher, sold_by(tills))
    assert launcher.stop() == 0


def test_a_web_process_asked_to_stop_answers_what_it_has_begun(launcher: Launcher) -> None:
    """The server replaces its workers one after another, as a new version does: not one request breaks off without an answer."""
    launcher.start_until_ready()
    token = signed_in(launcher.port, "clerk.dl01")
    tills = open_tills(launcher.port, [token], number=4)
    assert eventually(lambda: len(sold_by(tills)) >= 50, seconds=60)
    for _ in range(STOPS):
        web = sorted(pid for pid, command in launcher.family().items() if "gunicorn" in command)
        worker = web[-1]

        os.kill(worker, signal.SIGTERM)
        assert eventually(lambda worker=worker: worker not in launcher.family(), seconds=30), "the worker does not end"
        time.sleep(1)
    close_tills(tills)
    print(f"{len(sold_by(tills))} sales, answers {[dict(till.answers) for till in tills]}")
    assert [told for till in tills for told in till.impolite] == []
    broken = sum(till.answers[0] for till in tills)
    assert broken == 0, f"{broken} requests got no answer"
    nothing_lost_nothing_doubled(launcher, sold_by(tills))
    assert launcher.stop() == 0

"""The bench still runs: every measurement once, on a few plans. Its figures mean nothing here, and its goals are not held against it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings

from upgrade_program.embedded.state import ROOT
from upgrade_program.embedded.suite import BENCHES


def test_the_bench_measures_everything_it_promises():
    command = [sys.executable, "-m", "pytest", BENCHES, "--quick", "-q", "-p", "no:cacheprovider"]
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
    for row in (
        "sale through the API",
        "plan value through the API",
        "counter plan page",
        "growth: sale",
        "due plans",
        "settlement through the API",
        "hearing of",
        "what is owed",
        "a draft of the terms",
    ):
        assert row in done.stdout
    assert "18 passed" in done.stdout
    assert not any(Path(settings.STATIC_ROOT).iterdir())  # other tests look through it meanwhile, each of their clients anew

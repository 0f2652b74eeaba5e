"""`python3 run.py check`: what can be said about the code without running its tests."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from upgrade_program.embedded.console import say, seconds
from upgrade_program.embedded.laboratory import laboratory
from upgrade_program.embedded.processes import Child
from upgrade_program.embedded.state import ROOT
from upgrade_program.embedded.supervisor import Stopping, Supervisor

SCRIPTS = Path(sys.executable).parent
# A production site as `check --deploy` wants to see it: https and without the demo.
DEPLOYED = {"PUBLIC_URL": "https://upgrade.example.in", "DEMO": "0"}


@dataclass(frozen=True, slots=True)
class Check:
    name: str
    command: list[str]
    env: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Running:
    check: Check
    child: Child
    log: Path
    began: float


def all_checks() -> list[Check]:
    def module(*words: str) -> list[str]:
        return [sys.executable, "-m", *words]

    def manage(*words: str) -> list[str]:
        return [sys.executable, "manage.py", *words]

    checks = [
        Check("ruff check", module("ruff", "check", ".")),
        Check("ruff format", module("ruff", "format", "--check", ".")),
        Check("mypy", module("mypy")),
        Check("import-linter", [str(SCRIPTS / "lint-imports")]),
        Check("deptry", module("deptry", ".")),
        Check("makemigrations --check", manage("makemigrations", "--check", "--dry-run")),
        Check("manage.py check", manage("check", "--fail-level", "WARNING")),
        Check("manage.py check --deploy", manage("check", "--deploy", "--fail-level", "WARNING"), DEPLOYED),
        Check("OpenAPI", manage("spectacular", "--validate", "--fail-on-warn", "--file", "/dev/null")),
        Check("djlint format", module("djlint", "templates", "--check")),
        Check("djlint lint", module("djlint", "templates", "--lint")),
    ]
    if (ROOT / "static/src/package.json").exists():
        checks.append(Check("CSS is what its sources give", module("upgrade_program.embedded.css")))
    return checks


def check() -> int:
    """Run all checks on a database of their own. Returns 1 if one failed."""
    with Supervisor() as supervisor:
        try:
            with laboratory(supervisor) as env:
                failed = run_checks(supervisor, env=env)
        except Stopping:
            return 130
    print(f"{len(failed)} failed: {', '.join(failed)}" if failed else "all checks passed", f"({seconds():.0f} s)", flush=True)
    return 1 if failed else 0


def run_checks(supervisor: Supervisor, *, env: Mapping[str, str], at_once: int = os.cpu_count() or 1) -> list[str]:
    """Run the checks, `at_once` beside each other, show what the failing ones say, and return their names."""
    failed = []
    waiting, running = [*enumerate(all_checks())], list[_Running]()
    while waiting or running:
        while waiting and len(running) < at_once:
            place, one = waiting.pop(0)
            log = Path(env["APP_STATE"]) / f"check-{place}.log"
            log.unlink(missing_ok=True)
            child = supervisor.begin(one.command, env={**env, **one.env}, cwd=ROOT, log=log)
            running.append(_Running(one, child, log, began=time.monotonic()))
        ended = [each for each in running if each.child.poll() is not None]
        if not ended:
            supervisor.tick()
        for each in ended:
            running.remove(each)
            code = supervisor.finish(each.child)
            say(f"{'ok    ' if code == 0 else 'FAILED'} {each.check.name} ({time.monotonic() - each.began:.1f} s)")
            if code != 0:
                failed.append(each.check.name)
                print(each.log.read_text(errors="replace"), flush=True)
    return failed

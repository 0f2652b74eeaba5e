"""`python3 run.py check`: what can be said about the code without running its tests."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from upgrade_program.embedded.console import say, seconds
from upgrade_program.embedded.laboratory import laboratory
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


def run_checks(supervisor: Supervisor, *, env: Mapping[str, str]) -> list[str]:
    """Run each check, show what the failing ones say, and return their names."""
    failed = []
    log = Path(env["APP_STATE"]) / "check.log"
    for one in all_checks():
        log.unlink(missing_ok=True)
        began = time.monotonic()
        code = supervisor.run(one.command, env={**env, **one.env}, cwd=ROOT, log=log)
        say(f"{'ok    ' if code == 0 else 'FAILED'} {one.name} ({time.monotonic() - began:.1f} s)")
        if code != 0:
            failed.append(one.name)
            print(log.read_text(errors="replace"), flush=True)
    return failed

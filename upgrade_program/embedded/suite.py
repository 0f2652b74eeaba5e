"""`python3 run.py test`: the checks, then pytest on a real PostgreSQL and broker; browser tests in a process of their own."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from upgrade_program.embedded import pattern
from upgrade_program.embedded.checks import run_checks
from upgrade_program.embedded.console import CannotStart, say, seconds
from upgrade_program.embedded.laboratory import laboratory
from upgrade_program.embedded.postgres import DURABLE
from upgrade_program.embedded.state import ROOT
from upgrade_program.embedded.supervisor import Stopping, Supervisor

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
WINDOWLESS = "chromium-headless-shell"
NO_BROWSER = "Chromium is missing, so the browser tests cannot run. On Debian and Ubuntu: apt-get install chromium"
NOTHING_COLLECTED = 5  # pytest's exit code
BENCHES = "tests/bench"
COUNTED = ("shared_preload_libraries=pg_stat_statements", "max_wal_size=4GB")  # for the bench: statements an operation
ALONE = "long tests"  # they kill and starve what they run on: one at a time


@dataclass(frozen=True, slots=True)
class Result:
    """How one pytest process ended."""

    part: str
    code: int
    took: float
    passed: int = 0
    failed: int = 0
    skipped: int = 0


def test(arguments: list[str]) -> int:
    """Run everything; `--long` adds the long runs, `--no-check` leaves the checks out, the rest is pytest's. Returns 1 if a part failed."""
    long, checks = "--long" in arguments, "--no-check" not in arguments
    rest = [word for word in arguments if word not in {"--long", "--no-check"}]
    with Supervisor() as supervisor:
        try:
            with laboratory(supervisor) as env, _pattern(supervisor, env=env) as copied:
                faults = run_checks(supervisor, env=env) if checks else []
                results, missing = _run_parts(supervisor, env=copied(), parts=parts_for(rest, long=long), arguments=rest)
        except Stopping:
            return 130
    faults += missing + [one.part for one in results if one.code not in {0, NOTHING_COLLECTED}]
    if all(one.code == NOTHING_COLLECTED for one in results):
        faults.append("no test was found")
    times = ", ".join(f"{one.part} {one.took:.0f} s" for one in results)
    print(f"\n{times}; in all {seconds():.0f} s")
    print(f"failed: {'; '.join(faults)}" if faults else "every part passed")
    totals = [sum(getattr(one, kind) for one in results) for kind in ("passed", "failed", "skipped")]
    print(f"total: {totals[0]} passed, {totals[1]} failed, {totals[2]} skipped", flush=True)
    return 1 if faults else 0


def parts_for(arguments: list[str], *, long: bool) -> list[tuple[str, str | None]]:
    """Name and marker of each pytest process. Playwright leaves an event loop behind, so browser tests run apart."""
    if "-m" in arguments:
        return [("chosen tests", None)]
    parts: list[tuple[str, str | None]] = [("tests", "not browser and not long"), ("browser tests", "browser and not long")]
    return [*parts, (ALONE, "long")] if long else parts


def bench(arguments: list[str]) -> int:
    """Run the measurements on servers that keep what they are told, as in production."""
    if not (ROOT / BENCHES).is_dir():
        raise CannotStart(f"There is nothing to measure yet: {BENCHES} does not exist.")
    with Supervisor() as supervisor:
        try:
            with laboratory(supervisor, settings=(*DURABLE, *COUNTED)) as env:
                command = [sys.executable, "-m", "pytest", BENCHES, "-s", *arguments]
                return supervisor.run(command, env=env, cwd=ROOT, stop_signal=signal.SIGINT)
        except Stopping:
            return 130


@contextmanager
def _pattern(supervisor: Supervisor, *, env: Mapping[str, str]) -> Iterator[Callable[[], Mapping[str, str]]]:
    """Begin to migrate the pattern of all databases of the tests; what is yielded waits for it and gives the environment that names it."""
    command = [sys.executable, "-m", "upgrade_program.embedded.pattern"]
    log = Path(env["APP_STATE"]) / "pattern.log"
    making = supervisor.begin([*command, "make"], env=env, cwd=ROOT, log=log)

    def made() -> Mapping[str, str]:
        if supervisor.finish(making) != 0:
            raise CannotStart(f"The database of the tests could not be made:\n{log.read_text(errors='replace')}")
        return {**env, pattern.VARIABLE: pattern.NAME}

    yield made
    if os.environ.get("DATABASE_URL"):  # a server that stays
        supervisor.run([*command, "drop"], env=env, cwd=ROOT, log=log)


def browsers(environ: Mapping[str, str]) -> dict[str, str]:
    """Chromium, and beside it the one without windows where it is installed: it needs a third less of the processor, and knows no camera.

    A CHROMIUM of the caller's stands for both. Without any the answer is empty.
    """
    chosen = environ.get("CHROMIUM")
    whole = chosen or next(filter(None, map(shutil.which, BROWSERS)), None)
    windowless = None if chosen else shutil.which(WINDOWLESS)
    return {"CHROMIUM": whole, "CHROMIUM_WINDOWLESS": windowless or whole} if whole else {}


def _run_parts(
    supervisor: Supervisor, *, env: Mapping[str, str], parts: list[tuple[str, str | None]], arguments: list[str]
) -> tuple[list[Result], list[str]]:
    """Run each part; returns the results and the sentences about parts that could not run."""
    found = browsers(os.environ)
    results, missing = [], []
    for part, marker in parts:
        if part == "browser tests" and not found:
            missing.append(NO_BROWSER)
            continue
        say(part)
        results.append(_run_pytest(supervisor, env={**env, **found}, part=part, marker=marker, arguments=arguments))
    return results, missing


def side_by_side(part: str, arguments: list[str]) -> list[str]:
    """How many tests run at once: one a core, up to four, each with its own database. The caller's `-n` stands; 0 is one by one.

    Who is done takes of the others' share: dealt out by their number, the long tests came to one and the other waited at the end.
    """
    chosen = any(word.startswith(("-n", "--numprocesses", "--pdb")) for word in arguments)
    alone = part == ALONE or "long" in arguments
    return [] if alone or chosen else ["-n", str(min(os.cpu_count() or 1, 4)), "--dist", "worksteal"]


def _run_pytest(supervisor: Supervisor, *, env: Mapping[str, str], part: str, marker: str | None, arguments: list[str]) -> Result:
    report = Path(env["APP_STATE"]) / "pytest.xml"
    report.unlink(missing_ok=True)
    choice = [*(["-m", marker] if marker else []), *side_by_side(part, arguments)]
    command = [sys.executable, "-m", "pytest", f"--ignore={BENCHES}", f"--junitxml={report}", *choice, *arguments]
    began = time.monotonic()
    code = supervisor.run(command, env=env, cwd=ROOT, stop_signal=signal.SIGINT)  # pytest then ends what its tests started
    took = time.monotonic() - began
    if not report.exists():
        return Result(part=part, code=code or 1, took=took)
    suite = ET.parse(report).getroot().find("testsuite")
    counts = {kind: int(suite.get(kind, 0)) if suite is not None else 0 for kind in ("tests", "failures", "errors", "skipped")}
    bad, skipped = counts["failures"] + counts["errors"], counts["skipped"]
    return Result(part=part, code=code, took=took, passed=counts["tests"] - bad - skipped, failed=bad, skipped=skipped)

"""The log of a whole test run, as the site would have written it, read for what must never stand there. Reliability S0, S10.

Hooks of pytest, imported by the conftest: each process of the run keeps its own log and fails at its end when it finds something.
"""

from __future__ import annotations

import logging
import logging.config
import os
import re
import tempfile
from pathlib import Path

import pytest
from stdnum import luhn

_MOBILE = re.compile(r"(?<![\w.:+-])(?:\+?91[ -]?)?[6-9]\d{9}(?![\w-])")
_IMEI = re.compile(r"(?<![\w.])\d{15}(?!\w)")
_CODE = re.compile(r"(?i)\b(?:otp|code|pin)\b\W{1,4}\d{4,8}\b")
_COOKIE = re.compile(r"(?i)\b(?:__Host-)?(?:session|csrf)\w*[=:]\s*\w{20,}|\bBearer\s+[\w-]{20,}")
_HANDLER = "the log of the run"


def what_must_not_stand(line: str) -> list[str]:
    """Mobiles, IMEIs, one-time codes, cookies and keys in a line of the log."""
    imeis = [number for number in _IMEI.findall(line) if luhn.is_valid(number)]
    return [*_MOBILE.findall(line), *imeis, *_CODE.findall(line), *_COOKIE.findall(line)]


@pytest.hookimpl(trylast=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    from django.conf import settings

    configurator = logging.config.DictConfigurator(settings.LOGGING)  # type: ignore[attr-defined]
    file = Path(tempfile.gettempdir()) / f"log-of-the-run-{os.getpid()}"
    handler = logging.FileHandler(file, mode="a", encoding="utf-8", delay=True)
    handler.set_name(_HANDLER)
    handler.setFormatter(configurator.configure_formatter(dict(settings.LOGGING["formatters"]["json"])))
    handler.addFilter(configurator.configure_filter(dict(settings.LOGGING["filters"]["redact"])))
    handler.setLevel(logging.INFO)
    logging.root.addHandler(handler)
    logging.root.setLevel(logging.INFO)  # as the containers set it
    session.config.stash[_FILE] = file


_FILE: pytest.StashKey[Path] = pytest.StashKey()


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    file = session.config.stash.get(_FILE, None)
    if file is None or not file.exists():
        return
    with file.open(encoding="utf-8") as lines:
        found = [line for line in lines if what_must_not_stand(line)]
    file.unlink()
    if found:
        print(f"\nThe log of this run holds what must never stand in a log, in {len(found)} lines. The first:\n{''.join(found[:5])}")
        session.exitstatus = pytest.ExitCode.TESTS_FAILED

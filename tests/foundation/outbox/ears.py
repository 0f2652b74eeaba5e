"""Subscribers of these tests. Their effect is an audit row, so that it can be counted from any process."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from django.db import connection

from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.foundation.audit.services import record
from upgrade_program.kernel.actor import SYSTEM

HERE = "tests.foundation.outbox.ears"
WRITES_ALL = f"{HERE}.write_all"
WRITES, ALSO_WRITES, BREAKS, BREAKS_A_LAW = f"{HERE}.write", f"{HERE}.also_write", f"{HERE}.break_down", f"{HERE}.break_a_law"
_mended = False


@dataclass(frozen=True, slots=True)
class Sold:
    topic: ClassVar[str] = "test.sold"

    plan_id: int
    price: Decimal = Decimal("549.00")
    on: date = date(2020, 11, 5)

    @property
    def cause(self) -> str:
        return f"plan:{self.plan_id}:sold"


@dataclass(frozen=True, slots=True)
class Poison(Sold):
    topic: ClassVar[str] = "test.poison"


def write(payload: dict[str, Any], *, at: datetime) -> None:
    record(actor=SYSTEM, at=at, verb="heard", subject=f"plan:{payload['plan_id']}", after={"by": os.getpid()}, chain=payload["plan_id"])


def also_write(payload: dict[str, Any], *, at: datetime) -> None:
    record(actor=SYSTEM, at=at, verb="also.heard", subject=f"plan:{payload['plan_id']}", chain=payload["plan_id"])


def write_slowly(payload: dict[str, Any], *, at: datetime) -> None:
    write(payload, at=at)
    time.sleep(0.005)


def break_down(payload: dict[str, Any], *, at: datetime) -> None:
    """Has its effect and then fails, until it is mended."""
    write(payload, at=at)
    if not _mended:
        raise LookupError("customer 9810455421 is not to be found")


def break_a_law(payload: dict[str, Any], *, at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_auditrow SET verb = 'changed'")


@contextmanager
def mended() -> Iterator[None]:
    global _mended
    _mended = True
    try:
        yield
    finally:
        _mended = False


def heard(verb: str = "heard") -> list[int]:
    """The plans whose news had its effect, as often as it had it, in order."""
    return sorted(int(subject.removeprefix("plan:")) for subject in AuditRow.objects.filter(verb=verb).values_list("subject", flat=True))


calls: list[int] = []  # how many messages each call of `write_all` told


def write_all(payloads: list[dict[str, Any]], *, at: datetime) -> None:
    """Hears many at once; a plan numbered 13 or a multiple breaks it until it is mended, after its effect."""
    calls.append(len(payloads))
    for payload in payloads:
        record(actor=SYSTEM, at=at, verb="all.heard", subject=f"plan:{payload['plan_id']}", chain=payload["plan_id"])
    if not _mended and any(payload["plan_id"] % 13 == 0 for payload in payloads):
        raise LookupError("customer 9810455421 is not to be found")


def write_all_slowly(payloads: list[dict[str, Any]], *, at: datetime) -> None:
    for payload in payloads:
        record(actor=SYSTEM, at=at, verb="all.heard", subject=f"plan:{payload['plan_id']}", chain=payload["plan_id"])
    time.sleep(0.05)


LOCK = 4711
fault = ""  # which error of the database `raise_fault` meets


def _locked() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '50ms'")
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def write_locked(payload: dict[str, Any], *, at: datetime) -> None:
    """Needs a lock that somebody else may hold."""
    _locked()
    write(payload, at=at)


def write_all_locked(payloads: list[dict[str, Any]], *, at: datetime) -> None:
    calls.append(len(payloads))
    _locked()
    for payload in payloads:
        record(actor=SYSTEM, at=at, verb="all.heard", subject=f"plan:{payload['plan_id']}", chain=payload["plan_id"])


def raise_fault(payload: dict[str, Any], *, at: datetime) -> None:
    if fault:
        with connection.cursor() as cursor:
            cursor.execute(f"DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '{fault}'; END $$")


def write_all_until_busy(payloads: list[dict[str, Any]], *, at: datetime) -> None:
    """As `write_all`; the last two of several meet the database's fault instead."""
    if {payload["plan_id"] for payload in payloads} == {13, 4}:
        raise_fault(payloads[0], at=at)
    write_all(payloads, at=at)

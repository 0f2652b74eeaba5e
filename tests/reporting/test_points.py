"""What is owed in points, month by month: closing = opening + changes, and the journal says what the lots hold."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.db import connection

from loyalty.ledger.causes import Cause
from loyalty.ledger.models import Account
from loyalty.ledger.services import adjust, claw_back, earn, expire_due, merge, redeem, restore
from stores.clock import end_of_day, start_of_day
from tests.factories.loyalty import member
from upgrade_program.reporting.points import Liability, liability
from upgrade_program.reporting.self_audit import self_audit

pytestmark = pytest.mark.django_db
JUNE = start_of_day(date(2027, 6, 15))


def on(month: int, day: int = 10) -> datetime:
    return start_of_day(date(2027, month, day))


def why(source: str, at: datetime) -> Cause:
    return Cause(source_type="mission", source_id=source, at=at)


@pytest.fixture
def report() -> Liability:
    """April: 100 and 60 earned. May: 70 spent, 20 of them come back, 5 given by hand, two members become one. June: 40 expire, 60 go."""
    asha, old = member(), member()
    earn(customer_id=asha.pk, points=100, cause=why("a", on(4)), live_from=on(4), expires_at=end_of_day(date(2027, 5, 31)))
    earn(customer_id=old.pk, points=60, cause=why("b", on(4)), live_from=on(7), expires_at=end_of_day(date(2028, 7, 31)))
    spent = redeem(customer_id=asha.pk, points=70, cause=why("c", on(5)))
    restore(entry_id=spent.pk, in_all=20, cause=why("d", on(5, 11)))
    adjust(customer_id=asha.pk, points=5, cause=why("e", on(5, 12)))
    merge(from_customer_id=old.pk, into_customer_id=asha.pk, cause=why("m", on(5, 13)))
    while expire_due(at=on(6)):
        pass
    claw_back(earn_source=("mission", "b"), in_all=60, cause=why("f", on(6, 11)))
    return liability(at=JUNE)


def test_the_months_add_up(report: Liability):
    rows = {row.month: row for row in report.months}
    april, may, june = (rows[date(2027, month, 1)] for month in (4, 5, 6))
    assert (april.opening, april.issued, april.closing) == (0, 160, 160)
    assert (may.spent, may.restored, may.adjusted, may.other, may.closing) == (-70, 20, 5, 0, 115)
    assert (june.expired, june.reversed, june.closing, june.owed) == (-50, -60, 5, 0)
    for row in report.months:
        parts = row.issued + row.restored + row.adjusted + row.spent + row.expired + row.reversed + row.owed_paid + row.other
        assert row.opening + parts == row.closing


def test_the_journal_says_what_the_lots_hold(report: Liability):
    assert (report.total, report.agrees) == (5, True)
    assert [(row.month, row.available) for row in report.outstanding] == [(None, 5)]


def test_debt_is_told_apart():
    asha = member()
    earn(customer_id=asha.pk, points=30, cause=why("a", on(5)), live_from=on(5), expires_at=None)
    redeem(customer_id=asha.pk, points=30, cause=why("b", on(5, 11)))
    claw_back(earn_source=("mission", "a"), in_all=30, cause=why("c", on(6)))
    june = liability(at=JUNE).months[-1]
    assert (june.closing, june.owed) == (0, 30)


def test_without_points_every_month_is_nothing():
    report = liability(at=JUNE)
    assert {(row.opening, row.closing) for row in report.months} == {(0, 0)}
    assert (len(report.months), report.outstanding, report.agrees) == (12, [], True)


def test_the_self_audit_agrees_and_finds_what_was_broken(report: Liability):
    audit = self_audit(at=JUNE)
    assert (audit.agrees, audit.broken, [row.agrees for row in audit.trial]) == (True, 0, [True] * 4)
    with connection.cursor() as cursor:  # as its owner could, round every law
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE ledger_account DISABLE TRIGGER USER")
        cursor.execute("UPDATE ledger_account SET available = available + 1 WHERE id = %s", [Account.objects.get(merged_into=None).pk])
    audit = self_audit(at=JUNE)
    assert not audit.agrees
    assert audit.broken
    assert [row.name for row in audit.trial if not row.agrees] == ["available"]


def test_points_that_wait_for_a_late_job_are_shown():
    asha = member()
    earn(customer_id=asha.pk, points=30, cause=why("a", on(4)), live_from=on(5), expires_at=on(6))
    audit = self_audit(at=JUNE)
    assert (audit.oldest_live, audit.oldest_expiry) == (on(5), on(6))

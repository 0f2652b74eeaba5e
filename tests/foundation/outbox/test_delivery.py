"""Delivery: in order, once to each subscriber; a failure backs off, the tenth parks with an alarm, and nobody else waits."""

import logging
from datetime import timedelta

import pytest
from prometheus_client import REGISTRY
from pytest_django import Settings

from tests.foundation.outbox.ears import ALSO_WRITES, BREAKS, BREAKS_A_LAW, WRITES, Poison, Sold, heard, mended
from tests.foundation.people import AT
from upgrade_program.foundation.outbox.models import Message
from upgrade_program.foundation.outbox.patience import TRIES
from upgrade_program.foundation.outbox.queries import standing
from upgrade_program.foundation.outbox.services import deliver_due, deliver_next, record, record_all, retry_parked

pytestmark = pytest.mark.django_db
WAITS = [5, 10, 20, 40, 80, 160, 320, 640, 1280]  # seconds, written by hand


@pytest.fixture(autouse=True)
def _routes(settings: Settings) -> None:
    settings.OUTBOX_ROUTES = {"test.sold": [WRITES, ALSO_WRITES], "test.poison": [ALSO_WRITES, BREAKS]}


def test_each_subscriber_hears_it_once() -> None:
    record(Sold(17), at=AT)
    assert deliver_due(at=AT) == 1
    assert (heard(), heard("also.heard")) == ([17], [17])
    message = Message.objects.get()
    assert (message.delivered_at, message.heard_by, message.attempts) == (AT, [WRITES, ALSO_WRITES], 0)
    assert deliver_due(at=AT + timedelta(days=1)) == 0
    assert (heard(), heard("also.heard")) == ([17], [17])


def test_not_before_it_is_due() -> None:
    record(Sold(17), at=AT)
    assert not deliver_next(at=AT - timedelta(microseconds=1))
    assert heard() == []
    assert deliver_next(at=AT)


def test_the_limit_holds_and_the_oldest_goes_first() -> None:
    for plan in (3, 1, 2):
        record(Sold(plan), at=AT + timedelta(seconds=plan))
    assert deliver_due(at=AT + timedelta(minutes=1), limit=2) == 2
    assert heard() == [1, 2]


def test_who_has_heard_is_not_told_again_and_the_failed_effect_is_undone() -> None:
    record(Poison(17), at=AT)
    deliver_due(at=AT)
    assert (heard(), heard("also.heard")) == ([], [17])
    message = Message.objects.get()
    assert (message.heard_by, message.attempts, message.delivered_at) == ([ALSO_WRITES], 1, None)
    with mended():
        deliver_due(at=AT + timedelta(seconds=5))
    assert (heard(), heard("also.heard")) == ([17], [17])
    message.refresh_from_db()
    assert (message.heard_by, message.delivered_at) == ([ALSO_WRITES, BREAKS], AT + timedelta(seconds=5))


def test_the_error_is_kept_without_its_words() -> None:
    record(Poison(17), at=AT)
    deliver_due(at=AT)
    error = Message.objects.get().last_error
    assert error.startswith(f"{BREAKS}: LookupError at break_down:")
    assert "9810455421" not in error


def test_a_law_that_was_broken_is_kept_by_name(settings: Settings) -> None:
    settings.OUTBOX_ROUTES = {"test.sold": [WRITES, BREAKS_A_LAW]}
    record(Sold(17), at=AT)
    deliver_due(at=AT)
    assert "IntegrityError (audit_rows_are_only_added) at" in Message.objects.get().last_error
    assert heard() == [17]


def test_a_route_to_nowhere_is_a_failure_like_any_other(settings: Settings) -> None:
    settings.OUTBOX_ROUTES = {"test.sold": ["tests.foundation.outbox.ears.nobody", WRITES]}
    record(Sold(17), at=AT)
    assert deliver_due(at=AT) == 1
    message = Message.objects.get()
    assert (message.attempts, message.heard_by) == (1, [WRITES])
    assert "ears.nobody: ImportError" in message.last_error


def test_a_poison_is_put_off_longer_each_time_and_parked_at_the_tenth_with_an_alarm(caplog: pytest.LogCaptureFixture) -> None:
    before = REGISTRY.get_sample_value("outbox_parked_total", {"topic": "test.poison"}) or 0
    record(Poison(17), at=AT)
    at = AT
    for attempt, wait in enumerate(WAITS, start=1):
        assert deliver_due(at=at) == 1
        message = Message.objects.get()
        assert (message.attempts, message.due_at, message.parked_at) == (attempt, at + timedelta(seconds=wait), None)
        assert deliver_due(at=message.due_at - timedelta(microseconds=1)) == 0
        at = message.due_at
    assert standing(at=at).parked == 0
    with caplog.at_level(logging.ERROR):
        assert deliver_due(at=at) == 1
    message = Message.objects.get()
    assert (message.attempts, message.parked_at, message.delivered_at) == (TRIES, at, None)
    assert any("outbox.parked" in str(alarm.msg) and alarm.levelno == logging.ERROR for alarm in caplog.records)
    assert REGISTRY.get_sample_value("outbox_parked_total", {"topic": "test.poison"}) == before + 1
    assert (standing(at=at).parked, standing(at=at).waiting) == (1, 0)
    assert deliver_due(at=at + timedelta(days=30)) == 0
    assert heard() == []


def test_a_poison_keeps_nobody_waiting() -> None:
    record(Poison(1), at=AT)
    record_all([Sold(plan) for plan in range(2, 12)], at=AT)
    assert deliver_due(at=AT) == 11
    assert heard() == list(range(2, 12))


def test_parked_news_sets_out_again_when_told() -> None:
    record(Poison(17), at=AT)
    record(Sold(18), at=AT)
    Message.objects.update(attempts=TRIES, parked_at=AT)
    assert retry_parked(at=AT, topic="test.poison") == 1
    with mended():
        assert deliver_due(at=AT) == 1
    assert heard() == [17]
    assert retry_parked(at=AT) == 1


def test_standing_tells_how_long_the_oldest_has_waited() -> None:
    found = standing(at=AT)
    assert (found.waiting, found.parked, found.oldest_wait) == (0, 0, 0.0)
    record(Sold(1), at=AT)
    record(Sold(2), at=AT + timedelta(hours=1))
    found = standing(at=AT + timedelta(seconds=90))
    assert (found.waiting, found.parked, found.oldest_wait) == (2, 0, 90.0)


def test_the_sweep_delivers_by_todays_clock() -> None:
    from upgrade_program.foundation.outbox.tasks import sweep

    record(Sold(17), at=AT - timedelta(days=400))
    assert sweep() == 1
    assert heard() == [17]

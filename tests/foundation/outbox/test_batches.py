"""News by the thousand: one call for all that is due, once to each subscriber, and one message at fault holds up no other."""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.models import QuerySet
from pytest_django import Settings

from tests.foundation.crowd import at_once, looked_first
from tests.foundation.outbox import ears
from tests.foundation.outbox.ears import HERE, WRITES, WRITES_ALL, Sold, heard, mended
from tests.foundation.people import AT
from upgrade_program.foundation.outbox import batches, services
from upgrade_program.foundation.outbox.batches import deliver_batches
from upgrade_program.foundation.outbox.models import Message
from upgrade_program.foundation.outbox.patience import TRIES
from upgrade_program.foundation.outbox.services import deliver_due, deliver_next, is_wanted, record_all

ALL = "all.heard"


@pytest.fixture(autouse=True)
def _routes(settings: Settings) -> Iterator[None]:
    settings.OUTBOX_ROUTES = {"test.sold": [WRITES]}
    settings.OUTBOX_BATCHES = {"test.sold": [WRITES_ALL]}
    ears.calls.clear()
    yield
    ears.calls.clear()


def tell(*plans: int) -> None:
    with transaction.atomic():
        record_all([Sold(plan) for plan in plans], at=AT)


@pytest.mark.django_db
def test_one_call_hears_all_that_is_due_and_each_other_subscriber_its_own() -> None:
    tell(1, 2, 3)
    deliver_due(at=AT)
    assert (heard(), heard(ALL), ears.calls) == ([1, 2, 3], [1, 2, 3], [3])
    assert {(tuple(sorted(message.heard_by)), message.delivered_at) for message in Message.objects.all()} == {
        (tuple(sorted([WRITES, WRITES_ALL])), AT)
    }
    assert deliver_due(at=AT + timedelta(days=1)) == 0


@pytest.mark.django_db
def test_a_batch_alone_delivers_only_what_nobody_else_waits_for(settings: Settings) -> None:
    tell(1)
    assert deliver_batches(at=AT) == 1
    assert Message.objects.get().delivered_at is None
    settings.OUTBOX_ROUTES = {}
    tell(2)
    assert deliver_batches(at=AT) == 1
    assert Message.objects.get(cause="plan:2:sold").delivered_at == AT


@pytest.mark.django_db
def test_not_before_it_is_due_and_never_more_than_the_limit(settings: Settings) -> None:
    settings.OUTBOX_ROUTES = {}
    tell(1, 2, 3)
    assert deliver_batches(at=AT - timedelta(microseconds=1)) == 0
    assert deliver_batches(at=AT, limit=2) == 2
    assert heard(ALL) == [1, 2]


@pytest.mark.django_db
def test_what_a_batch_hears_is_never_told_one_at_a_time_however_much_waits(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.OUTBOX_ROUTES = {}
    monkeypatch.setattr(services, "BATCH", 2)
    tell(1, 2, 3, 4, 5)
    assert deliver_due(at=AT) == 5
    assert (heard(ALL), ears.calls) == ([1, 2, 3, 4, 5], [2, 2, 1])


@pytest.mark.django_db
def test_one_at_a_time_hears_a_list_of_one() -> None:
    tell(1)
    assert deliver_next(at=AT)
    assert (heard(ALL), ears.calls) == ([1], [1])
    assert deliver_batches(at=AT) == 0


@pytest.mark.django_db
def test_a_message_at_fault_stands_alone_is_put_off_and_parked_and_the_others_are_heard() -> None:
    plans = [1, 2, 3, 4, 5, 13, 6, 7, 26, 8]
    tell(*plans)
    deliver_due(at=AT)
    good = sorted(plan for plan in plans if plan % 13)
    assert heard(ALL) == good
    bad = Message.objects.filter(delivered_at=None)
    assert {(message.cause, message.attempts, message.due_at) for message in bad} == {
        (f"plan:{plan}:sold", 1, AT + timedelta(seconds=5)) for plan in (13, 26)
    }
    assert all(message.last_error.startswith(f"{WRITES_ALL}: LookupError at write_all") for message in bad)
    for _ in range(2, TRIES + 1):
        deliver_due(at=Message.objects.get(cause="plan:13:sold").due_at)
    assert Message.objects.filter(parked_at__isnull=False).count() == 2
    assert heard(ALL) == good
    assert heard() == sorted(plans)


@pytest.mark.django_db
def test_a_mended_subscriber_hears_what_was_put_off() -> None:
    tell(13)
    deliver_due(at=AT)
    with mended():
        deliver_due(at=AT + timedelta(seconds=5))
    assert heard(ALL) == [13]
    assert Message.objects.get().delivered_at == AT + timedelta(seconds=5)


@pytest.mark.django_db
def test_news_that_only_a_batch_wants_is_wanted(settings: Settings) -> None:
    settings.OUTBOX_ROUTES = {}
    assert is_wanted(Sold)
    settings.OUTBOX_BATCHES = {}
    assert not is_wanted(Sold)


@pytest.mark.django_db(transaction=True)
class TestSideBySide:
    """Six callers over sixty messages."""

    @pytest.fixture(autouse=True)
    def _slow(self, settings: Settings) -> None:
        settings.OUTBOX_ROUTES, settings.OUTBOX_BATCHES = {}, {"test.sold": [f"{HERE}.write_all_slowly"]}
        tell(*range(60))

    def test_they_share_the_work_and_double_nothing(self) -> None:
        def until_done(_: int) -> int:
            told, ends = 0, time.monotonic() + 60
            while Message.objects.filter(delivered_at=None).exists() and time.monotonic() < ends:
                told += deliver_batches(at=AT, limit=7)
            return told

        shares = at_once(6, until_done)
        print(f"shares of 6 callers: {shares}")
        assert sum(share > 0 for share in shares) > 1, "no two ran at the same time"
        assert (sum(shares), heard(ALL)) == (60, list(range(60)))

    def test_control_without_skip_locked_news_is_doubled(self, monkeypatch: pytest.MonkeyPatch) -> None:
        unlocked: Callable[..., QuerySet[Message]] = lambda self, **_: self.all()  # noqa: E731
        monkeypatch.setattr(QuerySet, "select_for_update", unlocked)
        meet, tell_all = looked_first(lambda: None, 2), batches._halve  # two have read the same sixty

        def after_meeting(*given: Any, **named: Any) -> None:
            meet()
            tell_all(*given, **named)

        monkeypatch.setattr(batches, "_halve", after_meeting)
        at_once(6, lambda _: deliver_batches(at=AT))
        assert len(heard(ALL)) > 60

"""The same request many times at once: one effect, equal answers; without the unique row, many."""

from collections import Counter
from threading import Event, Thread

import pytest
from django.db import connection, connections

from tests.foundation.crowd import at_once, until_waiting
from tests.foundation.people import AT, CLERK
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.foundation.audit.services import record
from upgrade_program.foundation.requests.models import Request
from upgrade_program.foundation.requests.refusals import IdempotencyMismatch, RequestInProgress
from upgrade_program.foundation.requests.services import Answer, once
from upgrade_program.kernel.errors import Refused

pytestmark = pytest.mark.django_db(transaction=True)
KEY = "0b9cfa5e-8d0e-4f1b"
CROWD = 50


def _sell(number: int = 0, body: bytes = b"{}") -> Answer:
    def act() -> Answer:
        record(actor=CLERK, at=AT, verb="plan.sold", subject=f"plan:{number}")
        return Answer(201, {"sold_by_thread": number})

    return once(actor=CLERK, route="POST plans/", key=KEY, body=body, at=AT, act=act)


def test_fifty_at_once_are_one_effect_and_equal_answers() -> None:
    answers = at_once(CROWD, _sell)
    assert AuditRow.objects.count() == 1
    assert Counter(answer.replayed for answer in answers) == {True: CROWD - 1, False: 1}
    assert len({str((answer.status, answer.body)) for answer in answers}) == 1


def test_control_without_the_unique_row_every_one_has_its_effect() -> None:
    name = "a_key_is_used_once_per_actor_and_route"
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE requests_request DROP CONSTRAINT {name}")
    try:
        at_once(CROWD, _sell)
        assert AuditRow.objects.count() > 1
    finally:
        Request.objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE requests_request ADD CONSTRAINT {name} UNIQUE (actor, route, key)")


def test_of_different_bodies_at_once_one_wins_and_the_others_are_told() -> None:
    given = at_once(10, lambda number: _sell(number, body=str(number).encode()))
    assert Counter(type(answer) for answer in given) == {Answer: 1, IdempotencyMismatch: 9}
    assert AuditRow.objects.count() == 1


def test_when_the_first_is_refused_a_waiting_one_takes_its_place() -> None:
    started, answers = Event(), []

    def refused_at_last() -> Answer:
        started.set()
        until_waiting()
        raise Refused

    def first() -> None:
        try:
            with pytest.raises(Refused):
                once(actor=CLERK, route="POST plans/", key=KEY, body=b"{}", at=AT, act=refused_at_last)
        finally:
            connections.close_all()

    thread = Thread(target=first)
    thread.start()
    assert started.wait(25)
    answers.append(_sell())
    thread.join(60)
    assert [answer.replayed for answer in answers] == [False]
    assert AuditRow.objects.count() == Request.objects.count() == 1


def test_who_waits_longer_than_the_lock_timeout_is_told_and_the_first_still_has_its_effect() -> None:
    started, go_on = Event(), Event()

    def slow() -> Answer:
        started.set()
        go_on.wait(25)
        record(actor=CLERK, at=AT, verb="plan.sold", subject="plan:1")
        return Answer(201, {"sold_by_thread": 1})

    def first() -> None:
        try:
            once(actor=CLERK, route="POST plans/", key=KEY, body=b"{}", at=AT, act=slow)
        finally:
            connections.close_all()

    thread = Thread(target=first)
    thread.start()
    assert started.wait(25)
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '200ms'")
    try:
        with pytest.raises(RequestInProgress) as refused:
            _sell()
        assert (refused.value.code, refused.value.status) == ("request_in_progress", 409)
        assert AuditRow.objects.count() == 0
    finally:
        go_on.set()
        thread.join(60)
        connection.close()  # with its lock_timeout
    assert _sell() == Answer(201, {"sold_by_thread": 1}, replayed=True)
    assert AuditRow.objects.count() == 1

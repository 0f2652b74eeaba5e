"""One effect and one answer per actor, route and key. The effect in these tests is a row in the audit trail."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import orjson
import pytest
from django.db import OperationalError, connection
from pytest_django import DjangoAssertNumQueries

from tests.foundation.people import AT, CLERK, OTHER_CLERK
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.foundation.audit.services import record
from upgrade_program.foundation.requests.models import Request
from upgrade_program.foundation.requests.refusals import IdempotencyMismatch
from upgrade_program.foundation.requests.services import Answer, once
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Invalid, Refused

pytestmark = pytest.mark.django_db
KEY = "0b9cfa5e-8d0e-4f1b"
BODY = {"sku": "RN9P-4-64", "price": "549.00"}


def act() -> Answer:
    record(actor=CLERK, at=AT, verb="plan.sold", subject="plan:17")
    return Answer(201, {"z": "last letter first", "number": AuditRow.objects.count(), "price": Decimal("549.00"), "on": AT.date()})


def ask(actor: Actor = CLERK, route: str = "POST plans/", key: str = KEY, body: Any = BODY, act: Callable[[], Answer] = act) -> Answer:
    return once(actor=actor, route=route, key=key, body=body, at=AT, act=act)


def effects() -> int:
    return AuditRow.objects.count()


def test_the_first_answer_comes_again_to_the_byte() -> None:
    first = ask()
    again = [ask() for _ in range(100)]
    assert effects() == 1
    assert (first.status, first.replayed) == (201, False)
    assert first.body == {"z": "last letter first", "number": 1, "price": "549.00", "on": "2026-03-31"}
    assert {(answer.status, orjson.dumps(answer.body), answer.replayed) for answer in again} == {(201, orjson.dumps(first.body), True)}


def test_two_statements_for_the_first_and_two_for_a_replay(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    def nothing() -> Answer:
        return Answer(200, {})

    with django_assert_num_queries(2 + 2) as first:  # a savepoint and its release stand for BEGIN and COMMIT inside a test
        ask(act=nothing)
    sent = [" ".join(query["sql"].split()[:2]) for query in first.captured_queries]
    assert [words.split()[0] if "SAVEPOINT" in words else words for words in sent] == [
        *("SAVEPOINT", "EXECUTE claim_a_key", "EXECUTE keep_an_answer", "RELEASE"),
    ]
    with django_assert_num_queries(2 + 2):
        ask(act=nothing)


@pytest.mark.parametrize("body", [BODY | {"price": "1.00"}, BODY | {"more": None}, {}, b'{"sku": "RN9P-4-64"}'])
def test_another_body_under_the_same_key_is_refused(body: Any) -> None:
    first = ask()
    with pytest.raises(IdempotencyMismatch) as refused:
        ask(body=body)
    assert (refused.value.code, refused.value.status) == ("idempotency_mismatch", 409)
    assert effects() == 1
    assert ask().body == first.body


def test_the_order_of_a_body_is_no_difference() -> None:
    ask()
    assert ask(body=dict(reversed(BODY.items()))).replayed
    assert effects() == 1


def test_bodies_that_only_a_client_could_think_of() -> None:
    body = {"huge": 10**400, "nan": float("inf"), "half": "\ud800", "deep": [[[{}]]]}
    assert not ask(body=body).replayed
    assert ask(body=body).replayed


@pytest.mark.parametrize("other", [{"actor": OTHER_CLERK}, {"route": "POST plans/X/cancel/"}, {"key": KEY + "2"}])
def test_another_actor_route_or_key_is_another_request(other: dict[str, Any]) -> None:
    ask()
    assert not ask(**other).replayed
    assert effects() == 2
    assert ask().replayed
    assert ask(**other).replayed
    assert effects() == 2


class _NoPrice(Refused):
    code = "no_plan_price"


def test_a_refusal_leaves_nothing_and_a_corrected_body_may_use_the_key_again() -> None:
    def refuse() -> Answer:
        act()
        raise _NoPrice

    with pytest.raises(_NoPrice):
        ask(act=refuse)
    assert effects() == 0
    assert not Request.objects.exists()
    assert not ask(body=BODY | {"price": "499.00"}).replayed
    assert effects() == 1


def test_a_fault_leaves_nothing_either() -> None:
    def broken() -> Answer:
        act()
        return Answer(200, {"an unknown type of key": {3: "keys"}})

    with pytest.raises(TypeError):
        ask(act=broken)
    assert effects() == 0
    assert not Request.objects.exists()


def test_a_refusal_that_is_answered_instead_of_raised_is_a_fault() -> None:
    with pytest.raises(ValueError, match="raised, never answered"):
        ask(act=lambda: Answer(409, {"code": "imei_already_covered"}))
    assert not Request.objects.exists()


@pytest.mark.parametrize(
    "key", ["", "short", "k" * 15, "k" * 256, "with blanks in the key", "ключ-ключ-ключ-ключ", "key\x00key\x00key\x00key\x00"]
)
def test_a_key_of_the_wrong_kind_is_refused(key: str) -> None:
    with pytest.raises(Invalid) as refused:
        ask(key=key)
    assert (refused.value.code, refused.value.field) == ("invalid", "Idempotency-Key")
    assert effects() == 0
    assert not Request.objects.exists()


@pytest.mark.parametrize("key", ["k" * 16, "k" * 255])
def test_keys_of_16_and_of_255_signs_are_taken(key: str) -> None:
    assert ask(key=key).status == 201


def test_a_lock_that_the_act_itself_missed_is_not_called_a_running_request() -> None:
    def stuck() -> Answer:
        with connection.cursor() as cursor:
            cursor.execute("DO $$ BEGIN RAISE EXCEPTION 'stuck' USING ERRCODE = '55P03'; END $$")
        raise AssertionError("unreached")

    with pytest.raises(OperationalError):
        ask(act=stuck)
    assert not Request.objects.exists()


def test_old_requests_are_forgotten_after_72_hours_and_the_key_is_free() -> None:
    from upgrade_program.foundation.requests.services import forget_old

    for number in range(7):
        ask(key=f"{KEY}{number}")
    assert forget_old(at=AT + timedelta(hours=72), chunk=3) == 0
    Request.objects.filter(key=f"{KEY}3").update(created_at=AT + timedelta(hours=1))
    assert forget_old(at=AT + timedelta(hours=72, seconds=1), chunk=3) == 6
    assert Request.objects.get().key == f"{KEY}3"
    assert not ask().replayed


def test_the_task_forgets_by_todays_clock() -> None:
    from upgrade_program.foundation.requests.tasks import forget

    ask()
    Request.objects.update(created_at=AT - timedelta(days=400))
    assert forget() == 1
    assert not Request.objects.exists()


class Wrong(Refused):
    code = "otp_wrong"


def test_what_comes_before_is_done_ahead_of_the_act_and_not_again_for_a_replay() -> None:
    done: list[str] = []

    def first() -> None:
        assert not Request.objects.exists()
        done.append("before")

    answers = [once(actor=CLERK, route="POST plans/", key=KEY, body=BODY, at=AT, act=act, before=first) for _ in range(3)]
    assert ([answer.replayed for answer in answers], done, effects()) == ([False, True, True], ["before"], 1)
    with pytest.raises(IdempotencyMismatch):
        once(actor=CLERK, route="POST plans/", key=KEY, body={}, at=AT, act=act, before=first)


def test_what_comes_before_may_refuse_and_leaves_the_key_free() -> None:
    def refuse() -> None:
        raise Wrong

    with pytest.raises(Wrong):
        once(actor=CLERK, route="POST plans/", key=KEY, body=BODY, at=AT, act=act, before=refuse)
    assert (effects(), Request.objects.count()) == (0, 0)
    assert not ask().replayed


def test_who_is_refused_because_the_same_request_came_first_gets_its_answer() -> None:
    def overtaken() -> None:
        ask()
        raise Wrong

    answer = once(actor=CLERK, route="POST plans/", key=KEY, body=BODY, at=AT, act=act, before=overtaken)
    assert (answer.replayed, effects()) == (True, 1)

"""Many at once at the same code, the same mobile and the same place; each guard with a control that fails without it."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from django.db import OperationalError, connection, connections, transaction
from django.db.models import QuerySet

from tests.factories.plans import AT
from tests.foundation.crowd import at_once, law, looked_first
from tests.otp.conftest import PLACE, asked, wrong
from upgrade_program.kernel.errors import Refused
from upgrade_program.messaging.models import Message
from upgrade_program.otp import limits, services
from upgrade_program.otp.codes import code_of, is_code_of
from upgrade_program.otp.models import Challenge
from upgrade_program.otp.queries import at_place
from upgrade_program.otp.refusals import OtpExpired
from upgrade_program.otp.services import check, consume

pytestmark = pytest.mark.django_db(transaction=True)
CROWD = 20


def outcomes(results):
    counted = Counter(result.code if isinstance(result, Refused) else law(result) or result for result in results)
    print(f"{len(results)} at once: {dict(counted)}")
    return counted


def act(code):
    """What an act does: the code given, then used up together with an effect (here a message row)."""

    def once(number):
        check(**PLACE, code=code, at=AT)
        with transaction.atomic():
            consume(**PLACE, at=AT)
            services.queue(
                template="otp.code",
                to=services.Recipient(mobile="+919810455421"),
                slots={"act": "a", "amount": "b", "plan": "c", "minutes": "5"},
                cause=f"effect:{number}",
                at=AT,
                secret="otp:x",
            )
        return "done"

    return once


def effects():
    return Message.objects.filter(cause__startswith="effect:").count()


def test_of_fifty_right_codes_one_has_its_effect():
    code = code_of(asked().pk)
    results = [result for _ in range(2) for result in at_once(25, act(code))]
    assert outcomes(results) == {"done": 1, "otp_expired": 49}
    assert effects() == 1


def test_control_with_reading_before_writing_several_have_their_effect(monkeypatch):
    """Whoever reads that the code is free and writes later, without asking again whether it still is."""
    code = code_of(asked().pk)

    def free(**place):
        return list(at_place(**place).filter(used_at=None, passed_at__isnull=False).values_list("pk", flat=True))

    read = looked_first(free, 2)

    def read_then_write(*, at, **place):
        ids = read(**place)
        if not ids:
            raise OtpExpired
        Challenge.objects.filter(pk__in=ids).update(used_at=at)

    monkeypatch.setitem(globals(), "consume", read_then_write)
    assert outcomes(at_once(CROWD, act(code)))["done"] > 1
    assert effects() > 1


def guess(challenge):
    return lambda number: check(**PLACE, code=wrong(challenge, 1 + number), at=AT)


def test_of_many_guesses_at_once_five_are_compared():
    challenge = asked()
    assert outcomes(at_once(CROWD, guess(challenge))) == {"otp_wrong": 5, "otp_expired": CROWD - 5}
    challenge.refresh_from_db()
    assert challenge.tries == 5
    with pytest.raises(Refused, match="Five wrong codes"):
        check(**PLACE, code=code_of(challenge.pk), at=AT)


def test_control_without_the_row_lock_more_than_five_are_compared(monkeypatch):
    challenge, compared = asked(), []

    def noted(challenge_id, code):
        compared.append(code)
        return is_code_of(challenge_id, code)

    monkeypatch.setattr(services, "is_code_of", looked_first(noted, 6))
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **_: self)
    outcomes(at_once(CROWD, guess(challenge)))
    assert len(compared) > 5


def test_a_code_given_before_waits_for_nobody_and_a_guess_waits_its_turn():
    challenge = asked()
    check(**PLACE, code=code_of(challenge.pk), at=AT)
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT 1 FROM otp_challenge WHERE id = %s FOR UPDATE", [challenge.pk])
            with connection.cursor() as mine:
                mine.execute("SET lock_timeout = '100ms'")
            check(**PLACE, code=code_of(challenge.pk), at=AT)
            with pytest.raises(OperationalError, match="lock timeout"):
                check(**PLACE, code=wrong(challenge), at=AT)
    finally:
        other.close()
        connection.close()  # with its lock_timeout


def ask_for(number):
    asked(subject=f"plan:{number}", address=f"10.0.0.{number}")
    return "sent"


def test_of_many_codes_at_once_for_one_mobile_five_leave():
    assert outcomes(at_once(CROWD, ask_for)) == {"sent": 5, "otp_limit": CROWD - 5}
    assert Challenge.objects.count() == Message.objects.count() == 5


def test_control_without_the_lock_more_than_five_leave(monkeypatch):
    monkeypatch.setattr(limits, "_one_at_a_time", lambda: None)
    monkeypatch.setattr(services, "queue", looked_first(services.queue, 6))  # all have counted, and nobody has committed
    assert outcomes(at_once(CROWD, ask_for))["sent"] > 5


def test_of_many_codes_at_once_for_one_act_one_leaves():
    assert outcomes(at_once(CROWD, lambda number: asked() and "sent")) == {"sent": 1, "otp_limit": CROWD - 1}
    assert Challenge.objects.count() == 1


def test_control_without_the_lock_only_the_law_keeps_one_open_code(monkeypatch):
    monkeypatch.setattr(limits, "_one_at_a_time", lambda: None)
    monkeypatch.setattr(services, "keep_limits", looked_first(limits.keep_limits, 2))  # two may send, and neither has
    results = outcomes(at_once(CROWD, lambda number: asked() and "sent"))
    assert results["one_open_code_per_purpose_subject_and_session"] > 0
    assert Challenge.objects.filter(superseded=False).count() == 1


def test_a_code_asked_for_meanwhile_leaves_the_old_one_unused():
    """A new code and the use of the old one meet: either the old one was used, or it is replaced and worth nothing."""
    for turn in range(10):
        place = {"subject": f"plan:{turn}"}
        old = asked(mobile=f"+91981045{turn:04d}0", **place)
        check(**(PLACE | place), code=code_of(old.pk), at=AT)

        def use(place=place):
            with transaction.atomic():
                consume(**(PLACE | place), at=AT + timedelta(seconds=31))
            return "used"

        def renew(turn=turn, place=place):
            return asked(mobile=f"+91981045{turn:04d}0", at=AT + timedelta(seconds=31), **place)

        used, _ = at_once(2, lambda number, use=use, renew=renew: (use, renew)[number]())
        old.refresh_from_db()
        assert (used == "used", old.used_at is not None, old.superseded) in {(True, True, False), (False, False, True)}


def test_who_cannot_count_sends_nothing():
    """Another holds the lock and does not let go: refused by the database's own timeout, and nothing has left."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [limits._LOCK])

    def ask_in_vain(_):
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '50ms'")
        return asked()

    try:
        (refused,) = at_once(1, ask_in_vain)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [limits._LOCK])
    assert isinstance(refused, OperationalError)
    assert "lock timeout" in str(refused)
    assert Challenge.objects.count() == Message.objects.count() == 0

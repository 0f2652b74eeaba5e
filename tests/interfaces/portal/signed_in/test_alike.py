"""A stranger with a mobile learns nothing: known and unknown ones are answered alike, with equal work. Reliability S5, S6."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories.codes import another
from tests.factories.customers import CustomerFactory
from tests.factories.plans import AT
from tests.factories.portal import asks_for_code, code_sent
from upgrade_program.customers.models import CustomerSession
from upgrade_program.customers.queries import customer_by_mobile
from upgrade_program.demo.models import KeptMessage
from upgrade_program.messaging.models import Message
from upgrade_program.messaging.sending import send_due
from upgrade_program.otp.codes import code_of
from upgrade_program.otp.models import SIGN_IN, Challenge
from upgrade_program.usecases import sign_in as act

KNOWN, UNKNOWN = "+919810455421", "+919820733421"  # masked they look the same
_RANDOM = re.compile(r'(nonce|value)="[^"]*"')
_LITERAL = re.compile(r"'[^']*'(::\w+)?|\bs\d+_x\d+|\b(true|false)\b|\b\d+\b")


def seen(mobile, address, *, wrong=1):
    """What a stranger gets, from the mobile to the wrong codes, and what the database was asked for it, without the values."""
    client, answers = Client(), []
    with CaptureQueriesContext(connection) as asked:
        answers.append(asks_for_code(client, mobile, REMOTE_ADDR=address))
        answers.append(client.get("/sign-in/code/", REMOTE_ADDR=address))
        answers += [client.post("/sign-in/code/", {"otp": f"{step:06d}"}, REMOTE_ADDR=address) for step in range(wrong)]
    facts = []
    for answer in answers:
        cookies = {name: (len(kept.value), kept.OutputString().partition(";")[2]) for name, kept in answer.cookies.items()}
        headers = {name: value for name, value in answer.items() if name not in {"Content-Security-Policy", "X-Request-ID"}}
        facts.append((answer.status_code, headers, cookies, _RANDOM.sub("", answer.content.decode())))
    return facts, [_LITERAL.sub("?", query["sql"]) for query in asked.captured_queries]


@pytest.fixture
def _known(db):
    CustomerFactory(mobile=KNOWN)


@pytest.fixture
def _hasty(monkeypatch):
    """The control: somebody looks first whether the mobile is known, and spares the work if not."""
    send = act.send_sign_in_code

    def early(*, mobile, **asking):
        return send(mobile=mobile, **asking) if customer_by_mobile(act.parse_mobile(mobile)) else act.parse_mobile(mobile)

    monkeypatch.setattr(act, "send_sign_in_code", early)


@pytest.mark.usefixtures("_known")
def test_known_and_unknown_mobiles_get_equal_answers_by_equal_work():
    Client().get("/sign-in/")  # whatever is asked once a process
    known, unknown = seen(KNOWN, "203.0.113.7", wrong=6), seen(UNKNOWN, "203.0.113.8", wrong=6)
    assert known[0] == unknown[0]
    assert known[1] == unknown[1]
    assert len(known[1]) > 10


@pytest.mark.usefixtures("_known", "_hasty")
def test_control_with_an_early_return_for_strangers_the_two_differ():
    known, unknown = seen(KNOWN, "203.0.113.7"), seen(UNKNOWN, "203.0.113.8")
    assert known[0] != unknown[0]  # no code counts where none was made
    assert len(known[1]) > len(unknown[1])


@pytest.mark.django_db(transaction=True)
def test_only_the_known_one_is_sent_a_code():
    CustomerFactory(mobile=KNOWN)
    for mobile in (KNOWN, UNKNOWN):
        asks_for_code(Client(), mobile)
    assert send_due(at=AT) == 2
    assert [kept.to for kept in KeptMessage.objects.all()] == [KNOWN]
    assert dict(Message.objects.values_list("address", "state")) == {KNOWN: "sent", UNKNOWN: "void"}
    (kept,) = KeptMessage.objects.all()
    assert re.fullmatch(
        r"\d{6} is your Smart Upgrade sign-in code. It opens your plans and points. Type it only on the page where you asked for it, "
        "and tell it to nobody. It ends in 5 minutes.",
        kept.text,
    )


@pytest.mark.usefixtures("_known")
def test_a_code_guessed_for_nobodys_mobile_is_answered_as_a_wrong_one():
    client = Client()
    asks_for_code(client, UNKNOWN)
    code = code_of(Challenge.objects.get().pk)
    wrong = client.post("/sign-in/code/", {"otp": another(code)})
    right = client.post("/sign-in/code/", {"otp": code})
    assert (right.status_code, CustomerSession.objects.count()) == (403, 0)
    assert _RANDOM.sub("", right.content.decode()).replace(code, "") == _RANDOM.sub("", wrong.content.decode()).replace(another(code), "")


@pytest.mark.usefixtures("_known")
def test_a_mobile_that_has_had_its_codes_is_answered_as_any_other_and_gets_none():
    """Who is told that it has, is told that somebody uses it."""
    first = seen(KNOWN, "203.0.113.7")
    for number in range(4):
        asks_for_code(Client(), KNOWN, REMOTE_ADDR=f"203.0.113.1{number}")
    assert Challenge.objects.filter(withheld=True).count() == 0
    sixth = seen(KNOWN, "203.0.113.20")
    assert (sixth[0], sixth[1]) == first
    assert Challenge.objects.filter(withheld=True).count() == 1
    assert code_sent() is None
    client = Client()
    asks_for_code(client, KNOWN, REMOTE_ADDR="203.0.113.21")
    answer = client.post("/sign-in/code/", {"otp": code_of(newest_challenge().pk)})
    assert (answer.status_code, CustomerSession.objects.count()) == (403, 0)
    with time_machine.travel(AT + timedelta(hours=1), tick=False):
        asks_for_code(Client(), KNOWN, REMOTE_ADDR="203.0.113.22")
        assert code_sent(at=AT + timedelta(hours=1))


def newest_challenge():
    """The one that the newest message is about."""
    return Challenge.objects.get(pk=Message.objects.filter(template="otp.sign_in").latest("id").cause.removeprefix("otp:"))


@pytest.mark.usefixtures("_known")
def test_codes_of_the_counter_are_told_by_no_answer_here(settings):
    """Five codes went to the customer at a counter within the hour: who asks here is answered as if none had."""
    settings.OTP_PER_HOUR = 1000
    quiet = seen(UNKNOWN, "203.0.113.8")
    Challenge.objects.exclude(purpose=SIGN_IN).delete()
    for number in range(5):
        Challenge.objects.create(
            purpose="plan.cancel",
            subject=f"plan:{number}",
            session="s",
            mobile=act.digest("mobile", KNOWN),
            address="a",
            created_at=AT,
            expires_at=AT + timedelta(minutes=5),
        )
    assert seen(KNOWN, "203.0.113.7") == quiet
    assert not Challenge.objects.filter(withheld=True).exists()

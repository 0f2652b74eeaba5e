"""The demo keeps every message, once, and shows it to anybody; a real site has no such pages."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from upgrade_program.demo.gateways import KeptMail, KeptSms
from upgrade_program.demo.models import KeptMessage

pytestmark = pytest.mark.django_db
AT = datetime(2027, 5, 3, 6, 12, tzinfo=UTC)
REFERENCE = "5e9f6c1e-0000-4000-8000-00000000000{}"
PAGE, CALL = "/demo/messages/", "/api/v1/demo/messages/"


@pytest.fixture
def two_messages() -> None:
    with time_machine.travel(AT, tick=False):
        KeptSms().send(
            to="+919810455421", text="482913 is your <code>", subject="", reference=REFERENCE.format(1), template_id="otp.code/en"
        )
        KeptMail().send(
            to="farhan@example.in",
            text="नमस्ते\nhttps://upgrade.example.in/p/abc/",
            subject="आपका प्लान",
            reference=REFERENCE.format(2),
            template_id="plan.sold/hi",
        )


def test_the_same_reference_is_kept_once() -> None:
    letter = {"to": "+919810455421", "text": "482913", "subject": "", "template_id": "otp.code/en"}
    first = KeptSms().send(reference=REFERENCE.format(1), **letter)
    assert KeptSms().send(reference=REFERENCE.format(1), **letter) == first
    assert KeptMessage.objects.count() == 1


@pytest.mark.usefixtures("two_messages")
def test_the_call_gives_the_newest_first_to_anybody() -> None:
    answer = Client().get(CALL)
    assert answer.status_code == 200
    assert answer.json() == {
        "results": [
            {
                "at": "2027-05-03T06:12:00+00:00",
                "to": "farhan@example.in",
                "template": "plan.sold",
                "text": "आपका प्लान\n\nनमस्ते\nhttps://upgrade.example.in/p/abc/",
            },
            {"at": "2027-05-03T06:12:00+00:00", "to": "+919810455421", "template": "otp.code", "text": "482913 is your <code>"},
        ],
        "next": None,
        "previous": None,
    }
    assert answer.headers["Cache-Control"].find("no-store") >= 0


@pytest.mark.usefixtures("two_messages")
def test_it_gives_as_many_as_it_is_asked_for() -> None:
    assert [row["template"] for row in Client().get(CALL, {"n": "1"}).json()["results"]] == ["plan.sold"]


@pytest.mark.parametrize("n", ["0", "-1", "201", "many", "", "²", "9" * 40])
def test_another_number_is_a_problem(n: str) -> None:
    answer = Client().get(CALL, {"n": n})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


@pytest.mark.usefixtures("two_messages")
def test_the_page_shows_them_newest_first_and_escapes_what_they_say() -> None:
    page = Client().get(PAGE).content.decode()
    assert page.index("farhan@example.in") < page.index("+919810455421")
    assert "482913 is your &lt;code&gt;" in page
    assert 'lang="hi"' in page
    assert '<a href="https://upgrade.example.in/p/abc/"' in page


def test_an_empty_page_says_what_to_do() -> None:
    assert "No message yet" in Client().get(PAGE).content.decode()


def test_the_page_asks_the_same_few_questions_at_one_and_at_many(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    for number in range(100, 220):
        KeptSms().send(to="+919810455421", text="x", subject="", reference=f"5e9f6c1e-0000-4000-8000-000000000{number}", template_id="a/en")
    with django_assert_max_num_queries(2):
        page = Client().get(PAGE).content.decode()
    assert page.count("<article") == 100
    assert "20 older messages are not shown." in page


@pytest.mark.parametrize("address", [PAGE, CALL])
def test_nothing_is_written_there(address: str) -> None:
    assert Client().post(address).status_code == 405


def test_without_the_demo_there_is_neither_page_nor_gateway() -> None:
    asked = (
        "import django; django.setup(); from django.conf import settings; from django.urls import resolve, Resolver404\n"
        "for address in ('/demo/messages/', '/api/v1/demo/messages/'):\n"
        "    try: print('there', resolve(address))\n"
        "    except Resolver404: print('none')\n"
        "print([name for name in settings.MESSAGE_GATEWAYS.values() if 'demo' in name])"
    )
    environment = os.environ | {"DEMO": "0", "DJANGO_SETTINGS_MODULE": "upgrade_program.settings_test"}
    said = subprocess.run([sys.executable, "-c", asked], env=environment, capture_output=True, text=True, check=False)
    assert said.stdout.split("\n")[:3] == ["none", "none", "[]"], said.stderr

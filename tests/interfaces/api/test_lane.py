"""The short way of a call through the middleware answers as the long one does, and nothing else takes it."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from tests.interfaces.api.till import PLANS, Till, said, sale

pytestmark = pytest.mark.django_db
LANE = "upgrade_program.interfaces.api.lane.ApiLane"


def headers(answer: HttpResponse) -> dict[str, object]:
    """All of them; the content policy's parts stand in any order."""
    policy = sorted(answer.headers["Content-Security-Policy"].split("; "))
    return {**answer.headers, "Content-Security-Policy": policy}


def asked(till: Till, number: str) -> list[HttpResponse]:
    return [
        till.get(f"{PLANS}{number}/value/"),
        till.get(f"{PLANS}{number}/value/?on=yesterday"),
        till.get(f"{PLANS}0000/"),
        till.get("/api/v1/nothing/"),
        till.call("PUT", PLANS),
        Till().get(PLANS),
        till.sell(sale(imei="1")),
        till.call("GET", f"{PLANS}{number}/value/", **{"Accept-Language": "hi"}),
        till.call("GET", "/api/v1/consent/", Host="elsewhere.example"),
    ]


def test_answers_and_headers_are_those_of_the_long_way(till, settings):
    number = said(till.sell(sale()))["number"]
    short = asked(till, number)
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != LANE]
    long = asked(till, number)
    assert [one.status_code for one in short] == [200, 422, 404, 404, 405, 401, 422, 200, 400]
    assert [(one.status_code, one.content, headers(one)) for one in short] == [(one.status_code, one.content, headers(one)) for one in long]


def test_a_session_is_not_looked_at(till, clerk_user, django_assert_num_queries):
    browser = Client()
    browser.force_login(clerk_user)
    with django_assert_num_queries(0):
        answer = browser.get(PLANS)
    assert answer.status_code == 401
    assert not answer.cookies


def test_pages_keep_their_own_way(client):
    assert settings.MIDDLEWARE.index(LANE) == 1
    for path in ("/counter/", "/api/docs/", "/apiary/v1/"):
        assert "session" in vars(client.get(path).wsgi_request), path
    assert "session" not in vars(client.get("/api/v1/consent/").wsgi_request)

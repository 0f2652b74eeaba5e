"""Answers of last resort."""

import json

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory

from upgrade_program.interfaces import failures


@pytest.fixture
def page() -> HttpRequest:
    return RequestFactory().post("/counter/sell/")


@pytest.fixture
def call() -> HttpRequest:
    return RequestFactory().post("/api/v1/plans/")


def test_an_old_form_is_told_in_words(page: HttpRequest) -> None:
    answer = failures.csrf(page, "CSRF cookie not set.")
    assert answer.status_code == 403
    assert "open too long" in answer.content.decode()
    assert "cookie not set" not in answer.content.decode()


def test_an_old_form_under_the_api_is_a_problem(call: HttpRequest) -> None:
    answer = failures.csrf(call)
    assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")
    assert json.loads(answer.content)["code"] == "forbidden"


@pytest.mark.django_db
@pytest.mark.urls("tests.interfaces.faulty_urls")
def test_the_middleware_uses_it_and_the_view_is_not_reached() -> None:
    browser = Client(enforce_csrf_checks=True)
    answer = browser.post("/session/")
    assert answer.status_code == 403
    assert "open too long" in answer.content.decode()
    assert "session" not in browser.cookies


def test_a_fault_of_ours_is_a_page_or_a_problem(page: HttpRequest, call: HttpRequest) -> None:
    answer = failures.server_error(page)
    assert answer.status_code == 500
    assert "broke on our side" in answer.content.decode()
    problem = failures.server_error(call)
    assert (problem.status_code, problem["Content-Type"]) == (500, "application/problem+json")
    assert json.loads(problem.content)["status"] == 500

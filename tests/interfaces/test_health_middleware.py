"""A database in trouble is a polite 503, never a 500; a mistake of ours stays a 500; and the next request works again."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections, transaction
from django.http import HttpResponse
from django.test import Client

pytestmark = [pytest.mark.urls("tests.interfaces.faulty_urls"), pytest.mark.django_db(transaction=True)]


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False)


def _is_busy_page(response: HttpResponse) -> bool:
    assert response["Content-Type"].startswith("text/html")
    assert "One moment, please" in response.content.decode()
    return _is_busy(response)


def _is_busy_problem(response: HttpResponse) -> bool:
    assert response["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert set(problem) == {"type", "title", "status", "code", "detail", "errors"}
    assert (problem["status"], problem["code"]) == (503, "busy")
    return _is_busy(response)


def _is_busy(response: HttpResponse) -> bool:
    assert 1 <= int(response["Retry-After"]) <= 30
    assert response["Cache-Control"] == "no-store"
    return response.status_code == 503


@pytest.mark.usefixtures("database_away")
@pytest.mark.parametrize("view", ["counts", "session"])
def test_no_database(visitor: Client, view: str) -> None:
    assert _is_busy_page(visitor.get(f"/{view}/"))
    assert _is_busy_problem(visitor.get(f"/api/{view}/"))


@pytest.mark.parametrize("view", ["slow", "deadlock", "full", "cut"])
def test_a_database_in_trouble_and_the_next_request_works(visitor: Client, view: str) -> None:
    assert _is_busy_page(visitor.get(f"/{view}/"))
    assert _is_busy_problem(visitor.post(f"/api/{view}/"))
    assert visitor.get("/counts/").content == b"0"


def test_a_stuck_row_gives_others_a_clear_answer(visitor: Client) -> None:
    def ask() -> tuple[bool, bool]:
        try:
            return _is_busy_page(visitor.get("/lock/")), _is_busy_problem(visitor.get("/api/lock/"))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as other, transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE django_session")
        assert other.submit(ask).result(60) == (True, True)
    assert visitor.get("/lock/").status_code == 200


@pytest.mark.parametrize("view", ["mistake", "law"])
def test_control_a_mistake_of_ours_is_no_busy_database(visitor: Client, view: str) -> None:
    assert visitor.get(f"/{view}/").status_code == 500
    assert visitor.get(f"/api/{view}/").status_code == 500


def test_the_words_of_the_fault_stay_in_the_house(visitor: Client, database_away: None) -> None:
    said = visitor.get("/counts/").content.decode() + visitor.get("/api/counts/").content.decode()
    assert "127.0.0.1" not in said
    assert "psycopg" not in said
    assert "refused" not in said.lower()

"""Addresses, methods and faults: always a problem under /api/, a page elsewhere."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, connections

from stores.clock import now
from tests.interfaces.api.till import PLANS, Till, new_key, refused, said, sale, traces
from upgrade_program.foundation.requests.models import Request


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/api/", "/api/v1/", "/api/v1/nothing/", "/api/v2/plans/", "/api/v1/plans", "/api/v1/%00/", "/api/v1/plans/a/b/"]
)
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_an_unknown_address_is_a_problem(till, path, method):
    refused(till.call(method, path, {}), 404, "not_found")


@pytest.mark.django_db
def test_elsewhere_an_unknown_address_is_a_page(nobody):
    answer = nobody.get("/nowhere-at-all/")
    assert answer.status_code == 404
    assert answer["Content-Type"].startswith("text/html")


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"])
def test_a_method_nobody_knows_is_a_405_to_everybody(till, method):
    for who in (till, Till()):
        answer = who.call(method, PLANS, {})
        refused(answer, 405, "method_not_allowed")
        assert {"GET", "POST"} <= set(answer["Allow"].split(", "))


@pytest.mark.django_db
@pytest.mark.parametrize("host", ["elsewhere.example", "B)9+4N_", "127.0.0.1:port"])
def test_a_host_that_is_not_ours_is_a_problem_and_nothing_is_done(till, host):
    before = traces()
    refused(till.call("POST", PLANS, sale(), Host=host, **{"Idempotency-Key": new_key()}), 400, "invalid")
    assert traces() == before


@pytest.mark.django_db
def test_elsewhere_a_host_that_is_not_ours_is_a_page(nobody):
    answer = nobody.call("GET", "/how-it-works/", Host="elsewhere.example")
    assert (answer.status_code, answer["Content-Type"]) == (400, "text/html; charset=utf-8")
    assert "This request cannot be read" in answer.content.decode()
    assert "elsewhere" not in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("accept", ["text/html", "application/xml", "nonsense", ""])
def test_whatever_is_accepted_the_answer_is_json(till, accept):
    answer = till.call("GET", PLANS, Accept=accept)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")


@pytest.mark.django_db
def test_every_answer_may_be_kept_by_nobody(till):
    for answer in (till.get(PLANS), till.get(f"{PLANS}x/"), till.sell(sale())):
        assert answer["Cache-Control"] == "no-store"
        assert answer["X-Content-Type-Options"] == "nosniff"


def waits_as_before() -> None:
    """This connection is as patient again as every other: the tables are emptied through it after the test."""
    with connection.cursor() as cursor:
        cursor.execute("RESET lock_timeout")


@pytest.mark.django_db(transaction=True)
def test_a_row_in_other_hands_is_a_503_in_time(till):
    """The stuck row is the audit chain's or the number's: whichever, the sale is given up whole, and the key stays free."""
    said(till.sell(sale()))  # the series of the store exists now
    held, let_go = threading.Event(), threading.Event()

    def hold_the_series() -> None:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT * FROM billing_numberseries FOR UPDATE")
            held.set()
            let_go.wait(60)
            cursor.execute("ROLLBACK")
        connections.close_all()

    thread = threading.Thread(target=hold_the_series)
    thread.start()
    try:
        assert held.wait(60)
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '200ms'")
        before, key, body = traces(), new_key(), sale()
        answer = till.sell(body, key=key)
        refused(answer, 503, "busy")
        assert int(answer["Retry-After"]) > 0
        assert traces() == before
    finally:
        let_go.set()
        thread.join()
        waits_as_before()
    assert till.sell(body, key=key).status_code == 201


@pytest.mark.django_db(transaction=True)
def test_the_same_request_still_running_is_a_409_in_time(till, clerk):
    body, key = sale(), new_key()
    held, let_go = threading.Event(), threading.Event()

    def be_the_first() -> None:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN")
            Request.objects.create(actor=clerk.label, route=f"POST {PLANS}", key=key, body_hash="", created_at=now())
            held.set()
            let_go.wait(60)
            cursor.execute("ROLLBACK")
        connections.close_all()

    thread = threading.Thread(target=be_the_first)
    thread.start()
    try:
        assert held.wait(60)
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '200ms'")
        before = traces()
        refused(till.sell(body, key=key), 409, "request_in_progress", "Idempotency-Key")
        assert traces() == before
    finally:
        let_go.set()
        thread.join()
        waits_as_before()
    assert till.sell(body, key=key).status_code == 201


@pytest.mark.django_db
def test_a_fault_of_ours_is_a_problem_without_its_words(till, monkeypatch):
    def fall_over(**_: object) -> None:
        raise ZeroDivisionError("a secret of the house")

    monkeypatch.setattr("upgrade_program.interfaces.api.views.variants.search_offers", fall_over)
    till.client.raise_request_exception = False
    answer = till.get("/api/v1/variants/")
    refused(answer, 500, "error")
    assert b"secret" not in answer.content

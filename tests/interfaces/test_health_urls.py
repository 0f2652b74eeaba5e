"""What machines ask: alive, ready, figures."""

import socket
from contextlib import suppress

import pytest
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from pytest_django import Settings

from tests.foundation.outbox.ears import WRITES, Sold
from tests.foundation.people import AT
from upgrade_program.foundation.outbox.services import record
from upgrade_program.interfaces.health_urls import BROKER_PATIENCE

pytestmark = [pytest.mark.urls("tests.interfaces.faulty_urls"), pytest.mark.django_db]
ALL_WELL = {"database": "ok", "broker": "ok", "migrations": "ok"}


@pytest.fixture(autouse=True)
def _a_broker(settings: Settings) -> None:
    settings.CELERY_BROKER_URL = "memory://"


def test_alive(client: Client) -> None:
    assert client.get("/healthz").json() == {"status": "ok", "checks": {}}


@pytest.mark.usefixtures("database_away")
def test_alive_even_without_a_database(client: Client) -> None:
    assert client.get("/healthz").status_code == 200


def test_ready(client: Client) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "checks": ALL_WELL})
    assert "no-store" in answer["Cache-Control"]


def test_not_ready_without_the_broker(client: Client, settings: Settings) -> None:
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"status": "unavailable", "checks": ALL_WELL | {"broker": "unavailable"}})


def callers(server: socket.socket) -> int:
    """How many have called a server that answers nobody."""
    server.setblocking(False)
    many = 0
    with suppress(BlockingIOError):
        while True:
            server.accept()[0].close()
            many += 1
    return many


def test_not_ready_with_a_broker_that_hangs_and_said_within_seconds(client: Client, settings: Settings) -> None:
    """By its limits, not by a watch, which tells of a busy machine: each wait ends after a second, and none is repeated."""
    with socket.create_server(("127.0.0.1", 0), backlog=50) as silent:
        settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        answer = client.get("/readyz")
        assert (answer.status_code, answer.json()["checks"]["broker"]) == (503, "unavailable")
        assert callers(silent) == 1
    assert {BROKER_PATIENCE[wait] for wait in ("socket_timeout", "socket_connect_timeout")} == {1}


def test_not_ready_while_a_migration_is_missing(client: Client) -> None:
    MigrationRecorder(connection).record_unapplied("requests", "0001_initial")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"status": "unavailable", "checks": ALL_WELL | {"migrations": "pending"}})


@pytest.mark.usefixtures("database_away")
def test_not_ready_without_the_database(client: Client) -> None:
    answer = client.get("/readyz")
    expected = {"database": "unavailable", "broker": "ok", "migrations": "unknown"}
    assert (answer.status_code, answer.json()) == (503, {"status": "unavailable", "checks": expected})


@pytest.mark.parametrize("address", ["/healthz", "/readyz", "/metrics"])
def test_machines_only_read(client: Client, address: str) -> None:
    assert client.post(address).status_code == 405


def test_figures_for_this_machine_with_the_standing_of_the_outbox(client: Client, settings: Settings) -> None:
    settings.OUTBOX_ROUTES = {"test.sold": [WRITES]}
    with transaction.atomic():
        record(Sold(17), at=AT)
    answer = client.get("/metrics")
    figures = answer.content.decode()
    assert answer.status_code == 200
    assert "outbox_waiting_messages 1.0" in figures
    assert "outbox_parked_messages 0.0" in figures
    assert "outbox_oldest_wait_seconds" in figures
    assert "messages_waiting 0.0" in figures
    assert "messages_parked 0.0" in figures
    assert "messages_oldest_wait_seconds 0.0" in figures
    assert "django_http_requests" in figures


@pytest.mark.usefixtures("database_away")
def test_figures_even_without_a_database(client: Client) -> None:
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert b"outbox_waiting_messages" not in answer.content


@pytest.mark.parametrize(
    "stranger",
    [
        {"REMOTE_ADDR": "203.0.113.9"},
        {"REMOTE_ADDR": ""},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "203.0.113.9"},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_FORWARDED": "for=203.0.113.9"},
        {"REMOTE_ADDR": "203.0.113.9", "HTTP_AUTHORIZATION": "Bearer wrong"},
        {"REMOTE_ADDR": "203.0.113.9", "HTTP_AUTHORIZATION": "Bearer "},
    ],
)
def test_strangers_find_no_figures(client: Client, settings: Settings, stranger: dict[str, str]) -> None:
    for token in ("", "a-token-of-some-length"):
        settings.METRICS_TOKEN = token
        assert client.get("/metrics", **stranger).status_code == 404


def test_figures_from_afar_with_the_token(client: Client, settings: Settings) -> None:
    settings.METRICS_TOKEN = "a-token-of-some-length"
    answer = client.get("/metrics", REMOTE_ADDR="203.0.113.9", HTTP_AUTHORIZATION="Bearer a-token-of-some-length")
    assert answer.status_code == 200

"""What the tests of the buyback share: refusals of the database by name, and a partner's server of flesh and blood."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from upgrade_program.buyback import wire

WATCHED = ("buyback", "plans", "billing", "outbox", "audit")


@pytest.fixture
def refused_by() -> Callable[[str], AbstractContextManager[None]]:
    """The database refuses the block, and does so in the name of this law; nothing of the block remains."""

    @contextmanager
    def refused(law: str) -> Iterator[None]:
        with pytest.raises(IntegrityError) as no, transaction.atomic():  # noqa: PT012  the block is the caller's
            yield
            connection.check_constraints()  # laws that wait for the commit speak now
        assert no.value.__cause__.diag.constraint_name == law

    return refused


@pytest.fixture
def traces(db: None) -> Callable[[], dict[str, int]]:
    """How many rows stand in every table that an act of the buyback may write."""

    def count() -> dict[str, int]:
        return {model.__name__: model.objects.count() for label in WATCHED for model in apps.get_app_config(label).get_models()}

    return count


def answer(line: BaseHTTPRequestHandler, status: int, body: bytes = b"", **headers: str) -> None:
    line.send_response(status)
    for name, value in headers.items():
        line.send_header(name, value)
    line.send_header("Content-Length", str(len(body)))
    line.end_headers()
    line.wfile.write(body)


@dataclass
class Service:
    """A partner's server: what it heard (address, headers, body), and what it will say next."""

    url: str = ""
    heard: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    says: Callable[[BaseHTTPRequestHandler], None] = lambda line: answer(line, 200, b"{}")


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    """Waited for longer than a customer at the counter would: only the tests of that patience say how long it is."""
    monkeypatch.setitem(wire.ask.__kwdefaults__, "patience", 15.0)
    told = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.heard.append((self.path, dict(self.headers), self.rfile.read(int(self.headers["Content-Length"]))))
            told.says(self)

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False

        def handle_error(self, *_: Any) -> None:
            """Clients that hang up are what these tests are about."""

    with Server(("127.0.0.1", 0), Handler) as server:
        told.url = f"http://127.0.0.1:{server.server_port}/v1/ask?from=store"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield told
        server.shutdown()
        thread.join(60)


@pytest.fixture
def own_patience(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """The service is waited for as long as on a site."""
    monkeypatch.setitem(wire.ask.__kwdefaults__, "patience", wire.PATIENCE)

"""The SMS gateway against a real HTTP server on this machine, in its good and bad moods."""

from __future__ import annotations

import json
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

import pytest
from pytest_django import Settings

from upgrade_program.messaging.gateways import Refuses, TryAgain
from upgrade_program.messaging.gateways.sms import HttpSms

LETTER = {
    "to": "+919810455421",
    "text": "Plan 4Q7K-2MXA-T9C: up to Rs 9,799",
    "subject": "",
    "reference": "5e9f6c1e-0000-4000-8000-000000000000",
    "template_id": "plan.sold/en",
}


@dataclass
class Provider:
    """A provider's server: what it heard, and what it will say next."""

    url: str = ""
    heard: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    says: Callable[[BaseHTTPRequestHandler], None] = lambda line: answer(line, 200, b'{"id": "msg-17"}')


def answer(line: BaseHTTPRequestHandler, status: int, body: bytes = b"", **headers: str) -> None:
    line.send_response(status)
    for name, value in headers.items():
        line.send_header(name, value)
    line.send_header("Content-Length", str(len(body)))
    line.end_headers()
    line.wfile.write(body)


@pytest.fixture
def provider() -> Iterator[Provider]:
    told = Provider()

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
        told.url = f"http://127.0.0.1:{server.server_port}/v2/send?route=otp"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield told
        server.shutdown()
        thread.join(60)


@pytest.fixture(autouse=True)
def given(settings: Settings, request: pytest.FixtureRequest) -> dict[str, Any]:
    settings.SMS_GATEWAY = {
        "url": "", "key": "Bearer key-of-ours", "key_header": "Authorization", "form": False, "fields": {}, "success": "", "id_field": "id",
        "sender": "SMTUPG", "entity_id": "1101456780000012345", "template_ids": {"plan.sold/en": "1107160000000000001"},
    }  # fmt: skip
    return settings.SMS_GATEWAY  # type: ignore[no-any-return]


def send(given: dict[str, Any], url: str, *, patience: float = 30.0, **changes: str) -> str:
    given["url"] = url
    return HttpSms(patience=patience).send(**(LETTER | changes))


def test_what_operators_ask_for_goes_along_as_json(given: dict[str, Any], provider: Provider) -> None:
    assert send(given, provider.url) == "msg-17"
    [(path, headers, body)] = provider.heard
    assert path == "/v2/send?route=otp"
    assert headers["Authorization"] == "Bearer key-of-ours"
    assert headers["Content-Type"] == "application/json"
    assert json.loads(body) == {
        "to": "+919810455421",
        "text": LETTER["text"],
        "sender": "SMTUPG",
        "entity_id": "1101456780000012345",
        "template_id": "1107160000000000001",
        "reference": LETTER["reference"],
        "encoding": "gsm7",
    }


def test_or_as_a_form_with_the_providers_own_names_and_without_what_it_does_not_know(given: dict[str, Any], provider: Provider) -> None:
    given |= {"form": True, "fields": {"to": "mobile", "text": "message", "encoding": ""}, "key_header": "X-Api-Key", "key": "abc"}
    send(given, provider.url, text="₹9,799 & प्लान")
    [(_, headers, body)] = provider.heard
    assert (headers["X-Api-Key"], headers["Content-Type"]) == ("abc", "application/x-www-form-urlencoded")
    assert "Authorization" not in headers
    sent = dict(parse_qsl(body.decode()))
    assert (sent["mobile"], sent["message"], sent["sender"]) == ("+919810455421", "₹9,799 & प्लान", "SMTUPG")
    assert not {"to", "text", "encoding"} & sent.keys()


def test_hindi_is_sent_as_unicode(given: dict[str, Any], provider: Provider) -> None:
    send(given, provider.url, text="प्लान ₹549")
    told = json.loads(provider.heard[0][2])
    assert (told["text"], told["encoding"]) == ("प्लान ₹549", "ucs2")


@pytest.mark.parametrize("status", [400, 404, 409, 410, 413, 422])
def test_a_4xx_about_the_message_refuses_it(given: dict[str, Any], provider: Provider, status: int) -> None:
    provider.says = lambda line: answer(line, status, b'{"error": "+919810455421 is on the do-not-disturb list"}')
    with pytest.raises(Refuses, match=f"^HTTP {status}$"):
        send(given, provider.url)


@pytest.mark.parametrize("status", [401, 402, 403, 408, 425, 429, 500, 502, 503, 504, 301, 302, 307])
def test_5xx_and_what_is_not_about_the_message_may_be_tried_again(given: dict[str, Any], provider: Provider, status: int) -> None:
    provider.says = lambda line: answer(line, status, b"{}", Location="/elsewhere/")
    with pytest.raises(TryAgain, match=f"^HTTP {status}$"):
        send(given, provider.url)
    assert len(provider.heard) == 1, "a redirect is not followed: it would carry our key away"


def test_a_server_that_says_nothing_is_left_alone(given: dict[str, Any], provider: Provider) -> None:
    enough, ended = threading.Event(), threading.Event()

    def hang(line: BaseHTTPRequestHandler) -> None:
        enough.wait(60)
        ended.set()

    provider.says = hang
    with pytest.raises(TryAgain):
        send(given, provider.url, patience=0.3)
    assert not ended.is_set(), "it says nothing still"
    enough.set()


def test_an_answer_that_drips_is_cut_off(given: dict[str, Any], provider: Provider) -> None:
    """Each byte comes in time, the answer never would."""

    def drip(line: BaseHTTPRequestHandler) -> None:
        for sign in b"HTTP/1.1 200 OK" + 300 * b" ":
            line.wfile.write(bytes([sign]))
            time.sleep(0.1)

    provider.says = drip
    started = time.monotonic()
    with pytest.raises(TryAgain):
        send(given, provider.url, patience=0.4)
    assert time.monotonic() - started < 20, "the answer takes 30 s"


def test_a_refused_connection_may_be_tried_again(given: dict[str, Any]) -> None:
    with closing(socket.socket()) as deaf:
        deaf.bind(("127.0.0.1", 0))  # the port is ours, and nobody listens there
        with pytest.raises(TryAgain, match="ConnectionRefusedError"):
            send(given, f"http://127.0.0.1:{deaf.getsockname()[1]}/")


def test_a_name_that_is_not_there_may_be_tried_again(given: dict[str, Any]) -> None:
    with pytest.raises(TryAgain, match="gaierror"):
        send(given, "http://sms.invalid/")


def test_garbage_instead_of_http_may_be_tried_again(given: dict[str, Any], provider: Provider) -> None:
    def garbage(line: BaseHTTPRequestHandler) -> None:
        line.wfile.write(b"\x00\xff 220 welcome to something else\r\n\r\n")

    provider.says = garbage
    with pytest.raises(TryAgain, match="BadStatusLine"):
        send(given, provider.url)


def test_a_line_cut_before_the_verdict_may_be_tried_again(given: dict[str, Any], provider: Provider) -> None:
    provider.says = lambda line: line.connection.shutdown(socket.SHUT_RDWR)
    with pytest.raises(TryAgain, match="RemoteDisconnected"):
        send(given, provider.url)


def half_an_answer(line: BaseHTTPRequestHandler) -> None:
    line.send_response(200)
    line.send_header("Content-Length", "1000")
    line.end_headers()
    line.wfile.write(b'{"id": ')
    line.wfile.flush()


def test_a_yes_whose_rest_is_lost_is_a_yes_and_not_asked_for_again(given: dict[str, Any], provider: Provider) -> None:
    provider.says = half_an_answer
    assert send(given, provider.url) == ""


def test_unless_the_yes_stands_in_the_rest(given: dict[str, Any], provider: Provider) -> None:
    given["success"] = "status=success"
    provider.says = half_an_answer
    with pytest.raises(TryAgain, match="unreadable answer"):
        send(given, provider.url)


@pytest.mark.parametrize("body", [b"", b"OK 17", b"[1]", b"\xff\xfe", b'{"message": "queued"}'])
def test_a_yes_without_an_id_is_a_yes(given: dict[str, Any], provider: Provider, body: bytes) -> None:
    provider.says = lambda line: answer(line, 200, body)
    assert send(given, provider.url) == ""


@pytest.mark.parametrize(
    ("body", "verdict"),
    [
        (b'{"status": "Success", "id": 17}', None),
        (b'{"status": "failure", "reason": "template mismatch"}', Refuses),
        (b"<html>maintenance</html>", TryAgain),
        (b'{"id": 17}', TryAgain),
    ],
)
def test_a_no_said_with_a_200_is_understood(
    given: dict[str, Any], provider: Provider, body: bytes, verdict: type[Exception] | None
) -> None:
    given["success"] = "status=success"
    provider.says = lambda line: answer(line, 200, body)
    if verdict is None:
        assert send(given, provider.url) == "17"
        return
    with pytest.raises(verdict):
        send(given, provider.url)


def test_an_endless_answer_is_not_read_to_its_end(given: dict[str, Any], provider: Provider) -> None:
    def endless(line: BaseHTTPRequestHandler) -> None:
        line.send_response(200)
        line.end_headers()
        for _ in range(4000):
            line.wfile.write(b"x" * 65_536)

    provider.says = endless
    assert send(given, provider.url) == ""


def test_without_an_address_nothing_is_asked(given: dict[str, Any]) -> None:
    with pytest.raises(TryAgain, match="SMS_URL"):
        send(given, "")


def test_no_failure_names_the_person_or_the_key(given: dict[str, Any], provider: Provider) -> None:
    provider.says = lambda line: answer(line, 400, b'{"error": "+919810455421"}')
    with pytest.raises(Refuses) as no:
        send(given, provider.url)
    assert not re.search(r"9810455421|key-of-ours|4Q7K", repr(no.value))

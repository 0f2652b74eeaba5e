"""The load: a process of its own that asks the web server over loopback, bounded in time, and says on its output what it met.

`python -m tests.bench.load` reads one JSON order, says "ready" when every client has had its first answer, begins at the next line of
its input, and ends with one line of JSON. It shares the processors with what it measures, as pgbench does, which is a lean program in
C: so here one thread serves all clients, over bare sockets, and reads no more of an answer than its status and its length.
"""

from __future__ import annotations

import json
import re
import selectors
import socket
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from http.client import HTTPConnection
from random import Random
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from tests.bench.fill import PASSWORD, STORES, token_of

_LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")
_PATIENCE = 30.0  # seconds without any answer
Requests = Iterator[bytes]


def main(order: dict[str, Any]) -> dict[str, Any]:
    """Ask with so many clients for so many seconds; gives the number of answers, their rate, and latencies in milliseconds.

    Any answer but the expected status is a RuntimeError with the answer in it.
    """
    makers: dict[str, Callable[[dict[str, Any], int], Requests]] = {
        "sale": _sales,
        "value": _values,
        "page": _pages,
        "settlement": _settlements,
    }
    requests = [makers[order["kind"]](order, place) for place in range(order["clients"])]
    clients = [_Client(order, each) for each in requests]
    for client in clients:
        client.ask()  # not counted: the first answer of a connection opens the database's too
    print("ready", flush=True)
    sys.stdin.readline()
    began = time.perf_counter()
    times = sorted(1000 * one for one in _ask_all(clients, until=began + order["seconds"]))
    took = time.perf_counter() - began
    return {"count": len(times), "rate": len(times) / took, "p50": statistics.median(times), "p95": times[int(0.95 * len(times))]}


def _ask_all(clients: list[_Client], *, until: float) -> list[float]:
    """Every client asks again as soon as it is answered, until that moment or its last question; the seconds of each answer."""
    times: list[float] = []
    with selectors.DefaultSelector() as waiting:
        for client in clients:
            waiting.register(client.wire, selectors.EVENT_READ, client)
        asking = sum(client.send() for client in clients)
        while asking:
            heard = waiting.select(_PATIENCE)
            if not heard:
                raise RuntimeError("no answer came")
            for key, _ in heard:
                client = key.data
                if not client.hear():
                    continue
                now = time.perf_counter()
                times.append(now - client.asked_at)
                if now >= until or not client.send():
                    asking -= 1
    return times


class _Client:
    """One connection with one question under way; the time of its asking is `asked_at`."""

    def __init__(self, order: dict[str, Any], requests: Requests) -> None:
        self.expected = b"%d" % order["status"]
        self.wire = socket.create_connection(("127.0.0.1", order["port"]), timeout=_PATIENCE)
        self.wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.requests = requests
        self.answer = b""
        self.asked_at = 0.0

    def ask(self) -> None:
        """Send a question and wait for its answer; a client without any is a RuntimeError."""
        if not self.send():
            raise RuntimeError("there is nothing to ask: the bench needs more claims, or fewer clients")
        while not self.hear():
            pass

    def send(self) -> bool:
        """Send the next question; False once there is none left."""
        request = next(self.requests, None)
        if request is None:
            return False
        self.answer = b""
        self.asked_at = time.perf_counter()
        self.wire.sendall(request)
        return True

    def hear(self) -> bool:
        """Take what has come; whether the answer is whole. Any status but the expected one is a RuntimeError."""
        part = self.wire.recv(65536)
        if not part:
            raise RuntimeError("the server hung up")
        self.answer += part
        head = self.answer.find(b"\r\n\r\n")
        if head < 0:
            return False
        length = _LENGTH.search(self.answer, 0, head)
        if len(self.answer) < head + 4 + int(length[1] if length else 0):
            return False
        if self.answer[9:12] != self.expected:
            raise RuntimeError(self.answer.decode(errors="replace")[:2000])
        return True


def _sales(order: dict[str, Any], place: int) -> Requests:
    """Sales in a store drawn anew each time, as many tills would make them; `offset` keeps phones and customers of runs apart."""
    random = Random(order["offset"] + place)
    serial = order["offset"] + place * 100_000
    while True:
        serial += 1
        body = {
            "imei": _imei(serial),
            "sku": "redmi-note-9-pro-4-64",
            "phone_invoice": {"number": f"TI/{serial}", "price": "13999.00"},
            "customer": {"name": "Farhan Ali", "mobile": f"98{10_000_000 + serial}", "consent": {"text_version": 1}},
            "expected_price": "549.00",
            "payments": [{"method": "cash", "amount": "549.00"}],
        }
        token = token_of(random.randint(1, STORES))
        text = json.dumps(body).encode()
        yield (
            f"POST /api/v1/plans/ HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\nIdempotency-Key: {uuid4()}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(text)}\r\n\r\n"
        ).encode() + text


def _settlements(order: dict[str, Any], place: int) -> Requests:
    """Settlements of accepted claims, each once, in a store drawn anew each time; the order's numbers are shared out among the clients."""
    random = Random(order["offset"] + place)
    for serial, number in enumerate(order["numbers"][place :: order["clients"]], start=order["offset"] + place * 100_000):
        phone = {"imei": _imei(4_000_000_000 + serial), "sku": order["sku"], "price": order["price"], "bill_number": f"NP/{serial}"}
        text = json.dumps({"new_phone": phone, "excess_acknowledged": True}).encode()
        token = token_of(random.randint(1, STORES))
        yield (
            f"POST /api/v1/claims/{number}/settle/ HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n"
            f"Idempotency-Key: {uuid4()}\r\nContent-Type: application/json\r\nContent-Length: {len(text)}\r\n\r\n"
        ).encode() + text


def _values(order: dict[str, Any], place: int) -> Requests:
    random = Random(order["offset"] + place)
    while True:
        number, token = random.choice(order["numbers"]), token_of(random.randint(1, STORES))
        path = f"/api/v1/plans/{number}/value/"
        yield f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n\r\n".encode()


def _pages(order: dict[str, Any], place: int) -> Requests:
    random = Random(order["offset"] + place)
    while True:
        path = f"/counter/plans/{random.choice(order['numbers'])}/"
        yield f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{order['port']}\r\nCookie: {order['cookies']}\r\n\r\n".encode()


def sign_in(port: int, username: str) -> str:
    """The cookies of a person signed in through the page, as a browser would."""
    page = f"http://127.0.0.1:{port}/accounts/login/"
    with closing(HTTPConnection("127.0.0.1", port, timeout=30)) as wire:
        wire.request("GET", "/accounts/login/")
        answer = wire.getresponse()
        cookies = _cookies(answer.headers.get_all("Set-Cookie") or [])
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', answer.read().decode())
        if found is None:
            raise RuntimeError("the sign-in page has no form")
        form = urlencode({"login": username, "password": PASSWORD, "csrfmiddlewaretoken": found[1]})
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": _written(cookies), "Referer": page}
        wire.request("POST", "/accounts/login/", form, headers)
        answer = wire.getresponse()
        answer.read()
        if answer.status != 302:
            raise RuntimeError(f"signing in was answered {answer.status}")
        return _written(cookies | _cookies(answer.headers.get_all("Set-Cookie") or []))


def _written(cookies: dict[str, str]) -> str:
    return "; ".join(f"{name}={value}" for name, value in cookies.items())


def _cookies(headers: list[str]) -> dict[str, str]:
    return dict(header.split(";", 1)[0].split("=", 1) for header in headers)  # type: ignore[misc]


def _imei(serial: int) -> str:
    body = f"{88_000_000_000_000 + serial}"
    total = sum(int(sign) if place % 2 == 0 else sum(divmod(2 * int(sign), 10)) for place, sign in enumerate(body))
    return body + str(-total % 10)


if __name__ == "__main__":
    print(json.dumps(main(json.loads(sys.stdin.readline()))))

"""The load: a process of its own that asks the web server over loopback, bounded in time, and says on its output what it met.

`python -m tests.bench.load` reads one JSON order, says "ready" when every client has had its first answer, begins at the next line of
its input, and ends with one line of JSON. Bare sockets, so that the asking costs little beside the answering.
"""

from __future__ import annotations

import json
import re
import socket
import statistics
import sys
import threading
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
Requests = Iterator[bytes]


def main(order: dict[str, Any]) -> dict[str, Any]:
    """Ask with so many clients for so many seconds; gives the number of answers, their rate, and latencies in milliseconds.

    Any answer but the expected status is a RuntimeError with the answer in it.
    """
    makers: dict[str, Callable[[dict[str, Any], int], Requests]] = {"sale": _sales, "value": _values, "page": _pages}
    requests = [makers[order["kind"]](order, place) for place in range(order["clients"])]
    clients = [_Client(order, each) for each in requests]
    for client in clients:
        client.ask()  # not counted: the first answer of a connection opens the database's too
    print("ready", flush=True)
    sys.stdin.readline()
    start = threading.Barrier(len(clients) + 1)
    threads = [threading.Thread(target=client.run, args=(start,)) for client in clients]
    for thread in threads:
        thread.start()
    start.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    faults = [client.fault for client in clients if client.fault]
    if faults:
        raise RuntimeError(faults[0])
    times = sorted(1000 * one for client in clients for one in client.times)
    return {"count": len(times), "rate": len(times) / took, "p50": statistics.median(times), "p95": times[int(0.95 * len(times))]}


class _Client:
    """One connection that asks again as soon as it is answered."""

    def __init__(self, order: dict[str, Any], requests: Requests) -> None:
        self.seconds, self.expected = order["seconds"], order["status"]
        self.wire = socket.create_connection(("127.0.0.1", order["port"]), timeout=30)
        self.wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.requests = requests
        self.times: list[float] = []
        self.fault = ""

    def run(self, start: threading.Barrier) -> None:
        start.wait()
        end = time.perf_counter() + self.seconds
        try:
            while (began := time.perf_counter()) < end:
                self.ask()
                self.times.append(time.perf_counter() - began)
        except (OSError, RuntimeError) as fault:
            self.fault = str(fault)

    def ask(self) -> None:
        self.wire.sendall(next(self.requests))
        answer = b""
        while (head := answer.find(b"\r\n\r\n")) < 0:
            answer += self._more()
        length = _LENGTH.search(answer, 0, head)
        whole = head + 4 + int(length[1] if length else 0)
        while len(answer) < whole:
            answer += self._more()
        if int(answer[9:12]) != self.expected:
            raise RuntimeError(answer.decode(errors="replace")[:2000])

    def _more(self) -> bytes:
        part = self.wire.recv(65536)
        if not part:
            raise RuntimeError("the server hung up")
        return part


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

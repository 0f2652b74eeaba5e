"""Tills that go on selling whatever breaks: they retry with the same key until they are answered, and remember what they were told."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from tests.factories.imeis import new_imei

PATIENCE = 90.0  # seconds a till goes on trying to send one sale
DEMO_PASSWORD = "counter-demo"


def call(port: int, method: str, path: str, body: dict[str, Any] | None = None, *, token: str = "", key: str = "") -> Told:
    """One request over a connection of its own; a connection that fails is an OSError or HTTPException."""
    wire = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"Content-Type": "application/json"} if body is not None else {}
    headers |= {"Authorization": f"Bearer {token}"} if token else {}
    headers |= {"Idempotency-Key": key} if key else {}
    began = time.monotonic()
    try:
        wire.request(method, f"/api/v1/{path}", json.dumps(body) if body is not None else None, headers)
        answer = wire.getresponse()
        content = answer.read()
        return Told(answer.status, json.loads(content) if content else {}, dict(answer.getheaders()), time.monotonic() - began)
    finally:
        wire.close()


@dataclass(frozen=True, slots=True)
class Told:
    """What a server answered, and how long that took."""

    status: int
    body: dict[str, Any]
    headers: dict[str, str]
    took: float


def signed_in(port: int, username: str) -> str:
    told = call(port, "POST", "tokens/", {"username": username, "password": DEMO_PASSWORD})
    assert told.status in {200, 201}, told
    return str(told.body["token"])


def sale() -> dict[str, Any]:
    """A new phone's sale, for cash."""
    return {
        "imei": new_imei(),
        "sku": "redmi-note-9-pro-4-64",
        "phone_invoice": {"number": uuid4().hex[:12], "price": "13999.00"},
        "customer": {"name": "Farhan Ali", "mobile": "9810455421", "consent": {"text_version": 1}},
        "expected_price": "549.00",
        "payments": [{"method": "cash", "amount": "549.00"}],
    }


@dataclass
class Till(threading.Thread):
    """Sells one phone after another until asked to stop; finishes the sale in hand, unless it may not within its patience."""

    port: int
    token: str
    acknowledged: list[dict[str, Any]] = field(default_factory=list)  # the plans as answered
    given_up: list[str] = field(default_factory=list)
    answers: Counter[int] = field(default_factory=Counter)  # by status; 0 is a connection that broke
    times: list[float] = field(default_factory=list)  # seconds of each answered request
    impolite: list[Told] = field(default_factory=list)  # neither sold nor "busy, come again"

    def __post_init__(self) -> None:
        super().__init__(daemon=True)
        self._enough = threading.Event()

    __hash__ = threading.Thread.__hash__

    def run(self) -> None:
        while not self._enough.is_set():
            self._sell(sale(), key=uuid4().hex)

    def stop(self) -> None:
        self._enough.set()

    def _sell(self, body: dict[str, Any], *, key: str) -> None:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                told = call(self.port, "POST", "plans/", body, token=self.token, key=key)
            except (OSError, http.client.HTTPException, ValueError):
                self.answers[0] += 1
                time.sleep(0.05)
                continue
            self.answers[told.status] += 1
            self.times.append(told.took)
            if told.status == 201:
                self.acknowledged.append(told.body | {"imei": body["imei"]})
                return
            if not (told.status == 503 and "Retry-After" in told.headers):
                self.impolite.append(told)
                return
            time.sleep(0.1)  # sooner than asked: the tests have less time than a shop
        self.given_up.append(key)


def open_tills(port: int, tokens: list[str], *, number: int) -> list[Till]:
    tills = [Till(port, tokens[place % len(tokens)]) for place in range(number)]
    for till in tills:
        till.start()
    return tills


def close_tills(tills: list[Till]) -> None:
    for till in tills:
        till.stop()
    for till in tills:
        till.join(PATIENCE + 30)
        assert not till.is_alive(), "a till hangs"


def sold_by(tills: list[Till]) -> list[dict[str, Any]]:
    return [plan for till in tills for plan in till.acknowledged]


def percentile(times: list[float], share: float) -> float:
    """The time that `share` of the requests did not exceed."""
    assert times
    return sorted(times)[min(len(times) - 1, int(share * len(times)))]

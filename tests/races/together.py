"""Many clients at once, from behind one barrier, and the overlap they really reached."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    body: Any
    began: float
    ended: float


@dataclass(frozen=True, slots=True)
class Server:
    port: int

    def post(self, path: str, body: dict[str, Any], *, token: str, key: str = "", before: Callable[[], None] = lambda: None) -> Reply:
        """One POST on a connection opened beforehand; `before` is called at the last moment."""
        wire = http.client.HTTPConnection("127.0.0.1", self.port, timeout=150)
        wire.connect()
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"} | ({"Idempotency-Key": key} if key else {})
        text = json.dumps(body)
        before()
        began = time.monotonic()
        wire.request("POST", f"/api/v1/{path}", text, headers)
        answer = wire.getresponse()
        content = answer.read()
        ended = time.monotonic()
        wire.close()
        return Reply(answer.status, json.loads(content) if content else None, began, ended)


def all_at_once(acts: Sequence[Callable[[Callable[[], None]], Any]]) -> list[Any]:
    """Run every act in a thread of its own; each calls the `before` it is given when it is ready, and all go on together."""
    barrier = threading.Barrier(len(acts), timeout=60)
    results: list[Any] = [None] * len(acts)
    failures: list[BaseException] = []

    def run(place: int) -> None:
        try:
            results[place] = acts[place](lambda: barrier.wait() and None)
        except BaseException as failure:
            failures.append(failure)
            barrier.abort()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(180)
    if failures:
        raise failures[0]
    return results


def by_turns_then_at_once(place: int, acts: Sequence[Callable[[Callable[[], None]], Any]]) -> list[Any]:
    """The two acts of a round, given in their order: in round 0 the first has ended before the second begins, in round 1 the other way
    round, and later they come at once. So both ends are seen, however slow the machine."""
    if place > 1:
        return all_at_once(acts)
    ordered = acts if place == 0 else acts[::-1]
    results = [all_at_once([act])[0] for act in ordered]
    return results if place == 0 else results[::-1]


def overlap(replies: Sequence[Reply]) -> int:
    """The most requests that were under way at one moment."""
    moments = sorted([(reply.began, 1) for reply in replies] + [(reply.ended, -1) for reply in replies])
    most = now = 0
    for _, change in moments:
        now += change
        most = max(most, now)
    return most

"""One question to a partner's service over HTTP: a POST of JSON, answered in time or not at all. Never asked inside a transaction."""

from __future__ import annotations

import http.client
import json
import socket
import time
from collections.abc import Mapping
from threading import Timer
from typing import Any
from urllib.parse import urlsplit

PATIENCE = 3.0  # seconds for all of it: a customer stands at the counter
LONGEST_ANSWER = 64 * 1024


class NoAnswer(Exception):
    """The service is away, slow, says no, or answers what is no JSON object. Its words hold no fact of the question."""


def ask(service: Mapping[str, Any], question: Mapping[str, object], *, patience: float = PATIENCE) -> Mapping[str, Any]:
    """Post `question` to `service["url"]`, its `key` in the header `key_header`, and give the object it answers with; raises `NoAnswer`.

    Asked once, never again. Redirects are not followed: they would carry the key away. The address holds nothing of the question.
    """
    if not service.get("url"):
        raise NoAnswer("no address is set")
    status, answer = _post(service, json.dumps(dict(question)).encode(), patience=patience)
    if not 200 <= status < 300:
        raise NoAnswer(f"HTTP {status}")
    try:
        told = json.loads(answer)
    except (ValueError, RecursionError):
        raise NoAnswer("unreadable answer") from None
    if not isinstance(told, dict):
        raise NoAnswer("unreadable answer")
    return told


def _post(service: Mapping[str, Any], body: bytes, *, patience: float) -> tuple[int, bytes]:
    url = urlsplit(service["url"])
    line_to = http.client.HTTPSConnection if url.scheme == "https" else http.client.HTTPConnection
    line = line_to(url.hostname or "", url.port, timeout=patience)
    watch: Timer | None = None
    headers = {"Content-Type": "application/json", "Accept": "application/json", "Connection": "close"}
    if service.get("key"):
        headers[service.get("key_header") or "Authorization"] = service["key"]
    began = time.monotonic()
    try:
        line.connect()
        left = max(0.05, patience - (time.monotonic() - began))
        # Each wait has its limit, but an answer that drips would never end: the line is cut when all of it took too long.
        watch = Timer(left, _cut, [line.sock])
        watch.daemon = True
        watch.start()
        line.request("POST", f"{url.path or '/'}{'?' if url.query else ''}{url.query}", body, headers)
        answer = line.getresponse()
        return answer.status, answer.read(LONGEST_ANSWER)
    except (OSError, http.client.HTTPException) as error:
        raise NoAnswer(type(error).__name__) from None
    finally:
        if watch:
            watch.cancel()
        line.close()


def _cut(line: socket.socket) -> None:
    try:
        socket.socket.shutdown(line, socket.SHUT_RDWR)
    except OSError:
        return  # it has ended by itself

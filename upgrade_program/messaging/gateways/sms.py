"""SMS through any provider that takes one HTTP POST a message. Settings say where, with which key, and how its fields are called.

India's operators deliver only what is registered (TRAI's DLT): the sender header, the entity and the template go along with each message.
"""

from __future__ import annotations

import http.client
import json
import socket
from collections.abc import Mapping
from threading import Timer
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings

from upgrade_program.messaging.gateways import Refuses, TryAgain
from upgrade_program.messaging.gsm7 import is_gsm7

TO_CONNECT, IN_ALL = 3.0, 8.0  # seconds; a sender's lease is longer
LONGEST_ANSWER = 64 * 1024
# Our key, our credit, our pace: later the same message may be taken. Any other 4xx is about the message.
NOT_THE_MESSAGE = {401, 402, 403, 408, 425, 429}


class HttpSms:
    """Posts a message as JSON or as a form, with the key in a header. Redirects are not followed: they would carry the key away."""

    def __init__(self, *, patience: float = IN_ALL) -> None:
        self._given: Mapping[str, Any] = settings.SMS_GATEWAY
        self._patience = patience

    def send(self, *, to: str, text: str, subject: str, reference: str, template_id: str, stop: str = "") -> str:
        """Give the provider's id, or nothing if it names none. 5xx, silence and no connection may be tried again; a 4xx refuses."""
        if not self._given["url"]:
            raise TryAgain("no SMS gateway is set: SMS_URL")
        status, answer = self._post(self._body(to=to, text=text, reference=reference, template_id=template_id))
        if status in NOT_THE_MESSAGE or not (200 <= status < 300 or 400 <= status < 500):
            raise TryAgain(f"HTTP {status}")
        if status >= 400:
            raise Refuses(f"HTTP {status}")
        return self._provider_id(answer)

    def _body(self, *, to: str, text: str, reference: str, template_id: str) -> bytes:
        fields = {
            "to": to,
            "text": text,
            "sender": self._given["sender"],
            "entity_id": self._given["entity_id"],
            "template_id": self._given["template_ids"].get(template_id, ""),
            "reference": reference,
            "encoding": "gsm7" if is_gsm7(text) else "ucs2",
        }
        names = self._given["fields"]
        body = {names.get(name, name): value for name, value in fields.items() if names.get(name, name)}
        return urlencode(body).encode() if self._given["form"] else json.dumps(body).encode()

    def _post(self, body: bytes) -> tuple[int, bytes]:
        url = urlsplit(self._given["url"])
        line_to = http.client.HTTPSConnection if url.scheme == "https" else http.client.HTTPConnection
        line = line_to(url.hostname or "", url.port, timeout=min(TO_CONNECT, self._patience))
        watch: Timer | None = None
        try:
            line.connect()
            line.sock.settimeout(self._patience)
            # Each wait has its limit, but an answer that drips would never end: the line is cut when all of it took too long.
            watch = Timer(self._patience, _cut, [line.sock])
            watch.daemon = True
            watch.start()
            line.request("POST", f"{url.path or '/'}{'?' if url.query else ''}{url.query}", body, self._headers())
            answer = line.getresponse()
            return answer.status, _read(answer)
        except (OSError, http.client.HTTPException) as error:
            raise TryAgain(type(error).__name__) from None
        finally:
            if watch:
                watch.cancel()
            line.close()

    def _headers(self) -> dict[str, str]:
        kind = "application/x-www-form-urlencoded" if self._given["form"] else "application/json"
        return {"Content-Type": kind, "Accept": "application/json", "Connection": "close", self._given["key_header"]: self._given["key"]}

    def _provider_id(self, answer: bytes) -> str:
        """Some providers say no with a 200: `SMS_SUCCESS` names the field and the word that mean yes."""
        try:
            told = json.loads(answer)
        except ValueError:
            told = None
        facts: Mapping[str, Any] = told if isinstance(told, dict) else {}
        field, _, word = self._given["success"].partition("=")
        if field and field not in facts:
            raise TryAgain("unreadable answer")
        if field and str(facts[field]).lower() != word.lower():
            raise Refuses("answered without success")
        return str(facts.get(self._given["id_field"], ""))


def _read(answer: http.client.HTTPResponse) -> bytes:
    """As much of the answer as comes. Its status is known already, and that is what counts: a yes is not asked for twice."""
    try:
        return answer.read(LONGEST_ANSWER)
    except (OSError, http.client.HTTPException):
        return b""


def _cut(line: socket.socket) -> None:
    try:
        socket.socket.shutdown(line, socket.SHUT_RDWR)
    except OSError:
        return  # it has ended by itself

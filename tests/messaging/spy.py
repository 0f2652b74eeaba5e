"""A gateway for tests: it remembers what it took, and may be told to fail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.db import connection

CODE = "482913"


@dataclass(frozen=True, slots=True)
class Taken:
    to: str
    text: str
    subject: str
    reference: str
    template_id: str
    stop: str = ""


class Spy:
    taken: ClassVar[list[Taken]] = []
    in_transaction: ClassVar[list[bool]] = []
    act: ClassVar[Callable[[Taken], str]]

    @classmethod
    def fresh(cls) -> None:
        cls.taken, cls.in_transaction = [], []
        cls.act = staticmethod(lambda letter: f"id-{len(cls.taken)}")

    @classmethod
    def will(cls, act: Callable[[Taken], str]) -> None:
        """What it does from now on with each message, before it counts as taken."""
        cls.act = staticmethod(act)

    def send(self, *, to: str, text: str, subject: str, reference: str, template_id: str, stop: str = "") -> str:
        letter = Taken(to, text, subject, reference, template_id, stop)
        Spy.in_transaction.append(connection.in_atomic_block)
        provider_id = Spy.act(letter)
        Spy.taken.append(letter)
        return provider_id


def fails(error: Exception) -> Callable[[Taken], str]:
    def act(letter: Taken) -> str:
        raise error

    return act


def code_for(challenge_id: str, *, at: datetime) -> dict[str, str] | None:
    return None if challenge_id == "over" else {"code": CODE}

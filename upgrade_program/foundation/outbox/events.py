"""What news looks like to the outbox: a frozen dataclass with a topic and a cause. No framework in here."""

from __future__ import annotations

from typing import Any, ClassVar, Protocol


class Event(Protocol):
    """`topic` names what happened, `cause` which happening it was; its fields are the facts (ids, amounts as text, ISO dates)."""

    topic: ClassVar[str]
    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def cause(self) -> str: ...

"""Saying no out loud: one class per refusal, with a stable code, a sentence for the person and a next step."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from string import Formatter
from typing import Any, ClassVar

from upgrade_program.kernel.tongue import is_borrowed, spoken
from upgrade_program.kernel.wording import count_text


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing to correct: the field it stands at (dotted for nested input), its code and its words."""

    field: str | None
    code: str
    message: str


class Refused(Exception):
    """An act the rules do not allow. Nothing was changed.

    Subclasses set `code` (stable, in the API contract), `status` (HTTP) and the words. `field` names the input at fault.
    Words are format strings; `facts` fill them and travel with the answer (never an IMEI, a mobile or a code). `{points!g}` groups a
    count, as 1,23,456. They are said in the language of whoever is answered: `kernel.tongue`.
    """

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 409
    sentence: str = "This is not possible."
    next_step: str = ""
    field: str | None = None

    def __init__(self, *, field: str | None = None, sentence: str | None = None, next_step: str | None = None, **facts: object) -> None:
        if field is not None:
            self.field = field
        self.sentence = _filled(type(self).sentence if sentence is None else sentence, facts)
        self.next_step = _filled(type(self).next_step if next_step is None else next_step, facts)
        self.facts = facts
        super().__init__(self.sentence)

    def __str__(self) -> str:
        return f"{self.sentence} {self.next_step}".strip()

    @property
    def errors(self) -> list[FieldError]:
        """The refusal as a list of field errors, as the API and the forms show it."""
        return [FieldError(field=self.field, code=self.code, message=str(self))]


class _Words(Formatter):
    def convert_field(self, value: Any, conversion: Any) -> Any:
        return count_text(value) if conversion == "g" else super().convert_field(value, conversion)


_WORDS = _Words()


def _filled(words: str, facts: dict[str, object]) -> str:
    """The words with their facts, as they are spoken now; words without facts are taken as they are, braces and all."""
    if facts and is_borrowed():
        facts = {name: spoken(fact) if isinstance(fact, str) else fact for name, fact in facts.items()}
    return _WORDS.vformat(spoken(words), (), facts) if facts else spoken(words)


class SeveralRefused(Refused):
    """Several fields are wrong at once; they are reported together (smart-upgrade section 4)."""

    code = "invalid"
    status = 422

    def __init__(self, refusals: Iterable[Refused]) -> None:
        self.refusals = list(refusals)
        if not self.refusals:
            raise ValueError("SeveralRefused needs at least one refusal")
        super().__init__(sentence="{count} fields need correcting.", count=len(self.refusals))

    @property
    def errors(self) -> list[FieldError]:
        return [error for refusal in self.refusals for error in refusal.errors]


def refuse_together(refusals: list[Refused]) -> None:
    """Raise the one refusal as itself, several as one `SeveralRefused`; nothing to say is silence."""
    if len(refusals) == 1:
        raise refusals[0]
    if refusals:
        raise SeveralRefused(refusals)


class Invalid(Refused):
    """A value of the wrong type, out of range, or a field nobody knows."""

    code = "invalid"
    status = 422
    sentence = "This value cannot be used."


class NotFound(Refused):
    """Not there, or not the actor's to see: both answer alike (smart-upgrade section 7)."""

    code = "not_found"
    status = 404
    sentence = "Nothing was found under this number."
    next_step = "Check the number and try again."


class Forbidden(Refused):
    """The thing may be seen, but this act is not the actor's."""

    code = "forbidden"
    status = 403
    sentence = "Your role does not allow this."
    next_step = "Ask a manager of this store."


class ReasonRequired(Refused):
    code = "reason_required"
    status = 422
    field = "reason"
    sentence = "A reason is needed for this."
    next_step = "Write in a few words why."

"""The form of one draft: its head, and what it says as fields or rows; refusals stand where they belong, and nothing typed is lost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict

from loyalty.programme.admin.forms import (
    HeadForm,
    LadderForm,
    LevelRows,
    Rows,
    RuleRows,
    SettingsForm,
    choices_of_catalogue,
    initial_of,
    ladder_typed,
    rules_typed,
    settings_typed,
)
from loyalty.programme.content import Content
from loyalty.programme.enums import Part
from loyalty.programme.rules import Ladder
from upgrade_program.kernel.errors import Refused


@dataclass(frozen=True, slots=True)
class Desk:
    """The forms of a draft of one part; those the part has not are None."""

    part: Part
    head: HeadForm
    fields: SettingsForm | LadderForm | None
    rows: Rows | None

    @classmethod
    def of(cls, content: Content, part: Part, *, from_day: date | None = None, reason: str = "", sent: QueryDict | None = None) -> Desk:
        """Filled with what the content says; with what was sent on top, if something was."""
        head = HeadForm(sent, initial={"from_day": from_day, "reason": reason})
        if part is Part.SETTINGS:
            return cls(part, head, SettingsForm(sent, initial=initial_of(content)), None)
        if part is Part.RULES:
            rules: Any = RuleRows(sent, initial=initial_of(content), prefix="rules", form_kwargs=choices_of_catalogue())
            return cls(part, head, None, rules)
        assert isinstance(content, Ladder)  # noqa: S101  the ladder's part
        ladder = LadderForm(sent, initial={"window_months": content.window_months})
        levels: Any = LevelRows(sent, initial=initial_of(content), prefix="levels")
        return cls(part, head, ladder, levels)

    @property
    def valid(self) -> bool:
        """Whether all of it can be read; every form is asked, so that all faults show at once."""
        answers = [form.is_valid() for form in (self.head, self.fields, self.rows) if form is not None]
        return all(answers)

    @property
    def content(self) -> Content:
        """What was typed, once it is valid."""
        if isinstance(self.fields, SettingsForm):
            return settings_typed(self.fields)
        assert self.rows is not None  # noqa: S101  all other parts have rows
        return ladder_typed(self.fields, self.rows) if isinstance(self.fields, LadderForm) else rules_typed(self.rows)

    def tell(self, no: Refused) -> None:
        """The refusal at its field or in its row; above them all where it names none of these."""
        for error in no.errors:
            self._tell(error.field or "", error.message)

    @property
    def above(self) -> list[str]:
        """What is said of the rows together, and of no field."""
        said = [*self.head.non_field_errors(), *(self.fields.non_field_errors() if self.fields else [])]
        return [*said, *(self.rows.non_form_errors() if self.rows is not None else [])]

    def _tell(self, field: str, message: str) -> None:
        noun, _, rest = field.partition(".")
        place, _, name = rest.partition(".")
        if rest and self.rows is not None:
            self.rows.kept[int(place)].add_error(name, message)
        elif self.fields is not None and noun in self.fields.fields:
            self.fields.add_error(noun, message)
        else:
            self.head.add_error(noun if noun in self.head.fields else None, message)

"""The fields of a draft of terms: tiers and questions in rows, windows and limits, texts. They read; the services decide."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import QueryDict

from upgrade_program.kernel.errors import Refused
from upgrade_program.plans.conditions import Limits
from upgrade_program.plans.enums import Basis
from upgrade_program.plans.proposal import LANGUAGES, PARTS, Proposal, Question
from upgrade_program.plans.proposal_faults import LONGEST_WORDS, MOST_QUESTIONS, MOST_TIERS
from upgrade_program.plans.terms import Tier

_LANGUAGE = {"en": "English", "hi": "Hindi"}
_PART = {"title": "Question", "test": "How to test", "none": "No fault", "minor": "Minor fault", "major": "Major fault"}


def whole(label: str) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=32_000, widget=forms.NumberInput(attrs={"inputmode": "numeric"}))


class HeadForm(forms.Form):
    """From which day, and why; `seen` is the version the page began with."""

    from_day = forms.DateField(
        label="For phones billed from, 00:00 in India", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    reason = forms.CharField(label="Reason", max_length=300)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**62)


class TierRow(forms.Form):
    """One tier; a row left empty is none."""

    after = whole("After, months")
    through = whole("Through, months")
    percent = whole("Per cent")


class FiguresForm(forms.Form):
    """Windows and limits."""

    basis = forms.ChoiceField(
        label="Per cent of",
        choices=[(Basis.SRP.value, "the SRP on the bill date"), (Basis.LOWER.value, "the lower of SRP and phone bill")],
    )
    activation_days = whole("Bill dated back, days")
    free_look_days = whole("Free look, days")
    hold_days = whole("A claim holds its tier, days")
    extension_days = whole("Extension by a manager, days")
    override_percent = whole("Waiver by a manager, % of the value")
    override_rupees = whole("Waiver by a manager, ₹ at most")
    low_price_percent = whole("New phone needs a manager below, % of SRP")
    transfer = forms.BooleanField(label="A plan may go to another person", required=False)


class TextsForm(forms.Form):
    """The terms as customers read them; a line is a paragraph."""

    text_en = forms.CharField(label="In English", required=False, widget=forms.Textarea(attrs={"rows": 12}))
    text_hi = forms.CharField(label="In Hindi", required=False, widget=forms.Textarea(attrs={"rows": 12, "lang": "hi"}))


class QuestionRow(forms.Form):
    """One question of the check list; a row left empty is none."""

    key = forms.CharField(label="Key", max_length=20)
    clause = forms.CharField(label="Clause", max_length=10)
    minor = whole("Minor, %")
    major = whole("Major, %")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for part in PARTS:
            for language in LANGUAGES:
                self.fields[f"{part}_{language}"] = forms.CharField(
                    label=f"{_PART[part]}, {_LANGUAGE[language]}", required=False, max_length=LONGEST_WORDS
                )
        self.fields["out"] = forms.BooleanField(label="Leave this question out", required=False)


class Rows(forms.BaseFormSet):  # type: ignore[type-arg]  # not generic at run time
    """Rows as they are typed: those emptied or left out are none."""

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        if self._is_emptied(form):  # left out, rather than told that it must be filled
            for field in form.fields.values():
                field.required = False
        elif form.is_bound:
            form.empty_permitted = False  # read even where it says what a row began with, which Django takes for untouched

    def _is_emptied(self, form: forms.Form) -> bool:
        if not form.is_bound:
            return False
        return bool(form.data.get(form.add_prefix("out"))) or not any(
            str(form.data.get(form.add_prefix(name), "")).strip() for name in form.fields
        )

    @property
    def kept(self) -> list[Any]:
        return [form for form in self.forms if not self._is_emptied(form)]


TierRows = forms.formset_factory(TierRow, formset=Rows, extra=2, max_num=MOST_TIERS, absolute_max=MOST_TIERS + 2)
QuestionRows = forms.formset_factory(QuestionRow, formset=Rows, extra=1, max_num=MOST_QUESTIONS, absolute_max=MOST_QUESTIONS + 1)


class TermsDesk:
    """All of the page's forms, filled with a proposal, and with what was sent on top."""

    def __init__(self, begun: Proposal, first: dict[str, Any], sent: QueryDict | None) -> None:
        self.begun = begun
        plain = begun.as_json() | begun.as_json()["limits"]
        self.head = HeadForm(sent, initial=first)
        self.figures = FiguresForm(sent, initial=plain)
        self.texts = TextsForm(sent, initial=plain)
        tiers = [{"after": tier.after, "through": tier.through, "percent": tier.percent} for tier in begun.tiers]
        self.tiers: Any = TierRows(sent, initial=tiers, prefix="tiers")
        self.questions: Any = QuestionRows(sent, initial=[_typed(one) for one in begun.questions], prefix="questions")

    def is_valid(self) -> bool:
        """Whether all of it can be read; every form is asked, so that all faults show at once."""
        plain = [form.is_valid() for form in (self.head, self.figures, self.texts)]
        rows = [form.is_valid() for rows in (self.tiers, self.questions) for form in rows.kept]
        counted = [not rows.non_form_errors() and rows.management_form.is_valid() for rows in (self.tiers, self.questions)]
        return all([*plain, *rows, *counted])

    def proposal(self) -> Proposal:
        """What was typed, once it is valid; gates stand as they were."""
        figures, texts = dict(self.figures.cleaned_data), self.texts.cleaned_data
        limits = {name: figures.pop(name) for name in Limits.__dataclass_fields__}
        return Proposal(
            tiers=tuple(Tier(**form.cleaned_data) for form in self.tiers.kept),
            limits=Limits(**limits),
            questions=tuple(_question(form.cleaned_data) for form in self.questions.kept),
            gates=self.begun.gates,
            text_en="\n".join(texts["text_en"].splitlines()),
            text_hi="\n".join(texts["text_hi"].splitlines()),
            basis=Basis(figures.pop("basis")),
            **figures,
        )

    def tell(self, no: Refused) -> None:
        """The refusal at its field or in its row; above them all where it names none of these."""
        for error in no.errors:
            noun, _, rest = (error.field or "").partition(".")
            place, _, name = rest.partition(".")
            rows = {"tiers": self.tiers, "questions": self.questions}.get(noun)
            if rows is not None and rest:
                rows.kept[int(place)].add_error(name, error.message)
            else:
                form = next((one for one in (self.head, self.figures, self.texts) if noun in one.fields), None)
                (form or self.head).add_error(noun if form else None, error.message)

    @property
    def above(self) -> list[str]:
        """What is said of no field."""
        return [*self.head.non_field_errors(), *self.tiers.non_form_errors(), *self.questions.non_form_errors()]

    def groups(self) -> Iterator[tuple[str, Any]]:
        """The rows of the check list with what each is called; the empty one has no name."""
        for form in self.questions.forms:
            yield str(form.initial.get("title_en", "")), form


def _typed(one: Question) -> dict[str, Any]:
    said = {f"{part}_{language}": one.words[language][part] for part in PARTS for language in LANGUAGES}
    return {"key": one.key, "clause": one.clause, "minor": one.minor, "major": one.major} | said


def _question(typed: dict[str, Any]) -> Question:
    words = {language: {part: typed[f"{part}_{language}"] for part in PARTS} for language in LANGUAGES}
    return Question(key=typed["key"], clause=typed["clause"], minor=typed["minor"], major=typed["major"], words=words)

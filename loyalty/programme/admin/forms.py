"""The forms of drafts: settings, earn rules in rows, levels in rows. They read; the services decide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from django import forms
from unfold.widgets import (
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanWidget,
)

from loyalty.programme.content import Content, RuleSet
from loyalty.programme.enums import Occasion, Period, Rounding
from loyalty.programme.rules import Ladder, Level, Programme, Rule
from stores.enums import StoreKind
from upgrade_program.catalog.models import DeviceModel

OCCASIONS = {Occasion.PHONE_BILL: "The bill of a phone", Occasion.PLAN_SOLD: "A plan sold", Occasion.UPGRADE_DONE: "An upgrade done"}
PERIODS = {Period.DAY: "a day", Period.MONTH: "a month", Period.YEAR: "a year", Period.EVER: "in all"}
ROUNDINGS = {Rounding.DOWN: "Down", Rounding.HALF_UP: "Half up", Rounding.UP: "Up"}


def whole(label: str, *, required: bool = True, help_text: str = "") -> forms.IntegerField:
    return forms.IntegerField(label=label, required=required, widget=UnfoldAdminIntegerFieldWidget, help_text=help_text)


def exact(label: str, *, required: bool = True, help_text: str = "") -> forms.DecimalField:
    return forms.DecimalField(
        label=label, required=required, max_digits=10, decimal_places=2, widget=UnfoldAdminDecimalFieldWidget, help_text=help_text
    )


def text(label: str, longest: int, *, required: bool = True, help_text: str = "") -> forms.CharField:
    return forms.CharField(label=label, required=required, max_length=longest, widget=UnfoldAdminTextInputWidget, help_text=help_text)


def choice(label: str, choices: list[tuple[Any, str]], *, required: bool = True) -> forms.ChoiceField:
    """The first choice is the one an empty row begins with."""
    first = choices[0][0] if choices else ""
    return forms.ChoiceField(label=label, required=required, choices=choices, initial=first, widget=UnfoldAdminSelectWidget)


class DayWidget(UnfoldAdminTextInputWidget):  # type: ignore[misc]  # the library has no types
    """A day, with the browser's own calendar."""

    input_type = "date"


class HeadForm(forms.Form):
    """From which day, and why."""

    from_day = forms.DateField(
        label="In force from", widget=DayWidget, help_text="Tomorrow at the earliest; the version before ends there."
    )
    reason = text("Reason", 200, help_text="In a few words; it stands in the audit trail.")


class SettingsForm(forms.Form):
    """All settings of the programme."""

    pending_days = whole("Points wait, days", help_text="After an upgrade; a plan's wait through its free look.")
    life_months = whole("Points live, months", help_text="From becoming available, then to the end of that month.")
    rounding = choice("A bill's points are rounded", [(word.value, words) for word, words in ROUNDINGS.items()])
    rupees_per_point = whole("Rupees a point takes off")
    min_points = whole("Fewest points at a time")
    step = whole("In multiples of")
    most_share_percent = whole("Largest part of a bill, per cent")
    check_in_points = whole("Points of a check-in")
    streak_days = whole("Days in a row")
    streak_points = whole("Points on top for them")
    membership_price = exact("Price a month, ₹", help_text="Tax included.")
    membership_months = text("Months that may be prepaid", 60, help_text="As 1, 6, 12.")
    membership_multiplier = exact("Added to the multiplier")
    repairs_a_year = whole("Free repairs a year")

    GROUPS = (
        ("Earning", ("pending_days", "life_months", "rounding")),
        ("Paying with points", ("rupees_per_point", "min_points", "step", "most_share_percent")),
        ("Daily check-in", ("check_in_points", "streak_days", "streak_points")),
        ("Paid membership", ("membership_price", "membership_months", "membership_multiplier", "repairs_a_year")),
    )

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        return [(title, [self[name] for name in names]) for title, names in self.GROUPS]

    def clean_membership_months(self) -> tuple[int, ...]:
        parts = [part.strip() for part in self.cleaned_data["membership_months"].split(",") if part.strip()]
        if not all(part.isascii() and part.isdigit() and len(part) <= 4 for part in parts):
            raise forms.ValidationError("Write whole numbers with commas between them.")
        return tuple(int(part) for part in parts)


class RuleRow(forms.Form):
    """One earn rule. A row of which nothing was typed is none."""

    key = text("Key", 40, help_text="Its name through all versions.")
    title = text("What for", 60, help_text="As members read it.")
    title_hi = text("What for, in Hindi", 60, required=False, help_text="Empty: they read the English one.")
    occasion = choice("Occasion", [(word.value, words) for word, words in OCCASIONS.items()])
    points = exact("Points")
    per_rupees = whole("For every ₹", required=False, help_text="Empty: for the occasion.")
    multiplied = forms.BooleanField(label="Status multiplies it", required=False, widget=UnfoldBooleanWidget)
    min_bill = exact("From a bill of ₹", required=False)
    brand = choice("Brand", [], required=False)
    model_id = choice("Model", [], required=False)
    store_kind = choice("Kind of store", [("", "Any"), *StoreKind.choices], required=False)
    cap_points = whole("At most, points", required=False)
    cap_period = choice("In", [("", "—"), *((word.value, words) for word, words in PERIODS.items())], required=False)

    def __init__(self, *args: Any, models: list[tuple[Any, str]], brands: list[tuple[Any, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("model_id", models), ("brand", brands)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101  declared above
            field.choices = choices

    def clean_model_id(self) -> int | None:
        return int(self.cleaned_data["model_id"]) if self.cleaned_data["model_id"] else None


class LevelRow(forms.Form):
    """One level of the ladder."""

    name = text("Level", 30)
    name_hi = text("Level, in Hindi", 30, required=False, help_text="Empty: members read the English one.")
    threshold = whole("From points")
    multiplier = exact("Multiplies by")


class LadderForm(forms.Form):
    """Over how many months points qualify."""

    window_months = whole("Points qualify over, months")


class Rows(forms.BaseFormSet):  # type: ignore[type-arg]  # not generic at run time
    """Rows as they are typed: those ticked are left out, a new one is filled or stays empty."""

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"] = forms.BooleanField(label="Leave out", required=False, widget=UnfoldBooleanWidget)

    def named(self) -> list[tuple[str, Any]]:
        """Each row with what it is called as it stands in the version; the empty one has no name."""
        return [(str(form.initial.get("title") or form.initial.get("name") or ""), form) for form in self.forms]

    @property
    def kept(self) -> list[Any]:
        """The rows that count, in their order."""
        return [form for form in self.forms if (form.has_changed() or form.initial) and not form.cleaned_data.get("DELETE")]


RuleRows = forms.formset_factory(RuleRow, formset=Rows, extra=1, can_delete=True, max_num=60)
LevelRows = forms.formset_factory(LevelRow, formset=Rows, extra=1, can_delete=True, max_num=20)


def choices_of_catalogue() -> dict[str, list[tuple[Any, str]]]:
    """What a rule may be narrowed to, read once for all rows."""
    rows = list(DeviceModel.objects.order_by("name").values_list("pk", "name", "brand"))
    brands = sorted({brand for *_, brand in rows})
    return {
        "models": [("", "Any"), *((pk, name) for pk, name, _ in rows)],
        "brands": [("", "Any"), *((brand, brand) for brand in brands)],
    }


def initial_of(content: Content) -> Any:
    """A content as forms show it."""
    if isinstance(content, Programme):
        return asdict(content) | {"membership_months": ", ".join(str(month) for month in content.membership_months)}
    rows = content.rules if isinstance(content, RuleSet) else content.levels
    return [_shown(asdict(row)) for row in rows]


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    plain = {name: value for name, value in row.items() if name not in {"id", "version", "rank"}}
    return {name: f"{value.normalize():f}" if isinstance(value, Decimal) else value for name, value in plain.items()}


def settings_typed(form: SettingsForm) -> Programme:
    typed = form.cleaned_data
    return Programme(id=0, version=0, **(typed | {"rounding": Rounding(typed["rounding"])}))


def rules_typed(rows: Rows) -> RuleSet:
    return RuleSet(rules=tuple(_rule(form.cleaned_data) for form in rows.kept))


def ladder_typed(form: LadderForm, rows: Rows) -> Ladder:
    levels = tuple(
        Level(rank=rank, **{name: row.cleaned_data[name] for name in ("name", "name_hi", "threshold", "multiplier")})
        for rank, row in enumerate(rows.kept)
    )
    return Ladder(id=0, version=0, window_months=form.cleaned_data["window_months"], levels=levels)


def _rule(typed: Mapping[str, Any]) -> Rule:
    own = {name: value for name, value in typed.items() if name != "DELETE"}
    own["occasion"], own["cap_period"] = Occasion(typed["occasion"]), Period(typed["cap_period"]) if typed["cap_period"] else None
    return Rule(id=0, version=0, **own)

"""Between Django's forms and the components: a bound field's widget with the right classes, ids and states; a tier as a step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.forms import widgets
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

from upgrade_program.foundation.ui.stair import Step

# Inside `.input` the box draws the border and the control itself is bare; these stand alone.
_ALONE: tuple[tuple[type[widgets.Widget], str], ...] = (
    (widgets.Textarea, "textarea"),
    (widgets.Select, "select"),
    (widgets.CheckboxInput, "checkbox checkbox-primary"),
    (widgets.FileInput, "file"),
)


def kind(field: BoundField) -> str:
    """What draws the field: box (an input with icons), select, textarea, file, tick, choices or hidden."""
    widget = field.field.widget
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, widgets.RadioSelect | widgets.CheckboxSelectMultiple):
        return "choices"
    names = {widgets.Textarea: "textarea", widgets.Select: "select", widgets.CheckboxInput: "tick", widgets.FileInput: "file"}
    return next((name for of, name in names.items() if isinstance(widget, of)), "box")


def control(field: BoundField, *, described_by: str = "", extra: Mapping[str, Any] | None = None) -> SafeString:
    """The widget of `field`, described by its hint and error, with focus when it is the first one to correct."""
    own = dict(extra or {})
    css = " ".join(filter(None, (str(field.field.widget.attrs.get("class", "")), _alone(field), str(own.pop("class", "")))))
    attrs: dict[str, Any] = {**own, "class": css} if css else own
    if described_by:
        attrs["aria-describedby"] = described_by
    wrong = _first_wrong(field)
    if wrong is not None:
        attrs["autofocus"] = wrong == field.name
    return field.as_widget(attrs=attrs)


def step(tier: Any) -> Step:
    """A tier of the domain as the chart draws it: `start`, `end`, `percent`, `value`, as attributes or as the API's keys."""
    if isinstance(tier, Mapping):
        return Step(first=tier["from"], through=tier["through"], percent=tier["percent"], value=tier["value"])
    return Step(first=tier.start, through=tier.end, percent=tier.percent, value=tier.value)


def _alone(field: BoundField) -> str:
    widget = field.field.widget
    if isinstance(widget, widgets.RadioSelect | widgets.CheckboxSelectMultiple):
        return ""
    css = next((css for of, css in _ALONE if isinstance(widget, of)), "")
    return f"{css} {css.split()[0]}-error" if css and field.errors else css


def _first_wrong(field: BoundField) -> str | None:
    if not field.form.is_bound:
        return None
    return next((name for name in field.form.fields if name in field.form.errors), None)

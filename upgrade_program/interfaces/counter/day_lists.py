"""Which day's report of which store is asked for, and the report as rows of a file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stores.models import Store
from upgrade_program.interfaces.counter.language import day_text
from upgrade_program.plans.estimate import PROGRAMME_START
from upgrade_program.reporting.day import DayReport
from upgrade_program.reporting.papers import TAXES

HEADER = ("section", "item", "count", "amount", "given_back", "note")
Row = tuple[object, ...]


class DayForm(forms.Form):
    """The day, and the store for those who see more than one."""

    on = forms.DateField(
        label=gettext_lazy("Day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": gettext_lazy("This is no day. Below is today's report.")},
    )
    store = forms.ChoiceField(label=gettext_lazy("Store"), required=False)

    def __init__(self, data: Any, *, stores: list[Store], today: date) -> None:
        super().__init__(data)
        self.today = today
        self.fields["on"].widget.attrs["max"] = today.isoformat()
        field = self.fields["store"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  declared above
        field.choices = [(store.code, str(store)) for store in stores]
        if len(stores) < 2:
            field.widget = forms.HiddenInput()

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"] or self.today
        if not PROGRAMME_START <= on <= self.today:
            words = _("is still to come") if on > self.today else _("lies before the programme")
            raise forms.ValidationError(f"{day_text(on)} {words}. " + _("Below is today's report."))
        return on

    @property
    def day(self) -> date:
        """The day asked for; today when none, or none that can be reported."""
        self.full_clean()
        return self.cleaned_data.get("on") or self.today


def earlier_and_later(on: date, *, today: date) -> tuple[date, date | None]:
    """The days before and after; none after today."""
    return on - timedelta(days=1), on + timedelta(days=1) if on < today else None


_TAX_WORDS = {
    "taxable": gettext_lazy("Taxable value"),
    "cgst": "CGST",
    "sgst": "SGST",
    "utgst": "UTGST",
    "igst": "IGST",
    "total": gettext_lazy("Total"),
}


def taxes_of(report: DayReport) -> list[dict[str, object]]:
    """The lines of the tax table: the taxes that were charged, between taxable value and total."""
    invoiced, credited, net = report.papers.invoiced, report.papers.credited, report.papers.net
    return [
        {"label": _TAX_WORDS[name], "invoiced": getattr(invoiced, name), "credited": getattr(credited, name), "net": getattr(net, name)}
        for name in TAXES
        if getattr(invoiced, name) or getattr(credited, name)
    ]


def rows_of(report: DayReport) -> Iterator[Row]:
    """The report as rows under `HEADER`; amounts in rupees."""
    money, papers, cash = report.money, report.papers, report.cash
    yield "day", f"{report.store.code} {report.on.isoformat()}", "", "", "", report.store.name
    yield "sales", "plans sold", money.sales, money.price, "", ""
    yield "sales", "waiting for UPI", money.waiting.pending, money.waiting.pending_amount, "", ""
    yield "sales", "given up unpaid", money.waiting.given_up, money.waiting.given_up_amount, "", ""
    for line in money.methods:
        yield "money", line.label, line.count, line.received, line.given_back, ""
    for clerk in money.clerks:
        yield "clerk", clerk.name, clerk.sales, clerk.price, "", ", ".join(f"{name} {amount}" for name, amount in clerk.received.items())
    for series in papers.series:
        yield "documents", series.label, series.count, series.split.total, "", f"{series.first} to {series.last}"
    for note in papers.credit_notes:
        yield "credit note", note.number, "", "", note.total, f"takes back {note.credits.number if note.credits else ''}: {note.reason}"
    for name in TAXES:
        yield "tax", name, "", getattr(papers.invoiced, name), getattr(papers.credited, name), ""
    for drawer in cash.drawers:
        yield "drawer", "float", "", drawer.drawer.opening, "", drawer.drawer.opened_by.name
        for move in drawer.moves:
            yield "drawer", move.get_kind_display(), "", move.amount, "", f"{move.by.name}: {move.reason}"
        yield "drawer", "expected", "", drawer.expected, "", ""
        yield "drawer", "counted", drawer.drawer.counts, drawer.drawer.counted, "", getattr(drawer.drawer.counted_by, "name", "")
        yield "drawer", "difference", "", drawer.difference, "", drawer.drawer.reason
    yield "drawer", "money with no drawer open", cash.outside.count, cash.outside.cash, "", "cash, net"
    for name, head in (("store", report.trail), ("head office", report.office_trail)):
        yield "audit chain", name, head.seq, "", "", head.hash

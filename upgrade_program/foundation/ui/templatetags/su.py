"""Template words: `{% load su %}`. None shows as nothing; a float is a TypeError, as everywhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import template
from django.forms.boundfield import BoundField
from django.forms.forms import BaseForm
from django.forms.utils import flatatt
from django.template import Context
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django_cotton.templatetags import Attrs
from heroicons.templatetags.heroicons import heroicon_mini, heroicon_outline

from upgrade_program.foundation.ui import controls, figures, qr, spark, stair, stair_svg, stair_words
from upgrade_program.kernel import tongue
from upgrade_program.kernel.imei import masked as imei_masked
from upgrade_program.kernel.wording import MINUS

register = template.Library()


def _language() -> str:
    return get_language() or "en"


def _date(value: date | datetime) -> date:
    return value.date() if isinstance(value, datetime) else value


@register.simple_tag
@lru_cache(maxsize=512)
def icon(name: str, *, outline: bool = False, css: str = "") -> SafeString:
    """An icon of the set as SVG: 20 px solid, 24 px outline. Kept once drawn, because a page shows twenty and each is built of XML."""
    draw, size = (heroicon_outline, "size-6") if outline else (heroicon_mini, "size-5")
    given: dict[str, Any] = {"class": css or size}
    drawn = draw(name, **given)
    return mark_safe(drawn)  # noqa: S308  (the library's own drawing; class names come from our templates)


@register.filter
def rupees(amount: int | str | Decimal | None) -> str:
    """₹1,23,456 with the minus in front; paise only where there are any."""
    return "" if amount is None or amount == "" else figures.money(amount)


@register.filter
def grouped(amount: int | str | Decimal | None) -> str:
    """1,23,456 without the sign, for counts and for the large figure whose sign stands apart."""
    return "" if amount is None or amount == "" else figures.grouped(amount)


@register.filter
def minus(amount: int | str | Decimal | None) -> str:
    """The minus that stands before the ₹ of an amount below zero, or nothing."""
    return MINUS if grouped(amount).startswith(MINUS) else ""


@register.filter
def magnitude(amount: int | str | Decimal | None) -> str:
    """1,23,456: the large figure whose ₹, and whose minus before that, stand apart."""
    return grouped(amount).removeprefix(MINUS)


@register.filter
def percent(share: int | Decimal | None) -> str:
    return "" if share is None else figures.percent(share)


@register.filter(expects_localtime=True)
def day(on: date | datetime | None) -> str:
    """5 Nov 2020, in the language of the page."""
    return "" if on is None else figures.day(_date(on), language=_language())


@register.filter(expects_localtime=True)
def day_short(on: date | datetime | None) -> str:
    """5 Nov: only where the same line or axis shows the year."""
    return "" if on is None else figures.day(_date(on), language=_language(), year=False)


@register.filter(expects_localtime=True)
def weekday(on: date | datetime | None) -> str:
    """Mon 3 May 2027."""
    return "" if on is None else figures.day(_date(on), language=_language(), weekday=True)


@register.filter(expects_localtime=True)
def weekday_short(on: date | datetime | None) -> str:
    """Wed 5 May: in lists of the days ahead."""
    return "" if on is None else figures.day(_date(on), language=_language(), weekday=True, year=False)


@register.filter(expects_localtime=True)
def moment(at: datetime | None) -> str:
    """5 Nov 2020, 18:12 in store time."""
    return "" if at is None else figures.moment(at, language=_language())


@register.filter
def iso(on: date | datetime | None) -> str:
    """2020-11-05, for `<time datetime>` and date fields."""
    return "" if on is None else on.isoformat()


@register.filter
def imei_spaced(imei: str | None) -> str:
    return figures.imei_spaced(str(imei)) if imei else ""


@register.filter
def mobile(number: object) -> str:
    """98104 55421."""
    return figures.mobile_spaced(str(number)) if number else ""


@register.filter
def masked_imei(imei: str) -> str:
    """The IMEI as a stranger may see it, by its last four digits."""
    return imei_masked(imei)


@register.filter
def masked_mobile(number: object) -> str:
    """98••• ••421."""
    return figures.mobile_masked(str(number)) if number else ""


@register.filter
def spoken(words: object) -> str:
    """A label that a room below wrote in English, in the language of the page: states, methods, reasons."""
    return tongue.spoken(str(words)) if words else ""


@register.filter
def says(point: Any, what: str) -> str:
    """One of the words of something that has them in each language, in that of the page."""
    return str(point.says(what, "hi" if _language().startswith("hi") else "en"))


@register.filter
def named(noun: Any) -> str:
    """What something that has a name in each language is called in that of the page."""
    return str(noun.named("hi" if _language().startswith("hi") else "en")) if noun else ""


@register.simple_tag
def read_line(line: Any) -> tuple[str, str]:
    """Label and value of a line of working in the language of the page; lines without languages say their own."""
    if hasattr(line, "read"):
        label, value = line.read("hi" if _language().startswith("hi") else "en")
        return label, value
    return line.label, line.value


@register.simple_tag
def button_class(*, kind: str, big: str = "", wide: str = "", spread: str = "", css: str = "") -> str:
    """The classes of a button, written out whole because the CSS build reads them here."""
    look = {"main": "btn-primary", "quiet": "btn-quiet"}.get(kind, "btn-line")
    parts = ("btn", look, "btn-lg" if big else "", "w-full" if wide else "", "justify-between" if spread else "", css)
    return " ".join(part for part in parts if part)


@register.simple_tag
def qr_svg(text: str, label: str, css_class: str = "size-28") -> SafeString:
    return mark_safe(qr.svg(text, label=label, css_class=css_class))  # noqa: S308  the module escapes the label; the rest is its own geometry


@register.simple_tag
def stairs(bill_date: date, last_day: date, tiers: Iterable[Any], today: date | None = None, live: bool = True) -> list[stair.Stair]:
    """The chart in both sizes, wide first. `tiers`: anything with from/first_day, through, percent, value (attributes or keys)."""
    steps = [controls.step(tier) for tier in tiers]
    words = stair_words.words(_language())
    return [
        stair.draw(frame=frame, bill_date=bill_date, last_day=last_day, steps=steps, words=words, today=today, live=live)
        for frame in (stair.WIDE, stair.NARROW)
    ]


@register.simple_tag(name="stair_svg")
def drawn_stair(chart: stair.Stair) -> SafeString:
    return mark_safe(stair_svg.svg(chart))  # noqa: S308  the module escapes the words; the rest is its own geometry


@register.simple_tag
def sparkline(values: Sequence[int], label: str, css: str = "") -> SafeString:
    """Daily figures as a thin line; `label` says what they are, and how they go is told with it."""
    return mark_safe(spark.svg(values, label=f"{label}, {spark.told(values)}", css=css))  # noqa: S308  the module escapes the words


@register.simple_tag
def control(field: BoundField, described_by: str = "", extra: Mapping[str, Any] | None = None) -> SafeString:
    """The field's own widget with what `c-field` knows: hint and error by id, passed-on attributes, focus on the first error."""
    return controls.control(field, described_by=described_by, extra=_unnamed(extra))


@register.simple_tag
def described(field: BoundField, note: str = "") -> str:
    """The ids of what stands below the field: its error first, then its hint."""
    below = (("error", bool(field.errors)), ("hint", bool(note)))
    return " ".join(f"{field.auto_id}-{part}" for part, there in below if there)


@register.simple_tag
def to_correct(form: BaseForm) -> list[BoundField]:
    """The visible fields with an error, in the order of the form."""
    return [field for field in form if field.errors and not field.is_hidden]


@register.simple_tag(takes_context=True)
def here(context: Context, views: str) -> bool:
    """Whether the page comes from one of these views (names parted by blanks)."""
    match = getattr(context.get("request"), "resolver_match", None)
    return match is not None and match.view_name in views.split()


@register.filter
def keyshortcuts(key: str) -> str:
    """Ctrl Enter as `aria-keyshortcuts` wants it: Control+Enter."""
    return "+".join("Control" if part == "Ctrl" else part for part in key.split())


@register.filter
def kind(field: BoundField) -> str:
    """box, select, textarea, tick, choices or hidden."""
    return controls.kind(field)


@register.simple_tag(takes_context=True)
def passed(context: Context, **fixed: object) -> SafeString:
    """The attributes a component was given and did not name itself, escaped (cotton's own `{{ attrs }}` escapes nothing)."""
    return SafeString(flatatt({**_unnamed(fixed), **_unnamed(context["attrs"])}))


def _unnamed(attrs: Mapping[str, Any] | None) -> dict[str, Any]:
    """The attributes a component passes on: without those it named in `c-vars`, and without switched-off ones."""
    given = attrs.attrs_dict() if isinstance(attrs, Attrs) else dict(attrs or {})
    return {name: value for name, value in given.items() if value is not False and value is not None}

"""Words of the templates of what is owed: `{% load exposure %}`."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_DOWN, Decimal

from django import template

from upgrade_program.interfaces.headoffice.exposure.asked import month_text
from upgrade_program.kernel.wording import rupees_text
from upgrade_program.reporting.enums import Axis
from upgrade_program.reporting.exposure.standing import KeyRow

register = template.Library()


@register.filter
def month_name(month: date) -> str:
    """May 2027."""
    return month_text(month)


@register.filter
def name_on(row: KeyRow, axis: Axis) -> str:
    """What a row of a table is called."""
    return month_text(row.month) if axis is Axis.MONTH else row.name


@register.filter
def asks_on(row: KeyRow, axis: Axis) -> str:
    """The address's part that asks for a row's plans."""
    return f"billed={row.month:%Y-%m}" if axis is Axis.MONTH else f"{axis.value}={row.key}"


@register.filter
def short_rupees(amount: Decimal) -> str:
    """₹12.3 Cr, ₹4.5 L, and below a lakh to the rupee: for a narrow column, beside the whole amount elsewhere."""
    for unit, name in ((10_000_000, "Cr"), (100_000, "L")):
        if amount >= unit:
            return f"{rupees_text((amount / unit).quantize(Decimal('0.1'), ROUND_DOWN)).removesuffix('0')} {name}"
    return rupees_text(amount)


@register.filter
def part_of(amount: Decimal, whole: Decimal) -> int:
    """How many hundredths of the whole, for the length of a bar."""
    return round(amount * 100 / whole) if whole else 0

"""Words of the templates of what is owed: `{% load exposure %}`."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django import template

from upgrade_program.interfaces.headoffice.exposure.asked import month_text
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
def part_of(amount: Decimal, whole: Decimal) -> int:
    """How many hundredths of the whole, for the length of a bar."""
    return round(amount * 100 / whole) if whole else 0

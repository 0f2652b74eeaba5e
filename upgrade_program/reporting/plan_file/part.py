"""A part of a file: facts by name, and a table under them; all of it words already. Pure but for the clock's zone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from stores.clock import STORE_TIME
from upgrade_program.foundation.audit.privacy import without_personal
from upgrade_program.foundation.ui.figures import imei_spaced, moment
from upgrade_program.kernel.imei import masked
from upgrade_program.kernel.wording import day_text, rupees_text

NOTHING = "\u2013"


@dataclass(frozen=True, slots=True)
class Part:
    """`facts` are pairs of name and words; each of `rows` has as many cells as there are `columns`. `none` is said where both are empty.

    `widths` are the columns' shares of a page's width; equal ones where nothing is said.
    """

    key: str
    title: str
    facts: list[tuple[str, str]] = field(default_factory=list)
    columns: tuple[str, ...] = ()
    rows: Sequence[tuple[str, ...]] = ()
    none: str = ""
    widths: tuple[int, ...] = ()

    @property
    def empty(self) -> bool:
        return not (self.facts or self.rows)


def when(at: datetime | None) -> str:
    """3 May 2027, 11:42 in the store."""
    return moment(at.astimezone(STORE_TIME)) if at else NOTHING


def day(on: date | None) -> str:
    return day_text(on) if on else NOTHING


def money(amount: Decimal | None) -> str:
    return NOTHING if amount is None else rupees_text(amount)


def phone(imei: str) -> str:
    """An IMEI as auditors see it: masked, like everybody's but the selling store's manager."""
    return imei_spaced(masked(imei)) if imei else NOTHING


def typed(text: str) -> str:
    """Words that a person typed, any mobile or IMEI in them struck out."""
    return without_personal(text) if text else NOTHING


def spoken(code: str) -> str:
    """A code as words: Given back."""
    return code.replace("_", " ").replace(".", " ").capitalize()

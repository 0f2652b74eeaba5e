"""What the addresses of these pages ask for: which day, month, store or model. What cannot be read is not there (404)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import Http404, QueryDict

from stores.models import Store
from upgrade_program.catalog.models import DeviceModel
from upgrade_program.kernel.wording import day_text
from upgrade_program.reporting.enums import Axis
from upgrade_program.reporting.exposure.plans import Which

_FIRST_YEAR, _LAST_YEAR = 2015, 2100


@dataclass(frozen=True, slots=True)
class Asked:
    """Which plans, with the names of the store and the model for people."""

    which: Which
    store: Store | None
    model: DeviceModel | None

    @property
    def axis(self) -> Axis:
        return Axis.STORE if self.store else Axis.MODEL if self.model else Axis.MONTH

    @property
    def key(self) -> int | None:
        return self.which.store or self.which.model

    @property
    def of(self) -> str:
        """Of what, as part of a title."""
        return self.store.code + " " + self.store.name if self.store else self.model.name if self.model else ""

    @property
    def title(self) -> str:
        which = self.which
        what = f"Plans that fall on {day_text(which.falls_on)}" if which.falls_on else "Plans owed"
        billed = f"billed in {month_text(which.month)}" if which.month else ""
        return ", ".join(part for part in (what, self.of, billed) if part)

    @property
    def narrowed(self) -> str:
        """The store or model alone, as an address carries it."""
        return query(self.which, falls_on=None, month=None)


def read(asked: QueryDict) -> Asked:
    """Store and model must be known; a month is 2027-05, a day 2027-05-06."""
    store, model = _key(asked.get("store", "")), _key(asked.get("model", ""))
    which = Which(falls_on=_day(asked.get("falls", "")), store=store, model=model, month=month_in(asked.get("billed", "")))
    try:
        return Asked(
            which,
            Store.objects.get(pk=store) if store is not None else None,
            DeviceModel.objects.get(pk=model) if model is not None else None,
        )
    except (Store.DoesNotExist, DeviceModel.DoesNotExist) as no:
        raise Http404 from no


def query(which: Which, **changes: str | int | None) -> str:
    """The address's part that asks for these plans."""
    parts = {
        "falls": which.falls_on.isoformat() if which.falls_on else None,
        "store": which.store,
        "model": which.model,
        "billed": f"{which.month:%Y-%m}" if which.month else None,
    }
    named = {"falls_on": "falls", "month": "billed"}
    parts |= {named.get(name, name): value for name, value in changes.items()}
    return urlencode({name: value for name, value in parts.items() if value is not None})


def month_in(text: str) -> date | None:
    """The first day of 2027-05; None for nothing."""
    return _day(f"{text}-01") if text else None


def month_text(month: date) -> str:
    """May 2027."""
    return day_text(month).partition(" ")[2]


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError as no:
        raise Http404 from no
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise Http404
    return day


def _key(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise Http404
    return int(text)

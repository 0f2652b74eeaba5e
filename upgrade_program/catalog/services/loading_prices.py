"""Loading published plan prices: a model without any gets its whole history; a changed price begins now; head office's own stay."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Q

from stores.clock import start_of_day
from upgrade_program.catalog.files import CatalogueFault, PriceRow
from upgrade_program.catalog.models import DeviceModel, PlanPrice
from upgrade_program.catalog.queries import eligible_brand
from upgrade_program.catalog.services.plan_prices import open_price
from upgrade_program.foundation.audit.services import record
from upgrade_program.kernel.actor import SYSTEM
from upgrade_program.kernel.wording import day_text, rupees_text

_REASON = "published price"


def load_prices(rows: Sequence[PriceRow], *, at: datetime, changed: list[str], kept: list[str]) -> Iterator[int]:
    """Load the prices model by model, adding a sentence to `changed` or `kept` for each; yields how many lines each model took."""
    ordered = sorted(rows, key=lambda row: (row.brand, row.model, row.from_day))
    for (brand, name), group in groupby(ordered, key=lambda row: (row.brand, row.model)):
        lines = list(group)
        model = DeviceModel.objects.filter(brand=brand, name=name).first()
        if model is None or not eligible_brand(brand):
            fault = f"{name} is not among the devices" if model is None else f"{brand} does not take part"
            raise CatalogueFault(file="plan_prices.csv", line=lines[0].line, fault=fault)
        if PlanPrice.objects.filter(model=model, variant=None, withdrawn_at=None).exists():
            _follow(model, lines, at=at, changed=changed, kept=kept)
        else:
            _begin(model, lines, at=at, changed=changed)
        yield len(lines)


def _begin(model: DeviceModel, lines: list[PriceRow], *, at: datetime, changed: list[str]) -> None:
    """The first prices of a model, as they were published: nothing was sold before, so they may begin in the past."""
    DeviceModel.objects.select_for_update(no_key=True).get(pk=model.pk)
    starts = [start_of_day(row.from_day) for row in lines]
    for row, begin, end in zip(lines, starts, [*starts[1:], None], strict=True):
        price = PlanPrice.objects.create(model=model, amount=row.amount, valid=DateTimeTZRange(begin, end), set_at=at, reason=_REASON)
        after = {"price": price.pk, "amount": str(row.amount), "from": begin.isoformat()}
        record(actor=SYSTEM, at=at, verb="price.set", subject=f"model:{model.pk}", after=after, reason=_REASON)
        changed.append(f"{model}: plan price {rupees_text(row.amount)} from {day_text(row.from_day)}")


def _follow(model: DeviceModel, lines: list[PriceRow], *, at: datetime, changed: list[str], kept: list[str]) -> None:
    """The file's price of today and the planned ones, where they differ from the tables and nobody set one by hand."""
    past = [row for row in lines if start_of_day(row.from_day) <= at]
    for row in [*past[-1:], *lines[len(past) :]]:
        from_at = max(start_of_day(row.from_day), at)
        standing = PlanPrice.objects.filter(model=model, variant=None, withdrawn_at=None)
        there = standing.filter(valid__contains=from_at).first()
        if there is not None and there.amount == row.amount:
            continue
        ahead = Q(valid__endswith__gt=at) | Q(valid__upper_inf=True)
        by_hand = standing.filter(ahead, set_by__isnull=False).order_by("valid").first()
        if by_hand is not None:
            kept.append(f"{model}: head office's {rupees_text(by_hand.amount)} stays, the file says {rupees_text(row.amount)}")
            continue
        if there is not None and there.valid.upper is not None:
            kept.append(f"{model}: another price begins later, so {rupees_text(row.amount)} of the file waits for head office")
            continue
        open_price(model=model, amount=row.amount, from_at=from_at, reason=_REASON, at=at)
        changed.append(
            f"{model}: plan price {rupees_text(row.amount)} from now on"
            if row in past
            else f"{model}: plan price {rupees_text(row.amount)} from {day_text(row.from_day)}"
        )

"""Loading the catalogue's files: what is new is added, what differs is changed from now on, what head office set by hand stays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from itertools import groupby

from django.db import transaction

from stores.clock import local_day
from upgrade_program.catalog.files import CatalogueFault, DeviceRow, PriceRow
from upgrade_program.catalog.models import DeviceModel, Srp, Variant
from upgrade_program.catalog.models.devices import slug_of
from upgrade_program.catalog.queries import eligible_brand
from upgrade_program.catalog.services.devices import change_launch, create_model
from upgrade_program.catalog.services.loading_prices import load_prices
from upgrade_program.catalog.services.srps import mark_checked, next_free_day, open_srp
from upgrade_program.kernel.actor import SYSTEM
from upgrade_program.kernel.wording import day_text, rupees_text

# "From the Redmi 9 Prime upward" (mission): a new model is flagged when it costs no less than this, or has a published price.
LOWEST_SRP = Decimal(9999)
Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Changes:
    """What a load did, as sentences: `changed` in the tables, `kept` although the file says otherwise."""

    changed: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)


@transaction.atomic
def load_catalogue(*, devices: Sequence[DeviceRow], prices: Sequence[PriceRow], at: datetime, on_progress: Progress) -> Changes:
    """Bring the tables up to the files, in one transaction; loading the same files again changes nothing.

    New models of a programme brand are flagged eligible as the programme says; an existing flag is head office's and stays.
    A changed SRP begins tomorrow, a changed price at `at`; what was in force before stays, and what a person set is never overwritten.
    `on_progress(done, total)` is called as lines are done. Refuses (`catalogue_fault`) files that contradict themselves.
    """
    changes = Changes()
    total, done = len(devices) + len(prices), 0
    priced = {(row.brand, row.model) for row in prices}
    for (brand, name), rows in groupby(sorted(devices, key=_model_of), key=_model_of):
        variants = list(rows)
        model = _load_model(variants, published=(brand, name) in priced, at=at, changes=changes)
        for row in variants:
            _load_variant(model, row, at=at, changes=changes)
            done += 1
            on_progress(done, total)
    for row_ in load_prices(prices, at=at, changed=changes.changed, kept=changes.kept):
        done += row_
        on_progress(done, total)
    return changes


def _model_of(row: DeviceRow) -> tuple[str, str]:
    return row.brand, row.model


def _load_model(rows: list[DeviceRow], *, published: bool, at: datetime, changes: Changes) -> DeviceModel:
    first = rows[0]
    for row in rows[1:]:
        if (row.series, row.launch_date) != (first.series, first.launch_date):
            raise CatalogueFault(file="devices.csv", line=row.line, fault=f"series or launch day differ from line {first.line}")
    model = DeviceModel.objects.filter(brand=first.brand, name=first.model).first()
    if model is None:
        if DeviceModel.objects.filter(slug=slug_of(first.model)).exists():
            raise CatalogueFault(file="devices.csv", line=first.line, fault=f"{first.model} would get the SKU of another model")
        upward = published or min(row.srp for row in rows) >= LOWEST_SRP
        model = create_model(
            actor=SYSTEM,
            brand=first.brand,
            series=first.series,
            name=first.model,
            launch_date=first.launch_date,
            eligible=upward and eligible_brand(first.brand),
            at=at,
        )
        changes.changed.append(f"{model}: added{', takes part' if model.eligible else ''}")
    elif (model.series, model.launch_date) != (first.series, first.launch_date):
        change_launch(actor=SYSTEM, model=model, series=first.series, launch_date=first.launch_date, at=at)
        changes.changed.append(f"{model}: series {first.series}, launched on {day_text(first.launch_date)}")
    return model


def _load_variant(model: DeviceModel, row: DeviceRow, *, at: datetime, changes: Changes) -> None:
    variant, _ = Variant.objects.get_or_create(model=model, ram_gb=row.ram_gb, storage_gb=row.storage_gb)
    last = Srp.objects.filter(variant=variant).order_by("-valid").first()
    label = f"{model.name} {variant.memory}"
    if last is not None and last.set_by_id is not None:
        if last.amount != row.srp:
            changes.kept.append(f"{label}: head office's SRP {rupees_text(last.amount)} stays, the file says {rupees_text(row.srp)}")
    elif last is None or last.amount != row.srp:
        from_day = next_free_day(last, on=local_day(at)) if last else row.launch_date
        open_srp(
            actor=SYSTEM, variant=variant, amount=row.srp, from_day=from_day, checked=row.checked, reason="loaded from devices.csv", at=at
        )
        verify = "" if row.checked else ", to verify"
        changes.changed.append(f"{label}: SRP {rupees_text(row.srp)} from {day_text(from_day)}{verify}")
    elif row.checked and not last.checked:
        mark_checked(actor=SYSTEM, srp=last, at=at)
        changes.changed.append(f"{label}: SRP {rupees_text(row.srp)} verified")

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
from upgrade_program.catalog.services.srps import mark_checked, next_free_day, open_srp, write_srp
from upgrade_program.kernel.actor import SYSTEM
from upgrade_program.kernel.wording import day_text, rupees_text

# "From the Redmi 9 Prime upward" (mission): a new model is flagged when it costs no less than this, or has a published price.
LOWEST_SRP = Decimal(9999)
_REASON = "loaded from devices.csv"
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
    models = {model.name: model for model in DeviceModel.objects.all()}
    variants = {(row.model_id, row.ram_gb, row.storage_gb): row for row in Variant.objects.all()}
    srps = {srp.variant_id: srp for srp in Srp.objects.order_by("valid")}  # the last one of each
    priced = {row.model for row in prices}
    for name, group in groupby(sorted(devices, key=lambda row: row.model), key=lambda row: row.model):
        rows = list(group)
        model = _load_model(models.get(name), rows, published=name in priced, at=at, changes=changes)
        for row in rows:
            variant = variants.get((model.pk, row.ram_gb, row.storage_gb))
            _load_variant(model, variant, srps.get(variant.pk) if variant else None, row, at=at, changes=changes)
            done += 1
            on_progress(done, total)
    for lines in load_prices(prices, at=at, changed=changes.changed, kept=changes.kept):
        done += lines
        on_progress(done, total)
    return changes


def _load_model(model: DeviceModel | None, rows: list[DeviceRow], *, published: bool, at: datetime, changes: Changes) -> DeviceModel:
    first = rows[0]
    facts = (first.brand, first.series, first.launch_date)
    for row in rows[1:]:
        if (row.brand, row.series, row.launch_date) != facts:
            raise _fault(row, f"brand, series or launch day of {row.model} differ from line {first.line}")
    if model is None:
        return _add_model(first, upward=published or min(row.srp for row in rows) >= LOWEST_SRP, at=at, changes=changes)
    if model.brand != first.brand:
        raise _fault(first, f"{model.name} is in the catalogue under {model.brand}")
    if (model.series, model.launch_date) != (first.series, first.launch_date):
        change_launch(actor=SYSTEM, model=model, series=first.series, launch_date=first.launch_date, at=at)
        changes.changed.append(f"{model}: series {first.series}, launched on {day_text(first.launch_date)}")
    return model


def _add_model(row: DeviceRow, *, upward: bool, at: datetime, changes: Changes) -> DeviceModel:
    if DeviceModel.objects.filter(slug=slug_of(row.model)).exists():
        raise _fault(row, f"{row.model} would get the SKUs of another model")
    eligible = upward and eligible_brand(row.brand)
    model = create_model(
        actor=SYSTEM, brand=row.brand, series=row.series, name=row.model, launch_date=row.launch_date, eligible=eligible, at=at
    )
    changes.changed.append(f"{model}: added{', takes part' if eligible else ''}")
    return model


def _load_variant(model: DeviceModel, variant: Variant | None, last: Srp | None, row: DeviceRow, *, at: datetime, changes: Changes) -> None:
    label = f"{model.name} {row.ram_gb}/{row.storage_gb}"
    if last is not None and last.set_by_id is not None:
        if last.amount != row.srp:
            changes.kept.append(f"{label}: head office's SRP {rupees_text(last.amount)} stays, the file says {rupees_text(row.srp)}")
    elif last is None or last.amount != row.srp:
        from_day = next_free_day(last, on=local_day(at)) if last else row.launch_date
        variant = variant or Variant.objects.create(model=model, ram_gb=row.ram_gb, storage_gb=row.storage_gb)
        act = open_srp if last else write_srp
        act(actor=SYSTEM, variant=variant, amount=row.srp, from_day=from_day, checked=row.checked, reason=_REASON, at=at)
        verify = "" if row.checked else ", to verify"
        changes.changed.append(f"{label}: SRP {rupees_text(row.srp)} from {day_text(from_day)}{verify}")
    elif row.checked and not last.checked:
        mark_checked(actor=SYSTEM, srp=last, at=at)
        changes.changed.append(f"{label}: SRP {rupees_text(row.srp)} verified")


def _fault(row: DeviceRow, words: str) -> CatalogueFault:
    return CatalogueFault(file="devices.csv", line=row.line, fault=words)

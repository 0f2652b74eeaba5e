"""New models and variants, and head office's flag on a model."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from stores.access import require_head_office
from stores.checking import checked_reason
from upgrade_program.catalog.amounts import parse_amount
from upgrade_program.catalog.models import DeviceModel, Variant
from upgrade_program.catalog.models.devices import slug_of
from upgrade_program.catalog.queries import eligible_brand
from upgrade_program.catalog.refusals import NotEligible
from upgrade_program.catalog.services.srps import open_srp
from upgrade_program.foundation.audit.services import record
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Invalid


@transaction.atomic
def add_model(*, actor: Actor, brand: str, series: str, name: str, launch_date: date, eligible: bool, at: datetime) -> DeviceModel:
    """Add a device model. Head office only; refuses a name that is taken (`invalid`) and the flag on a brand outside the programme."""
    require_head_office(actor)
    brand, series, name = (" ".join(text.split()) for text in (brand, series, name))
    if not brand or not slug_of(name):
        raise Invalid(field="name", sentence="A model has a brand and a name of letters and digits.", next_step="Fill in both.")
    if DeviceModel.objects.filter(slug=slug_of(name)).exists():
        raise Invalid(field="name", sentence=f"{name} is in the catalogue already.", next_step="Open it from the list.")
    if eligible and not eligible_brand(brand):
        raise NotEligible(field="eligible", device=name)
    return create_model(actor=actor, brand=brand, series=series, name=name, launch_date=launch_date, eligible=eligible, at=at)


def create_model(*, actor: Actor, brand: str, series: str, name: str, launch_date: date, eligible: bool, at: datetime) -> DeviceModel:
    model = DeviceModel.objects.create(brand=brand, series=series, name=name, launch_date=launch_date, eligible=eligible)
    after = {"brand": brand, "name": name, "launch_date": launch_date.isoformat(), "eligible": eligible}
    record(actor=actor, at=at, verb="model.added", subject=f"model:{model.pk}", after=after)
    return model


def change_launch(*, actor: Actor, model: DeviceModel, series: str, launch_date: date, at: datetime) -> None:
    """Correct a model's series and launch day, inside the caller's transaction; sold plans and SRPs keep theirs."""
    before = {"series": model.series, "launch_date": model.launch_date.isoformat()}
    model.series, model.launch_date = series, launch_date
    model.save(update_fields=["series", "launch_date"])
    after = {"series": series, "launch_date": launch_date.isoformat()}
    record(actor=actor, at=at, verb="model.changed", subject=f"model:{model.pk}", before=before, after=after)


@transaction.atomic
def add_variant(
    *, actor: Actor, model: DeviceModel, ram_gb: int, storage_gb: int, srp: Decimal, checked: bool, reason: str, at: datetime
) -> Variant:
    """Add a variant with its first SRP, in force from the model's launch; the SRP's audit row is the one of both.

    Head office only; refuses a memory size that is there (`invalid`).
    """
    require_head_office(actor)
    amount, reason = parse_amount(srp, field="srp"), checked_reason(reason)
    if ram_gb < 1 or storage_gb < 1:
        raise Invalid(field="ram_gb", sentence="Memory is counted in whole GB above 0.", next_step="Copy it from the box.")
    if model.variants.filter(ram_gb=ram_gb, storage_gb=storage_gb).exists():
        raise Invalid(field="ram_gb", sentence=f"{model.name} {ram_gb}/{storage_gb} is in the catalogue already.", next_step="Open it.")
    variant = Variant.objects.create(model=model, ram_gb=ram_gb, storage_gb=storage_gb)
    open_srp(actor=actor, variant=variant, amount=amount, from_day=model.launch_date, checked=checked, reason=reason, at=at)
    return variant


@transaction.atomic
def set_eligibility(*, actor: Actor, model: DeviceModel, eligible: bool, reason: str, at: datetime) -> DeviceModel:
    """Set or take head office's flag on a model; sold plans are not touched. Head office only; POCO and others are refused by name.

    A flag that already stands so leaves no audit row.
    """
    require_head_office(actor)
    reason = checked_reason(reason)
    row = DeviceModel.objects.select_for_update(no_key=True).get(pk=model.pk)
    if eligible and not eligible_brand(row.brand):
        raise NotEligible(field="eligible", device=row.name)
    if row.eligible == eligible:
        return row
    before, row.eligible = row.eligible, eligible
    row.save(update_fields=["eligible"])
    record(
        actor=actor,
        at=at,
        verb="model.eligibility_set",
        subject=f"model:{row.pk}",
        before={"eligible": before},
        after={"eligible": eligible},
        reason=reason,
    )
    return row

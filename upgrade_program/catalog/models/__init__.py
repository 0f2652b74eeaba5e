"""The tables of the catalogue."""

from upgrade_program.catalog.models.changes import PriceChange, PriceChangeSet
from upgrade_program.catalog.models.devices import DeviceModel, Variant
from upgrade_program.catalog.models.prices import PlanPrice, Srp

__all__ = ["DeviceModel", "PlanPrice", "PriceChange", "PriceChangeSet", "Srp", "Variant"]

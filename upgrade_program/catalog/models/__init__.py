"""The tables of the catalogue."""

from upgrade_program.catalog.models.changes import PriceChange, PriceChangeSet
from upgrade_program.catalog.models.devices import DeviceModel, Variant
from upgrade_program.catalog.models.prices import PlanPrice, Srp
from upgrade_program.catalog.models.stops import SellingStop

__all__ = ["DeviceModel", "PlanPrice", "PriceChange", "PriceChangeSet", "SellingStop", "Srp", "Variant"]

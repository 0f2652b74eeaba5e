"""Head office's pages of the catalogue: devices, SRPs and plan prices. History is read-only; changes go through the services."""

from upgrade_program.catalog.admin.devices import DeviceModelAdmin, VariantAdmin
from upgrade_program.catalog.admin.plan_prices import PlanPriceAdmin
from upgrade_program.catalog.admin.srps import SrpAdmin

__all__ = ["DeviceModelAdmin", "PlanPriceAdmin", "SrpAdmin", "VariantAdmin"]

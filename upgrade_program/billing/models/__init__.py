"""The tables of billing; each module states its laws beside its columns."""

from upgrade_program.billing.models.documents import TaxDocument
from upgrade_program.billing.models.drawer import CashMove, Drawer, DrawerLine
from upgrade_program.billing.models.payments import Collection, Payment, Refund
from upgrade_program.billing.models.rules import NumberSeries, TaxRule

__all__ = ["CashMove", "Collection", "Drawer", "DrawerLine", "NumberSeries", "Payment", "Refund", "TaxDocument", "TaxRule"]

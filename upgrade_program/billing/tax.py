"""GST inside a fee: the split that invoice, certificate, API and reports show. Pure. Source: smart-upgrade section 4.9."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from stores.states import STATES, home_tax_is_utgst
from upgrade_program.kernel.money import round_paisa, rupees

PLAN_SAC = "999792"
_NOTHING = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class TaxSplit:
    """Rupees to the paisa; taxable + cgst + sgst + utgst + igst = total, always."""

    taxable: Decimal
    cgst: Decimal
    sgst: Decimal
    utgst: Decimal
    igst: Decimal
    total: Decimal
    rate: Decimal
    sac: str

    @property
    def tax(self) -> Decimal:
        return self.total - self.taxable


def split_fee(fee: Decimal, *, rate: Decimal, home_state: str, place_of_supply: str, sac: str = PLAN_SAC) -> TaxSplit:
    """Split a GST-inclusive fee (rupees, whole paise, above 0) at `rate` per cent; half up, the taxable value takes the remainder.

    Inside the state: CGST and an equal SGST, or UTGST in a union territory without legislature. Across a border: IGST.
    A fee of less than a paisa or an unknown state is a ValueError.
    """
    fee, rate = rupees(fee), rupees(rate)
    if fee <= 0 or fee != round_paisa(fee):
        raise ValueError("a fee is a whole number of paise above zero")
    if not 0 <= rate <= 100:
        raise ValueError("a rate is a percentage")
    if not {home_state, place_of_supply} <= STATES.keys():
        raise ValueError("home state and place of supply are GST state codes")
    fee = round_paisa(fee)
    if home_state != place_of_supply:
        igst = round_paisa(fee * rate / (100 + rate))
        return TaxSplit(fee - igst, _NOTHING, _NOTHING, _NOTHING, igst, fee, rate, sac)
    half = round_paisa(fee * (rate / 2) / (100 + rate))
    union = home_tax_is_utgst(home_state)
    return TaxSplit(
        taxable=fee - 2 * half,
        cgst=half,
        sgst=_NOTHING if union else half,
        utgst=half if union else _NOTHING,
        igst=_NOTHING,
        total=fee,
        rate=rate,
        sac=sac,
    )

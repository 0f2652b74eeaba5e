"""What a drafted rate would have made of the bills of the last thirty days: the fee stays, and the tax inside it is another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import connection

from upgrade_program.billing.tax import split_fee
from upgrade_program.billing.tax_draft import TaxProposal
from upgrade_program.kernel.money import ZERO
from upgrade_program.reporting.beside import Beside

MONTH = timedelta(days=30)
# Any two states: the tax of a fee is the same in each, and only its parts are called otherwise.
_HERE, _ELSEWHERE = "07", "27"

_BILLS = """
    SELECT total, igst > 0, count(*)::int, sum(taxable) FROM billing_taxdocument
     WHERE issued_at >= %(since)s AND issued_at < %(at)s AND kind = 'invoice' AND sac = %(sac)s
     GROUP BY 1, 2 ORDER BY 3 DESC, 1
"""


@dataclass(frozen=True, slots=True)
class Fee(Beside):
    """Bills of one fee, within a state or across a border: rupees without tax, as issued and by the draft."""

    fee: Decimal
    crosses: bool
    bills: int
    now: Decimal
    then: Decimal


@dataclass(frozen=True, slots=True)
class TaxTrial:
    """The fees, most sold first."""

    since: datetime
    until: datetime
    fees: list[Fee]

    @property
    def bills(self) -> int:
        return sum(row.bills for row in self.fees)

    @property
    def difference(self) -> Decimal:
        return sum((row.difference for row in self.fees), ZERO)


def tax_trial(proposal: TaxProposal, *, at: datetime) -> TaxTrial:
    """The draft over the invoices of its service code in the thirty days before an instant, credited ones too; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_BILLS, {"since": at - MONTH, "at": at, "sac": proposal.sac})
        rows = cursor.fetchall()
    fees = []
    for fee, crosses, bills, now in rows:
        split = split_fee(fee, rate=proposal.rate, home_state=_HERE, place_of_supply=_ELSEWHERE if crosses else _HERE, sac=proposal.sac)
        fees.append(Fee(fee=fee, crosses=crosses, bills=bills, now=now, then=split.taxable * bills))
    return TaxTrial(since=at - MONTH, until=at, fees=fees)

"""What stores and the brand owe each other in a month, store by store: the store owes the fees it took, the brand the exchanges given.

Paid membership is the store's own sale and is owed to nobody. Rupees; above zero the brand pays.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from upgrade_program.kernel.money import ZERO
from upgrade_program.reporting.finance.asking import rows
from upgrade_program.reporting.finance.months import Month

PAGE = 50
_SUMS = """
    SELECT {what} coalesce(sum(e.amount) FILTER (WHERE e."on" < %(first)s), 0),
           {kinds}
      FROM ({stores}) s LEFT JOIN buyback_brandentry e ON e.store_id = s.id AND e."on" <= %(last)s
"""
_KINDS = ("fee", "fee_returned", "exchange", "exchange_reversed")
_BY_KIND = ", ".join(
    f"""coalesce(sum(e.amount) FILTER (WHERE e."on" >= %(first)s AND e.kind = '{kind}'), 0)""" for kind in _KINDS
)  # fmt: skip
_STORES = "SELECT id, code, name FROM stores_store WHERE {where} ORDER BY code"
_FOUND = "(%(q)s = '' OR position(lower(%(q)s) IN lower(code || ' ' || name)) > 0)"
_LISTED = _SUMS.format(
    what="s.code, s.name,", kinds=_BY_KIND, stores=_STORES.format(where=_FOUND) + " LIMIT %(most)s OFFSET %(skip)s"
) + " GROUP BY s.code, s.name ORDER BY s.code"  # fmt: skip
_TOTAL = _SUMS.format(what="", kinds=_BY_KIND, stores=_STORES.format(where=_FOUND))
_COUNT = f"SELECT count(*) FROM stores_store WHERE {_FOUND}"  # noqa: S608  built of these very words


@dataclass(frozen=True, slots=True)
class Owed:
    """A store's month with the brand, or the sum of several (`code` empty)."""

    code: str
    name: str
    opening: Decimal
    fees: Decimal
    fees_returned: Decimal
    exchanges: Decimal
    exchanges_reversed: Decimal

    @property
    def change(self) -> Decimal:
        return self.fees + self.fees_returned + self.exchanges + self.exchanges_reversed

    @property
    def closing(self) -> Decimal:
        return self.opening + self.change


@dataclass(frozen=True, slots=True)
class Statement:
    """A page of stores, and the sum of all that were asked for."""

    month: Month
    stores: list[Owed]
    count: int
    total: Owed


def statement_of(month: Month, *, q: str = "", page: int = 1, most: int = PAGE) -> Statement:
    """The stores whose code or name holds `q`, by code, in three statements."""
    asked = {
        **{"first": month.first, "last": month.last, "q": " ".join(q.replace("\x00", "").split())},
        **{"most": most, "skip": (page - 1) * most},
    }
    ((count,),) = rows(_COUNT, asked)
    (total,) = rows(_TOTAL, asked) or [(ZERO,) * 5]
    return Statement(month=month, stores=[Owed(*row) for row in rows(_LISTED, asked)], count=count, total=Owed("", "", *total))

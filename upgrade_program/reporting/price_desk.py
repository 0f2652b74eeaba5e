"""The table of the pricing desk: each model with its SRP, the price now, the one planned, their share of it, what was sold and is owed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db import connection

from stores.clock import local_day
from upgrade_program.catalog.enums import PROGRAMME_BRANDS
from upgrade_program.reporting.price_effect import MONTH

PAGE = 100  # models on one page
_LONGEST_QUERY, _MOST_WORDS = 80, 8


class Show(StrEnum):
    """Which models the table shows."""

    ALL = ""
    TO_VERIFY = "verify"
    NO_PRICE = "none"
    PLANNED = "planned"


class Sort(StrEnum):
    """What the table is sorted by; `-` before one turns it round. The usual order: models that sell first, those with a price, by name."""

    USUAL = ""
    NAME = "name"
    SRP = "srp"
    NOW = "now"
    SHARE = "share"
    SOLD = "sold"
    OWED = "owed"


_ORDERS = {
    Sort.USUAL: "shown.eligible DESC, shown.now IS NULL",
    Sort.NAME: "lower(shown.name)",
    Sort.SRP: "shown.srp",
    Sort.NOW: "shown.now",
    Sort.SHARE: "shown.now / nullif(shown.srp, 0)",
    Sort.SOLD: "coalesce(sold.plans, 0)",
    Sort.OWED: "coalesce(owed.rupees, 0)",
}
SORTS = [*Sort, *(f"-{sort}" for sort in Sort if sort)]
_ROWS = """
    WITH shown AS (
        SELECT m.id, m.name, m.brand, m.eligible, running.amount AS now, last.id AS last_id, last.amount AS last,
               lower(last.valid) AS last_from,
               sizes.memories, sizes.verified, sizes.srp, sizes.own
          FROM catalog_devicemodel m
          LEFT JOIN catalog_planprice running ON running.model_id = m.id AND running.variant_id IS NULL
               AND running.withdrawn_at IS NULL AND running.valid @> %(at)s::timestamptz
          LEFT JOIN LATERAL (
               SELECT id, amount, valid FROM catalog_planprice p
                WHERE p.model_id = m.id AND p.variant_id IS NULL AND p.withdrawn_at IS NULL ORDER BY p.valid DESC LIMIT 1) last ON true
          LEFT JOIN LATERAL (
               SELECT array_agg(v.ram_gb || '/' || v.storage_gb ORDER BY v.ram_gb, v.storage_gb) AS memories,
                      bool_and(coalesce(s.checked, false)) AS verified,
                      (array_agg(s.amount ORDER BY v.ram_gb, v.storage_gb))[1] AS srp,
                      count(DISTINCT own.variant_id) AS own
                 FROM catalog_variant v
                 LEFT JOIN catalog_srp s ON s.variant_id = v.id AND s.valid @> %(day)s::date
                 LEFT JOIN catalog_planprice own ON own.variant_id = v.id AND own.model_id = m.id AND own.withdrawn_at IS NULL
                      AND (upper_inf(own.valid) OR upper(own.valid) > %(at)s::timestamptz)
                WHERE v.model_id = m.id) sizes ON true
         WHERE m.brand = ANY(%(brands)s) AND m.name ILIKE ALL(%(words)s)),
    sold AS (
        SELECT v.model_id, count(*) AS plans FROM plans_plan p JOIN catalog_variant v ON v.id = p.variant_id
         WHERE p.sold_at >= %(since)s AND p.sold_at < %(at)s AND p.status <> 'cancelled' GROUP BY v.model_id),
    owed AS (
        SELECT key, sum(gained - lost) AS rupees FROM reporting_exposurestep WHERE axis = 'model' AND day <= %(day)s GROUP BY key)
    SELECT shown.id, shown.name, shown.eligible, shown.memories, shown.srp, coalesce(shown.verified, false), shown.now,
           shown.last_id, shown.last, shown.last_from, shown.own, coalesce(sold.plans, 0), coalesce(owed.rupees, 0),
           EXISTS (SELECT 1 FROM catalog_sellingstop stop WHERE stop.model_id = shown.id AND stop.lifted_at IS NULL), count(*) OVER ()
      FROM shown LEFT JOIN sold ON sold.model_id = shown.id LEFT JOIN owed ON owed.key = shown.id
     WHERE CASE %(show)s WHEN 'verify' THEN NOT coalesce(shown.verified, false) WHEN 'none' THEN shown.now IS NULL
                WHEN 'planned' THEN shown.last_from > %(at)s ELSE true END
     ORDER BY {order}, shown.name, shown.id
     LIMIT %(limit)s OFFSET %(offset)s
"""


@dataclass(frozen=True, slots=True)
class DeskRow:
    """One model; rupees, None where there is none. `last` is the price that runs or, if `last_from` lies ahead, the planned one.

    `srp` is the smallest variant's of today, `own` the number of variants with a price of their own, `sold` plans of thirty days,
    `owed` what the brand owes if all its plans came today, `stopped` whether head office has stopped its sale.
    """

    model_id: int
    name: str
    eligible: bool
    memories: list[str] | None
    srp: Decimal | None
    verified: bool
    now: Decimal | None
    last_id: int | None
    last: Decimal | None
    last_from: datetime | None
    own: int
    sold: int
    owed: Decimal
    stopped: bool

    @property
    def sizes(self) -> str:
        """4/64, 6/128: two by name, more as from and to."""
        sizes = self.memories or []
        return ", ".join(sizes) if len(sizes) < 3 else f"{sizes[0]} to {sizes[-1]}"

    @property
    def share(self) -> Decimal | None:
        """The price now in per cent of the SRP, to a tenth."""
        return None if self.now is None or not self.srp else (self.now * 100 / self.srp).quantize(Decimal("0.1"))


@dataclass(frozen=True, slots=True)
class Desk:
    """A page of the table, and how many models there are on all of them."""

    rows: list[DeskRow]
    count: int
    at: datetime

    def planned(self, row: DeskRow) -> bool:
        return row.last_from is not None and row.last_from > self.at


def desk(*, q: str = "", show: Show = Show.ALL, sort: str = "", page: int = 1, at: datetime) -> Desk:
    """The models of the programme's brands whose name has every word of `q`, by `sort` (one of SORTS), unknown figures last."""
    words = [f"%{word.translate(_ESCAPED)}%" for word in q.replace("\x00", "")[:_LONGEST_QUERY].split()[:_MOST_WORDS]]
    asked: dict[str, Any] = {
        "at": at,
        "day": local_day(at),
        "since": at - MONTH,
        "brands": list(PROGRAMME_BRANDS),
        "words": words or ["%"],
        "show": show.value,
        "limit": PAGE,
        "offset": (page - 1) * PAGE,
    }
    with connection.cursor() as cursor:
        cursor.execute(_ROWS.format(order=_order(sort)), asked)
        found = cursor.fetchall()
    return Desk([DeskRow(*row[:-1]) for row in found], found[0][-1] if found else 0, at)


def _order(sort: str) -> str:
    """In SQL; anything but a name of SORTS is a programming error."""
    by = _ORDERS[Sort(sort.removeprefix("-"))]
    return f"{by} DESC NULLS LAST" if sort.startswith("-") else f"{by} NULLS LAST" if sort else by


_ESCAPED = str.maketrans({"\\": "\\\\", "%": "\\%", "_": "\\_"})

"""What a sale must know, in one question: store, offer, terms, consent text, tax rate, and what stands on the handset."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection

from stores.clock import local_day
from stores.models import Store
from upgrade_program.billing.tax import PLAN_SAC
from upgrade_program.catalog.queries import Offer
from upgrade_program.catalog.queries.offers import COLUMNS, OFFER, offer_from
from upgrade_program.foundation.database.prepared import Prepared
from upgrade_program.plans.orders import ReadOrder, SaleOrder

_STORE = [field.column for field in Store._meta.concrete_fields]
_FACTS = Prepared(
    "sale_facts",
    f"""
    SELECT {", ".join(f"store.{column}" for column in _STORE)}, {", ".join(f"offer.{column}" for column in COLUMNS)},
           billed.amount, terms.id, words.id, rule.rate, standing.imeis
      FROM stores_store store
      LEFT JOIN ({OFFER}) offer ON true
      LEFT JOIN catalog_srp billed ON billed.variant_id = offer.variant_id AND billed.valid @> %(bill_date)s::date
      LEFT JOIN plans_termsversion terms ON terms.valid @> %(bill_date)s::date
      LEFT JOIN customers_consenttext words
        ON words.purpose = 'plan' AND words.version = %(text)s AND words.language = %(language)s AND words.in_force @> %(day)s::date
      LEFT JOIN billing_taxrule rule ON rule.sac = %(sac)s AND rule.valid @> %(on)s::date
      LEFT JOIN LATERAL (
           SELECT array_agg(imei || CASE WHEN barred THEN ' barred' ELSE ' live' END ORDER BY id) AS imeis FROM plans_planimei
            WHERE imei IN (%(imei)s, %(other_imei)s) AND (live OR barred)) standing ON true
     WHERE store.id = %(store)s
       FOR KEY SHARE OF store
    """,  # noqa: S608  (built of this house's own words)
    {
        # Two places, not an array: of that PostgreSQL expects ten, and would plan anew each time in the hope of fewer.
        **dict.fromkeys(("sku", "language", "sac", "imei", "other_imei"), "text"),
        **dict.fromkeys(("day", "on", "bill_date"), "date"),
        **{"store": "bigint", "text": "bigint", "at": "timestamptz"},
    },
)


@dataclass(frozen=True, slots=True)
class SaleFacts:
    """What was in force at the instant of a sale; None where nothing was. `srp` is the bill date's, `tax_rate` per cent.

    `standing` says of each IMEI that keeps the handset from a new plan whether it is barred for good.
    """

    store: Store
    offer: Offer | None
    srp: Decimal | None
    terms_id: int | None
    text_id: int | None
    tax_rate: Decimal | None
    standing: dict[str, bool]


def sale_facts(*, store_id: int, order: SaleOrder, read: ReadOrder, at: datetime, on: date) -> SaleFacts:
    """Ask for all of it, in one statement; nothing is refused here.

    The store's row is kept as the plan's reference to it would keep it anyway: a store closes before this, or after the sale.
    """
    day = local_day(at)
    asked: dict[str, Any] = {
        "store": store_id,
        "sku": order.sku.replace("\x00", ""),  # the database takes no such text, and no SKU has it
        "at": at,
        "day": day,
        "on": on,
        "bill_date": read.bill_date,
        "text": order.consent_version,
        "language": order.customer_language,
        "sac": PLAN_SAC,
        "imei": read.imeis[0],
        "other_imei": read.imeis[-1],
    }
    with connection.cursor() as cursor:
        _FACTS.execute(cursor, asked)
        row = cursor.fetchone()
    stored, offered, rest = row[: len(_STORE)], row[len(_STORE) : -5], row[-5:]
    srp, terms_id, text_id, tax_rate, standing = rest
    return SaleFacts(
        store=Store.from_db(connection.alias, [field.attname for field in Store._meta.concrete_fields], stored),
        offer=offer_from(offered, at=at, day=day) if offered[0] is not None and "\x00" not in order.sku else None,
        srp=srp,
        terms_id=terms_id,
        text_id=text_id,
        tax_rate=tax_rate,
        standing={imei: kind == "barred" for imei, kind in (one.split(" ") for one in standing or ())},
    )

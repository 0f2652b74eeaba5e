"""Where staff wrote a person's name, mobile or e-mail into free text. Nobody's form asks for it, so only a search finds it.

What stands in books, requests and the audit trail is never rewritten, so an erasure leaves it; whoever allows the erasure sees each place
beforehand and judges it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.db import connection, transaction

from upgrade_program.customers.models import Customer

# Every column that takes free text from staff, with what it is called. Texts that head office publishes (terms, prices' reasons, rewards)
# are not about a person, but their reasons are free text all the same.
FREE_TEXT: dict[str, tuple[str, ...]] = {
    "activity_review": ("text",),
    "activity_storeevent": ("title",),
    "approvals_approval": ("reason", "note"),
    "audit_auditrow": ("reason",),
    "billing_cashmove": ("reason",),
    "billing_drawer": ("reason",),
    "billing_taxdocument": ("reason",),
    "buyback_brandmark": ("note",),
    "buyback_claim": ("reason", "second_look_note"),
    "buyback_handover": ("taken_by",),
    "buyback_partnerprice": ("reason",),
    "buyback_purchasevoucher": ("reason",),
    "buyback_settlement": ("reversal_reason",),
    "catalog_planprice": ("reason",),
    "catalog_pricechangeset": ("reason",),
    "catalog_sellingstop": ("reason",),
    "drafts_draft": ("reason",),
    "drafts_withdrawal": ("reason",),
    "history_rowchange": ("reason",),
    "ledger_entry": ("note",),
    "plans_holderchange": ("reason",),
    "plans_plan": ("earlier_date_reason",),
    "plans_swaprequest": ("service_centre",),
    "programme_draft": ("reason",),
    "programme_earnrule": ("reason",),
    "programme_membership": ("reason",),
    "programme_programmeversion": ("reason",),
    "programme_statusversion": ("reason",),
    "rewards_redemption": ("reason",),
    "rewards_rewardterms": ("reason",),
}
# What is remembered of rows keeps their texts when they are changed or deleted; each of them stands in the `after` of some change.
_REMEMBERED = """
    SELECT 'history_rowchange', said.key, min(h.id), said.value FROM history_rowchange h, jsonb_each_text(h.after) said
     WHERE said.value ~* %(words)s GROUP BY h."table", h.key, said.key, said.value
"""
MOST = 200  # places that are shown; nobody reads more
_PLACE = "SELECT '{table}', '{column}', id, {column} FROM {table} WHERE {column} <> '' AND {column} ~* %(words)s"
_PLACES = [_PLACE.format(table=table, column=column) for table, columns in FREE_TEXT.items() for column in columns]
_FOUND = " UNION ALL ".join([*_PLACES, _REMEMBERED])
_PATIENCE = "SET LOCAL statement_timeout = '60s'"  # a search of all that was ever written, a few times a month


@dataclass(frozen=True, slots=True)
class Mention:
    """One text about a person: its table and column, the row, the words."""

    table: str
    column: str
    row_id: int
    words: str

    @property
    def place(self) -> str:
        """As `drawer 17, reason`."""
        return f"{self.table.partition('_')[2]} {self.row_id}, {self.column.replace('_', ' ')}"

    @property
    def key(self) -> str:
        return f"{self.table}:{self.row_id}"


def mentions_of(customer: Customer) -> list[Mention]:
    """The free texts with the customer's mobile (however its digits are set apart), e-mail or whole name, by place."""
    words = "|".join(_patterns(customer))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_PATIENCE)
        cursor.execute(f"{_FOUND} ORDER BY 1, 2, 3 LIMIT {MOST}", {"words": words})
        return [Mention(*row) for row in cursor.fetchall()]


def _patterns(customer: Customer) -> list[str]:
    """Regular expressions of PostgreSQL; the name as a word of its own."""
    digits = re.sub(r"\D", "", customer.mobile)[-10:]
    found = [r"[^0-9a-z]*".join(digits)] if digits else []
    found += [re.escape(customer.email)] if customer.email else []
    name = r"\s+".join(re.escape(part) for part in customer.name.split())
    return [*found, rf"\m{name}\M"] if name else found

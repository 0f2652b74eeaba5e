"""The chart of accounts of the programme's journal.

The books are those of the programme as a whole: stores and brand together. What stores and brand owe each other stands in two accounts,
one in the books of each, that always cancel out. Cash taken to the bank or out of a drawer is the store's own and stands in none.
"""

from __future__ import annotations

from dataclasses import dataclass

CASH, UPI, CARD, POINTS = "1000", "1010", "1020", "1030"
CUSTOMERS, HANDSETS, STORES = "1200", "1400", "1500"
CGST, SGST, UTGST, IGST = "2100", "2110", "2120", "2130"
DEFERRED_PLANS, DEFERRED_MEMBERSHIPS, PROVISION = "2200", "2210", "2300"
NEW_PHONES, BRAND = "2400", "2500"
PLAN_FEES, MEMBERSHIP_FEES, ASSURED = "4000", "4010", "5300"

ACCOUNTS = {
    CASH: "Cash received",
    UPI: "UPI received",
    CARD: "Card payments received",
    POINTS: "Points taken in payment",
    CUSTOMERS: "Customers",
    HANDSETS: "Used phones taken in",
    STORES: "Owed to the brand by stores: fees less exchanges",
    CGST: "Output CGST",
    SGST: "Output SGST",
    UTGST: "Output UTGST",
    IGST: "Output IGST",
    DEFERRED_PLANS: "Deferred plan fees",
    DEFERRED_MEMBERSHIPS: "Deferred membership fees",
    PROVISION: "Provision for assured value",
    NEW_PHONES: "Set against bills of new phones",
    BRAND: "Owed by stores to the brand: fees less exchanges",
    PLAN_FEES: "Plan fees earned",
    MEMBERSHIP_FEES: "Membership fees earned",
    ASSURED: "Assured value: change of the provision",
}


@dataclass(frozen=True, slots=True)
class Leg:
    """An account and the rupees of a source row that go to it, as SQL: above zero debit, below zero credit."""

    account: str
    amount: str


@dataclass(frozen=True, slots=True)
class Source:
    """Rows of a kind of paper or money with the columns `day`, `store_id`, `document`; and where their rupees go. The legs sum to zero."""

    rows: str
    legs: tuple[Leg, ...]


# Bounded by each store's index; `%(from)s` and `%(to)s` are instants, half-open, `%(first)s` and `%(last)s` the same as days.
_STORES = "ANY(ARRAY(SELECT id FROM stores_store))"
_PAID = ((CASH, "cash"), (UPI, "upi"), (CARD, "card"), (POINTS, "points"))

DOCUMENTS = Source(
    rows=f"""
        SELECT d.issued_on AS day, d.store_id, d.number AS document, d.total, d.taxable, d.cgst, d.sgst, d.utgst, d.igst,
               CASE d.kind WHEN 'invoice' THEN 1 ELSE -1 END AS sign, c.bill LIKE 'membership:%%' AS member
          FROM billing_taxdocument d JOIN billing_collection c ON c.id = d.collection_id
         WHERE d.store_id = {_STORES} AND d.issued_at >= %(from)s AND d.issued_at < %(to)s""",  # noqa: S608  built of our own words
    legs=(
        Leg(CUSTOMERS, "sign * total"),
        Leg(DEFERRED_PLANS, "CASE WHEN member THEN 0 ELSE -sign * taxable END"),
        Leg(DEFERRED_MEMBERSHIPS, "CASE WHEN member THEN -sign * taxable ELSE 0 END"),
        *(Leg(account, f"-sign * {tax}") for account, tax in ((CGST, "cgst"), (SGST, "sgst"), (UTGST, "utgst"), (IGST, "igst"))),
    ),
)


def _money(rows: str, sign: str) -> Source:
    """Money in or out by method, for a customer's bill of ours or, by points, for the bill of a new phone."""
    return Source(
        rows=rows,
        legs=(
            *(Leg(account, f"CASE method WHEN '{method}' THEN {sign}amount ELSE 0 END") for account, method in _PAID),
            Leg(NEW_PHONES, f"CASE WHEN foreign_bill THEN -({sign}amount) ELSE 0 END"),
            Leg(CUSTOMERS, f"CASE WHEN foreign_bill THEN 0 ELSE -({sign}amount) END"),
        ),
    )


_PAPER = "coalesce(i.number, nullif(c.bill, ''), 'collection:' || c.id)"
_INVOICE = "LEFT JOIN billing_taxdocument i ON i.collection_id = c.id AND i.kind = 'invoice'"
# A sale waits for its UPI payment to the end of its day at most: its collection opened within two days before.
PAYMENTS = _money(
    f"""
        SELECT (p.received_at AT TIME ZONE 'Asia/Kolkata')::date AS day, c.store_id, {_PAPER} AS document, p.method, p.amount,
               c.bill LIKE 'claim:%%' AS foreign_bill
          FROM billing_collection c JOIN billing_payment p ON p.collection_id = c.id {_INVOICE}
         WHERE c.store_id = {_STORES} AND c.at >= %(from)s - INTERVAL '2 days' AND c.at < %(to)s AND p.state = 'received'
           AND p.received_at >= %(from)s AND p.received_at < %(to)s""",  # noqa: S608  built of our own words
    "",
)
REFUNDS = _money(
    f"""
        SELECT (r.at AT TIME ZONE 'Asia/Kolkata')::date AS day, c.store_id, coalesce(n.number, {_PAPER}) AS document, p.method, r.amount,
               c.bill LIKE 'claim:%%' AS foreign_bill
          FROM billing_refund r JOIN billing_payment p ON p.id = r.payment_id JOIN billing_collection c ON c.id = p.collection_id {_INVOICE}
          LEFT JOIN billing_taxdocument n ON n.id = r.credit_note_id
         WHERE r.at >= %(from)s AND r.at < %(to)s""",  # noqa: S608  built of our own words
    "-",
)
VOUCHERS = Source(
    rows=f"""
        SELECT v.issued_on AS day, v.store_id, v.number AS document, v.amount * CASE v.kind WHEN 'purchase' THEN 1 ELSE -1 END AS amount
          FROM buyback_purchasevoucher v
         WHERE v.store_id = {_STORES} AND v.letter = 'P' AND v.issued_on >= %(first)s AND v.issued_on < %(last)s""",  # noqa: S608  built of our own words
    legs=(Leg(HANDSETS, "amount"), Leg(NEW_PHONES, "-amount")),
)
# Above zero the brand owes the store; a fee is below.
ENTRIES = Source(
    rows=f"""
        SELECT e."on" AS day, e.store_id, e.document, e.amount
          FROM buyback_brandentry e WHERE e.store_id = {_STORES} AND e."on" >= %(first)s AND e."on" < %(last)s""",  # noqa: S608  built of our own words
    legs=(Leg(STORES, "-amount"), Leg(BRAND, "amount")),
)
SOURCES = (DOCUMENTS, PAYMENTS, REFUNDS, VOUCHERS, ENTRIES)

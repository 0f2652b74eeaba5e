"""The laws of money that span two rows: the life of a collection, the sum of its payments, refunds that mirror them."""

from typing import Any

import pgtrigger

from upgrade_program.foundation.database.laws import at_commit, before, never, refuse

COLLECTIONS_FOLLOW_THEIR_LIFE = before(
    "collections_follow_their_life",
    pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    f"""
    IF TG_OP = 'INSERT' AND NEW.state IN ('open', 'paid') THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE'
       AND (NEW.id, NEW.store_id, NEW.amount, NEW.at, NEW.bill) = (OLD.id, OLD.store_id, OLD.amount, OLD.at, OLD.bill)
       AND ((OLD.state = 'open' AND NEW.state IN ('paid', 'void')) OR (OLD.state = 'paid' AND NEW.state = 'refunded')) THEN
        RETURN NEW;
    END IF;
    {refuse("collections_follow_their_life", "a collection goes from open to paid or void, and from paid to refunded")}
    """,
)

PAYMENTS_SETTLE_ONCE = before(
    "payments_settle_once",
    pgtrigger.Update | pgtrigger.Delete,
    f"""
    IF TG_OP = 'UPDATE' AND OLD.state = 'pending' AND NEW.state IN ('received', 'void')
       AND (NEW.id, NEW.collection_id, NEW.method, NEW.amount) = (OLD.id, OLD.collection_id, OLD.method, OLD.amount) THEN
        RETURN NEW;
    END IF;
    {refuse("payments_settle_once", "a pending payment is received or void once; otherwise payments never change")}
    """,
)

REFUNDS_NEVER_CHANGE = never("refunds_never_change", pgtrigger.Update | pgtrigger.Delete, "a refund never changes")

REFUNDS_MIRROR_THE_PAYMENT = before(
    "refunds_mirror_the_payment",
    pgtrigger.Insert,
    f"""
    SELECT count(*) = 1 INTO fits
    FROM billing_payment p
    JOIN billing_collection c ON c.id = p.collection_id
    LEFT JOIN billing_taxdocument note ON note.id = NEW.credit_note_id
    WHERE p.id = NEW.payment_id AND p.state = 'received' AND p.amount = NEW.amount
      AND ((c.state = 'void' AND NEW.credit_note_id IS NULL)
           OR (c.state = 'refunded' AND note.kind = 'credit_note' AND note.collection_id = c.id)
           OR (c.state = 'refunded' AND c.bill <> '' AND NEW.credit_note_id IS NULL));
    IF fits THEN
        RETURN NEW;
    END IF;
    {refuse("refunds_mirror_the_payment", "a refund gives back exactly one received payment of a void or credited sale")}
    """,  # noqa: S608  built of constants only
    declare=[("fits", "boolean")],
)

_ACCOUNT = """
    SELECT c.amount, c.state, coalesce(sum(p.amount), 0), count(*) FILTER (WHERE p.state = 'pending'),
           count(*) FILTER (WHERE p.state = 'void'), count(*) FILTER (WHERE p.state = 'received' AND r.id IS NULL)
    INTO asked, standing, paid, waiting, never_came, kept
    FROM billing_collection c
    LEFT JOIN billing_payment p ON p.collection_id = c.id
    LEFT JOIN billing_refund r ON r.payment_id = p.id
    WHERE c.id = NEW.{key} GROUP BY c.id;
"""
_VERDICTS = f"""
    IF paid <> asked THEN
        {refuse("payments_sum_to_the_amount", "the payments do not sum to the amount asked for")}
    ELSIF (standing = 'open') <> (waiting > 0) OR (standing IN ('paid', 'refunded') AND never_came > 0) THEN
        {refuse("paid_means_every_payment_is_received", "the state of the collection is not that of its payments")}
    ELSIF standing IN ('void', 'refunded') AND kept > 0 THEN
        {refuse("what_was_received_is_given_back", "a void or credited sale keeps a payment")}
    END IF;
"""


def balanced(name: str, key: str, operation: Any) -> pgtrigger.Trigger:
    """At commit: the payments sum to the amount, the state is that of the payments, and what ended has given everything back."""
    return at_commit(
        name,
        operation,
        _ACCOUNT.format(key=key) + _VERDICTS,
        declare=[
            ("asked", "numeric"),
            ("paid", "numeric"),
            ("standing", "text"),
            ("waiting", "bigint"),
            ("never_came", "bigint"),
            ("kept", "bigint"),
        ],
    )

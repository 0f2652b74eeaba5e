"""Taking money, waiting for it, giving it back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, connection, transaction
from django.db.transaction import TransactionManagementError

from upgrade_program.billing.enums import CollectionState, PaymentState
from upgrade_program.billing.models import Collection, Payment, TaxDocument
from upgrade_program.billing.refusals import NothingToReceive, ReferenceUsed
from upgrade_program.billing.services.checks import check_tenders, check_utr, cleaned, waits
from upgrade_program.billing.tender import Tender

_PAY = """
    INSERT INTO billing_payment (collection_id, method, amount, reference, state, received_at, day) VALUES {rows}
    ON CONFLICT (reference, day) WHERE method = 'upi' AND reference <> '' DO NOTHING RETURNING reference
"""
_ROW = "(%s, %s, %s, %s, %s, %s, %s)"
_GIVE_BACK = """
    INSERT INTO billing_refund (payment_id, credit_note_id, amount, at)
    SELECT id, %s, amount, %s FROM billing_payment WHERE collection_id = %s AND state = 'received' ORDER BY id
"""


def open_collection(*, store_id: int, tenders: Sequence[Tender], amount: Decimal, at: datetime, on: date, bill: str = "") -> Collection:
    """Record the money of one sale, in two statements: paid, or open while one UPI payment has no UTR yet.

    `bill` names what is paid where it is no sale of ours, as `claim:17`; once for each.

    Refuses what `check_tenders` refuses, and a UTR another payment of the day bears (`reference_used`). That last refusal
    leaves the connection usable, but the caller's transaction must end in a rollback: the database refuses to commit it.
    """
    _inside_a_transaction()
    check_tenders(tenders, amount=amount, on=on)
    state = CollectionState.OPEN if any(waits(tender) for tender in tenders) else CollectionState.PAID
    collection = Collection.objects.create(store_id=store_id, amount=amount, state=state, at=at, bill=bill)
    values: list[int | str | Decimal | date | None] = []
    for tender in tenders:
        pending = waits(tender)
        standing = PaymentState.PENDING if pending else PaymentState.RECEIVED
        values += [collection.pk, tender.method, tender.amount, cleaned(tender), standing.value, None if pending else at, on]
    # Postgres skips the row whose UTR is taken instead of failing the transaction: fewer rows back is the refusal.
    with connection.cursor() as cursor:
        cursor.execute(_PAY.format(rows=", ".join([_ROW] * len(tenders))), values)
        written = {reference for (reference,) in cursor.fetchall()}
    for place, tender in enumerate(tenders):
        if cleaned(tender) not in written:
            raise ReferenceUsed(field=f"payments.{place}.reference")
    return collection


def receive_upi(*, collection: Collection, reference: str, at: datetime, on: date) -> Collection:
    """Enter the UTR of the payment that waits and mark the collection paid.

    Refuses `reference_invalid`, `reference_used`, and `payment_mismatch` when nothing waits; then nothing has changed.
    """
    utr = reference.replace(" ", "")
    check_utr(utr, field="reference")
    locked = _open(collection)
    waiting = Payment.objects.filter(collection=locked, state=PaymentState.PENDING)
    try:
        # An update has no ON CONFLICT; the savepoint keeps the caller's transaction usable.
        with transaction.atomic():
            waiting.update(reference=utr, state=PaymentState.RECEIVED, received_at=at, day=on)
    except IntegrityError as error:
        if "one_utr_a_day" not in str(error):
            raise
        raise ReferenceUsed(field="reference") from error
    return _into(locked, CollectionState.PAID)


def void_collection(*, collection: Collection, at: datetime) -> Collection:
    """Give up waiting: the pending payment never came, and what was received already is given back by refund rows.

    Refuses (`payment_mismatch`) when nothing waits any more.
    """
    locked = _open(collection)
    Payment.objects.filter(collection=locked, state=PaymentState.PENDING).update(state=PaymentState.VOID)
    _into(locked, CollectionState.VOID)
    give_back(collection=locked, credit_note=None, at=at)
    return locked


def give_back(*, collection: Collection, credit_note: TaxDocument | None, at: datetime) -> None:
    """One refund row for every payment received, the way it came."""
    with connection.cursor() as cursor:
        cursor.execute(_GIVE_BACK, [credit_note.pk if credit_note else None, at, collection.pk])


def refund_bill(*, bill: str, at: datetime) -> Collection | None:
    """Give back what was paid here of another bill, without a credit note: none of our invoices is over it. None where nothing is left."""
    paid = Collection.objects.filter(bill=bill).first() if bill else None
    collection = refund_collection(collection=paid) if paid else None
    if collection is not None:
        give_back(collection=collection, credit_note=None, at=at)
    return collection


def refund_collection(*, collection: Collection) -> Collection | None:
    """The collection, locked and marked refunded; None when it is not paid (any more)."""
    locked = Collection.objects.select_for_update(no_key=True).get(pk=collection.pk)
    return _into(locked, CollectionState.REFUNDED) if locked.state == CollectionState.PAID else None


def _open(collection: Collection) -> Collection:
    locked = Collection.objects.select_for_update(no_key=True).get(pk=collection.pk)
    if locked.state != CollectionState.OPEN:
        raise NothingToReceive
    return locked


def _into(collection: Collection, state: CollectionState) -> Collection:
    collection.state = state
    collection.save(update_fields=["state"])
    return collection


def _inside_a_transaction() -> None:
    if not connection.in_atomic_block:
        raise TransactionManagementError("money is taken inside the transaction of its sale")

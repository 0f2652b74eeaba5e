"""The money of one sale: paid, waiting for UPI, received, void; a refusal changes nothing and leaves the connection usable."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from pytest_django import DjangoAssertNumQueries

from stores.models import Store
from tests.factories.billing import AT, FEE, card, cash, collected, upi
from upgrade_program.billing.models import Collection, Payment, Refund
from upgrade_program.billing.refusals import NothingToReceive, PaymentMismatch, ReferenceInvalid, ReferenceUsed
from upgrade_program.billing.services import Tender, open_collection, receive_upi, void_collection

pytestmark = pytest.mark.django_db
UTR = "412345678901"
DAY = date(2027, 5, 3)
LATER = AT + timedelta(minutes=5)


def money() -> list[tuple[str, str, str, str]]:
    return [(p.method, f"{p.amount}", p.reference, p.state) for p in Payment.objects.order_by("id")]


def waiting(store: Store, *others: Tender) -> Collection:
    rest = FEE - sum(other.amount for other in others)
    return collected(store=store, tenders=[*others, upi("", rest)])


def test_a_split_sale_is_two_statements(store: Store, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    tenders = [cash(100), upi("4123 4567 8901", 200), card("4242 81a3f0", 249)]
    with django_assert_num_queries(2):
        collection = open_collection(store_id=store.pk, tenders=tenders, amount=FEE, at=AT, on=DAY)
    assert (collection.state, collection.amount, collection.store_id) == ("paid", FEE, store.pk)
    assert money() == [
        ("cash", "100.00", "", "received"),
        ("upi", "200.00", UTR, "received"),
        ("card", "249.00", "4242 81A3F0", "received"),
    ]
    assert set(Payment.objects.values_list("received_at", "day")) == {(AT, DAY)}


def test_upi_without_utr_leaves_the_collection_open(store: Store) -> None:
    collection = waiting(store, cash(300))
    assert collection.state == "open"
    assert money() == [("cash", "300.00", "", "received"), ("upi", "249.00", "", "pending")]
    assert Payment.objects.get(method="upi").received_at is None


def test_what_does_not_add_up_is_not_recorded(store: Store) -> None:
    with pytest.raises(PaymentMismatch):
        collected(store=store, tenders=[cash(548)])
    assert not Collection.objects.exists()


def test_a_used_utr_is_refused_and_the_rolled_back_transaction_goes_on(store: Store, other_store: Store) -> None:
    collected(store=store, tenders=[upi(UTR)])
    with pytest.raises(ReferenceUsed) as no:
        collected(store=other_store, tenders=[cash(300), upi(UTR, 249)])
    assert (no.value.code, no.value.field, no.value.status) == ("reference_used", "payments.1.reference", 422)
    assert (Collection.objects.count(), Payment.objects.count()) == (1, 1)


def test_the_refusal_leaves_the_callers_transaction_usable(store: Store) -> None:
    collected(store=store, tenders=[upi(UTR)])
    with transaction.atomic():
        with pytest.raises(ReferenceUsed):
            open_collection(store_id=store.pk, tenders=[upi(UTR)], amount=FEE, at=AT, on=DAY)
        # A failed statement would answer "current transaction is aborted" here.
        assert Payment.objects.count() == 1
        transaction.set_rollback(True)


def test_a_caller_who_swallows_the_refusal_cannot_commit(store: Store, refused_by: Callable[[str], AbstractContextManager[None]]) -> None:
    collected(store=store, tenders=[upi(UTR)])
    with refused_by("payments_sum_to_the_amount"), pytest.raises(ReferenceUsed):
        open_collection(store_id=store.pk, tenders=[cash(300), upi(UTR, 249)], amount=FEE, at=AT, on=DAY)
    assert Collection.objects.count() == 1


def test_the_same_utr_counts_again_on_another_day(store: Store) -> None:
    collected(store=store, tenders=[upi(UTR)])
    collected(store=store, tenders=[upi(UTR)], at=AT + timedelta(days=1))
    assert Payment.objects.filter(reference=UTR).count() == 2


def test_many_payments_wait_at_once_without_a_utr(store: Store) -> None:
    assert [waiting(store).state, waiting(store).state] == ["open", "open"]


def test_the_utr_arrives(store: Store) -> None:
    collection = waiting(store, cash(300))
    received = receive_upi(collection=collection, reference="4123 4567 8901", at=LATER, on=DAY)
    assert received.state == "paid"
    assert Collection.objects.get().state == "paid"
    assert money()[1] == ("upi", "249.00", UTR, "received")
    assert Payment.objects.get(method="upi").received_at == LATER


def test_a_utr_of_eleven_digits_is_no_utr(store: Store) -> None:
    collection = waiting(store)
    with pytest.raises(ReferenceInvalid) as no:
        receive_upi(collection=collection, reference=UTR[:11], at=LATER, on=DAY)
    assert (no.value.code, no.value.field) == ("reference_invalid", "reference")
    assert money() == [("upi", "549.00", "", "pending")]


def test_a_used_utr_is_not_received_and_the_transaction_goes_on(store: Store) -> None:
    collected(store=store, tenders=[upi(UTR)])
    collection = waiting(store)
    with transaction.atomic():
        with pytest.raises(ReferenceUsed) as no:
            receive_upi(collection=collection, reference=UTR, at=LATER, on=DAY)
        assert no.value.__cause__.__cause__.diag.constraint_name == "one_utr_a_day"
        assert Collection.objects.get(pk=collection.pk).state == "open"
    assert money()[1] == ("upi", "549.00", "", "pending")
    assert receive_upi(collection=collection, reference="412345678902", at=LATER, on=DAY).state == "paid"


def test_a_payment_is_received_once(store: Store) -> None:
    collection = waiting(store)
    receive_upi(collection=collection, reference=UTR, at=LATER, on=DAY)
    with pytest.raises(NothingToReceive) as no:
        receive_upi(collection=collection, reference="412345678902", at=LATER, on=DAY)
    assert (no.value.code, no.value.status) == ("payment_mismatch", 409)
    assert money() == [("upi", "549.00", UTR, "received")]


def test_giving_up_gives_the_cash_back(store: Store) -> None:
    collection = waiting(store, cash(300))
    assert void_collection(collection=collection, at=LATER).state == "void"
    assert [state for *_, state in money()] == ["received", "void"]
    refund = Refund.objects.get()
    assert (refund.amount, refund.payment.method, refund.credit_note, refund.at) == (Decimal(300), "cash", None, LATER)


def test_giving_up_with_nothing_received_gives_nothing_back(store: Store) -> None:
    void_collection(collection=waiting(store), at=LATER)
    assert not Refund.objects.exists()


@pytest.mark.parametrize("tender", [cash(), upi(UTR)])
def test_a_paid_collection_is_not_given_up(store: Store, tender: Tender) -> None:
    collection = collected(store=store, tenders=[tender])
    with pytest.raises(NothingToReceive):
        void_collection(collection=collection, at=LATER)
    assert Collection.objects.get().state == "paid"
    assert not Refund.objects.exists()


def test_a_void_collection_receives_nothing(store: Store) -> None:
    collection = waiting(store)
    void_collection(collection=collection, at=LATER)
    with pytest.raises(NothingToReceive):
        receive_upi(collection=collection, reference=UTR, at=LATER, on=DAY)
    assert money() == [("upi", "549.00", "", "void")]

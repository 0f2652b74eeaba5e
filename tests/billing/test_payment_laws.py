"""The database states the law of money: each is broken once by hand, past all services, and refuses by its name."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from stores.models import Store
from tests.factories.billing import AT, FEE, card, cash, collected, credited, invoiced, points, upi
from upgrade_program.billing.models import Collection, Payment, Refund
from upgrade_program.billing.services import open_collection, refund_bill, void_collection

pytestmark = pytest.mark.django_db
Law = Callable[[str], AbstractContextManager[None]]
DAY = AT.date()
UTR = "412345678901"


def written(store: Store, *parts: dict[str, Any], **collection: Any) -> Collection:
    """A collection and its payments as rows, unchecked."""
    money = Collection.objects.create(**({"store": store, "amount": FEE, "state": "paid", "at": AT} | collection))
    for part in parts or ({},):
        row = {"method": "cash", "amount": FEE, "state": "received", "received_at": AT, "day": DAY} | part
        Payment.objects.create(collection=money, **row)
    return money


def test_the_hand_that_breaks_the_laws_can_also_keep_them(store: Store) -> None:
    with transaction.atomic():
        written(store, {"amount": 300}, {"method": "upi", "amount": 249, "state": "pending", "received_at": None}, state="open")
    assert Payment.objects.count() == 2


PENDING: dict[str, Any] = {"method": "upi", "state": "pending", "received_at": None}


@pytest.mark.parametrize(
    ("law", "part"),
    [
        ("a_payment_is_more_than_nothing", {"amount": 0}),
        ("the_payment_method_is_known", {"method": "gold"}),
        ("the_payment_state_is_known", {"method": "upi", "state": "lost", "received_at": None}),
        ("cash_has_no_reference", {"reference": "1"}),
        ("a_utr_is_twelve_digits", {"method": "upi", "reference": "41234567890"}),
        ("a_card_reference_is_its_last_four", {"method": "card", "reference": ""}),
        ("a_card_reference_is_its_last_four", {"method": "card", "reference": "424242424242"}),
        ("no_card_number_is_ever_stored", {"method": "card", "reference": "4242 424242424"}),
        ("no_card_number_is_ever_stored", {"method": "card", "reference": "4242 4A2424242B4"}),
        ("only_upi_without_utr_waits", {"method": "upi", "reference": ""}),
        ("only_upi_without_utr_waits", PENDING | {"reference": UTR}),
        ("only_upi_without_utr_waits", {"state": "pending", "received_at": None}),
        ("received_exactly_when_it_has_a_time", {"received_at": None}),
        ("received_exactly_when_it_has_a_time", PENDING | {"received_at": AT}),
        ("points_are_counted_and_pay_whole_rupees", {"method": "points"}),
        ("points_are_counted_and_pay_whole_rupees", {"method": "points", "reference": "0"}),
        ("points_are_counted_and_pay_whole_rupees", {"method": "points", "reference": "100", "amount": Decimal("100.50")}),
        ("only_upi_without_utr_waits", {"method": "points", "reference": "549", "state": "pending", "received_at": None}),
        ("payments_sum_to_the_amount", {"amount": Decimal("548.99")}),
    ],
)
def test_a_payment_that_breaks_the_law(store: Store, refused_by: Law, law: str, part: dict[str, Any]) -> None:
    with refused_by(law):
        written(store, part)
    assert not Collection.objects.exists()
    assert not Payment.objects.exists()


def test_a_collection_without_payments_does_not_add_up(store: Store, refused_by: Law) -> None:
    with refused_by("payments_sum_to_the_amount"):
        Collection.objects.create(store=store, amount=FEE, state="paid", at=AT)


def test_a_payment_cannot_be_added_later(store: Store, refused_by: Law) -> None:
    money = collected(store=store)
    with refused_by("payments_sum_to_the_amount"):
        Payment.objects.create(collection=money, method="cash", amount=1, state="received", received_at=AT, day=DAY)


@pytest.mark.parametrize(
    ("law", "collection"),
    [
        ("a_collection_asks_for_money", {"amount": 0}),
        ("collections_follow_their_life", {"state": "void"}),
        ("collections_follow_their_life", {"state": "refunded"}),
        ("collections_follow_their_life", {"state": "lost"}),
        ("paid_means_every_payment_is_received", {"state": "open"}),
    ],
)
def test_a_collection_that_breaks_the_law(store: Store, refused_by: Law, law: str, collection: dict[str, Any]) -> None:
    with refused_by(law):
        written(store, **collection)
    assert not Collection.objects.exists()


def test_a_paid_collection_waits_for_nothing(store: Store, refused_by: Law) -> None:
    with refused_by("paid_means_every_payment_is_received"):
        written(store, PENDING)


def test_two_payments_never_wait_in_one_collection(store: Store, refused_by: Law) -> None:
    with refused_by("one_payment_waits_per_collection"):
        written(store, PENDING | {"amount": 300}, PENDING | {"amount": 249}, state="open")


def test_one_utr_a_day(store: Store, other_store: Store, refused_by: Law) -> None:
    collected(store=store, tenders=[upi(UTR)])
    with refused_by("one_utr_a_day"):
        written(other_store, {"method": "upi", "reference": UTR})
    written(other_store, {"method": "upi", "reference": UTR, "day": DAY + timedelta(days=1)})


@pytest.mark.parametrize("state", ["open", "void", "refunded", "lost"])
def test_paid_goes_nowhere_but_to_refunded(store: Store, refused_by: Law, state: str) -> None:
    collected(store=store)
    law = "what_was_received_is_given_back" if state == "refunded" else "collections_follow_their_life"
    with refused_by(law):
        Collection.objects.update(state=state)
    assert Collection.objects.get().state == "paid"


@pytest.mark.parametrize("state", ["paid", "refunded"])
def test_open_is_paid_only_by_its_payment(store: Store, refused_by: Law, state: str) -> None:
    collected(store=store, tenders=[upi()])
    law = "paid_means_every_payment_is_received" if state == "paid" else "collections_follow_their_life"
    with refused_by(law):
        Collection.objects.update(state=state)
    assert Collection.objects.get().state == "open"


def test_a_void_collection_keeps_no_money(store: Store, refused_by: Law) -> None:
    collected(store=store, tenders=[cash(300), upi("", 249)])
    with refused_by("what_was_received_is_given_back"):
        Payment.objects.filter(state="pending").update(state="void")
        Collection.objects.update(state="void")


@pytest.mark.parametrize("change", [{"amount": Decimal(1)}, {"at": AT + timedelta(days=1)}, {"state": "refunded", "amount": Decimal(1)}])
def test_what_was_asked_for_never_changes(store: Store, refused_by: Law, change: dict[str, Any]) -> None:
    collected(store=store)
    with refused_by("collections_follow_their_life"):
        Collection.objects.update(**change)
    with refused_by("collections_follow_their_life"):
        Collection.objects.all()._raw_delete("default")


@pytest.mark.parametrize(
    "change",
    [
        {"amount": Decimal(1)},
        {"method": "cash", "reference": ""},
        {"reference": "1111"},
        {"state": "void"},
        {"day": DAY + timedelta(days=1)},
    ],
)
def test_a_received_payment_never_changes(store: Store, refused_by: Law, change: dict[str, Any]) -> None:
    collected(store=store, tenders=[card("4242")])
    with refused_by("payments_settle_once"):
        Payment.objects.update(**change)
    with refused_by("payments_settle_once"):
        Payment.objects.all()._raw_delete("default")
    assert Payment.objects.get().reference == "4242"


def test_a_waiting_payment_keeps_its_amount(store: Store, refused_by: Law) -> None:
    collected(store=store, tenders=[upi()])
    with refused_by("payments_settle_once"):
        Payment.objects.update(state="received", reference=UTR, received_at=AT, amount=Decimal(1))


def test_a_payment_that_never_came_does_not_come(store: Store, refused_by: Law) -> None:
    void_collection(collection=collected(store=store, tenders=[upi()]), at=AT)
    with refused_by("payments_settle_once"):
        Payment.objects.update(state="received", reference=UTR, received_at=AT)


@pytest.mark.parametrize("amount", ["548.99", "549.01", "549.00"])
def test_a_running_sale_is_not_refunded(store: Store, refused_by: Law, amount: str) -> None:
    collected(store=store)
    with refused_by("refunds_mirror_the_payment"):
        Refund.objects.create(payment=Payment.objects.get(), amount=Decimal(amount), at=AT)


@pytest.mark.parametrize("amount", ["548.99", "549.01"])
def test_a_refund_is_the_whole_payment(store: Store, refused_by: Law, amount: str) -> None:
    invoice = invoiced(store=store)
    with refused_by("refunds_mirror_the_payment"):
        Collection.objects.filter(pk=invoice.collection_id).update(state="refunded")
        Refund.objects.create(payment=Payment.objects.get(), amount=Decimal(amount), at=AT)


def test_a_refund_of_an_invoiced_sale_names_its_own_credit_note(store: Store, refused_by: Law) -> None:
    invoice, other = invoiced(store=store), invoiced(store=store)
    note = credited(invoice=other)
    payment = Payment.objects.get(collection=invoice.collection_id)
    for credit_note in (None, note, other, invoice):
        with refused_by("refunds_mirror_the_payment"):
            Collection.objects.filter(pk=invoice.collection_id).update(state="refunded")
            Refund.objects.create(payment=payment, credit_note=credit_note, amount=FEE, at=AT)
    credit = Refund.objects.count()
    assert credit == 1


def test_a_payment_is_refunded_once_and_for_good(store: Store, refused_by: Law) -> None:
    note = credited(invoice=invoiced(store=store))
    with refused_by("a_payment_is_refunded_once"):
        Refund.objects.create(payment=Payment.objects.get(), credit_note=note, amount=FEE, at=AT)
    with refused_by("refunds_never_change"):
        Refund.objects.update(at=AT + timedelta(days=1))
    with refused_by("refunds_never_change"):
        Refund.objects.all()._raw_delete("default")
    assert Refund.objects.get().amount == FEE


def test_points_pay_in_one_part(store: Store, refused_by: Law) -> None:
    part = {"method": "points", "amount": 200, "reference": "200"}
    with refused_by("points_pay_one_part_of_a_collection"):
        written(store, part, part | {"amount": 349, "reference": "349"})


def test_a_foreign_bill_is_paid_here_once_and_given_back_without_a_credit_note(store: Store, refused_by: Law) -> None:
    with transaction.atomic():
        paid = open_collection(store_id=store.pk, tenders=[points(500)], amount=Decimal(500), at=AT, on=DAY, bill="claim:17")
    with refused_by("one_collection_a_foreign_bill"):
        open_collection(store_id=store.pk, tenders=[points(500)], amount=Decimal(500), at=AT, on=DAY, bill="claim:17")
    with refused_by("collections_follow_their_life"):
        Collection.objects.filter(pk=paid.pk).update(bill="claim:18")
    with refused_by("refunds_mirror_the_payment"):
        Refund.objects.create(payment=paid.payments.get(), amount=500, at=AT)  # it stands
    with transaction.atomic():
        assert refund_bill(bill="claim:17", at=AT) == paid
        assert refund_bill(bill="claim:17", at=AT) is None
        assert refund_bill(bill="", at=AT) is None
    assert [(back.amount, back.credit_note) for back in Refund.objects.all()] == [(500, None)]


def test_a_sale_of_ours_is_not_given_back_without_one(store: Store, refused_by: Law) -> None:
    """What a foreign bill may do, an invoice of ours may not."""
    invoice = invoiced(store=store)
    with refused_by("refunds_mirror_the_payment"):
        Collection.objects.filter(pk=invoice.collection_id).update(state="refunded")
        Refund.objects.create(payment=invoice.collection.payments.get(), amount=FEE, at=AT)

"""Two tills with one UTR, one payment confirmed twice, a payment arriving while it is given up."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction

from stores.models import Store
from tests.factories.billing import AT, FEE, collected, upi
from upgrade_program.billing.models import Collection, Payment
from upgrade_program.billing.refusals import NothingToReceive, ReferenceUsed
from upgrade_program.billing.services import receive_upi, void_collection

pytestmark = pytest.mark.django_db(transaction=True)
UTR = "412345678901"
DAY = date(2027, 5, 3)
LATER = AT + timedelta(minutes=5)


def confirm(collection: Collection, utr: str = UTR) -> str:
    with transaction.atomic():
        return receive_upi(collection=collection, reference=utr, at=LATER, on=DAY).state


def outcomes(answers: list[Any]) -> list[str]:
    return sorted(str(answer) if isinstance(answer, str) else type(answer).__name__ for answer in answers)


def test_of_eight_tills_confirming_one_utr_one_succeeds(store: Store, other_store: Store, race: Any) -> None:
    waiting = [collected(store=where, tenders=[upi()]) for where in (store, other_store) * 4]
    answers = race(*[lambda each=each: confirm(each) for each in waiting])
    assert outcomes(answers) == ["ReferenceUsed"] * 7 + ["paid"]
    assert {answer.__cause__.__cause__.diag.constraint_name for answer in answers if isinstance(answer, ReferenceUsed)} == {"one_utr_a_day"}
    assert race.overlap > 1
    assert Collection.objects.filter(state="paid").count() == Payment.objects.filter(reference=UTR).count() == 1


def test_of_eight_sales_with_one_utr_one_succeeds(store: Store, race: Any) -> None:
    answers = race(*[lambda: collected(store=store, tenders=[upi(UTR)]).state] * 8)
    assert outcomes(answers) == ["ReferenceUsed"] * 7 + ["paid"]
    assert race.overlap > 1
    assert (Collection.objects.count(), Payment.objects.count()) == (1, 1)


def test_a_sale_and_a_confirmation_with_one_utr(store: Store, race: Any) -> None:
    waiting = collected(store=store, tenders=[upi()])
    answers = race(lambda: confirm(waiting), lambda: collected(store=store, tenders=[upi(UTR)]).state)
    assert outcomes(answers) == ["ReferenceUsed", "paid"]
    assert Payment.objects.filter(reference=UTR).count() == 1


def test_the_control_looking_first_lets_the_same_utr_pass_twice(store: Store, race: Any) -> None:
    """What the unique index replaces: both tills look, both see nothing, both would go on."""
    collected(store=store, tenders=[upi("412345678999")])
    both_have_looked = threading.Barrier(2, timeout=60)

    def look() -> bool:
        with transaction.atomic():
            free = not Payment.objects.filter(reference=UTR, day=DAY).exists()
            both_have_looked.wait()
            return free

    assert race(look, look) == [True, True]


def test_one_payment_confirmed_by_two_tills_is_received_once(store: Store, race: Any) -> None:
    waiting = collected(store=store, tenders=[upi()])
    answers = race(lambda: confirm(waiting, UTR), lambda: confirm(waiting, "412345678902"))
    assert outcomes(answers) == ["NothingToReceive", "paid"]
    assert Payment.objects.get().state == "received"


def test_a_payment_arrives_or_is_given_up_never_both(store: Store, race: Any) -> None:
    waiting = [collected(store=store, tenders=[upi()]) for _ in range(6)]

    def give_up(collection: Collection) -> str:
        with transaction.atomic():
            return void_collection(collection=collection, at=LATER).state

    for place, each in enumerate(waiting):
        answers = race(lambda each=each, place=place: confirm(each, f"{place:012d}"), lambda each=each: give_up(each))
        assert sum(isinstance(answer, NothingToReceive) for answer in answers) == 1
        state = Collection.objects.get(pk=each.pk).state
        assert (state, Payment.objects.get(collection=each).state) in {("paid", "received"), ("void", "void")}
        assert state in answers
    assert Collection.objects.get(pk=waiting[0].pk).amount == FEE

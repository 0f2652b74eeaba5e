"""Many tills at once: numbers stay dense; the plain `max() + 1` they replace does not."""

from __future__ import annotations

import threading
from collections import Counter
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Max

from stores.models import Store
from tests.factories.billing import invoiced, tax_rule
from tests.foundation.crowd import until_waiting
from upgrade_program.billing.models import NumberSeries, TaxDocument

TILLS = 8
ROUNDS = 5
pytestmark = pytest.mark.django_db(transaction=True)


def test_two_stores_with_eight_tills_each_number_without_gap_or_double(store: Store, other_store: Store, race: Any) -> None:
    tax_rule()

    def till(where: Store) -> list[str]:
        return [invoiced(store=where).number for _ in range(ROUNDS)]

    tills = [lambda where=where: till(where) for where in (store, other_store) for _ in range(TILLS)]
    answers = race(*tills)

    given = sorted(number for numbers in answers for number in numbers)
    assert given == [f"{code}/I27/{serial:05d}" for code in ("DL01", "MH01") for serial in range(1, TILLS * ROUNDS + 1)]
    assert race.overlap > 1
    assert set(NumberSeries.objects.values_list("store__code", "last")) == {("DL01", TILLS * ROUNDS), ("MH01", TILLS * ROUNDS)}
    assert TaxDocument.objects.count() == 2 * TILLS * ROUNDS


def test_the_control_a_plain_max_plus_one_gives_one_number_to_every_till(store: Store, race: Any) -> None:
    invoiced(store=store)
    all_have_read = threading.Barrier(TILLS, timeout=60)

    def till() -> int:
        with transaction.atomic():
            last = TaxDocument.objects.filter(store=store, letter="I").aggregate(last=Max("serial"))["last"]
            all_have_read.wait()
            return int(last) + 1

    taken = Counter(race(*[till] * TILLS))
    assert taken == {2: TILLS}, "without the row lock all tills print the same number"


def test_a_till_waits_for_the_other_and_takes_its_number_when_that_one_rolls_back(store: Store, race: Any) -> None:
    tax_rule()
    first_has_its_number = threading.Event()

    def gives_up() -> int:
        with transaction.atomic():
            serial = invoiced(store=store).serial
            first_has_its_number.set()
            # The other till must be seen waiting for the row before this one rolls back.
            until_waiting()
            transaction.set_rollback(True)
        return int(serial)

    def waits() -> int:
        assert first_has_its_number.wait(25)
        return int(invoiced(store=store).serial)

    assert race(gives_up, waits) == [1, 1]
    assert [document.number for document in TaxDocument.objects.all()] == ["DL01/I27/00001"]


def test_another_store_does_not_wait(store: Store, other_store: Store, race: Any) -> None:
    tax_rule()
    other_is_done = threading.Event()
    first_has_its_number = threading.Event()

    def holds() -> bool:
        with transaction.atomic():
            invoiced(store=store)
            first_has_its_number.set()
            return other_is_done.wait(25)

    def passes() -> int:
        assert first_has_its_number.wait(25)
        serial = invoiced(store=other_store).serial
        other_is_done.set()
        return int(serial)

    assert race(holds, passes) == [True, 1]

"""Credit notes: the mirror of an invoice, once, with every payment given back the way it came."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from stores.clock import STORE_TIME
from stores.models import Store
from tests.factories.billing import AT, card, cash, credited, invoiced, upi
from upgrade_program.billing.models import Collection, Refund, TaxDocument
from upgrade_program.billing.refusals import AlreadyCredited
from upgrade_program.kernel.errors import ReasonRequired

AMOUNTS = ("taxable", "cgst", "sgst", "utgst", "igst", "total", "rate")


@pytest.mark.django_db
@pytest.mark.parametrize("place", [None, "27"])
@pytest.mark.parametrize("fee", [Decimal("399.00"), Decimal("999.00"), Decimal("0.01"), Decimal("1699.00")])
def test_a_credit_note_repeats_every_amount(store: Store, place: str | None, fee: Decimal) -> None:
    invoice = invoiced(store=store, amount=fee, place_of_supply=place)
    note = credited(invoice=invoice, reason="  Phone   returned ")
    invoice.refresh_from_db()
    note.refresh_from_db()
    assert [getattr(note, name) for name in AMOUNTS] == [getattr(invoice, name) for name in AMOUNTS]
    assert (note.number, note.kind, note.credits, note.reason) == ("DL01/C27/00001", "credit_note", invoice, "Phone returned")
    assert (note.seller, note.buyer, note.place_of_supply) == (invoice.seller, invoice.buyer, invoice.place_of_supply)
    assert invoice.credit_note == note
    assert Collection.objects.get().state == "refunded"


@pytest.mark.django_db
def test_every_payment_goes_back_the_way_it_came(store: Store) -> None:
    invoice = invoiced(store=store, tenders=[cash(100), upi("412345678901", 200), card("4242", 249)])
    note = credited(invoice=invoice, at=AT + timedelta(days=2))
    back = [(refund.payment.method, str(refund.amount), refund.credit_note_id) for refund in Refund.objects.order_by("id")]
    assert back == [("cash", "100.00", note.pk), ("upi", "200.00", note.pk), ("card", "249.00", note.pk)]


@pytest.mark.django_db
def test_a_credit_note_belongs_to_the_year_of_its_own_day(store: Store) -> None:
    invoice = invoiced(store=store, at=datetime(2027, 3, 31, 23, 0, tzinfo=STORE_TIME))
    note = credited(invoice=invoice, at=datetime(2027, 4, 1, 0, 0, tzinfo=STORE_TIME))
    assert [invoice.number, note.number] == ["DL01/I26/00001", "DL01/C27/00001"]


@pytest.mark.django_db
def test_an_invoice_is_credited_once(store: Store) -> None:
    invoice = invoiced(store=store)
    credited(invoice=invoice)
    with pytest.raises(AlreadyCredited) as no:
        credited(invoice=invoice)
    assert (no.value.code, no.value.status) == ("plan_not_live", 409)
    assert (TaxDocument.objects.filter(kind="credit_note").count(), Refund.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_a_credit_note_needs_a_reason(store: Store) -> None:
    invoice = invoiced(store=store)
    with pytest.raises(ReasonRequired) as no:
        credited(invoice=invoice, reason="  ")
    assert no.value.code == "reason_required"
    assert TaxDocument.objects.get() == invoice
    assert Collection.objects.get().state == "paid"


@pytest.mark.django_db(transaction=True)
def test_of_eight_tills_crediting_one_invoice_one_succeeds(store: Store, race: Any) -> None:
    invoice = invoiced(store=store)
    answers = race(*[lambda: credited(invoice=invoice).number] * 8)
    assert sorted(answer if isinstance(answer, str) else type(answer).__name__ for answer in answers) == ["AlreadyCredited"] * 7 + [
        "DL01/C27/00001"
    ]
    assert race.overlap > 1
    assert (TaxDocument.objects.count(), Refund.objects.count()) == (2, 1)

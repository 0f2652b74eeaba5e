"""The table of the pricing desk: what stands in a row, what is found, and that it takes one statement."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from stores.clock import local_day
from tests.factories.catalog import AT, DeviceModelFactory, SrpFactory, VariantFactory
from tests.factories.plans import sellable, sold
from tests.factories.prices import change_price
from upgrade_program.kernel.actor import Actor
from upgrade_program.reporting import price_desk
from upgrade_program.reporting.exposure.counting import build
from upgrade_program.reporting.price_desk import Show, desk

pytestmark = pytest.mark.django_db
SOON = AT + timedelta(hours=1)


def test_a_row_tells_srp_prices_share_and_sales(clerk: Actor, head_office: Actor) -> None:
    variant = sellable()
    SrpFactory(variant=VariantFactory(model=variant.model, ram_gb=6, storage_gb=128, srp=None), amount=16_999, checked=False)
    sold(actor=clerk, variant=variant, at=AT - timedelta(days=1))
    planned = change_price(maker=head_office, model=variant.model, amount=599, from_at=SOON)
    found = desk(at=AT)
    (row,) = found.rows
    assert (row.name, row.sizes, row.srp, row.verified) == ("Redmi Note 9 Pro", "4/64, 6/128", Decimal(13_999), False)
    assert (row.now, row.share, row.sold) == (Decimal(549), Decimal("3.9"), 1)
    assert (row.last_id, row.last, row.last_from, found.planned(row)) == (planned.pk, Decimal(599), SOON, True)
    (later,) = desk(at=SOON).rows
    assert (later.now, desk(at=SOON).planned(later)) == (Decimal(599), False)


def test_a_model_without_price_or_srp_has_none() -> None:
    VariantFactory(srp=None, model__name="Redmi 12")
    (row,) = desk(at=AT).rows
    assert (row.srp, row.now, row.last_id, row.share, row.verified, row.sold) == (None, None, None, None, False, 0)


def test_variants_with_a_price_of_their_own_are_counted(head_office: Actor) -> None:
    variant = sellable()
    change_price(maker=head_office, model=variant.model, variant=variant, amount=599, from_at=SOON)
    assert [(row.own, row.now) for row in desk(at=AT).rows] == [(1, Decimal(549))]


@pytest.mark.parametrize(
    ("q", "show", "names"),
    [
        ("", Show.ALL, ["Redmi Note 9", "Redmi Note 9 Pro", "Redmi 12"]),
        ("note pro", Show.ALL, ["Redmi Note 9 Pro"]),
        ("%", Show.ALL, []),
        ("redmi", Show.TO_VERIFY, ["Redmi 12"]),
        ("", Show.NO_PRICE, ["Redmi 12"]),
        ("", Show.PLANNED, ["Redmi Note 9"]),
        ("poco", Show.ALL, []),
        ("nobody\x00", Show.ALL, []),
    ],
)
def test_models_are_found_and_filtered(head_office: Actor, q: str, show: Show, names: list[str]) -> None:
    sellable()
    change_price(maker=head_office, model=sellable(name="Redmi Note 9", srp=11_999, price=449).model, amount=499, from_at=SOON)
    SrpFactory(variant=VariantFactory(srp=None, model__name="Redmi 12"), checked=False)
    VariantFactory(model=DeviceModelFactory(brand="POCO", name="POCO X3", eligible=False))
    found = desk(q=q, show=show, at=AT)
    assert [row.name for row in found.rows] == names
    assert found.count == len(names)


def test_pages_hold_a_part_and_count_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(price_desk, "PAGE", 2)
    for n in range(3):
        VariantFactory(model__name=f"Redmi {n}")
    pages = [desk(page=page, at=AT) for page in (1, 2)]
    assert [[row.name for row in page.rows] for page in pages] == [["Redmi 0", "Redmi 1"], ["Redmi 2"]]
    assert [page.count for page in pages] == [3, 3]


def test_a_row_tells_what_is_owed_for_the_model(clerk: Actor) -> None:
    variant = sellable()
    sellable(name="Redmi Note 9", srp=11_999, price=449)
    sold(actor=clerk, variant=variant, at=AT - timedelta(days=120))
    assert [row.owed for row in desk(at=AT).rows] == [0, 0]
    build(on=local_day(AT), at=AT)
    assert {row.name: row.owed for row in desk(at=AT).rows} == {"Redmi Note 9": 0, "Redmi Note 9 Pro": 9_799}


def test_one_statement_for_any_number_of_rows(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    for n in range(5):
        VariantFactory(model__name=f"Redmi {n}")
    with django_assert_num_queries(1):
        assert len(desk(at=AT).rows) == 5

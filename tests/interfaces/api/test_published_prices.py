"""The nine published prices, sold through the API out of the real catalogue: invoices against the golden file, tiers in rupees by hand."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from stores.clock import now
from tests.factories.plans import new_imei, programme
from tests.interfaces.api.till import said, sale, till_of
from upgrade_program.catalog.files import read_devices, read_prices
from upgrade_program.catalog.services.loading import load_catalogue

pytestmark = pytest.mark.django_db

with (Path(__file__).parents[2] / "worked_examples" / "gst_fee_golden.csv").open(encoding="utf-8") as lines:
    GOLDEN = {row["fee"]: row for row in csv.DictReader(lines)}
# SKU, plan price, SRP, and what 70, 60, 50 and 40 per cent of it come to, worked out by hand.
PUBLISHED = [
    ("redmi-9-4-64", "399", "8999.00", ["6299.00", "5399.00", "4500.00", "3600.00"]),
    ("redmi-9-prime-4-64", "399", "9999.00", ["6999.00", "5999.00", "5000.00", "4000.00"]),
    ("redmi-note-9-4-64", "499", "11999.00", ["8399.00", "7199.00", "6000.00", "4800.00"]),
    ("redmi-note-9-pro-4-64", "549", "13999.00", ["9799.00", "8399.00", "7000.00", "5600.00"]),
    ("redmi-note-9-pro-max-6-64", "599", "16499.00", ["11549.00", "9899.00", "8250.00", "6600.00"]),
    ("redmi-k20-pro-6-128", "999", "27999.00", ["19599.00", "16799.00", "14000.00", "11200.00"]),
    ("mi-10t-6-128", "1499", "35999.00", ["25199.00", "21599.00", "18000.00", "14400.00"]),
    ("mi-10t-pro-8-128", "1699", "39999.00", ["27999.00", "23999.00", "20000.00", "16000.00"]),
    ("mi-10-8-128", "1999", "49999.00", ["34999.00", "29999.00", "25000.00", "20000.00"]),
]


@pytest.fixture
def catalogue(db):
    programme()
    load_catalogue(devices=read_devices(), prices=read_prices(), at=now(), on_progress=lambda done, total: None)


def test_nine_prices_were_published_and_each_has_its_golden_line():
    assert sorted(row.amount for row in read_prices()) == [399, 399, 499, 549, 599, 999, 1499, 1699, 1999]
    assert len(PUBLISHED) == 9
    assert {fee for _, fee, _, _ in PUBLISHED} == set(GOLDEN)


def test_each_published_price_is_sold_with_the_golden_invoice_and_the_tiers_worked_out_by_hand(catalogue, clerk_user):
    till = till_of(clerk_user)
    for sku, fee, srp, values in PUBLISHED:
        body = sale(sku=sku, expected_price=fee, payments=[{"method": "cash", "amount": fee}])
        answer = till.sell(body)
        assert answer.status_code == 201, (sku, answer.content)
        plan = said(answer)
        assert (plan["sku"], plan["price"], plan["srp"]) == (sku, f"{fee}.00", srp)
        assert plan["invoice"] | {"number": ""} == {
            "number": "",
            "taxable": GOLDEN[fee]["taxable_intra"],
            "cgst": GOLDEN[fee]["cgst"],
            "sgst": GOLDEN[fee]["sgst"],
            "utgst": "0.00",
            "igst": "0.00",
            "total": f"{fee}.00",
        }, sku
        assert [(tier["from"], tier["through"], tier["percent"], tier["value"]) for tier in plan["tiers"]] == [
            ("2027-08-04", "2027-11-03", 70, values[0]),
            ("2027-11-04", "2028-02-03", 60, values[1]),
            ("2028-02-04", "2028-05-03", 50, values[2]),
            ("2028-05-04", "2028-08-03", 40, values[3]),
        ], sku
        across = said(till.sell(body | {"imei": new_imei(), "place_of_supply": "27"}))
        assert (across["invoice"]["taxable"], across["invoice"]["igst"]) == (GOLDEN[fee]["taxable_inter"], GOLDEN[fee]["igst"]), sku

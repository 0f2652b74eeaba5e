"""Prices as they stood: any instant of the past is answered as it was, to the second before and after each change."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from html import unescape

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.test import Client
from django.urls import reverse

from stores.clock import STORE_TIME
from tests.factories.plans import START, sellable
from upgrade_program.catalog.models import PlanPrice, Variant
from upgrade_program.catalog.queries.past_prices import prices_at

pytestmark = pytest.mark.django_db
PAGE = reverse("admin:prices_past")
TURN = datetime(2021, 3, 1, 10, 30, tzinfo=STORE_TIME)
LATER = datetime(2022, 3, 1, tzinfo=STORE_TIME)
SECOND = timedelta(microseconds=1)


@pytest.fixture
def variant(db: None) -> Variant:
    """₹549 from the programme's start, ₹579 from TURN, its variant alone ₹599 from LATER; a plan for ₹1 was withdrawn."""
    variant = sellable(price=None)

    def price(amount: int, start: datetime, end: datetime | None = None, **more: object) -> None:
        values = {
            "model": variant.model,
            "amount": amount,
            "valid": DateTimeTZRange(start, end),
            "set_at": START,
            "reason": f"from {amount}",
        }
        PlanPrice.objects.create(**(values | more))

    price(549, START, TURN)
    price(579, TURN)
    price(599, LATER, variant=variant)
    price(1, TURN, withdrawn_at=START)
    return variant


def amounts(instant: datetime) -> list[tuple[str, Decimal, Decimal | None]]:
    return [(row.device, row.price.amount, row.now) for row in prices_at(instant, now=LATER)]


def test_each_instant_has_the_price_that_stood_then(variant: Variant) -> None:
    model = variant.model.name
    assert amounts(START - SECOND) == []
    assert amounts(START) == amounts(TURN - SECOND) == [(model, Decimal(549), Decimal(579))]
    assert amounts(TURN) == amounts(LATER - SECOND) == [(model, Decimal(579), Decimal(579))]
    assert amounts(LATER) == [(str(variant), Decimal(599), Decimal(599)), (model, Decimal(579), Decimal(579))]
    assert prices_at(TURN, now=LATER)[0].srp == Decimal(13_999)


def test_the_page_says_it(head_office_client: Client, auditor_client: Client, variant: Variant) -> None:
    for client in (head_office_client, auditor_client):
        page = unescape(client.get(PAGE, {"day": "2021-03-01", "time": "10:29"}).content.decode())
        for words in ("<b>₹549</b>", "₹13,999", "from 549", "5 Nov 2020, 00:00", "₹579", 'value="2021-03-01"'):
            assert words in page
        assert "<b>₹579</b>" in client.get(PAGE, {"day": "2021-03-01", "time": "10:30"}).content.decode()
        assert "No price was in force on 4 Nov 2020, 23:59." in client.get(PAGE, {"day": "2020-11-04", "time": "23:59"}).content.decode()
    assert "As they stood" in head_office_client.get(reverse("admin:prices")).content.decode()


@pytest.mark.parametrize("asked", [{"day": "someday", "time": "10:00"}, {"day": "2021-03-01"}, {"day": "2021-03-01", "time": "25:00"}])
def test_what_is_no_instant_is_said_at_its_field(head_office_client: Client, asked: dict[str, str]) -> None:
    answer = head_office_client.get(PAGE, asked)
    assert (answer.status_code, 'role="alert"' in answer.content.decode()) == (422, True)

"""Head office's pages of rewards: what each costs now, until when, how much is left; acts and their refusals at the field."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from loyalty.rewards.models import Reward, RewardTerms
from tests.factories.plans import AT
from tests.factories.rewards import reward, terms_of
from tests.interfaces.counter.pages import text_of
from tests.loyalty.rewards.acts import every_row

pytestmark = pytest.mark.django_db
LIST = "/admin/rewards/reward/"


@pytest.fixture(autouse=True)
def _third_of_may() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


def said(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return text_of(answer.content.decode())


def test_cost_dates_stock_and_limits_are_read_in_lakhs(head_office_client: Client, auditor_client: Client) -> None:
    voucher, waits = reward(cap=250_000), reward(name="Mug")
    terms = terms_of(voucher, points=125_000, most=1000)
    for client in (head_office_client, auditor_client):
        page = said(client, LIST)
        for words in ("1,25,000", "2,50,000 of 2,50,000", "not on offer"):
            assert words in page
        one = said(client, f"{LIST}{voucher.pk}/change/")
        for words in ("What it is", "Limits and stock", "2,50,000", "1,25,000", "1,000"):
            assert words in one
        dated = said(client, f"/admin/rewards/rewardterms/{terms.pk}/change/")
        for words in ("Cost", "Limits", "Dates", "1,25,000"):
            assert words in dated
        assert "1,25,000" in said(client, "/admin/rewards/rewardterms/")
    assert said(head_office_client, f"{LIST}{waits.pk}/change/")
    assert said(head_office_client, f"{LIST}add/")
    assert said(head_office_client, "/admin/rewards/rewardterms/add/")


def test_stock_is_added_from_its_page_and_too_little_is_refused_at_the_field(head_office_client: Client) -> None:
    voucher = reward(cap=10)
    address = f"{LIST}{voucher.pk}/change/"
    before = every_row()
    inlines = {f"{name}-{what}": "0" for name in ("terms", "files") for what in ("TOTAL_FORMS", "INITIAL_FORMS")}
    refused = head_office_client.post(address, inlines | {"more": "-11", "reason": "count"})
    assert (refused.status_code, every_row()) == (422, before)
    assert "more" in refused.context["adminform"].form.errors
    assert head_office_client.post(address, inlines | {"more": "90", "reason": "delivery"}).status_code == 302
    assert Reward.objects.get().cap == 100


def test_new_terms_come_from_their_page(head_office_client: Client) -> None:
    voucher = reward()
    form = {"reward": voucher.pk, "points": "1500", "most": "2", "period": "month", "good_days": "30", "reason": "first"}
    answer = head_office_client.post("/admin/rewards/rewardterms/add/", form)
    assert answer.status_code == 302
    assert RewardTerms.objects.get().points == 1500

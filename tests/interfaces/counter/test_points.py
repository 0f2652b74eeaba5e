"""Points on the counter's pages: what a member has, what may be used, and what a refund does to them."""

from __future__ import annotations

import pytest

from loyalty.ledger.services import Cause, redeem
from loyalty.spending import codes
from tests.factories.codes import newest_code
from tests.factories.loyalty import loyalty
from tests.factories.plans import AT, days_ago, sold
from tests.interfaces.counter.pages import error_at, text_of
from tests.loyalty.spending.purse import has, hear, rich
from upgrade_program.billing.models import Collection
from upgrade_program.plans.models import Plan

pytestmark = pytest.mark.django_db(transaction=True)
SELL = "/counter/sell/"


@pytest.fixture(autouse=True)
def _published(transactional_db: None) -> None:
    loyalty()


@pytest.fixture
def known(clerk, phone):
    """A member who bought here before, with 1,000 points."""
    farhan = rich(1000)
    sold(actor=clerk, variant=phone)
    return farhan


def test_the_payment_shows_what_a_known_member_has(clerk_client, typed, known) -> None:
    page = text_of(clerk_client.post(SELL, typed(act="look")).content.decode())
    assert "Has 1,000 points : up to 109 may be used here, worth ₹109" in page
    page = text_of(clerk_client.post(SELL, typed(act="look", points="100", cash="449")).content.decode())
    assert "₹100 paid with points : 900 of 1,000 points stay" in page
    assert "₹449 cash, ₹100 in points" in page


def test_a_member_of_another_store_pays_here_too_and_nothing_is_told_of_them(clerk_client, typed, phone) -> None:
    farhan = rich(1000)
    page = clerk_client.post(SELL, typed(act="look", name="")).content.decode()
    assert 'name="points"' in page
    assert "Points pay up to 109 here, from 50 at a time" in text_of(page)
    for secret in ("1,000", "1000", farhan.name, "Known since"):
        assert secret not in text_of(page)
    answer = clerk_client.post(SELL, typed(points="109", cash="440"))
    assert (answer.status_code, has(farhan)) == (302, (0, 891, 0, 0))


def test_they_are_told_apart_from_strangers_by_the_field_alone(clerk_client, typed, phone) -> None:
    member = clerk_client.post("/counter/sell/customer/", typed()).content.decode()
    rich(0)
    answer = clerk_client.post("/counter/sell/customer/", typed()).content.decode()
    assert ('name="points"' in member, 'name="points"' in answer) == (False, True)
    refused = clerk_client.post(SELL, typed(points="109", cash="440"))
    assert (refused.status_code, Plan.objects.count()) == (422, 0)


def test_many_of_their_points_take_their_code(clerk_client, typed, phone, monkeypatch) -> None:
    monkeypatch.setattr(codes, "CODE_FROM", 100)
    farhan = rich(1000)
    refused = clerk_client.post(SELL, typed(points="109", cash="440"))
    assert (refused.status_code, 'name="points_code"' in refused.content.decode(), has(farhan)) == (422, True, (0, 1000, 0, 0))


def test_who_is_no_member_is_not_asked(clerk, clerk_client, typed, phone) -> None:
    sold(actor=clerk, variant=phone)
    assert 'name="points"' not in clerk_client.post(SELL, typed(act="look")).content.decode()


def test_the_fragments_bring_field_and_figure(clerk_client, typed, known) -> None:
    answer = clerk_client.post("/counter/sell/customer/", typed()).content.decode()
    assert 'name="points"' in answer
    answer = text_of(clerk_client.post("/counter/sell/quote/", typed(points="60", cash="489")).content.decode())
    assert "₹60 paid with points : 940 of 1,000 points stay" in answer


def test_a_plan_is_sold_with_points(clerk_client, typed, known) -> None:
    answer = clerk_client.post(SELL, typed(points="109", cash="440"))
    plan = Plan.objects.latest("id")
    page = text_of(clerk_client.get(answer.url).content.decode())
    assert "Paid in part with 109 points; 891 stay" in page
    slip = text_of(clerk_client.post(f"/counter/documents/{plan.invoice_id}/receipt/").content.decode())
    assert "Loyalty points: 109" in slip
    assert has(known) == (0, 891, 0, 0)


@pytest.mark.parametrize(
    ("points", "cash", "words"),
    [
        ("110", "439", "Use 109 points at most, worth ₹109"),
        ("49", "500", "Points are used from 50 at a time"),
        ("99.50", "449.50", "whole steps of ₹1"),
    ],
)
def test_a_refusal_stands_at_the_points(clerk_client, typed, known, points: str, cash: str, words: str) -> None:
    answer = clerk_client.post(SELL, typed(points=points, cash=cash))
    assert answer.status_code == 422
    assert words in error_at(answer.content.decode(), "points")
    assert (Plan.objects.count(), has(known)) == (1, (0, 1000, 0, 0))


def test_the_page_before_a_cancellation_tells_of_points(clerk_client, manager_client, typed, known) -> None:
    clerk_client.post(SELL, typed(points="109", cash="440"))
    hear()
    plan = Plan.objects.latest("id")
    page = text_of(manager_client.get(f"/counter/plans/{plan.number}/cancel/").content.decode())
    assert "Points back 109 points, without an end" in page
    assert "Earned with it, taken away 189 points" in page
    assert "owes them" not in page


def test_a_shortfall_is_asked_about_and_paid(clerk, manager_client, phone) -> None:
    """Of the 189 points a plan of twelve days ago has earned, 150 are spent; the manager takes ₹150 for them."""
    farhan = rich(0)
    plan = sold(actor=clerk, variant=phone, at=days_ago(12))
    hear()
    redeem(customer_id=farhan.pk, points=150, cause=Cause(source_type="reward", source_id="1", at=AT))
    address = f"/counter/plans/{plan.number}/cancel/"
    page = text_of(manager_client.get(address).content.decode())
    assert "150 of the earned points are spent already" in page
    assert "pays ₹150 for them now" in page
    assert "₹399 of the ₹549 cash" in page
    answer = manager_client.post(address, {"ground": "store_error", "reason": "by mistake", "shortfall": "pay", "act": "cancel"})
    assert answer.status_code == 302, text_of(answer.content.decode())
    hear()
    assert has(farhan) == (0, 0, 0, 0)
    assert Collection.objects.get(bill=f"points:plan:{plan.pk}").amount == 150


def test_many_points_are_confirmed_by_the_member(clerk_client, typed, known, monkeypatch) -> None:
    monkeypatch.setattr(codes, "CODE_FROM", 100)
    fields = typed(points="100", cash="449")
    assert 'name="points_code"' not in clerk_client.post(SELL, fields | {"act": "look", "points": "99"}).content.decode()
    assert 'name="points_code"' in clerk_client.post(SELL, fields | {"act": "look"}).content.decode()
    page = clerk_client.post(SELL, fields | {"act": "points_code"})
    assert "A code is on its way to 98••• ••421" in text_of(page.content.decode())
    assert Plan.objects.count() == 1
    refused = clerk_client.post(SELL, fields)
    assert (refused.status_code, Plan.objects.count()) == (422, 1)
    assert "code is needed" in error_at(refused.content.decode(), "points_code")
    sold_now = clerk_client.post(SELL, fields | {"points_code": newest_code()})
    assert (sold_now.status_code, has(known)) == (302, (0, 900, 0, 0))

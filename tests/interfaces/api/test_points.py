"""Points as a payment through the API: sold with, refused, told beforehand and given back."""

from __future__ import annotations

import pytest

from loyalty.ledger.models import Entry
from loyalty.spending import codes
from tests.factories.codes import newest_code
from tests.factories.loyalty import loyalty
from tests.interfaces.api.till import PLANS, new_key, said, sale
from tests.loyalty.spending.purse import has, hear, rich
from upgrade_program.plans.models import Plan

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _published(transactional_db: None) -> None:
    loyalty()


def paid(points: str, rest: str, **more: str) -> list[dict[str, str]]:
    return [{"method": "cash", "amount": rest}, {"method": "points", "amount": points, **more}]


def test_fifty_equal_requests_spend_once(till) -> None:
    farhan, body, key = rich(1000), sale(payments=paid("109", "440.00")), new_key()
    answers = [till.sell(body, key=key) for _ in range(50)]
    assert {(answer.status_code, answer.content) for answer in answers} == {(201, answers[0].content)}
    assert (has(farhan), Entry.objects.filter(kind="redeem").count(), Plan.objects.count()) == ((0, 891, 0, 0), 1, 1)


@pytest.mark.parametrize(
    ("points", "rest", "code", "words"),
    [
        ("110", "439.00", "points_over_share", "109 points at most, worth ₹109"),
        ("1001", "0.00", "points_insufficient", "can use 1,000 points"),
        ("49", "500.00", "points_below_minimum", "from 50 to 109 points"),
    ],
)
def test_each_refusal_names_what_is_allowed(till, points: str, rest: str, code: str, words: str) -> None:
    farhan = rich(1000)
    parts = [part for part in paid(points, rest) if part["amount"] != "0.00"]
    price = f"{sum(float(part['amount']) for part in parts):.2f}"
    answer = till.sell(sale(payments=parts, expected_price=price))
    problem = answer.json()
    assert (answer.status_code, problem["code"], problem["errors"][0]["field"]) == (409, code, "payments")
    assert words in problem["errors"][0]["message"]
    assert (has(farhan), Plan.objects.count()) == ((0, 1000, 0, 0), 0)


def test_a_reference_is_the_servers_to_write(till) -> None:
    rich(1000)
    answer = till.sell(sale(payments=paid("109", "440.00", reference="109")))
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "payments.1.reference")


def test_a_refund_is_told_and_then_is_what_was_told(till, manager_till) -> None:
    farhan = rich(1000)
    number = said(till.sell(sale(payments=paid("109", "440.00"))))["number"]
    hear()
    told = said(manager_till.get(f"{PLANS}{number}/refund/"))
    assert told == {
        "money": [{"method": "cash", "amount": "440.00"}],
        "points": [{"points": 109, "last_day": None, "anew": False}],
        "points_taken": 189,
        "shortfall": 0,
        "shortfall_amount": "0.00",
    }
    wish = {"reason": "Sold by mistake", "ground": "store_error", "shortfall": "pay"}
    said(manager_till.act(f"{PLANS}{number}/cancel/", wish))
    hear()
    assert has(farhan) == (0, 1000, 0, 0)


def test_whoever_may_not_cancel_is_not_told(till, manager_till) -> None:
    rich(1000)
    number = said(till.sell(sale(payments=paid("109", "440.00"))))["number"]
    assert till.get(f"{PLANS}{number}/refund/").status_code == 403
    assert manager_till.act(f"{PLANS}{number}/cancel/", {"reason": "x", "shortfall": "forget"}).status_code == 422


def test_many_points_take_the_members_code(till, monkeypatch) -> None:
    monkeypatch.setattr(codes, "CODE_FROM", 100)
    farhan, body = rich(1000), sale(payments=paid("100", "449.00"))
    answer = till.sell(body)
    assert (answer.status_code, answer.json()["code"]) == (403, "otp_wrong")
    sent = till.post("/api/v1/members/otp/", {"mobile": "98104 55421", "amount": "100.00", "price": "549.00"})
    assert (sent.status_code, sent.json()["sent_to"]) == (202, "98••• ••421")
    said(till.sell(body | {"points_otp": newest_code()}))
    assert has(farhan) == (0, 900, 0, 0)

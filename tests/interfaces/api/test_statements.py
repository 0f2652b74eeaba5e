"""How many statements the hot calls cost. A bound that must be raised is a decision, not an accident."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.emptying import tables
from tests.factories.claims import accepted, old_plan
from tests.factories.plans import sellable
from tests.interfaces.api.claiming import CLAIMS, at, offered, wish
from tests.interfaces.api.till import PLANS, SEARCH, said, sale, till_of
from upgrade_program.interfaces.api import pages

SALE = 7  # the token, BEGIN, the key, the facts, the rows, the answer, COMMIT
SETTLEMENT = 10  # the token, the key, the claim, BEGIN, the key, the facts, the rows, the photos, the answer, COMMIT
WITH_ITS_CODE = SETTLEMENT + 5  # comparing the code is a transaction of two; then it is used up, by which the claim is accepted
# With BEGIN, COMMIT and the savepoint of the domain's own transaction; one lapses an exchange asked for, one looks for points;
# one locks the plan, the next reads it, since what is joined to it may have changed while it was waited for.
CANCELLATION = 25


@pytest.mark.django_db
def test_a_value_costs_two_statements(till, django_assert_num_queries):
    number = said(till.sell(sale()))["number"]
    with django_assert_num_queries(2):  # the token, the plan
        till.get(f"{PLANS}{number}/value/")
    with django_assert_num_queries(2):
        till.get(f"{PLANS}{number}/")


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_costs_two_statements_whatever_its_length(till, rows, django_assert_num_queries):
    for _ in range(rows):
        till.sell(sale())
    assert pages.SIZE > 3
    for path in (PLANS, f"{PLANS}?value_status=waiting", "/api/v1/variants/?q=note"):
        with django_assert_num_queries(2):
            answer = till.get(path)
        assert answer.status_code == 200
    for body in ({"mobile": "9810455421"}, {"imei": "490154203237518"}, {"number": "0000"}):
        with django_assert_num_queries(2 if "number" not in body else 1):
            assert till.post(SEARCH, body).status_code == 200


@pytest.mark.django_db
def test_public_calls_know_no_token(nobody, phone, django_assert_num_queries):
    with django_assert_num_queries(1):
        nobody.get("/api/v1/consent/")
    nobody.get(f"/api/v1/estimate/?sku={phone.sku}")  # terms are kept by id from now on
    with django_assert_num_queries(2):  # the offer, which terms are in force
        nobody.get(f"/api/v1/estimate/?sku={phone.sku}")


@pytest.mark.django_db(transaction=True)
def test_a_sale_stays_within_its_statements(clerk_user):
    sellable()
    till = till_of(clerk_user)
    till.sell(sale())  # terms are kept by id, the number series exists
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = till.sell(sale())
    assert answer.status_code == 201, answer.content
    statements = [query["sql"] for query in queries.captured_queries]
    print(f"{len(statements)} statements", *(" ".join(one.split())[:110] for one in statements), sep="\n  ")
    assert len(statements) <= SALE


@pytest.mark.django_db(transaction=True)
def test_the_statements_of_a_sale_are_not_planned_anew(clerk_user):
    """PostgreSQL tries five plans of its own for the values, and then keeps one for all, unless that looks much dearer."""
    sellable()
    till = till_of(clerk_user)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(tables())}")  # else it may still count on what tests before this one had in the tables
    connection.close()
    for _ in range(12):
        assert till.sell(sale()).status_code == 201
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, custom_plans FROM pg_prepared_statements WHERE generic_plans + custom_plans >= 12")
        found = dict(cursor.fetchall())
    assert found == dict.fromkeys(("who_has_the_token", "claim_a_key", "sale_facts", "sale_at_once", "keep_an_answer"), 5)


@pytest.mark.django_db(transaction=True)
def test_a_cancellation_stays_within_its_statements(manager_user):
    sellable()
    till = till_of(manager_user)
    numbers = [said(till.sell(sale()))["number"] for _ in range(2)]
    wish = {"reason": "Sold by mistake", "ground": "store_error"}
    till.act(f"{PLANS}{numbers[0]}/cancel/", wish)  # the series of credit notes exists
    with CaptureQueriesContext(connection) as queries:
        answer = till.act(f"{PLANS}{numbers[1]}/cancel/", wish)
    assert answer.status_code == 200, answer.content
    assert len(queries) <= CANCELLATION, [query["sql"][:110] for query in queries.captured_queries]


@pytest.mark.django_db(transaction=True)
def test_a_settlement_stays_within_its_statements(clerk_user, clerk):
    till = till_of(clerk_user)
    claims = [accepted(old_plan(actor=clerk, phone_invoice_number=f"B{place}"), actor=clerk) for place in range(2)]
    bodies = [wish(), wish()]
    till.act(at(claims[0].written, "settle"), bodies[0])  # the series of vouchers exists
    with CaptureQueriesContext(connection) as queries:
        answer = till.act(at(claims[1].written, "settle"), bodies[1])
    assert answer.status_code == 200, answer.content
    statements = [query["sql"] for query in queries.captured_queries]
    print(f"{len(statements)} statements", *(" ".join(one.split())[:110] for one in statements), sep="\n  ")
    assert len(statements) <= SETTLEMENT


@pytest.mark.django_db(transaction=True)
def test_a_settlement_with_its_code_stays_within_its_statements(clerk_user, clerk):
    till = till_of(clerk_user)
    offers = [offered(till, old_plan(actor=clerk, phone_invoice_number=f"B{n}", customer_mobile=f"98104 5542{n}")) for n in range(2)]
    bodies = [wish(code) for _, code in offers]
    said(till.act(at(offers[0][0], "settle"), bodies[0]))
    with CaptureQueriesContext(connection) as queries:
        answer = till.act(at(offers[1][0], "settle"), bodies[1])
    assert answer.status_code == 200, answer.content
    assert len(queries) <= WITH_ITS_CODE, [query["sql"][:110] for query in queries.captured_queries]


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 3])
def test_claims_cost_the_same_statements_whatever_their_number(clerk, till, rows, django_assert_num_queries):
    made = [accepted(old_plan(actor=clerk, phone_invoice_number=f"B{place}"), actor=clerk) for place in range(rows)]
    with django_assert_num_queries(5):  # the token, the claims, their photos, their gates, their look-ups
        assert len(said(till.get(CLAIMS))["results"]) == rows
    with django_assert_num_queries(5):
        till.get(at(made[0].written))

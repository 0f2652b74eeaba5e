"""Head office reads documents, money and series; nobody edits them there."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from stores.models import Store
from tests.factories.billing import BUYER, card, cash, credited, invoiced
from upgrade_program.billing.models import Collection, NumberSeries, Refund, TaxDocument, TaxRule

pytestmark = pytest.mark.django_db
TABLES = ["taxdocument", "collection", "refund", "numberseries", "taxrule"]


@pytest.fixture
def invoice(store: Store) -> TaxDocument:
    document = invoiced(store=store, tenders=[cash(300), card("4242", 249)])
    credited(invoice=document)
    return document


def row_of(table: str) -> int:
    model = {"taxdocument": TaxDocument, "collection": Collection, "refund": Refund, "numberseries": NumberSeries, "taxrule": TaxRule}[
        table
    ]
    found = model.objects.first()
    assert found is not None
    return int(found.pk)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("office", ["head_office_client", "auditor_client"])
def test_the_office_reads_every_table(invoice: TaxDocument, table: str, office: str, request: pytest.FixtureRequest) -> None:
    client: Client = request.getfixturevalue(office)
    assert (
        client.get(f"/admin/billing/{table}/?q=DL01" if table in {"taxdocument", "collection"} else f"/admin/billing/{table}/").status_code
        == 200
    )
    page = client.get(f"/admin/billing/{table}/{row_of(table)}/change/")
    assert page.status_code == 200
    assert BUYER.name not in page.content.decode()
    assert BUYER.mobile not in page.content.decode()
    assert 'name="_save"' not in page.content.decode()


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("act", ["change", "delete"])
def test_head_office_changes_and_deletes_nothing(invoice: TaxDocument, head_office_client: Client, table: str, act: str) -> None:
    before = list(TaxDocument.objects.values()), list(Collection.objects.values()), list(TaxRule.objects.values())
    answer = head_office_client.post(
        f"/admin/billing/{table}/{row_of(table)}/{act}/", {"post": "yes", "rate": "1", "last": "9", "total": "1"}
    )
    assert answer.status_code == 403
    assert (list(TaxDocument.objects.values()), list(Collection.objects.values()), list(TaxRule.objects.values())) == before


@pytest.mark.parametrize("table", [table for table in TABLES if table != "taxrule"])
def test_head_office_adds_no_row_by_hand(head_office_client: Client, table: str) -> None:
    assert head_office_client.get(f"/admin/billing/{table}/add/").status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("table", TABLES)
def test_a_list_costs_the_same_at_one_and_three_rows(
    store: Store, head_office_client: Client, rows: int, table: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(rows):
        credited(invoice=invoiced(store=store))
    with django_assert_max_num_queries(9):
        assert head_office_client.get(f"/admin/billing/{table}/").status_code == 200

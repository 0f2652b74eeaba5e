"""Invoices and credit notes at the counter: whose they are, and when one is a duplicate."""

from __future__ import annotations

import pytest

from tests.factories.codes import cancelled
from tests.factories.plans import sold
from tests.interfaces.counter.pages import text_of
from upgrade_program.plans.models import Plan

pytestmark = pytest.mark.django_db


def test_the_sellers_first_look_is_the_original_and_every_other_a_duplicate(clerk_client, manager_client, typed):
    done = clerk_client.post("/counter/sell/", typed()).url
    clerk_client.get(done)
    address = f"/counter/documents/{Plan.objects.get().invoice_id}/"
    first = text_of(clerk_client.get(address).content.decode())
    assert "DL01/I27/00001" in first
    assert "DUPLICATE" not in first
    clerk_client.get(done)
    assert "DUPLICATE" in clerk_client.get(address).content.decode()
    assert "DUPLICATE" in manager_client.get(address).content.decode()


def test_a_credit_note_prints_too(clerk, manager, manager_client, phone):
    plan = sold(actor=clerk, variant=phone)
    plan = cancelled(plan, actor=manager)
    words = text_of(manager_client.get(f"/counter/documents/{plan.credit_note_id}/").content.decode())
    assert "DL01/C27/00001" in words
    assert "DUPLICATE" not in words


def test_other_stores_see_no_document_and_head_office_sees_all(
    clerk, client_for, other_manager_user, head_office_client, auditor_client, phone
):
    plan = sold(actor=clerk, variant=phone)
    address = f"/counter/documents/{plan.invoice_id}/"
    assert client_for(other_manager_user).get(address).status_code == 404
    assert client_for(other_manager_user).get("/counter/documents/999999/").status_code == 404
    assert [client.get(address).status_code for client in (head_office_client, auditor_client)] == [200, 200]

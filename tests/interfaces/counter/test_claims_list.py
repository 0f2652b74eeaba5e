"""The store's claims: searched, filtered, ordered, exported so that no spreadsheet executes them."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.claims import inspected, old_plan, opened, settled
from tests.factories.claims import offered as made_offer
from tests.factories.plans import AT, TODAY
from tests.interfaces.counter.claiming import read
from upgrade_program.buyback.services import refuse_claim
from upgrade_program.foundation.audit.models import AuditRow

pytestmark = pytest.mark.django_db
LIST = "/counter/claims/"


def names(client, query=""):
    page = client.get(f"{LIST}{query}").content.decode()
    return [name for name in ("Asha", "Bina", "Chandra", "Deepa") if f"{name} Test" in page]


def claim_of(name, actor, make=opened):
    return make(old_plan(actor=actor, customer_name=f"{name} Test"), actor=actor)


def test_an_empty_list_says_what_will_stand_here(clerk_client):
    assert "No claim was opened here yet" in read(clerk_client, LIST)
    assert "No claim fits" in read(clerk_client, f"{LIST}?status=settled")


def test_state_and_search_narrow_it(clerk, clerk_client):
    open_one, settled_one = claim_of("Asha", clerk), claim_of("Bina", clerk, made_offer)
    settled(settled_one, actor=clerk)
    refused = claim_of("Chandra", clerk)
    refuse_claim(number=refused.number, reason="red", clause="3.7", actor=clerk, at=AT, on=TODAY)
    claim_of("Deepa", clerk, inspected)
    assert names(clerk_client) == ["Asha", "Bina", "Chandra", "Deepa"]
    assert names(clerk_client, "?status=goes_on") == ["Asha", "Deepa"]
    assert names(clerk_client, "?status=settled") == ["Bina"]
    assert names(clerk_client, "?status=refused") == ["Chandra"]
    assert names(clerk_client, "?status=nonsense") == []
    assert names(clerk_client, "?q=deepa") == ["Deepa"]
    assert names(clerk_client, f"?q={open_one.written}") == ["Asha"]
    assert names(clerk_client, f"?q={refused.plan.written}") == ["Chandra"]


def test_dates_decide_what_goes_on(clerk, client_for, clerk_user):
    claim_of("Asha", clerk)
    with time_machine.travel(datetime(2027, 5, 7, 6, tzinfo=UTC), tick=False):
        clerk_client = client_for(clerk_user)
        assert names(clerk_client, "?status=goes_on") == []
        assert names(clerk_client, "?status=open") == []
        assert names(clerk_client, "?status=lapsed") == ["Asha"]
        assert "Lapsed" in read(clerk_client, LIST)


def test_it_is_ordered_as_asked(clerk, clerk_client):
    for name in ("Bina", "Asha"):
        claim_of(name, clerk)
    page = clerk_client.get(f"{LIST}?sort=name").content.decode()
    assert page.index("Asha Test") < page.index("Bina Test")
    page = clerk_client.get(f"{LIST}?sort=oldest").content.decode()
    assert page.index("Bina Test") < page.index("Asha Test")


def test_other_stores_claims_are_not_listed(clerk, client_for, other_clerk_user, head_office_client):
    claim_of("Asha", clerk)
    assert names(client_for(other_clerk_user)) == []
    assert names(head_office_client) == ["Asha"]


def test_no_imei_stands_in_its_address(clerk_client):
    answer = clerk_client.get(f"{LIST}?q=865713045520197")
    assert answer.url == f"{LIST}?personal=1"
    assert "An IMEI or a mobile is not searched for here." in read(clerk_client, answer.url)


def test_three_claims_take_as_many_queries_as_one(clerk, clerk_client):
    counts = []
    for added in (1, 2):
        for _ in range(added):
            claim_of("Asha", clerk)
        clerk_client.get(LIST)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            clerk_client.get(LIST)
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_the_file_is_harmless_masked_and_noted(clerk, clerk_client):
    claim = opened(old_plan(actor=clerk, customer_name="=HYPERLINK(1)"), actor=clerk)
    answer = clerk_client.post(f"{LIST}export/", {"status": "goes_on"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    row = next(iter(csv.DictReader(io.StringIO(text))))
    assert row["customer"] == "'=HYPERLINK(1)"
    assert (row["claim"], row["state"], row["assured"], row["held_through"]) == (claim.written, "open", "9799.00", "2027-05-06")
    assert claim.plan.imei not in text
    assert AuditRow.objects.get(verb="claims.exported").after == {"rows": 1, "status": "goes_on", "searched": False}

"""The page of stops: one person stops, one asks, another one allows; what is wrong stands at its place and changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from stores.clock import now
from stores.models import StaffUser, Store
from tests.customers.erased import digest
from tests.factories.plans import sellable
from tests.factories.stops import lift_asked, lifted, stopped
from tests.factories.stores import HeadOfficeFactory
from upgrade_program.catalog.models import SellingStop, Variant
from upgrade_program.catalog.queries import offer_for
from upgrade_program.kernel.actor import Actor

pytestmark = pytest.mark.django_db
PAGE, TABLE = reverse("admin:selling_stops"), reverse("admin:prices")


@pytest.fixture
def variant(db: None) -> Variant:
    return sellable()


@pytest.fixture
def second_client(client_for: Callable[[StaffUser | None], Client]) -> Client:
    return client_for(HeadOfficeFactory(username="headoffice2", first_name="Meera", last_name="Joshi"))


def text_of(client: Client, page: str = PAGE) -> str:
    return unescape(client.get(page).content.decode())


def test_one_stops_it_and_two_let_it_be_sold_again(
    head_office_client: Client, second_client: Client, variant: Variant, store: Store
) -> None:
    assert "No model is stopped." in text_of(head_office_client)
    link = f"{PAGE}?model={variant.model_id}"
    assert "Stop selling" not in text_of(head_office_client, TABLE)  # that page alone offers it
    assert f'<option value="{variant.model_id}" selected>' in text_of(head_office_client, link)
    sent = head_office_client.post(PAGE, {"act": "stop", "model": variant.model_id, "reason": "Batteries swell"})
    assert (sent.status_code, sent.headers["Location"]) == (302, PAGE)
    assert not offer_for(sku=variant.sku, at=now()).sellable
    assert "selling stopped" in text_of(head_office_client, TABLE)
    stop = SellingStop.objects.get()
    key = {"stop": stop.pk}
    for words in ("Redmi Note 9 Pro", "Batteries swell", stop.stopped_by.name, "Ask to lift it"):
        assert words in text_of(head_office_client)
    asked = head_office_client.post(PAGE, key | {"act": "ask", f"stop-{stop.pk}-said": "Batch checked"})
    assert asked.status_code == 302
    own = text_of(head_office_client)
    assert "Withdraw" in own
    assert "Allow: sell it again" not in own
    refused = head_office_client.post(PAGE, key | {"act": "allow"})
    assert (refused.status_code, offer_for(sku=variant.sku, at=now()).sellable) == (422, False)
    desk = text_of(second_client, "/counter/approvals/")
    for words in ("Sell a model again", "Redmi Note 9 Pro, stopped since", f'href="{PAGE}"'):
        assert words in desk
    assert "Batch checked" in text_of(second_client)
    assert second_client.post(PAGE, key | {"act": "allow", f"stop-{stop.pk}-said": "Agreed"}).status_code == 302
    assert offer_for(sku=variant.sku, at=now()).sellable
    over = text_of(head_office_client)
    assert "No model is stopped." in over
    assert "Batteries swell" in over  # among the lifted ones


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"model": ""}, "This field is required"),
        ({"model": "0"}, "Select a valid choice"),
        ({"model": "x\x00"}, "Null characters are not allowed"),
        ({"reason": ""}, "This field is required"),
        ({"reason": "ask 98104 55421"}, "A reason holds no phone"),
        ({"act": "jump"}, ""),
    ],
)
def test_a_wrong_stop_is_kept_in_the_form_and_stops_nothing(
    head_office_client: Client, variant: Variant, changes: dict[str, str], words: str
) -> None:
    head_office_client.get(PAGE)
    before = digest()
    answer = head_office_client.post(PAGE, {"act": "stop", "model": str(variant.model_id), "reason": "Batteries swell"} | changes)
    assert answer.status_code == (404 if "act" in changes else 422)
    text = unescape(answer.content.decode())
    assert words in text
    if "model" in changes:
        assert 'value="Batteries swell"' in text
    assert digest() == before


def test_stopping_twice_says_that_it_stands(head_office_client: Client, variant: Variant, head_office: Actor) -> None:
    stopped(head_office, variant.model)
    answer = head_office_client.post(PAGE, {"act": "stop", "model": variant.model_id, "reason": "Again"})
    assert (answer.status_code, SellingStop.objects.count()) == (422, 1)
    assert "Selling of Redmi Note 9 Pro is stopped already." in answer.content.decode()


def test_a_wrong_word_to_a_stop_stands_at_that_stop(head_office_client: Client, second_client: Client, head_office: Actor) -> None:
    one, two = (stopped(head_office, sellable(name=name).model) for name in ("Redmi 9", "Redmi 9A"))
    name = f"stop-{two.pk}-said"
    bare = head_office_client.post(PAGE, {"stop": two.pk, "act": "ask", name: ""})
    assert (bare.status_code, bare.content.decode().count("A reason is needed")) == (422, 1)
    long = head_office_client.post(PAGE, {"stop": two.pk, "act": "ask", name: "x" * 201})
    assert (long.status_code, "x" * 201 in long.content.decode()) == (422, True)
    lift_asked(head_office, one)
    no = second_client.post(PAGE, {"stop": one.pk, "act": "reject", f"stop-{one.pk}-said": ""})
    assert (no.status_code, "A reason is needed" in no.content.decode()) == (422, True)
    assert second_client.post(PAGE, {"stop": one.pk, "act": "reject", f"stop-{one.pk}-said": "Not yet"}).status_code == 302
    assert second_client.post(PAGE, {"stop": two.pk, "act": "allow"}).status_code == 404  # nobody asked
    lift_asked(head_office, one)
    assert head_office_client.post(PAGE, {"stop": one.pk, "act": "withdraw"}).status_code == 302
    assert SellingStop.objects.filter(lifted_at=None).count() == 2


def test_a_stop_that_somebody_lifted_meanwhile(head_office_client: Client, variant: Variant, head_office: Actor) -> None:
    stop = lifted(head_office, stopped(head_office, variant.model))
    answer = head_office_client.post(PAGE, {"stop": stop.pk, "act": "ask", f"stop-{stop.pk}-said": "Batch checked"})
    assert (answer.status_code, "This stop stands no more" in answer.content.decode()) == (422, True)
    for key in ("", "x", "9" * 30, "0"):
        assert head_office_client.post(PAGE, {"stop": key, "act": "ask", f"stop-{key}-said": "x"}).status_code == 404


def test_an_auditor_looks_and_stops_nothing(auditor_client: Client, variant: Variant, head_office: Actor) -> None:
    stop = stopped(head_office, variant.model)
    shown = text_of(auditor_client)
    assert "Batteries swell" in shown
    assert "Ask to lift it" not in shown
    assert "Stop selling" not in text_of(auditor_client)
    for sent in ({"act": "stop", "model": variant.model_id, "reason": "x"}, {"act": "ask", "stop": stop.pk}):
        assert auditor_client.post(PAGE, sent).status_code == 403


def test_the_list_takes_the_same_number_of_statements_at_1_and_at_3(head_office_client: Client, head_office: Actor) -> None:
    at = now() - timedelta(minutes=1)
    lift_asked(head_office, stopped(head_office, sellable().model, at=at), at=at)
    head_office_client.get(PAGE)
    with CaptureQueriesContext(connection) as one:
        head_office_client.get(PAGE)
    for name in ("Redmi 9", "Redmi 9A"):
        lift_asked(head_office, stopped(head_office, sellable(name=name).model, at=at), at=at)
    with CaptureQueriesContext(connection) as three:
        answer = head_office_client.get(PAGE)
    assert answer.content.decode().count("Batch checked") == 3
    assert len(three) <= len(one)

"""No address takes what identifies a person: mobiles, IMEIs, codes. Reliability S0."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.core.cache import caches
from django.test import Client
from django.urls import path

from stores.models import StaffUser
from tests.access.routes import Route, all_routes
from tests.factories.plans import new_imei, sellable

PERSONAL = re.compile(r"(?i)imei|mobile|phone|msisdn|otp|code|pin\b|email|name\b|gstin")
# What addresses may take, and why that tells nobody anything.
TAKES = {
    "number": "a plan's or a claim's random number",
    "id": "a claim's random number, as the API calls it",
    "photo": "a photo's random number, which opens nothing to strangers",
    "pk": "a row's own number",
    "member": "a member's own number, as the API calls it",
    "key": "the name of a reward",
    "file": "the number of a file behind a link",
    "version": "the number of a published version of the terms",
    "kind": "which paper of a plan: certificate, invoice or credit note",
    "token": "a customer's random link, revocable, never logged",
    "text": "what a message's text is called",
    "object_id": "a row's own number, on head office's desk",
    "content_type_id": "a table's number, on head office's desk",
    "app_label": "the name of a group of tables",
    "url": "anything unknown under /admin/: answered 404",
}


def personal(routes: list[Route]) -> list[str]:
    return [route.pattern for route in routes if any(PERSONAL.search(name) or name not in TAKES for name in route.takes)]


def test_no_route_takes_a_mobile_an_imei_or_a_code() -> None:
    routes = all_routes()
    assert len(routes) > 100
    assert personal(routes) == []


@pytest.mark.parametrize("pattern", ["plans/<int:imei>/", "customers/<str:mobile>/", "verify/<str:otp>/", "find/<path:anything>/"])
def test_a_route_that_takes_one_is_missed(pattern: str) -> None:
    wrong = path(pattern, lambda request: None)  # type: ignore[arg-type, return-value]
    assert personal([Route("wrong", pattern, tuple(wrong.pattern.regex.groupindex))]) == [pattern]


@pytest.mark.django_db
def test_looking_up_sends_no_mobile_and_no_imei_into_an_address(manager_client: Client, manager_user: StaffUser) -> None:
    """The scan field, the list and the sale: redirects and links carry numbers of plans, never what was typed."""
    sellable()
    imei, mobile = new_imei(), "9810455421"
    for text in (imei, mobile, f"+91 {mobile[:5]} {mobile[5:]}"):
        answer = manager_client.post("/counter/find/", {"q": text})
        address = answer.headers.get("Location", "")
        assert not re.search(r"\d{10}", address)
    for text in (imei, mobile, f"{mobile[:5]} {mobile[5:]}", "-".join(mobile)):
        answer = manager_client.get("/counter/plans/", {"q": text})
        assert (answer.status_code, answer.headers["Location"]) == (302, "/counter/plans/?personal=1")


@pytest.mark.django_db
def test_neither_cache_nor_api_address_takes_them(manager_client: Client, manager_user: StaffUser) -> None:
    """The API's GETs refuse query fields nobody listed, so a till cannot be written that sends a mobile there."""
    imei = new_imei()
    assert manager_client.get("/api/v1/estimate/", {"sku": sellable().sku, "imei": imei}).status_code == 422
    assert manager_client.get("/api/v1/consent/", {"mobile": "9810455421"}).status_code == 422
    kept = repr(getattr(caches["default"], "_cache", {}))
    assert imei not in kept
    assert "9810455421" not in kept


@pytest.mark.django_db
def test_a_scanned_imei_waits_in_the_session_and_only_until_the_form_is_open(manager_client: Client, manager_user: StaffUser) -> None:
    sellable()
    imei = new_imei()
    manager_client.post("/counter/find/", {"q": imei})
    session: SessionBase = manager_client.session
    assert imei in repr(dict(session))
    assert imei in manager_client.get("/counter/sell/").content.decode()
    assert imei not in repr(dict(manager_client.session))
    assert imei not in repr(manager_client.cookies[settings.SESSION_COOKIE_NAME])

"""No page for staff or customers says a sentence that was not given to the catalogue: read in a language where nothing else is English."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import CharField, TextField

from loyalty.ledger.models import Entry
from stores.states import STATE_CHOICES
from tests.access import asks
from tests.access.expected import TABLE
from tests.access.knocking import Door, Visitor, _cookies, undone
from tests.access.people import Answer, Thing, Who
from tests.access.routes import Route, all_routes
from tests.interfaces.pseudo import LANGUAGE, in_pseudo, left_over, pseudo

pytestmark = pytest.mark.django_db
SPACES = ("counter", "portal", "account", "mfa")
# Whose words stand on pages as they were typed.
DATA = (
    "stores.Store",
    "stores.StaffUser",
    "customers.Customer",
    "catalog.DeviceModel",
    "catalog.Variant",
    "plans.Plan",
    "rewards.Reward",
    "activity.Mission",
    "activity.StoreEvent",
    "programme.StatusTier",
    "approvals.Approval",
    "buyback.PartnerQuote",
    "buyback.Handover",
    "billing.TaxDocument",
)


def pages(who: Who) -> list[Route]:
    """The pages of the counter, the portal and one's own access that this one reads."""
    return [
        route
        for route in all_routes()
        if route.name.partition(":")[0].partition("_")[0] in SPACES
        and "GET" in TABLE.get(route.name, {})
        and TABLE[route.name]["GET"].expected(who, Thing.OURS if route.takes else Thing.NONE)[0] == Answer(200)
    ]


@pytest.fixture(scope="module")
def known(door: Door) -> list[str]:
    """Every short text of the tables whose words are data."""
    found: list[str] = []
    for label in DATA:
        model = apps.get_model(label)
        for field in model._meta.get_fields():
            if isinstance(field, CharField | TextField):
                found += [text for text in model._default_manager.values_list(field.name, flat=True) if text]
    found += Entry._default_manager.values_list("rule", flat=True)  # a rule's key with its version, as the passport quotes it
    return [*found, *(name for _code, name in STATE_CHOICES), settings.GRIEVANCE_NAME, settings.GRIEVANCE_EMAIL]


@pytest.fixture
def spoken() -> Iterator[None]:
    with in_pseudo():
        yield


def read(door: Door, who: Who, path: str, sent: dict[str, str] | None = None) -> str:
    """A page in the pseudo-language, as this one reads it; what asking did is undone. Empty for what is no page."""
    client = Visitor()
    client.cookies = _cookies(door.world.sessions.get(who), door.world.customers.get(who))
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = LANGUAGE
    with undone():
        answer = client.get(path) if sent is None else client.post(path, sent)
        assert answer.status_code < 500
        for close in getattr(answer, "_resource_closers", ()):  # of a file; closing the answer itself would close the database
            close()
        if answer.streaming or not answer.headers.get("Content-Type", "").startswith("text/html"):
            return ""
        return answer.content.decode()


@pytest.mark.parametrize("who", [Who.ANONYMOUS, Who.CUSTOMER, Who.CLERK, Who.MANAGER])
def test_every_sentence_on_a_page_is_in_the_catalogue(door: Door, known: list[str], spoken: None, who: Who) -> None:
    said = {}
    for route in pages(who):
        html = read(door, who, asks.address(door.world, route, Thing.OURS if route.takes else Thing.NONE))
        if english := left_over(html, known=known):
            said[route.name] = english
    assert said == {}


REFUSED = {
    "/counter/find/": {"q": "SERIAL12345"},
    "/counter/sell/": {"device": "nokia", "imei": "123", "mobile": "12"},
    "/counter/drawer/count/": {},
    "/counter/members/": {"mobile": "123"},
    "/counter/pin/": {"password": "wrong", "pin": "1234", "again": "1"},
    "/counter/unlock/": {"till-pin": "1"},
}


@pytest.mark.parametrize("path", REFUSED)
def test_what_a_refused_form_says_is_in_the_catalogue(door: Door, known: list[str], spoken: None, path: str) -> None:
    html = read(door, Who.MANAGER, path, REFUSED[path])
    assert "⟦" in html
    assert left_over(html, known=[*known, *REFUSED[path].values()]) == []


def test_a_sentence_written_straight_into_a_page_is_found(door: Door, known: list[str], spoken: None) -> None:
    """The control: one more sentence, in a text or in a label, and the page fails."""
    html = read(door, Who.CLERK, "/counter/")
    assert left_over(html, known=known) == []
    for added in ("<p>Ask the customer again</p>", '<button aria-label="Ask the customer again">×</button>'):
        assert left_over(html.replace("</main>", f"{added}</main>"), known=known) == ["Ask the customer again"]


def test_the_language_is_longer_and_keeps_what_is_filled_in() -> None:
    said = pseudo(" Sold %(count)s of <b>{all}</b>, 5 %% left")
    assert said.startswith(" ⟦")
    assert {"%(count)s", "<b>", "{all}", "</b>", "%%"} <= set(
        said.replace(",", " ").replace("·", " ").replace("<", " <").replace(">", "> ").split()
    )
    assert len(pseudo("Sell the plan")) >= 1.3 * len("Sell the plan")

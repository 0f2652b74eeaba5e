"""What one may not see answers exactly as what is not there: status, headers and body. Reliability S1, S5."""

from __future__ import annotations

import csv
import io
import re

import pytest

from tests.access import asks
from tests.access.expected import TABLE
from tests.access.knocking import Door, Outcome
from tests.access.people import NOT_THERE, Thing, Who
from tests.access.routes import Route, all_routes
from tests.factories.plans import new_imei

pytestmark = pytest.mark.django_db
_DIFFERENT_EVERY_TIME = re.compile(rb'(nonce-|nonce="|name="csrfmiddlewaretoken" value="|X-CSRFToken": "|csrf=)[A-Za-z0-9_+/=-]+')
HIDDEN = [
    (route, method, who, thing)
    for route in all_routes()
    for method, rule in TABLE.get(route.name, {}).items()
    for who in Who
    for thing in (Thing.OURS, Thing.THEIRS)
    if set(route.takes) & {"number", "pk"} and rule.expected(who, thing)[0] == NOT_THERE
]


def seen(outcome: Outcome, *own_words: str) -> tuple[int, bytes, bytes]:
    """Everything of an answer that a stranger could compare: what was sent stands in it as well, and is struck out."""
    headers = repr(sorted(outcome.response.headers.items())).encode()
    return (outcome.status, *(_plain(part, own_words) for part in (outcome.body, headers)))


def _plain(text: bytes, own_words: tuple[str, ...]) -> bytes:
    for word in own_words:
        text = text.replace(word.encode(), b"...")
    return _DIFFERENT_EVERY_TIME.sub(rb"\1", text)


def test_there_are_things_to_hide() -> None:
    papers = {"counter:invoice", "counter:document_pdf", "counter:receipt", "counter:certificate", "counter:payment_request"}
    drawers = {"counter:drawer_count", "counter:drawer_move", "counter:drawer_close"}
    claims = {"counter:claim_voucher", "counter:claim_return", "counter:claim_sell"}
    back_room = {"counter:handover", "counter:partner_quote", "counter:decided"}
    assert {route.name for route, *_ in HIDDEN} == papers | drawers | claims | back_room | {
        "counter:customer_plans",
        "counter:event",
        "portal:my_plan",
        "portal:my_paper",
        "portal:my_hold",
        "portal:my_calendar",
        "portal:my_passport",
        "portal:my_redemption",
    }


@pytest.mark.parametrize(("route", "method", "who", "thing"), HIDDEN, ids=lambda part: getattr(part, "name", str(part)))
def test_another_stores_thing_answers_like_nothing(door: Door, route: Route, method: str, who: Who, thing: Thing) -> None:
    theirs, nothing = asks.address(door.world, route, thing), asks.address(door.world, route, Thing.NOBODYS)
    answer = seen(door.send(who, method, theirs), theirs)
    assert answer == seen(door.send(who, method, nothing), nothing)
    assert answer[0] == 404


@pytest.mark.parametrize("who", [Who.CLERK_ELSEWHERE, Who.MANAGER_ELSEWHERE])
def test_a_mobile_of_another_store_is_found_like_an_unknown_one(door: Door, who: Who) -> None:
    theirs, unknown = door.world.ours.mobile, "+919733111222"
    answer = seen(door.send(who, "POST", "/counter/find/", {"q": theirs}), theirs)
    assert answer == seen(door.send(who, "POST", "/counter/find/", {"q": unknown}), unknown)
    assert answer[0] == 422
    own = door.send(Who.MANAGER, "POST", "/counter/find/", {"q": theirs})  # the control: at the own store it leads somewhere
    assert own.status == 302


@pytest.mark.parametrize("who", [Who.CLERK_ELSEWHERE, Who.MANAGER_ELSEWHERE])
def test_an_imei_of_another_store_leads_to_a_new_sale_like_an_unknown_one(door: Door, who: Who) -> None:
    theirs, unknown = door.world.ours.active.imei, new_imei()
    answer = seen(door.send(who, "POST", "/counter/find/", {"q": theirs}), theirs)
    assert answer == seen(door.send(who, "POST", "/counter/find/", {"q": unknown}), unknown)
    assert door.send(Who.CLERK, "POST", "/counter/find/", {"q": theirs}).location.startswith("/counter/plans/")


@pytest.mark.parametrize("who", [Who.CLERK_ELSEWHERE, Who.MANAGER_ELSEWHERE])
@pytest.mark.parametrize("field", ["imei", "mobile"])
def test_the_search_of_the_api_knows_the_own_store_only(door: Door, who: Who, field: str) -> None:
    theirs = {"imei": door.world.ours.active.imei, "mobile": door.world.ours.mobile}[field]
    unknown = {"imei": new_imei(), "mobile": "+919733111222"}[field]
    answer = seen(door.send(who, "POST", "/api/v1/plans/search/", {field: theirs}))
    assert answer == seen(door.send(who, "POST", "/api/v1/plans/search/", {field: unknown}))
    assert answer[1] == b'{"results":[],"next":null,"previous":null}'
    assert door.world.ours.active.written.encode() in door.send(Who.CLERK, "POST", "/api/v1/plans/search/", {field: theirs}).body


def test_a_revoked_link_is_like_one_that_never_was(door: Door) -> None:
    revoked, unknown = f"/p/{door.world.ours.old_token}/", f"/p/{'A' * 22}/"
    answer = seen(door.send(Who.ANONYMOUS, "GET", revoked), revoked)
    assert answer == seen(door.send(Who.ANONYMOUS, "GET", unknown), unknown)
    assert answer[0] == 404
    assert door.send(Who.ANONYMOUS, "GET", f"/p/{door.world.ours.token}/").status == 200


def test_numbers_that_cannot_be_are_like_numbers_nobody_has(door: Door) -> None:
    """A slip in the check sign, an IMEI, a path: nothing of it tells more than an unknown number does."""
    unknown = door.world.unknown_number
    answer = seen(door.send(Who.CLERK, "GET", f"/api/v1/plans/{unknown}/"), unknown)
    assert answer[0] == 404
    for number in (unknown[:-1] + ("A" if unknown[-1] != "A" else "B"), door.world.theirs.active.imei, "x" * 300, "%00"):
        assert seen(door.send(Who.CLERK, "GET", f"/api/v1/plans/{number}/"), number) == answer


@pytest.mark.parametrize("who", [Who.CLERK, Who.CLERK_ELSEWHERE, Who.MANAGER, Who.MANAGER_ELSEWHERE])
@pytest.mark.parametrize(
    "path", ["/counter/", "/counter/plans/", "/counter/plans/?q=Farhan", "/counter/plans/?status=waiting", "/api/v1/plans/"]
)
def test_lists_hold_the_own_stores_plans_only(door: Door, who: Who, path: str) -> None:
    own, other = (door.world.ours, door.world.theirs) if who.store == "DL01" else (door.world.theirs, door.world.ours)
    body = door.send(who, "GET", path).body
    assert not any(sign.encode() in body for plan in (other.active, other.pending, other.cancelled) for sign in (plan.number, plan.written))
    if path != "/counter/":
        assert own.active.written.encode() in body


@pytest.mark.parametrize("who", [Who.CLERK, Who.MANAGER_ELSEWHERE])
def test_the_export_holds_the_own_stores_plans_only(door: Door, who: Who) -> None:
    own, other = (door.world.ours, door.world.theirs) if who.store == "DL01" else (door.world.theirs, door.world.ours)
    body = door.send(who, "POST", "/counter/plans/export/", {"store": "DL01", "store_id": str(door.world.ours.store.pk)}).body.decode()
    assert own.active.written in body
    assert other.active.written not in body
    said = {word for row in csv.reader(io.StringIO(body)) for cell in row for word in re.split("[ /]", cell)}
    assert own.store.code in said
    assert other.store.code not in said  # as a word: by chance it stands in a plan's number

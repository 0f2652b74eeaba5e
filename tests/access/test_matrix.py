"""The matrix: every route the resolver knows × every method × everybody × ours, theirs and nobody's. Reliability S1."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from types import ModuleType

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import URLResolver, include, path
from django.urls.resolvers import RegexPattern

from stores.models import StaffUser
from tests.access.expected import TABLE
from tests.access.knocking import Door, undone
from tests.access.people import Thing, Who
from tests.access.routes import Route, all_routes, stale, unlisted
from tests.access.rules import NO_METHOD, Rule
from upgrade_program.catalog.models import DeviceModel
from upgrade_program.plans.models import PublicLink

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
FEW = (Who.ANONYMOUS, Who.CLERK_ELSEWHERE, Who.MANAGER, Who.HEAD_OFFICE)
NO_CUSTOMERS_PAGE = tuple(who for who in Who if who is not Who.OTHER_CUSTOMER)  # one customer stands for both
AT_THE_DESK = (Who.ANONYMOUS, Who.MANAGER, Who.DISABLED, Who.AUDITOR, Who.HEAD_OFFICE)
ROUTES = all_routes()


def knockers(route: Route, method: str, rule: Rule | None) -> Collection[Who]:
    """Everybody; fewer where the same door was tried by everybody before.

    That is: a method that does not exist, methods that Django's admin takes for a GET and allauth has no use for, and the pages behind
    the lists of the desk, whose door asks for the office alone and for no store.
    """
    if route.pattern.startswith("admin/"):
        if method not in {"GET", "POST"}:
            return (Who.MANAGER, Who.HEAD_OFFICE) if method == "DELETE" else (Who.MANAGER,)
        return NO_CUSTOMERS_PAGE if method == "GET" and (not route.takes or route.name.endswith("_changelist")) else AT_THE_DESK
    if rule is None or (method not in {"GET", "POST"} and route.pattern.startswith("accounts/")):
        return FEW
    return Who if route.name.startswith("portal:") else NO_CUSTOMERS_PAGE


def knocks(route: Route, method: str, rule: Rule | None) -> Iterator[tuple[Who, Thing]]:
    """Those people, each at every thing the route's address can name: ours, theirs, nobody's."""
    on_the_desk = route.pattern.startswith("admin/")
    names_nothing = not set(route.takes) - {"app_label", "url"}
    for who in knockers(route, method, rule):
        yield who, Thing.NONE if names_nothing else Thing.OURS
        if names_nothing or rule is None or (on_the_desk and (method not in {"GET", "POST"} or not who.in_the_office)):
            continue
        yield who, Thing.NOBODYS
        if not on_the_desk:
            yield who, Thing.THEIRS


@pytest.mark.django_db
@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_everybody_gets_the_answer_of_the_table_and_a_refusal_changes_nothing(route: Route, door: Door) -> None:
    assert route.name in TABLE, "nobody wrote down who may use this route: add it to tests/access/expected.py"
    wrong = []
    for method in METHODS:
        rule = TABLE[route.name].get(method)
        for who, thing in knocks(route, method, rule):
            expected, changes = (rule or NO_METHOD).expected(who, thing)
            outcome = door.knock(who, route, method, thing)
            about = f"{method} by {who} {f'at {thing}: ' if thing else ': '}"
            if not outcome.is_(expected):
                wrong.append(f"{about}expected {expected}, got {outcome}")
            elif outcome.changed != changes:
                wrong.append(f"{about}{outcome}, and {'something' if outcome.changed else 'nothing'} changed")
            wrong += [f"{about}{leak}" for leak in door.leaks(who, route, outcome)]
    assert not wrong, "\n" + "\n".join(wrong)


def test_every_route_is_in_the_table_and_every_row_has_its_route() -> None:
    assert unlisted(ROUTES, TABLE) == []
    assert stale(ROUTES, TABLE) == []


def test_a_new_route_is_missed() -> None:
    """A route nobody wrote down, put beside all the others and deep inside an include: both are missed."""

    def leak(request: HttpRequest) -> HttpResponse:
        return HttpResponse("everything")

    urls = ModuleType("urls_with_a_leak")
    urls.urlpatterns = [  # type: ignore[attr-defined]
        path("", include("upgrade_program.urls")),
        path("leak/", leak, name="leak"),
        path("counter/", include(([path("plans/<str:number>/leak/", leak, name="leak")], "counter"), namespace="counter")),
        path("nameless/<int:pk>/", leak),
    ]
    routes = all_routes(URLResolver(RegexPattern(r"^/"), urls))
    assert unlisted(routes, TABLE) == ["counter:leak", "leak", "nameless/<int:pk>/"]


def test_a_vanished_route_is_missed_too() -> None:
    assert stale([route for route in ROUTES if route.name != "counter:plan"], TABLE) == ["counter:plan"]


@pytest.mark.django_db
def test_a_change_is_seen(door: Door) -> None:
    """The control of "nothing changed": one letter of one row, and a row more, are seen; and undone again."""
    world = door.world
    for change in (
        lambda: StaffUser.objects.filter(pk=world.staff[Who.CLERK].pk).update(first_name="Isha"),
        lambda: PublicLink.objects.filter(token=world.ours.old_token).update(token="B" * 22),
        lambda: DeviceModel.objects.create(brand="Redmi", series="x", name="x", launch_date=date(2020, 1, 1), eligible=False),
    ):
        before = door.written()
        with undone():
            change()
            assert door.written() != before
            assert door.fingerprint() != door.untouched
        assert door.fingerprint() == door.untouched

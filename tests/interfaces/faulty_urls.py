"""Views that meet a database in trouble, and the addresses of machines."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

View = Callable[[HttpRequest], HttpResponse]


def _asks(*statements: str) -> View:
    def view(request: HttpRequest) -> HttpResponse:
        with transaction.atomic(), connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
        return HttpResponse("done")

    return view


def keeps_a_session(request: HttpRequest) -> HttpResponse:
    """Touches no database itself: the session is saved by its middleware, after the view."""
    request.session["sku"] = "RN9P-4-64"
    return HttpResponse("done")


def counts_sessions(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(Session.objects.count()))


VIEWS: dict[str, View] = {
    "counts": counts_sessions,
    "session": keeps_a_session,
    "lock": _asks("SET LOCAL lock_timeout = '50ms'", "LOCK TABLE django_session"),
    "slow": _asks("SET LOCAL statement_timeout = '50ms'", "SELECT pg_sleep(5)"),
    "deadlock": _asks("DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '40P01'; END $$"),
    "full": _asks("DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '53300'; END $$"),
    "cut": _asks("SELECT pg_terminate_backend(pg_backend_pid())"),
    "mistake": _asks("SELECT no_such_column"),
    "law": _asks("DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '23514'; END $$"),
}
urlpatterns = [path("", include("upgrade_program.interfaces.health_urls"))]
for name, view in VIEWS.items():
    urlpatterns += [path(f"{name}/", view), path(f"api/{name}/", view)]

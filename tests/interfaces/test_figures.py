"""Each request is counted once with its view, method and status, by whichever way it goes, and a stranger makes no labels of his own."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from prometheus_client import REGISTRY

from upgrade_program.interfaces.figures import KEPT

pytestmark = pytest.mark.django_db
ANSWERS = "django_http_responses_total_by_status_view_method_total"
BY_VIEW = "django_http_requests_latency_seconds_by_view_method_count"
WHOLE = "django_http_requests_latency_including_middlewares_seconds_count"


def _fails(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a fault of the test")


urlpatterns = [path("api/v1/fails/", _fails, name="fails"), path("fails/", _fails, name="fails_as_a_page")]
handler500 = "upgrade_program.interfaces.failures.server_error"


def counted(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


@pytest.mark.parametrize(
    ("address", "view", "status"),
    [("/api/v1/nothing/", "<unnamed view>", "404"), ("/api/v1/plans/", "api:plans", "401"), ("/healthz", "healthz", "200")],
)
def test_a_request_is_counted_once(client: Client, address: str, view: str, status: str) -> None:
    labels: dict[str, Any] = {"view": view, "method": "GET"}
    before = counted(ANSWERS, status=status, **labels), counted(BY_VIEW, **labels), counted(WHOLE)
    assert client.get(address).status_code == int(status)
    after = counted(ANSWERS, status=status, **labels), counted(BY_VIEW, **labels), counted(WHOLE)
    assert after == tuple(figure + 1 for figure in before)


def test_a_method_that_nobody_knows_makes_no_label(client: Client) -> None:
    labels = {"view": "api:plans", "method": "<invalid method>", "status": "405"}
    before = counted(ANSWERS, **labels)
    for method in ("BREW", "WHEN"):
        assert client.generic(method, "/api/v1/plans/").status_code == 405
    assert counted(ANSWERS, **labels) == before + 2
    assert "BREW" not in client.get("/metrics").content.decode()


@pytest.mark.urls(__name__)
@pytest.mark.parametrize(("address", "view"), [("/api/v1/fails/", "fails"), ("/fails/", "fails_as_a_page")])
def test_a_fault_is_counted_by_its_kind_and_view(address: str, view: str) -> None:
    kinds, views = {"type": "RuntimeError"}, {"view": view}
    before = counted("django_http_exceptions_total_by_type_total", **kinds), counted("django_http_exceptions_total_by_view_total", **views)
    assert Client(raise_request_exception=False).get(address).status_code == 500
    after = counted("django_http_exceptions_total_by_type_total", **kinds), counted("django_http_exceptions_total_by_view_total", **views)
    assert after == (before[0] + 1, before[1] + 1)


def test_nothing_is_counted_that_is_a_sum_of_what_is_kept(client: Client) -> None:
    client.get("/healthz")
    families = {family.name for family in REGISTRY.collect() if family.name.startswith("django_http_")}
    assert families == {name.removesuffix("_total") for name in KEPT}

"""What is counted of requests: how many, how they ended and how long they took, by view, method and status.

The library counts each request fifteen ways, most of them sums of others; that cost a tenth of a short call. Its names stay.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django_prometheus.middleware import Metrics, PrometheusAfterMiddleware, PrometheusBeforeMiddleware
from django_prometheus.utils import Time, TimeSince

KEPT = frozenset(
    {
        "django_http_requests_latency_including_middlewares_seconds",
        "django_http_requests_unknown_latency_including_middlewares_total",
        "django_http_requests_latency_seconds_by_view_method",
        "django_http_requests_unknown_latency_total",
        "django_http_responses_total_by_status_view_method",
        "django_http_responses_total_by_templatename",
        "django_http_exceptions_total_by_type",
        "django_http_exceptions_total_by_view",
    }
)


class Figures(Metrics):  # type: ignore[misc]  # the library names no types
    """The library's figures that say something of their own."""

    def register_metric(self, metric_cls: Any, name: str, *args: Any, **kwargs: Any) -> Any:
        return super().register_metric(metric_cls, name, *args, **kwargs) if name in KEPT else None


class WholeTime(PrometheusBeforeMiddleware):  # type: ignore[misc]  # the library names no types
    """How long a request took with all its middleware; stands first."""

    metrics_cls = Figures

    def process_request(self, request: HttpRequest) -> None:
        request.prometheus_before_middleware_event = Time()  # type: ignore[attr-defined]  # the library's own mark

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        self.metrics.requests_latency_before.observe(TimeSince(request.prometheus_before_middleware_event))  # type: ignore[attr-defined]  # the library's own mark
        return response


class ByView(PrometheusAfterMiddleware):  # type: ignore[misc]  # the library names no types
    """How a view answered and how long it took; stands last."""

    metrics_cls = Figures

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._answers: dict[tuple[int, str, str], tuple[Any, Any]] = {}  # the library looks its labels up behind a lock

    def process_request(self, request: HttpRequest) -> None:
        request.prometheus_after_middleware_event = Time()  # type: ignore[attr-defined]  # the library's own mark

    def process_view(self, request: HttpRequest, *view: Any) -> None:
        """Nothing: what was asked of a view is counted with how it was answered."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        match = request.resolver_match
        # A method that nobody knows is one label for all, or a stranger could make as many as he likes.
        key = (response.status_code, (match and match.view_name) or "<unnamed view>", self._method(request))
        found = self._answers.get(key)
        if found is None:
            status, view, method = key
            found = self._answers[key] = (
                self.metrics.responses_by_status_view_method.labels(str(status), view, method),
                self.metrics.requests_latency_by_view_method.labels(view, method),
            )
        answered, latency = found
        answered.inc()
        latency.observe(TimeSince(request.prometheus_after_middleware_event))  # type: ignore[attr-defined]  # the library's own mark
        return response

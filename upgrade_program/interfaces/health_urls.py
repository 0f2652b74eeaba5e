"""The addresses that machines ask: alive, ready, figures. The views stand here, because the interfaces know nothing of each other."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from ipaddress import ip_address

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from kombu import Connection
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from stores.clock import now
from upgrade_program.foundation.outbox.queries import standing
from upgrade_program.messaging.queries import standing as standing_of_messages

# Without these redis-py hangs for minutes on a dead link (reliability section 1).
BROKER_PATIENCE = {"socket_timeout": 1, "socket_connect_timeout": 1, "max_retries": 0, "retry_on_timeout": False}


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Alive: this process answers."""
    return JsonResponse({"status": "ok", "checks": {}})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Ready: database, broker and migrations; 503 with the state of each when one is not. No words of the faults leave the house."""
    checks = {"database": _database(), "broker": _broker()}
    checks["migrations"] = _migrations() if checks["database"] == "ok" else "unknown"
    ready = set(checks.values()) == {"ok"}
    return JsonResponse({"status": "ok" if ready else "unavailable", "checks": checks}, status=200 if ready else 503)


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus' figures and the standing of news and messages, for loopback or with METRICS_TOKEN; others find nothing here (404)."""
    if not (_from_this_machine(request) or _with_token(request)):
        raise Http404
    figures = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        figures = CollectorRegistry()
        MultiProcessCollector(figures)
    standing_now = CollectorRegistry()
    standing_now.register(_Outbox())
    standing_now.register(_Messages())
    return HttpResponse(generate_latest(figures) + generate_latest(standing_now), content_type=CONTENT_TYPE_LATEST)


class _Outbox(Collector):
    """Asked of the database at each scrape, so that every process tells the same; silent when the database is away."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        try:
            found = standing(at=now())
        except DatabaseError:
            return
        yield GaugeMetricFamily("outbox_waiting_messages", "Messages not yet delivered", value=found.waiting)
        yield GaugeMetricFamily("outbox_parked_messages", "Messages given up after ten tries: any is an alarm", value=found.parked)
        yield GaugeMetricFamily("outbox_oldest_wait_seconds", "How long the oldest due message has been waiting", value=found.oldest_wait)


class _Messages(Collector):
    """The same of what goes to customers by SMS and e-mail."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        try:
            found = standing_of_messages(at=now())
        except DatabaseError:
            return
        yield GaugeMetricFamily("messages_waiting", "E-mails and SMS not yet sent", value=found.waiting)
        yield GaugeMetricFamily("messages_parked", "E-mails and SMS given up: any is an alarm", value=found.parked)
        yield GaugeMetricFamily("messages_oldest_wait_seconds", "How long the oldest due one has been waiting", value=found.oldest_wait)


def _database() -> str:
    return _ok(lambda: connection.cursor().execute("SELECT 1"))


def _broker() -> str:
    def ask() -> None:
        with Connection(settings.CELERY_BROKER_URL, connect_timeout=1, transport_options=BROKER_PATIENCE) as broker:
            broker.ensure_connection(max_retries=0)  # opens a channel, which pings

    return _ok(ask)


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    return "pending" if executor.migration_plan(executor.loader.graph.leaf_nodes()) else "ok"


def _ok(ask: Callable[[], object]) -> str:
    try:
        ask()
    except Exception:  # whatever the fault, the answer is the same
        return "unavailable"
    return "ok"


def _from_this_machine(request: HttpRequest) -> bool:
    """Straight from loopback; what a proxy on this machine passes on is not."""
    if "HTTP_X_FORWARDED_FOR" in request.META or "HTTP_FORWARDED" in request.META:
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _with_token(request: HttpRequest) -> bool:
    token: str = getattr(settings, "METRICS_TOKEN", "")
    return bool(token) and constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {token}")


urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
]

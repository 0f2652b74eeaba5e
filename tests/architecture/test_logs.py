"""Logs and audit rows of a whole journey hold no mobile, IMEI, key, link, password or cookie. Reliability S0, S10."""

from __future__ import annotations

import io
import json
import logging
import logging.config
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.http import HttpRequest
from django.test import Client

from stores.clock import now
from stores.models import StaffUser, Store
from tests.factories.codes import another, newest_code
from tests.factories.plans import new_imei, sellable
from tests.factories.sessions import fresh_code, give_second_factor
from tests.factories.stores import PASSWORD
from upgrade_program.catalog.models import Variant
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.foundation.audit.queries import faults
from upgrade_program.foundation.outbox.models import Message
from upgrade_program.plans.models import Plan, PublicLink

pytestmark = pytest.mark.django_db
MOBILE = "9873140962"


@contextmanager
def everything_logged() -> Iterator[io.StringIO]:
    """The site's own logging, formatters and filters, at its most talkative, into a text we can read."""
    written = io.StringIO()
    talkative = json.loads(json.dumps(settings.LOGGING, default=str)) | {"filters": settings.LOGGING["filters"]}
    talkative["formatters"] = settings.LOGGING["formatters"]
    talkative["root"] = {"handlers": ["console"], "level": "DEBUG"}
    talkative["handlers"]["console"] |= {"class": "logging.StreamHandler", "stream": written}
    before = logging.root.handlers[:], logging.root.level
    logging.config.dictConfig(talkative)
    try:
        yield written
    finally:
        logging.config.dictConfig(settings.LOGGING)
        logging.root.handlers[:], level = before
        logging.root.setLevel(level)


@pytest.fixture
def variant(db: None) -> Variant:
    return sellable()


def sale_form(variant: Variant, imei: str) -> dict[str, str]:
    return {
        "device": "Redmi Note 9 Pro 4/64", "sku": variant.sku, "imei": imei, "bill_number": "T/1", "bill_price": "13999", "mobile": MOBILE,
        "name": "Meena Joshi", "language": "en", "consent": "on", "consent_version": "1", "consent_language": "en",
        "expected_price": "549", "cash": "549", "key": uuid4().hex,
    }  # fmt: skip


def sale_body(variant: Variant, imei: str) -> dict[str, Any]:
    return {
        "imei": imei, "sku": variant.sku, "phone_invoice": {"number": "T/2", "price": "13999.00"}, "expected_price": "549.00",
        "customer": {"name": "Meena Joshi", "mobile": MOBILE, "consent": {"text_version": 1}},
        "payments": [{"method": "cash", "amount": "549.00"}],
    }  # fmt: skip


def journey(variant: Variant, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A day at the counter, with everything that may go wrong in it; gives all the secrets that were about."""
    imei, second = new_imei(), new_imei()
    client = Client(raise_request_exception=False)
    manager = StaffUser.objects.get(username="manager.dl01")
    give_second_factor(manager)
    client.post("/accounts/login/", {"login": "manager.dl01", "password": "a-Wrong-Password-31"})
    client.post("/accounts/login/", {"login": "manager.dl01", "password": PASSWORD})
    client.post("/accounts/2fa/authenticate/", {"code": "123456"})
    client.post("/accounts/2fa/authenticate/", {"code": fresh_code(manager)})
    for text in (MOBILE, imei, imei[:-1] + "0", f"+91 {MOBILE}", f"nonsense {MOBILE}"):
        client.post("/counter/find/", {"q": text})
    client.get("/counter/plans/", {"q": MOBILE})
    client.post("/counter/sell/customer/", {"mobile": MOBILE})
    client.post("/counter/sell/", sale_form(variant, imei) | {"cash": "1"})
    assert client.post("/counter/sell/", sale_form(variant, imei)).status_code == 302
    plan = Plan.objects.get()
    link = PublicLink.objects.get(plan=plan, revoked_at__isnull=True).token
    client.get(f"/p/{link}/")
    client.get(f"/p/{link}/nothing/")
    client.get(f"/nothing/{imei}/{MOBILE}/")
    client.get(f"/counter/plans/{imei}/")
    client.post("/counter/sell/", sale_form(variant, imei))  # covered already
    client.post(f"/counter/plans/{plan.number}/link/")
    signing_in = {"username": "manager.dl01", "password": PASSWORD, "totp": fresh_code(manager)}
    raw = client.post("/api/v1/tokens/", signing_in, content_type="application/json").json()["token"]
    client.post("/api/v1/tokens/", {"username": "manager.dl01", "password": "another-Wrong-32"}, content_type="application/json")
    headers = {"Authorization": f"Bearer {raw}", "Idempotency-Key": uuid4().hex}
    api: dict[str, Any] = {"content_type": "application/json", "headers": headers}
    assert client.post("/api/v1/plans/", sale_body(variant, second), **api).status_code == 201
    client.post("/api/v1/plans/", sale_body(variant, second) | {"expected_price": "1.00"}, **api)
    client.post("/api/v1/plans/search/", {"mobile": MOBILE}, **api)
    client.post("/api/v1/plans/search/", {"imei": imei}, **api)
    client.post("/api/v1/plans/search/", b'{"mobile": "' + MOBILE.encode(), **api)
    client.get(f"/api/v1/plans/{imei}/", headers=headers)
    client.get("/api/v1/variants/", {"q": MOBILE}, headers=headers)
    _faults(client, monkeypatch, variant, imei, api)
    codes = _cancel(client, monkeypatch, plan, api)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    client.post("/accounts/logout/")
    csrf = client.cookies[settings.CSRF_COOKIE_NAME].value if settings.CSRF_COOKIE_NAME in client.cookies else session
    passwords = [PASSWORD, "a-Wrong-Password-31", "another-Wrong-32"]
    return [imei, second, MOBILE, f"{MOBILE[:5]} {MOBILE[5:]}", link, raw, session, csrf, *passwords, *codes]


def _cancel(client: Client, monkeypatch: pytest.MonkeyPatch, plan: Plan, api: dict[str, Any]) -> list[str]:
    """A code sent, a wrong one given, a fault of ours that tells it, the right one given; at the counter and by the API."""
    address = f"/counter/plans/{plan.number}/cancel/"
    form = {"ground": "free_look", "reason": "changed their mind"}
    assert client.post(address, form | {"act": "send"}).status_code == 200
    code = newest_code(at=now())
    wrong = another(code)
    assert client.post(address, form | {"otp": wrong}).status_code == 422

    def fall_over(**given: object) -> None:
        raise RuntimeError(f"cannot cancel: {given!r}")

    with monkeypatch.context() as broken:
        broken.setattr("upgrade_program.interfaces.counter.views.cancel.cancel_confirmed", fall_over)
        assert client.post(address, form | {"otp": code}).status_code == 500
    assert client.post(address, form | {"otp": code}).status_code == 302
    other = Plan.objects.exclude(pk=plan.pk).get()

    def call(name: str, body: dict[str, str]) -> int:
        headers = api["headers"] | {"Idempotency-Key": uuid4().hex}
        return client.post(f"/api/v1/plans/{other.number}/{name}/", body, **(api | {"headers": headers})).status_code

    assert call("otp", {"act": "cancel"}) == 202
    assert call("otp", {"act": "cancel"}) == 429
    second = newest_code(at=now())
    assert call("cancel", {"reason": "x", "otp": another(second)}) == 403
    assert call("cancel", {"reason": "x", "otp": second}) == 200
    return [code, wrong, second, another(second)]


def holds(text: str, secret: str) -> bool:
    """Whether a secret stands in a text; six digits alone also stand in longer numbers and in hashes, by chance."""
    return re.search(rf"(?<![0-9a-f.-]){secret}(?![0-9a-f-])", text) is not None if len(secret) == 6 else secret in text


def _faults(client: Client, monkeypatch: pytest.MonkeyPatch, variant: Variant, imei: str, api: dict[str, Any]) -> None:
    """A fault of ours in the middle of a page and of a call, whose words hold everything that was sent."""

    def fall_over(*_: object, **given: object) -> None:
        raise RuntimeError(f"cannot sell {given!r} to {MOBILE} with {imei} by {api['headers']}")

    with monkeypatch.context() as broken:
        broken.setattr("upgrade_program.interfaces.counter.sale.selling.sell", fall_over)
        broken.setattr("upgrade_program.interfaces.api.views.plans.sell", fall_over)
        broken.setattr("upgrade_program.interfaces.counter.views.home.find", fall_over)
        assert client.post("/counter/sell/", sale_form(variant, new_imei())).status_code == 500
        assert client.post("/counter/find/", {"q": MOBILE}).status_code == 500
        fresh = api | {"headers": api["headers"] | {"Idempotency-Key": uuid4().hex}}
        answer = client.post("/api/v1/plans/", sale_body(variant, new_imei()), **fresh)
        assert answer.status_code == 500
        assert MOBILE.encode() not in answer.content


def test_a_whole_journey_leaves_no_secret_in_logs_audit_and_news(
    manager_user: StaffUser, store: Store, variant: Variant, monkeypatch: pytest.MonkeyPatch
) -> None:
    with everything_logged() as log:
        secrets = journey(variant, monkeypatch)
    written = log.getvalue()
    assert len(written.splitlines()) > 60
    for word in ("request_finished", "RuntimeError", "/counter/sell/", "/api/v1/plans/search/", "Traceback"):
        assert word in written, f"the log was not listening: no {word}"
    for secret in secrets:
        found = [line for line in written.splitlines() if holds(line, secret)]
        assert found == [], f"{secret} stands in the log"
    trail = json.dumps([list(row) for row in AuditRow.objects.values_list()], default=str)
    news = json.dumps(list(Message.objects.values_list("topic", "cause", "payload", "last_error")), default=str)
    verbs = set(AuditRow.objects.values_list("verb", flat=True))
    assert {"plan.sold", "plan.cancelled", "plan.link_renewed"} <= verbs
    for secret in (*secrets, "Meena"):
        assert not holds(trail, secret), f"{secret} stands in the audit trail"
        assert not holds(news, secret), f"{secret} stands in the outbox"
    assert list(faults(store.pk)) == []


def test_the_log_would_tell_without_its_filter(manager_user: StaffUser, variant: Variant, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: with the filter off, the same faults write the mobile down."""
    monkeypatch.setattr("upgrade_program.interfaces.redaction.Redact.filter", lambda self, record: True)
    with everything_logged() as log:
        journey(variant, monkeypatch)
    assert MOBILE in log.getvalue()


def test_figures_name_no_one(manager_user: StaffUser, variant: Variant, monkeypatch: pytest.MonkeyPatch) -> None:
    """Metric labels are routes and statuses."""
    with everything_logged():
        secrets = journey(variant, monkeypatch)
    figures = Client().get("/metrics").content.decode()
    assert "django_http_requests" in figures
    assert [secret for secret in secrets if holds(figures, secret)] == []


def test_error_pages_tell_nothing_of_the_fault(manager_user: StaffUser, monkeypatch: pytest.MonkeyPatch) -> None:
    def fall_over(request: HttpRequest, **_: object) -> None:
        raise RuntimeError(f"secret words about {MOBILE}")

    monkeypatch.setattr("upgrade_program.interfaces.counter.views.home.figures_of", fall_over)
    client = Client(raise_request_exception=False)
    client.force_login(manager_user, backend="stores.backend.Staff")
    with everything_logged():
        answer = client.get("/counter/")
    assert answer.status_code == 500
    assert not any(word in answer.content.decode() for word in ("secret words", MOBILE, "Traceback", "RuntimeError", "figures_of"))

"""A till as the tests see it: JSON out, JSON back, and what stands in the tables."""

from __future__ import annotations

import secrets
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from itertools import count
from typing import Any

import orjson
from django.apps import apps
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from stores.clock import now
from stores.models import ApiToken, StaffUser
from tests.factories.codes import newest_code
from tests.factories.plans import new_imei

WATCHED = ("plans", "billing", "customers", "buyback", "photos", "approvals", "messaging", "otp", "outbox", "audit", "requests")
PLANS = "/api/v1/plans/"
SEARCH = "/api/v1/plans/search/"
_keys = count(1)
_bills = count(1)
_GONE = object()
GONE: Any = _GONE  # as a value in `sale`: leave the field out


def new_key() -> str:
    return f"key-of-the-tests-{next(_keys):06d}"


@dataclass
class Till:
    """A client with a token, or without one."""

    token: str = ""
    client: Client = field(default_factory=Client)

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> HttpResponse:
        """`body` is sent as it stands when it is bytes, as JSON otherwise."""
        content = b"" if body is None else body if isinstance(body, bytes) else orjson.dumps(body)
        extra = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        answer: HttpResponse = self.client.generic(
            method, path, content, content_type=headers.pop("content_type", "application/json"), headers=extra | headers
        )
        return answer

    def get(self, path: str) -> HttpResponse:
        return self.call("GET", path)

    def post(self, path: str, body: Any = None, **headers: str) -> HttpResponse:
        return self.call("POST", path, {} if body is None else body, **headers)

    def act(self, path: str, body: Any, *, key: str = "") -> HttpResponse:
        """A POST with an Idempotency-Key, a new one unless given."""
        return self.post(path, body, **{"Idempotency-Key": key or new_key()})

    def sell(self, body: Any, *, key: str = "") -> HttpResponse:
        return self.act(PLANS, body, key=key)


def till_of(user: StaffUser) -> Till:
    """A till with a token as `POST tokens/` makes it for the person's first store, without the cost of a password."""
    raw, at = secrets.token_urlsafe(32), now()
    posting = user.postings.order_by("store__code").first()
    digest = sha256(raw.encode()).hexdigest()
    ApiToken.objects.create(
        staff=user, store_id=posting.store_id if posting else None, digest=digest, created_at=at, expires_at=at + timedelta(hours=12)
    )
    return Till(token=raw)


def sale(**changes: Any) -> dict[str, Any]:
    """The body of a sale that is accepted, with changes by dotted name (`customer__mobile=...`); GONE leaves a field out."""
    bill = next(_bills)
    body: dict[str, Any] = {
        "imei": new_imei(),
        "sku": "redmi-note-9-pro-4-64",
        "phone_invoice": {"number": f"TI/27/{bill:05d}", "price": "13999.00"},
        "customer": {"name": "Farhan Ali", "mobile": "98104 55421", "consent": {"text_version": 1}},
        "expected_price": "549.00",
        "payments": [{"method": "cash", "amount": "549.00"}],
    }
    for name, value in changes.items():
        *path, last = name.split("__")
        part = body
        for step in path:
            part = part[step]
        if value is GONE:
            del part[last]
        else:
            part[last] = deepcopy(value)
    return body


def traces() -> dict[str, int]:
    """How many rows stand in every table that a call may write."""
    tables = [model._meta.db_table for label in WATCHED for model in apps.get_app_config(label).get_models()]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{table}', count(*) FROM {table}" for table in tables))
        return dict(cursor.fetchall())


def code_for(plan: Any, till: Till) -> str:
    """The code that the customer reads out when this till has asked for one to cancel the plan."""
    answer = till.post(f"{PLANS}{plan['number']}/otp/", {"act": "cancel"})
    assert answer.status_code == 202, answer.content
    return newest_code(at=now())


def said(answer: HttpResponse) -> Any:
    """The JSON of an answer."""
    return orjson.loads(answer.content)


def refused(answer: HttpResponse, status: int, code: str, field: str | None = None) -> dict[str, Any]:
    """The problem in an answer, after checking its form, status, code and field."""
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    problem: dict[str, Any] = said(answer)
    assert problem.keys() >= {"type", "title", "status", "code", "detail", "errors"}
    assert problem["status"] == status
    assert problem["code"] == code, problem
    assert problem["detail"]
    if field is not None:
        assert [(error["field"], error["code"]) for error in problem["errors"]] == [(field, code)]
        assert problem["errors"][0]["message"]
    return problem

"""Claims as a till makes them: addresses, bodies that are accepted, the steps up to a state, and every row there is."""

from __future__ import annotations

from itertools import count
from typing import Any

from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test.client import MULTIPART_CONTENT, encode_multipart

from stores.clock import now
from tests.factories.claims import CLEAN
from tests.factories.codes import newest_code
from tests.factories.plans import new_imei, sellable
from tests.foundation.photos.makers import jpeg
from tests.interfaces.api.till import PLANS, WATCHED, Till, refused, said
from upgrade_program.plans.models import Plan

CLAIMS = "/api/v1/claims/"
GATES: dict[str, Any] = {
    "blacklist_clear": True,
    "locks_removed": True,
    "invoice_seen": True,
    "id_seen": {"type": "voter_id", "last4": "42XY"},
    "powers_on": True,
    "imei_legible": True,
    "no_liquid": True,
    "wipe_consent": True,
}
_bills = count(1)


def opening(plan: Plan) -> str:
    return f"{PLANS}{plan.number}/claims/"


def at(claim: Any, act: str = "") -> str:
    """The address of a claim, or of an act on it."""
    return f"{CLAIMS}{claim if isinstance(claim, str) else claim['id']}/{act + '/' if act else ''}"


def inspection(gates: Any = None, **answers: str) -> dict[str, Any]:
    return {"answers": CLEAN | answers, "gates": GATES if gates is None else gates}


def new_phone(**changes: Any) -> dict[str, Any]:
    """A new phone that costs its SRP of ₹21,999, unless changed."""
    sku = sellable(name="Redmi Note 10 Pro", srp=21_999, price=799).sku
    return {"imei": new_imei(), "sku": sku, "price": "21999.00", "bill_number": f"NP/{next(_bills)}"} | changes


def wish(otp: str | None = None, **changes: Any) -> dict[str, Any]:
    """What a settlement takes."""
    return {"new_phone": new_phone()} | ({} if otp is None else {"otp": otp}) | changes


def picture(till: Till, claim: Any, *, view: str = "front", data: bytes | None = None, key: str = "", **fields: Any) -> HttpResponse:
    """A photo sent as a form."""
    form = {"view": view, "file": _file(jpeg() if data is None else data)} | fields
    body = encode_multipart("the-boundary", {name: value for name, value in form.items() if value is not None})
    headers = {"Idempotency-Key": key} if key else {}
    return till.call("POST", at(claim, "photos"), body, content_type=MULTIPART_CONTENT.replace("BoUnDaRyStRiNg", "the-boundary"), **headers)


def _file(data: bytes) -> Any:

    return SimpleUploadedFile("../../evil.php", data)


def opened(till: Till, plan: Plan) -> Any:
    return _made(till.act(opening(plan), {"handset_imei": plan.imei}), 201)


def inspected(till: Till, plan: Plan, **answers: str) -> Any:
    return _made(till.act(at(opened(till, plan), "inspection"), inspection(**answers)))


def offered(till: Till, plan: Plan, **answers: str) -> tuple[Any, str]:
    """The claim, and the code its customer reads out."""
    claim = _made(till.act(at(inspected(till, plan, **answers), "offer"), {}))
    return claim, newest_code(at=now())


def settled(till: Till, plan: Plan, **changes: Any) -> Any:
    claim, code = offered(till, plan)
    return _made(till.act(at(claim, "settle"), wish(code, **changes)))


def _made(answer: HttpResponse, status: int = 200) -> Any:
    assert answer.status_code == status, answer.content
    return said(answer)


def rows() -> dict[str, str]:
    """A fingerprint of all rows of every table that a call may write."""
    tables = [model._meta.db_table for label in WATCHED for model in apps.get_app_config(label).get_models() if not model._meta.proxy]
    with connection.cursor() as cursor:
        each = (f"SELECT '{table}', md5(string_agg(row::text, '|' ORDER BY row::text)) FROM {table} AS row" for table in tables)
        cursor.execute(" UNION ALL ".join(each))
        return dict(cursor.fetchall())


def no(ask: Any, status: int, code: str, field: str | None = None) -> dict[str, Any]:
    """Refused, and not a single row is another one."""
    before = rows()
    problem = refused(ask(), status, code, field)
    after = rows()
    assert after == before, [table for table in before if after[table] != before[table]]
    return problem

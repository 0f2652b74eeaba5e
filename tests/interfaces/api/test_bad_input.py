"""Garbage of every kind: 4xx with a problem, never 5xx, and nothing written."""

from __future__ import annotations

import json
import random
from copy import deepcopy

import orjson
import pytest

from tests.interfaces.api.chance import FIRM_AND_LONG, seed_of
from tests.interfaces.api.till import GONE, PLANS, SEARCH, refused, said, sale, traces

pytestmark = pytest.mark.django_db
TOKENS = "/api/v1/tokens/"
CANCEL = f"{PLANS}7K3M-9QPX-2TC/cancel/"
OTP = f"{PLANS}7K3M-9QPX-2TC/otp/"
PAYMENT = f"{PLANS}7K3M-9QPX-2TC/payment/"
GARBAGE = [
    b"{",
    b"nonsense",
    b"\xff\xfe{}",
    b'{"imei": "\xff"}',
    b'{"imei": "\\ud800"}',  # half a surrogate pair
    b'{"imei": NaN}',
    b'{"imei": Infinity}',
    b"[" * 100_000,
    b'{"a":' * 100_000,
    b'{"imei": 01}',
    b"null",
    b"[]",
    b"5",
    b'"text"',
    b"true",
    b"{} {}",
    b"\x00",
]


@pytest.mark.parametrize("path", [PLANS, SEARCH, CANCEL, OTP, PAYMENT, TOKENS])
def test_a_body_that_is_no_object_is_a_400(manager_till, path):
    before = traces()
    for raw in GARBAGE:
        refused(manager_till.act(path, raw), 400, "invalid")
    assert traces() == before


def test_no_body_is_an_empty_one(manager_till):
    before = traces()
    refused(manager_till.act(PLANS, b""), 422, "invalid")
    refused(manager_till.act(CANCEL, b""), 404, "not_found")
    assert traces() == before


WRONG = [None, True, 0, 1.5, 10**30, "", "x", "\x00", "x" * 100_000, [], ["x"], {"a": {"b": [[[]]]}}]
# Values that are right by accident: the field may be left out, or says that these are lawful.
FINE = {
    "imei2": [None, ""],
    "reason": [None, "", "x"],
    "place_of_supply": [None, ""],
    "customer.consent.loyalty_text_version": [None],
    "customer.email": [None, ""],
    "customer.gstin": [None, ""],
    "customer.address": [None, "", "x"],
    "phone_invoice.date": [None],
    "phone_invoice.number": ["x"],
    "payments.0.reference": [None, ""],
    "expected_price": [0],
    "expected_terms": [None],
}
NAMES = {
    "": [
        "imei",
        "imei2",
        "sku",
        "reason",
        "place_of_supply",
        "expected_price",
        "expected_terms",
        "phone_invoice",
        "customer",
        "payments",
        "unknown",
    ],
    "phone_invoice.": ["number", "date", "price", "unknown"],
    "customer.": ["name", "mobile", "email", "language", "gstin", "address", "consent", "unknown"],
    "customer.consent.": ["text_version", "loyalty_text_version", "unknown"],
    "payments.": ["0"],
    "payments.0.": ["method", "amount", "reference", "unknown"],
}
PLACES = [path + name for path, names in NAMES.items() for name in names]


def put(body, place, value):
    *path, last = place.split(".")
    part = body
    for step in path:
        part = part[int(step)] if step.isdigit() else part[step]
    part[int(last) if last.isdigit() else last] = deepcopy(value)  # a later one may be put inside of it
    return body


@pytest.mark.parametrize("place", PLACES)
def test_a_wrong_value_in_any_place_is_a_4xx_that_names_the_place(till, place):
    before = traces()
    for value in WRONG:
        if any(type(value) is type(fine) and value == fine for fine in FINE.get(place, [])):
            continue
        raw = _json(put(sale(), place, value))
        answer = till.sell(raw)
        assert 400 <= answer.status_code < 500, (value, answer.content)
        problem = said(answer)
        fields = {error["field"] for error in problem["errors"]}
        assert any(str(field).startswith(place) or place.startswith(str(field)) for field in fields), (value, problem)
        assert traces() == before, value


def _json(body):
    """JSON of anything, with whole numbers of any length, as a client's own writer would make it."""
    return json.dumps(body).encode()


@pytest.mark.parametrize(
    "amount",
    [549.0, 548.9999999999999, "549.001", "5,49", "-549.00", "+549", " 549", "५४९", "1e3", "NaN", "Infinity", "0x10", 10**12, "", True],
)
@pytest.mark.parametrize("place", ["expected_price", "payments.0.amount", "phone_invoice.price"])
def test_money_is_text_or_a_whole_number_and_never_a_float(till, place, amount):
    before = traces()
    refused(till.sell(put(sale(), place, amount)), 422, "invalid", place)
    assert traces() == before


def test_unknown_fields_are_all_named(till):
    body = sale() | {"colour": "red", "discount": "500.00"}
    body["customer"] |= {"id": 1}
    body["payments"][0] |= {"state": "received"}
    before = traces()
    problem = refused(till.sell(body), 422, "invalid")
    assert {error["field"] for error in problem["errors"]} == {"colour", "discount", "customer.id", "payments.0.state"}
    assert traces() == before


def test_every_field_missing_is_told(till):
    before = traces()
    problem = refused(till.sell({}), 422, "invalid")
    assert {error["field"] for error in problem["errors"]} >= {"sku", "phone_invoice", "customer", "expected_price", "payments"}
    for place in ("sku", "phone_invoice", "phone_invoice__price", "customer", "expected_price", "payments"):
        refused(till.sell(sale(**{place: GONE})), 422, "invalid", place.replace("__", "."))
    assert traces() == before


@FIRM_AND_LONG
def test_random_bodies_are_never_a_5xx(till, firm):
    seed = seed_of(firm=firm)
    print(f"seed {seed}")
    dice = random.Random(seed)
    before = traces()
    for _ in range(60):
        body = sale()
        for _ in range(dice.randint(1, 3)):
            place = dice.choice(PLACES)
            try:
                put(body, place, dice.choice(WRONG))
            except (KeyError, TypeError, IndexError, AttributeError):
                continue
        raw = _json(body)
        if dice.random() < 0.3:
            cut = dice.randrange(len(raw))
            raw = raw[:cut] + bytes(dice.randrange(256) for _ in range(dice.randint(0, 4))) + raw[cut + dice.randint(0, 3) :]
        answer = till.sell(raw)
        if answer.status_code == 201:
            before = traces()
            continue
        assert 400 <= answer.status_code < 500, (raw, answer.content)
        assert traces() == before, raw


def test_a_body_too_large_is_a_413(till):
    before = traces()
    refused(till.sell(orjson.dumps({"imei": "9" * 1_100_000})), 413, "invalid")
    assert traces() == before


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/xml", ""]
)
def test_only_json_is_read(till, content_type):
    before = traces()
    answer = till.post(PLANS, sale(), content_type=content_type, **{"Idempotency-Key": "key-of-the-content-type"})
    refused(answer, 415, "unsupported_media_type")
    assert traces() == before


@pytest.mark.parametrize("content_type", ["application/json; charset=utf-8", "APPLICATION/JSON", "application/json; charset=utf-16"])
def test_json_is_json_whatever_is_written_beside_it(till, content_type):
    answer = till.post(PLANS, sale(), content_type=content_type, **{"Idempotency-Key": f"key-of-{content_type.replace(' ', '')}"})
    assert answer.status_code == 201, answer.content

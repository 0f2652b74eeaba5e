"""The schema is true and complete: it validates without a warning, names every call, and what is given has its shape."""

from __future__ import annotations

import io
import re
from typing import Any

import orjson
import pytest
from django.core.management import call_command
from django.urls import get_resolver

from stores.clock import now
from tests.factories.claims import old_plan
from tests.factories.codes import newest_code
from tests.factories.plans import sellable
from tests.interfaces.api import claiming
from tests.interfaces.api.claiming import at, inspection, opened, picture, wish
from tests.interfaces.api.till import PLANS, SEARCH, new_key, said, sale
from upgrade_program.interfaces.api import urls
from upgrade_program.interfaces.api.examples import SALE, SOLD
from upgrade_program.interfaces.api.examples_claims import INSPECTION, SETTLEMENT, WANTED
from upgrade_program.interfaces.api.views.docs import the_schema

METHODS = {"get", "post", "delete", "put", "patch"}
CLAIM_ACTS = {
    "open_a_claim",
    "redeem_a_reward",
    "record_an_inspection",
    "make_an_offer",
    "settle_a_claim",
    "refuse_a_claim",
    "take_a_second_look",
    "decline_a_claim",
    "reverse_a_settlement",
}
MEMBER_ACTS = {"sell_a_membership", "take_a_membership_back", "withdraw_the_consent_to_points"}
PLAN_ACTS = {"sell_a_plan", "cancel_a_plan", "transfer_a_plan", "change_the_consent_to_a_plan", "confirm_a_upi_payment"}
CHANGING = {*PLAN_ACTS, *CLAIM_ACTS, *MEMBER_ACTS}
CLAIM_BODIES = ("ClaimWanted", "PhotoGiven", "Inspection", "Gates", "IdShown", "SettlementWanted", "NewPhoneGiven", "PointsPart", "Refusal")
PUBLIC = {"make_a_token", "estimate_a_device_value", "read_the_consent_text"}


def calls() -> list[tuple[str, str, dict[str, Any]]]:
    return [(path, method, call) for path, ways in the_schema()["paths"].items() for method, call in ways.items() if method in METHODS]


def test_the_schema_validates_with_warnings_as_errors():
    out = io.StringIO()
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=out)
    assert out.getvalue().startswith("openapi: 3.")


def test_every_address_of_version_1_is_in_the_schema():
    described = {path for path, _, _ in calls()}
    assert described == {"/api/v1/" + re.sub("<(?:str|member):([a-z]+)>", r"{\1}", str(route.pattern)) for route in urls.version_1}


def test_the_api_hangs_below_api():
    assert get_resolver().resolve("/api/v1/plans/").url_name == "plans"
    assert get_resolver().resolve("/api/schema/").url_name == "schema"


def test_every_call_says_how_it_refuses():
    for path, method, call in calls():
        answers = call["responses"]
        assert {"404", "503"} <= answers.keys(), (method, path)
        for status, answer in answers.items():
            if int(status) >= 400:
                assert list(answer["content"]) == ["application/problem+json"], (method, path, status)
        assert ("401" in answers) == (call["operationId"] not in PUBLIC - {"make_a_token"}), (method, path)
        assert bool(call.get("security")) == (call["operationId"] not in PUBLIC), (method, path)


def test_changing_calls_need_a_key_and_no_others():
    keyed = {call["operationId"] for _, _, call in calls() if any(p["name"] == "Idempotency-Key" for p in call.get("parameters", ()))}
    assert keyed == CHANGING


def test_bodies_have_no_other_fields():
    schemas = the_schema()["components"]["schemas"]
    for name in (
        "Sale",
        "PhoneInvoice",
        "CustomerGiven",
        "Agreed",
        "PaymentPart",
        "Search",
        "Cancellation",
        "Confirmation",
        "SignIn",
        *CLAIM_BODIES,
    ):
        assert schemas[name]["additionalProperties"] is False, name
    assert set(schemas["Sale"]["required"]) == {"imei", "sku", "phone_invoice", "customer", "expected_price", "payments"}


@pytest.mark.django_db
def test_the_schema_and_the_docs_are_there_for_everybody(nobody):
    json = nobody.get("/api/schema/?format=json")
    assert (json.status_code, said(json)["info"]["title"]) == (200, "Smart Upgrade API")
    assert nobody.get("/api/schema/?lang=x%00&version=%0d%0aX").status_code == 200
    docs = nobody.get("/api/docs/")
    assert docs.status_code == 200
    assert b"/api/schema/?format=json" in docs.content
    assert "unsafe" not in docs["Content-Security-Policy"]


def conforms(value: Any, shape: dict[str, Any]) -> None:
    """Every name of the shape is there and no other; depth first."""
    schemas = the_schema()["components"]["schemas"]
    if "allOf" in shape:
        shape = {**shape, **shape["allOf"][0]}
    if "$ref" in shape:
        if value is None:
            assert shape.get("nullable"), shape
            return
        shape = schemas[shape["$ref"].rsplit("/", 1)[-1]]
    if shape.get("type") == "array":
        for item in value:
            conforms(item, shape["items"])
    elif shape.get("type") == "object" and "properties" not in shape:
        for inner in value.values():
            conforms(inner, shape["additionalProperties"])
    elif shape.get("type") == "object":
        assert set(value) == set(shape["properties"]) - (set(shape["properties"]) - set(shape["required"]) - set(value))
        for name, inner in value.items():
            conforms(inner, shape["properties"][name])
    elif "oneOf" in shape:
        assert value is None or isinstance(value, str)
    elif value is None:
        assert shape["nullable"], shape
    else:
        kinds: dict[str, type] = {"string": str, "integer": int, "boolean": bool}
        assert type(value) is kinds[shape["type"]], (value, shape)


def shape_of(operation: str, status: int = 200) -> dict[str, Any]:
    call = next(call for _, _, call in calls() if call["operationId"] == operation)
    shape: dict[str, Any] = call["responses"][str(status)]["content"]["application/json"]["schema"]
    return shape


@pytest.mark.django_db
def test_what_is_given_has_the_shape_the_schema_says(till, manager_till, nobody, phone):
    pending = said(till.sell(sale(payments=[{"method": "upi", "amount": "549.00"}])))
    plan = said(till.sell(sale()))
    number = f"{PLANS}{plan['number']}/"
    conforms(pending, shape_of("sell_a_plan", 201))
    conforms(plan, shape_of("sell_a_plan", 201))
    conforms(said(till.get(number)), shape_of("read_a_plan"))
    conforms(said(till.get(f"{number}value/")), shape_of("read_a_plan_value"))
    conforms(said(till.get(f"{number}value/?on=2027-09-01")), shape_of("read_a_plan_value"))
    conforms(said(till.get(PLANS)), shape_of("list_plans"))
    conforms(said(till.post(SEARCH, {"number": plan["number"]})), shape_of("search_plans"))
    conforms(said(till.get("/api/v1/variants/")), shape_of("find_a_device"))
    conforms(said(nobody.get(f"/api/v1/estimate/?sku={phone.sku}")), shape_of("estimate_a_device_value"))
    conforms(said(nobody.get("/api/v1/consent/")), shape_of("read_the_consent_text"))
    conforms(said(manager_till.post(f"{number}otp/", {"act": "cancel"})), shape_of("send_a_code", 202))
    otp = newest_code(at=now())
    conforms(said(manager_till.act(f"{number}cancel/", {"reason": "x", "otp": otp})), shape_of("cancel_a_plan"))
    conforms(said(manager_till.act(f"{PLANS}{pending['number']}/cancel/", {"reason": "x"})), shape_of("cancel_a_plan"))


@pytest.mark.django_db
def test_what_is_given_of_a_claim_has_the_shape_the_schema_says(clerk, till, manager_till):
    plan = old_plan(actor=clerk)
    conforms(opened(till, plan), shape_of("open_a_claim", 201))
    claim = said(till.get(claiming.CLAIMS))["results"][0]
    conforms(said(picture(till, claim)), shape_of("add_a_photo", 201))
    conforms(said(till.act(at(claim, "refuse"), {"reason": "red", "clause": "3.7"})), shape_of("refuse_a_claim"))
    look = {"upheld": False, "remark": "white"}
    conforms(said(manager_till.act(at(claim, "second-look"), look)), shape_of("take_a_second_look"))
    conforms(said(till.act(at(claim, "inspection"), inspection(display="minor"))), shape_of("record_an_inspection"))
    conforms(said(till.act(at(claim, "offer"), {})), shape_of("make_an_offer"))
    conforms(said(till.act(at(claim, "settle"), wish(newest_code(at=now())))), shape_of("settle_a_claim"))
    conforms(said(manager_till.act(at(claim, "reverse"), {"reason": "came back"})), shape_of("reverse_a_settlement"))
    conforms(said(till.get(at(claim))), shape_of("read_a_claim"))
    again = opened(till, plan)
    conforms(said(till.act(at(again, "decline"), {"reason": "wants to wait"})), shape_of("decline_a_claim"))
    third = opened(till, plan)
    till.act(at(third, "refuse"), {"reason": "red", "clause": "3.7"})
    conforms(said(manager_till.act(at(third, "second-look"), look | {"upheld": True})), shape_of("take_a_second_look"))
    conforms(said(till.get(claiming.CLAIMS)), shape_of("list_claims"))


@pytest.mark.django_db
def test_the_examples_of_a_claim_are_accepted(clerk, till):
    plan = old_plan(actor=clerk, imei=WANTED["handset_imei"])
    sellable(name="Redmi Note 10 Pro", srp=21_999, price=799)
    answer = till.act(claiming.opening(plan), WANTED)
    assert answer.status_code == 201, answer.content
    claim = said(answer)
    assert said(till.act(at(claim, "inspection"), INSPECTION))["payable"] == "8329.00"
    till.act(at(claim, "offer"), {})
    answer = till.act(at(claim, "settle"), SETTLEMENT | {"otp": newest_code(at=now())})
    assert answer.status_code == 200, answer.content


@pytest.mark.django_db
def test_the_example_of_a_sale_is_one(till):
    answer = till.sell(SALE)
    assert answer.status_code == 201, answer.content
    said_now = said(answer)
    assert said_now | {"number": SOLD["number"], "invoice": SOLD["invoice"]} == SOLD
    assert orjson.loads(orjson.dumps(SALE)) == SALE
    assert new_key() != new_key()

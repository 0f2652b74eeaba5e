"""What anybody may ask, and what staff ask about devices: estimate, consent, variants."""

from __future__ import annotations

from datetime import timedelta

import pytest

from stores.clock import now
from tests.factories.plans import programme, sellable
from tests.interfaces.api.till import GONE, refused, said
from upgrade_program.catalog.files import read_devices, read_prices
from upgrade_program.catalog.models import Srp
from upgrade_program.catalog.services.loading import load_catalogue

pytestmark = pytest.mark.django_db
ESTIMATE = "/api/v1/estimate/"
CONSENT = "/api/v1/consent/"
VARIANTS = "/api/v1/variants/"
SKU = "redmi-note-9-pro-4-64"


def test_an_estimate_tells_days_and_rupees(nobody, phone):
    assert said(nobody.get(f"{ESTIMATE}?sku={SKU}&bill_date=2020-11-05")) == {
        "sku": SKU,
        "srp": "13999.00",
        "plan_price": "549.00",
        "sellable": True,
        "reason": None,
        "terms": 1,
        "tiers": [
            {"from": "2021-02-06", "through": "2021-05-05", "percent": 70, "value": "9799.00"},
            {"from": "2021-05-06", "through": "2021-08-05", "percent": 60, "value": "8399.00"},
            {"from": "2021-08-06", "through": "2021-11-05", "percent": 50, "value": "7000.00"},
            {"from": "2021-11-06", "through": "2022-02-05", "percent": 40, "value": "5600.00"},
        ],
    }


def test_without_a_bill_date_it_is_today_s(nobody, phone):
    today, given = nobody.get(f"{ESTIMATE}?sku={SKU}"), nobody.get(f"{ESTIMATE}?sku={SKU}&bill_date=2027-05-03")
    assert said(today) == said(given)
    assert said(today)["tiers"][0]["from"] == "2027-08-04"


def test_the_srp_is_the_one_of_the_bill_date(nobody, phone):
    srp = Srp.objects.get()
    srp.valid = type(srp.valid)(srp.valid.lower, now().date() - timedelta(days=10))
    srp.save()
    Srp.objects.create(variant=phone, amount=10_001, valid=type(srp.valid)(srp.valid.upper, None), checked=True)
    assert said(nobody.get(f"{ESTIMATE}?sku={SKU}&bill_date=2027-04-22"))["srp"] == "13999.00"
    today = said(nobody.get(f"{ESTIMATE}?sku={SKU}"))
    assert (today["srp"], today["tiers"][2]["value"]) == ("10001.00", "5001.00")  # half up, not to even


def test_a_device_outside_the_programme_promises_nothing(nobody):
    poco = sellable(brand="POCO", name="POCO X3", eligible=False)
    estimate = said(nobody.get(f"{ESTIMATE}?sku={poco.sku}"))
    assert (estimate["sellable"], estimate["reason"], estimate["tiers"], estimate["terms"]) == (False, "not_eligible", [], None)


def test_a_device_without_a_price_still_has_its_value(nobody):
    unpriced = sellable(name="Redmi 9i", price=None)
    estimate = said(nobody.get(f"{ESTIMATE}?sku={unpriced.sku}"))
    assert (estimate["plan_price"], estimate["sellable"], estimate["reason"]) == (None, False, "no_plan_price")
    assert len(estimate["tiers"]) == 4


@pytest.mark.parametrize(
    ("query", "code", "field"),
    [
        ("", "invalid", "sku"),
        ("sku=", "invalid", "sku"),
        ("sku=no-such-phone", "invalid", "sku"),
        ("sku=%00", "invalid", "sku"),
        ("sku=" + "x" * 5000, "invalid", "sku"),
        (f"sku={SKU}&bill_date=soon", "invalid", "bill_date"),
        (f"sku={SKU}&bill_date=2027-02-29", "invalid", "bill_date"),
        (f"sku={SKU}&bill_date=9999-12-31", "bill_date_future", "bill_date"),
        (f"sku={SKU}&bill_date=2027-05-04", "bill_date_future", "bill_date"),
        (f"sku={SKU}&bill_date=2020-11-04", "bill_date_before_start", "bill_date"),
        (f"sku={SKU}&bill_date=0001-01-01", "bill_date_before_start", "bill_date"),
        (f"sku={SKU}&imei=490154203237518", "invalid", "imei"),
    ],
)
def test_an_estimate_that_cannot_be_made_is_refused(nobody, phone, query, code, field):
    refused(nobody.get(f"{ESTIMATE}?{query}"), 422, code, field)


def test_the_consent_text_in_both_languages(nobody, phone):
    english, hindi = said(nobody.get(CONSENT)), said(nobody.get(f"{CONSENT}?language=hi"))
    assert (english["text_version"], hindi["text_version"]) == (1, 1)
    assert "agree" in english["text"]
    assert "सहमत" in hindi["text"]
    refused(nobody.get(f"{CONSENT}?language=fr"), 422, "invalid", "language")


@pytest.mark.parametrize("path", [f"{ESTIMATE}?sku={SKU}", CONSENT])
def test_public_calls_are_throttled_by_address(nobody, phone, path, settings):
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"DEFAULT_THROTTLE_RATES": {"public": "3/min"}}
    assert [nobody.get(path).status_code for _ in range(3)] == [200, 200, 200]
    for forged in ({}, {"X-Forwarded-For": "203.0.113.9"}):  # a made-up header is no other address
        answer = nobody.call("GET", path, **forged)
        refused(answer, 429, "throttled")
        assert 1 <= int(answer["Retry-After"]) <= 60


def test_searches_are_throttled_by_person(till, other_till, settings):
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"DEFAULT_THROTTLE_RATES": {"search": "2/min"}}
    search = "/api/v1/plans/search/"
    assert [till.post(search, {"imei": "490154203237518"}).status_code for _ in range(2)] == [200, 200]
    refused(till.post(search, {"imei": "490154203237518"}), 429, "throttled")
    assert other_till.post(search, {"imei": "490154203237518"}).status_code == 200


@pytest.fixture
def catalogue(db):
    programme()
    load_catalogue(devices=read_devices(), prices=read_prices(), at=now(), on_progress=lambda done, total: None)


def test_a_device_is_found_as_people_type_it(catalogue, head_office_till):
    page = said(head_office_till.get(f"{VARIANTS}?q=note%209%20pro%204/64"))
    assert page["results"][0] == {
        "sku": SKU,
        "brand": "Redmi",
        "model": "Redmi Note 9 Pro",
        "ram_gb": 4,
        "storage_gb": 64,
        "srp": "13999.00",
        "plan_price": "549.00",
        "sellable": True,
        "reason": None,
    }
    assert page.keys() == {"results", "next", "previous"}
    assert said(head_office_till.get(f"{VARIANTS}?q=nokia"))["results"] == []


def test_the_whole_catalogue_comes_in_pages(catalogue, head_office_till):
    pages, path = [], VARIANTS
    while path:
        page = said(head_office_till.get(path))
        pages.append([row["sku"] for row in page["results"]])
        path = page["next"]
    skus = [sku for page in pages for sku in page]
    assert len(skus) == len(set(skus)) == len(read_devices())
    assert len(pages[0]) == 50
    assert said(head_office_till.get(page["previous"]))["results"]


@pytest.mark.parametrize(
    ("query", "field"), [("q=%00", "q"), ("q=" + "x" * 101, "q"), ("cursor=x", "cursor"), ("cursor=YTU=", "cursor"), ("name=x", "name")]
)
def test_a_device_search_that_cannot_be_made_is_refused(till, query, field):
    refused(till.get(f"{VARIANTS}?{query}"), 422, "invalid", field)


@pytest.mark.parametrize("q", ["%", "_", "'", "\\", "(((", "🤖", "ｎｏｔｅ", "+", ".*", GONE])
def test_odd_signs_are_just_not_found(till, q):
    answer = till.get(VARIANTS if q is GONE else f"{VARIANTS}?q={q}")
    assert answer.status_code == 200

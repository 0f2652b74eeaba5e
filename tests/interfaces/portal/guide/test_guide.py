"""The public pages: they say what the terms in force say, in two languages, and bad input is no fault of ours."""

from __future__ import annotations

import re
from datetime import date, time

import pytest
import time_machine

from stores.finder import Nearness, stores_near
from tests.factories.plans import AT, sellable
from tests.factories.stores import StoreFactory
from tests.factories.terms import published
from tests.interfaces.counter.pages import text_of
from upgrade_program.interfaces.portal.guide.questions import _WORDS, questions

pytestmark = pytest.mark.django_db
SHARES = "70 %, 60 %, 50 %, 40 %"


@pytest.fixture(autouse=True)
def _third_of_may():
    with time_machine.travel(AT, tick=False):
        yield


def page(client, path, language="en", **query):
    answer = client.get(path, query, HTTP_ACCEPT_LANGUAGE=language)
    assert answer.status_code == 200
    return text_of(answer.content.decode())


def test_the_honest_table_is_that_of_a_phone_sold_now(client):
    sellable()
    words = page(client, "/how-it-works/")
    assert "The honest table: Redmi Note 9 Pro 4/64, bought today" in words
    assert "You pay for the plan, once ₹549" in words
    assert "You come from 4 Aug 2027 to 3 Nov 2027, and the phone passes the check ₹9,799" in words
    assert "with a major fault (Display, less 25 %) ₹7,349" in words  # 9,799 - round(2,449.75)
    assert "You come before 4 Aug 2027 or after 3 Aug 2028 ₹0" in words
    assert "Display Up to 3 scratches, each under 1 cm nothing off" in words


def test_with_nothing_on_sale_there_is_no_table_and_no_fault(client):
    words = page(client, "/how-it-works/")
    assert "honest table" not in words
    assert "What the check looks at" in words


def test_how_it_works_in_hindi(client):
    sellable()
    assert "जाँच में क्या देखा जाता है" in page(client, "/how-it-works/", "hi")


def test_answers_are_filled_from_the_terms(client):
    words = page(client, "/questions/")
    assert "from 70 % of its selling price down to 40 %" in words
    assert "The promise begins after 3 months" in words
    assert "through the end of the 3 days that follow" in words
    assert "पक्की क़ीमत" in page(client, "/questions/", "hi")


def test_each_question_has_both_languages_and_no_slot_is_left_open():
    facts = {"first": 70, "least": 40, "wait": 3, "hold": 3, "look": 7}
    for language in ("en", "hi"):
        said = questions(language, facts=facts)
        assert [each.key for each in said] == list(_WORDS)
        assert not any(re.search(r"[{}]", each.asked + each.answer) for each in said)


def test_the_terms_in_force_and_those_before(client):
    published(date(2027, 5, 1), text_en=f"1. New words. {SHARES}", text_hi=f"1. नए शब्द। {SHARES}")
    published(date(2027, 9, 1), text_en=f"1. Still to come. {SHARES}", text_hi=f"1. आगे। {SHARES}")
    assert "1. New words." in page(client, "/terms/")
    words = page(client, "/terms/1/")
    assert "For plans on phones billed from 5 Nov 2020 to 30 Apr 2027" in words
    assert "After 3 months, through 6 70 %" in words
    assert "Version 2 1 May 2027 – 31 Aug 2027" in words
    assert "Version 3" not in words
    assert "नए शब्द" in page(client, "/terms/2/", "hi")


@pytest.mark.parametrize("version", ["2", "0", "99999999999999999999"])
def test_terms_that_nobody_has_read_yet_are_not_there(client, version):
    if version == "2":
        published(date(2028, 1, 1), text_en=f"1. Later. {SHARES}", text_hi=f"1. बाद में। {SHARES}")
    assert client.get(f"/terms/{version}/").status_code == 404


def three_stores():
    near = StoreFactory(code="DL01", name="Mi Home Saket", city="New Delhi", pincode="110017")
    same_district = StoreFactory(code="DL02", name="Mi Home Rohini", city="New Delhi", pincode="110085", opens=time(15), closes=time(16))
    far = StoreFactory(code="DL03", name="Mi Studio Gurugram", city="Gurugram", pincode="112001")
    StoreFactory(code="DL09", name="Mi Home Closed", city="New Delhi", pincode="110017", is_open=False, closed_at=AT)
    StoreFactory(code="MH01", name="Mi Home Andheri", city="Mumbai", pincode="400053", state="27")
    return near, same_district, far


def test_stores_by_pin_code_nearest_first_and_none_that_is_closed_for_good():
    near, same_district, far = three_stores()
    found = [(each.store, each.nearness) for each in stores_near("110 017")]
    assert found == [(near, Nearness.SAME), (same_district, Nearness.DISTRICT), (far, Nearness.REGION)]


def test_stores_by_town_name_and_state():
    near, same_district, _far = three_stores()
    assert [each.store for each in stores_near("new delhi")] == [same_district, near]
    assert [each.store.code for each in stores_near("maharashtra")] == ["MH01"]
    assert [each.store.code for each in stores_near("saket delhi")] == ["DL01"]


@pytest.mark.parametrize("place", ["", "  ", "\x00", "12", "000000", "1234567", "١١٠٠١٧", "%", "_", "nowhere", "' OR 1=1 --", "x" * 500])
def test_a_place_that_names_nothing_finds_nothing(place, client):
    three_stores()
    assert stores_near(place) == []
    assert client.get("/stores/", {"place": place}).status_code == 200


def test_the_finder_says_whether_a_store_is_open_now(client):
    three_stores()
    words = page(client, "/stores/", place="110017")
    # It is 11:42 in India.
    assert "3 stores Mi Home Saket this PIN code" in words
    assert "Open now , until 21:00" in words
    assert "Closed now , open 15:00 to 16:00" in words


def test_an_empty_find_says_what_to_type(client):
    assert "No store was found there. Type the six digits" in page(client, "/stores/", place="atlantis")


def test_programs_find_the_public_pages_and_nothing_else(client):
    robots = client.get("/robots.txt").content.decode()
    assert "Disallow: /p/" in robots
    assert "Disallow: /counter/" in robots
    addresses = re.findall(r"<loc>https?://[^/]+(/[^<]*)</loc>", client.get("/sitemap.xml").content.decode())
    assert addresses == ["/", "/how-it-works/", "/questions/", "/terms/", "/stores/"]
    for path in addresses:
        html = client.get(path).content.decode()
        assert 'name="robots"' not in html  # found by search engines
        assert '<link rel="canonical"' in html
        assert 'property="og:image"' in html

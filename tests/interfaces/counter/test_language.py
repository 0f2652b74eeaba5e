"""The counter in Hindi: chosen with the switch and kept by the browser, English until then, whatever the browser wishes."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from tests.interfaces.said import put_together
from upgrade_program.customers.names import parse_name
from upgrade_program.interfaces.counter.language import said
from upgrade_program.kernel.errors import Invalid
from upgrade_program.kernel.tongue import speaking

pytestmark = pytest.mark.django_db


def body(answer):
    return answer.content.decode()


def test_staff_read_english_until_they_choose(clerk_client):
    assert '<html lang="en">' in body(clerk_client.get("/counter/", HTTP_ACCEPT_LANGUAGE="hi"))


def test_the_switch_is_kept_and_leads_back(clerk_client):
    page = body(clerk_client.get("/counter/plans/?q=note"))
    assert 'value="/counter/plans/?q=note"' in page
    answer = clerk_client.post("/language/", {"language": "hi", "next": "/counter/plans/?q=note"})
    assert answer.url == "/counter/plans/?q=note"
    page = body(clerk_client.get("/counter/plans/"))
    assert '<html lang="hi">' in page
    assert "यहाँ अब तक कोई प्लान नहीं बिका" in page
    clerk_client.post("/language/", {"language": "en", "next": "/counter/"})
    assert "No plan was sold here yet" in body(clerk_client.get("/counter/plans/"))


def test_a_page_that_answers_a_sent_form_leads_to_the_counter(clerk_client):
    page = body(clerk_client.post("/counter/find/", {"q": "SERIAL12345"}))
    assert '<input type="hidden" name="next" value="/counter/">' in " ".join(page.split())


def test_refusals_are_said_in_the_language_of_the_page(clerk_client):
    clerk_client.cookies["django_language"] = "hi"
    page = body(clerk_client.post("/counter/sell/", {"device": "", "imei": "123", "mobile": "12"}))
    assert "ये 3 अंक हैं: IMEI में 15 होते हैं।" in page
    assert "These are 3 digits" not in page


def test_no_refusal_is_put_together_before_it_is_said():
    """What a `sentence=f"…"` says stands in no catalogue: its facts are given beside it."""
    assert list(put_together()) == []


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "ग्राहक का नाम नहीं लिखा।"),
        ("12", "नाम में अक्षर होते हैं।"),
        ("a", "नाम में कम से कम दो अक्षर होते हैं।"),
        ("x" * 101, "नाम में ज़्यादा से ज़्यादा 100 अक्षर हो सकते हैं, इसमें 101 हैं।"),
        ("Asha\x07", "नाम में ऐसे अक्षर हैं जो छप नहीं सकते।"),
    ],
)
def test_what_is_wrong_with_a_name_is_said_in_the_language_of_the_page(typed, words):
    with override("hi"), speaking(said, language="hi"), pytest.raises(Invalid) as no:
        parse_name(typed)
    assert str(no.value) == f"{words} ग्राहक जो नाम बताएँ वह लिखें।"


def test_the_api_stays_english(clerk_client):
    clerk_client.cookies["django_language"] = "hi"
    answer = clerk_client.get("/api/v1/estimate/?sku=none&bill_date=2027-05-03", HTTP_ACCEPT_LANGUAGE="hi")
    assert answer.json()["detail"].isascii()


def test_sign_in_and_lock_have_the_switch(client, clerk_client):
    for page in (body(client.get("/accounts/login/")), _locked(clerk_client)):
        assert 'action="/language/"' in page
        assert 'lang="hi">हिन्दी</span>' in page


def test_the_lock_is_in_the_language_of_the_till(clerk_client):
    clerk_client.cookies["django_language"] = "hi"
    page = _locked(clerk_client)
    assert "यह मशीन लॉक है" in page
    assert 'name="next" value="/counter/plans/"' in " ".join(page.split())


def _locked(client):
    client.post("/counter/lock/")
    answer = client.get("/counter/plans/")
    assert answer.status_code == 423
    return body(answer)


def test_a_language_costs_no_statement(clerk_client, django_assert_num_queries):

    clerk_client.get("/counter/")
    with CaptureQueriesContext(connection) as english:
        clerk_client.get("/counter/")
    count = len(english)
    assert count > 0
    clerk_client.cookies["django_language"] = "hi"
    clerk_client.get("/counter/")
    with django_assert_num_queries(count):
        clerk_client.get("/counter/")

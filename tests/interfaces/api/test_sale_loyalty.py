"""The loyalty programme in the API: its text, and an optional consent in a sale, all or nothing with it."""

from __future__ import annotations

import pytest

from loyalty.programme.queries import is_member
from tests.factories.loyalty import loyalty
from tests.interfaces.api.till import new_key, refused, said, sale, traces
from upgrade_program.customers.models import Consent, Customer

pytestmark = pytest.mark.django_db
CONSENT = "/api/v1/consent/"


@pytest.fixture(autouse=True)
def _texts(db: None) -> None:
    loyalty()


def test_the_loyalty_text_in_both_languages(nobody):
    english, hindi = (said(nobody.get(f"{CONSENT}?purpose=loyalty&language={language}")) for language in ("en", "hi"))
    assert (english["text_version"], hindi["text_version"]) == (1, 1)
    assert "loyalty programme" in english["text"]
    assert "लॉयल्टी" in hindi["text"]
    assert said(nobody.get(f"{CONSENT}?purpose=plan")) == said(nobody.get(CONSENT))
    refused(nobody.get(f"{CONSENT}?purpose=spam"), 422, "invalid", "purpose")


@pytest.mark.parametrize("version", [1, None])
def test_a_sale_may_make_a_member(till, version):
    answer = till.sell(sale(customer__consent={"text_version": 1, "loyalty_text_version": version}))
    assert answer.status_code == 201, answer.content
    assert is_member(Customer.objects.get().pk) is (version == 1)


def test_sent_twice_makes_one_member(till):
    body, key = sale(customer__consent={"text_version": 1, "loyalty_text_version": 1}), new_key()
    first, second = till.sell(body, key=key), till.sell(body, key=key)
    assert first.content == second.content
    assert Consent.objects.filter(text__purpose="loyalty").count() == 1


@pytest.mark.parametrize("version", [2, 99])
def test_an_unknown_text_sells_nothing(till, version):
    before = traces()
    body = sale(customer__consent={"text_version": 1, "loyalty_text_version": version})
    refused(till.sell(body), 422, "consent_missing", "customer.consent.loyalty_text_version")
    assert traces() == before


@pytest.mark.parametrize("version", ["1", 0, True, 1.5])
def test_a_version_is_a_whole_number(till, version):
    before = traces()
    body = sale(customer__consent={"text_version": 1, "loyalty_text_version": version})
    refused(till.sell(body), 422, "invalid", "customer.consent.loyalty_text_version")
    assert traces() == before

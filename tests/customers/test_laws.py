"""The laws of customers and consents, as the database states them."""

from datetime import date

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from tests.factories.catalog import AT
from tests.factories.customers import CustomerFactory
from upgrade_program.customers.models import Consent, ConsentText, Customer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("texts")]


def test_one_customer_a_mobile(refused_by):
    customer = CustomerFactory()
    with refused_by("customers_customer_mobile_key"):
        CustomerFactory(mobile=customer.mobile)
    assert Customer.objects.count() == 1


@pytest.mark.parametrize("mobile", ["9810455421", "+911234567890", "+91981045542", "+9198104५५421", ""])
def test_a_mobile_is_indian_with_plus_91(refused_by, mobile):
    with refused_by("mobile_is_indian_with_plus_91"):
        CustomerFactory(mobile=mobile)


def test_names_and_languages_are_known(refused_by):
    with refused_by("customer_has_a_name"):
        CustomerFactory(name="A")
    with refused_by("customer_language_is_known"):
        CustomerFactory(language="fr")


def test_a_consent_text_stays_as_written_and_ends_once(refused_by):
    rows = ConsentText.objects.filter(purpose="plan", version=1, language="en")
    with refused_by("consent_texts_stay_as_written"):
        rows.update(text="I agree to everything")
    with refused_by("consent_texts_stay_as_written"):
        rows.delete()
    rows.update(in_force=DateRange(date(2020, 11, 5), date(2030, 1, 1)))
    for until in (date(2029, 1, 1), date(2031, 1, 1), None):
        with refused_by("consent_texts_stay_as_written"):
            rows.update(in_force=DateRange(date(2020, 11, 5), until))
    assert rows.get().text.startswith("I agree that the store")


def test_texts_in_force_do_not_overlap(refused_by):
    facts = {"purpose": "plan", "language": "hi", "text": "नया"}
    with refused_by("consent_texts_in_force_do_not_overlap"):
        ConsentText.objects.create(version=2, in_force=DateRange(date(2030, 1, 1), None), **facts)
    with refused_by("one_consent_text_per_version_and_language"):
        ConsentText.objects.create(version=1, in_force=DateRange(date(2019, 1, 1), date(2020, 1, 1)), **facts)
    with refused_by("consent_texts_begin_on_a_day"):
        ConsentText.objects.create(version=3, in_force=DateRange(empty=True), **facts)
    with refused_by("consent_text_has_words_and_version"):
        ConsentText.objects.create(version=0, in_force=DateRange(date(2019, 1, 1), date(2020, 1, 1)), **facts)
    with refused_by("consent_language_is_known"):
        ConsentText.objects.create(version=4, in_force=DateRange(date(2019, 1, 1), None), **(facts | {"language": "fr"}))
    with refused_by("consent_purpose_is_known"):
        ConsentText.objects.create(version=4, in_force=DateRange(date(2019, 1, 1), None), **(facts | {"purpose": "spam"}))
    assert ConsentText.objects.count() == 4


def test_consents_are_only_added(refused_by):
    consent = Consent.objects.create(customer=CustomerFactory(), text=ConsentText.objects.first(), given_at=AT, subject="plan:1")
    with refused_by("consents_are_only_added"):
        Consent.objects.update(subject="plan:2")
    with refused_by("consents_are_only_added"):
        Consent.objects.all().delete()
    consent.refresh_from_db()
    assert consent.subject == "plan:1"

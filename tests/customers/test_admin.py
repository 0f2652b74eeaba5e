"""Head office's pages of customers: masked, only looked at; consent texts are only added."""

from datetime import timedelta

import pytest
from django.urls import reverse

from stores.clock import local_day, now
from tests.factories.customers import CustomerFactory
from upgrade_program.customers.models import Consent, ConsentText, Customer
from upgrade_program.customers.services import give_consent
from upgrade_program.foundation.audit.models import AuditRow

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("texts")]
NOUNS = ["customer", "consent", "consenttext"]


def page(noun, act="changelist", *args):
    return reverse(f"admin:customers_{noun}_{act}", args=args)


@pytest.fixture
def rows(clerk):
    customer = CustomerFactory(mobile="+919810455421", name="Farhan Ali", email="farhan@example.in")
    consent = give_consent(customer=customer, text_version=1, language="en", actor=clerk, at=now(), subject="plan:17")
    return {"customer": customer, "consent": consent, "consenttext": consent.text}


@pytest.mark.parametrize("client", ["head_office_client", "auditor_client"])
@pytest.mark.parametrize("noun", NOUNS)
def test_pages_show_no_name_mobile_or_email(request, rows, client, noun):
    browser = request.getfixturevalue(client)
    for answer in (browser.get(page(noun)), browser.get(page(noun, "change", rows[noun].pk))):
        text = answer.content.decode()
        assert answer.status_code == 200
        assert 'name="_save"' not in text
        for secret in ("9810455421", "98104 55421", "Farhan", "farhan@"):
            assert secret not in text
    if noun == "customer":
        assert "98••• ••421" in text
        assert "F. A." in text


@pytest.mark.parametrize("noun", ["customer", "consent"])
def test_nobody_adds_changes_or_deletes(head_office_client, rows, noun):
    assert head_office_client.get(page(noun, "add")).status_code == 403
    assert head_office_client.post(page(noun, "add"), {"mobile": "+919810455422", "name": "X Y"}).status_code == 403
    assert head_office_client.post(page(noun, "change", rows[noun].pk), {"name": "Mallory"}).status_code == 403
    assert head_office_client.post(page(noun, "delete", rows[noun].pk), {"post": "yes"}).status_code == 403
    rows["customer"].refresh_from_db()
    assert (rows["customer"].name, Customer.objects.count(), Consent.objects.count()) == ("Farhan Ali", 1, 1)


def test_a_new_version_is_added_in_both_languages(head_office_client, auditor_client):
    later = local_day(now()) + timedelta(days=2)  # should it be midnight meanwhile, still a day to come
    form = {"purpose": "plan", "english": "Anew.", "hindi": "फिर।", "from_day": later.isoformat(), "reason": "New law"}
    assert auditor_client.post(page("consenttext", "add"), form).status_code == 403
    assert head_office_client.post(page("consenttext", "add"), form | {"from_day": "2020-12-01"}).status_code == 422
    assert (ConsentText.objects.count(), AuditRow.objects.count()) == (4, 0)
    assert head_office_client.post(page("consenttext", "add"), form).status_code == 302
    assert list(ConsentText.objects.filter(version=2).values_list("language", "text")) == [("en", "Anew."), ("hi", "फिर।")]
    assert AuditRow.objects.get().verb == "consent_text.published"


def test_a_text_is_never_changed_or_deleted(head_office_client, rows):
    url = page("consenttext", "change", rows["consenttext"].pk)
    assert head_office_client.post(url, {"text": "Everything"}).status_code == 403
    assert head_office_client.post(page("consenttext", "delete", rows["consenttext"].pk), {"post": "yes"}).status_code == 403
    assert ConsentText.objects.count() == 4


@pytest.mark.parametrize("noun", NOUNS)
def test_store_staff_stay_outside(manager_client, noun):
    assert manager_client.get(page(noun)).status_code in {302, 403}

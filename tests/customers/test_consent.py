"""Texts a buyer agrees to: the one in force on the day, and the record of the agreement."""

from datetime import UTC, date, datetime, timedelta

import pytest

from stores.clock import STORE_TIME
from tests.factories.catalog import AT
from tests.factories.customers import CustomerFactory
from upgrade_program.customers.enums import Purpose
from upgrade_program.customers.models import Consent, ConsentText
from upgrade_program.customers.queries import consent_text
from upgrade_program.customers.refusals import ConsentMissing
from upgrade_program.customers.services import give_consent, publish_consent_text
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.kernel.actor import ANONYMOUS
from upgrade_program.kernel.errors import Forbidden, Invalid, ReasonRequired

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("texts")]
DAY = date(2027, 6, 1)


def publish(actor, **changes):
    facts = {"purpose": "plan", "english": "I agree, anew.", "hindi": "मैं फिर सहमत हूँ।", "from_day": DAY, "reason": "New law", "at": AT}
    return publish_consent_text(actor=actor, **(facts | changes))


def test_the_first_texts_name_purpose_keeping_and_withdrawal():
    english, hindi = (consent_text(language=language, on=date(2020, 11, 5)) for language in ("en", "hi"))
    assert (english.version, hindi.version) == (1, 1)
    for word in ("SMS or e-mail", "tax law", "withdraw", "nothing else"):
        assert word in english.text
    for word in ("SMS या ई-मेल", "कर क़ानून", "वापस"):
        assert word in hindi.text


def test_the_loyalty_text_is_another_one_and_no_condition_of_a_sale():
    english, hindi = (consent_text(purpose="loyalty", language=language, on=date(2020, 11, 5)) for language in ("en", "hi"))
    for word in ("points", "SMS or e-mail", "tax law", "no condition of any purchase", "I may leave"):
        assert word in english.text
    for word in ("पॉइंट", "SMS या ई-मेल", "कर क़ानून", "शर्त नहीं", "छोड़"):
        assert word in hindi.text


def test_a_consent_to_one_purpose_is_none_to_the_other(clerk):
    consent = give_consent(customer=CustomerFactory(), text_version=1, language="en", actor=clerk, at=AT, purpose=Purpose.LOYALTY)
    assert consent.text.purpose == "loyalty"


def test_before_the_programme_there_is_none(django_assert_num_queries):
    with django_assert_num_queries(1), pytest.raises(ConsentMissing, match="No consent text is in force"):
        consent_text(language="en", on=date(2020, 11, 4))


def test_another_language_reads_english():
    assert consent_text(language="ta", on=DAY).language == "en"


def test_a_consent_says_who_what_when_and_where(clerk):
    customer = CustomerFactory()
    consent = give_consent(customer=customer, text_version=1, language="hi", actor=clerk, at=AT, subject="plan:17")
    consent.refresh_from_db()
    assert (consent.customer, consent.text.version, consent.text.language) == (customer, 1, "hi")
    assert (consent.given_at, consent.store_id, consent.staff_id, consent.subject) == (AT, clerk.store_id, clerk.staff_id, "plan:17")


def test_a_customer_online_consents_without_store_or_staff():
    consent = give_consent(customer=CustomerFactory(), text_version=1, language="en", actor=ANONYMOUS, at=AT)
    assert (consent.store_id, consent.staff_id, consent.subject) == (None, None, "")


@pytest.mark.parametrize("version", [None, 0, 2, -1, 10**9])
def test_no_or_an_unknown_version_is_missing(clerk, version):
    with pytest.raises(ConsentMissing) as no:
        give_consent(customer=CustomerFactory(), text_version=version, language="en", actor=clerk, at=AT)
    assert (no.value.code, no.value.field, no.value.status) == ("consent_missing", "customer.consent", 422)
    assert not Consent.objects.exists()


def test_the_old_version_ends_at_midnight_in_india_where_the_new_begins(clerk, head_office):
    publish(head_office)
    midnight, customer = datetime(2027, 6, 1, tzinfo=STORE_TIME), CustomerFactory()
    tick = timedelta(microseconds=1)
    give_consent(customer=customer, text_version=1, language="en", actor=clerk, at=midnight - tick)
    give_consent(customer=customer, text_version=2, language="en", actor=clerk, at=midnight)
    for version, at in ((1, midnight), (2, midnight - tick)):
        with pytest.raises(ConsentMissing, match="no longer in force" if version == 1 else "text"):
            give_consent(customer=customer, text_version=version, language="en", actor=clerk, at=at)
    assert [consent_text(language="hi", on=day).version for day in (date(2027, 5, 31), DAY)] == [1, 2]
    assert Consent.objects.count() == 2
    assert midnight == datetime(2027, 5, 31, 18, 30, tzinfo=UTC)


def test_publishing_leaves_one_audit_row(head_office):
    texts = publish(head_office)
    assert [(text.version, text.language) for text in texts] == [(2, "en"), (2, "hi")]
    row = AuditRow.objects.get()
    assert (row.verb, row.subject, row.after, row.reason) == (
        "consent_text.published",
        "consent_text:plan",
        {"version": 2, "from": "2027-06-01"},
        "New law",
    )


@pytest.mark.parametrize(
    ("changes", "refusal", "field"),
    [
        ({"english": " "}, Invalid, "english"),
        ({"hindi": ""}, Invalid, "hindi"),
        ({"from_day": date(2027, 5, 3)}, Invalid, "from_day"),
        ({"reason": ""}, ReasonRequired, "reason"),
    ],
)
def test_a_text_without_words_day_or_reason_is_refused(head_office, changes, refusal, field):
    with pytest.raises(refusal) as no:
        publish(head_office, **changes)
    assert (no.value.field, ConsentText.objects.count(), AuditRow.objects.count()) == (field, 4, 0)
    assert all(text.in_force.upper is None for text in ConsentText.objects.all())


def test_a_second_version_cannot_begin_before_the_planned_one(head_office):
    publish(head_office)
    with pytest.raises(Invalid, match="after 1 Jun 2027"):
        publish(head_office, from_day=DAY)
    assert ConsentText.objects.count() == 6


@pytest.mark.parametrize("role", ["clerk", "manager", "auditor", "anonymous"])
def test_only_head_office_publishes(request, role):
    with pytest.raises(Forbidden):
        publish(request.getfixturevalue(role))
    assert ConsentText.objects.count() == 4

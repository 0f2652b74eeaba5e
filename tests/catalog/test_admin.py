"""Head office's pages of the catalogue: every act through a service, history only looked at, auditors only look."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from stores.clock import local_day, now
from tests.factories.catalog import DeviceModelFactory, PlanPriceFactory, SrpFactory, VariantFactory
from upgrade_program.catalog.models import DeviceModel, PlanPrice, Srp, Variant
from upgrade_program.foundation.audit.models import AuditRow

pytestmark = pytest.mark.django_db
NOUNS = ["devicemodel", "variant", "srp", "planprice"]


def page(noun, act="changelist", *args):
    return reverse(f"admin:catalog_{noun}_{act}", args=args)


@pytest.fixture
def variant(db):
    variant = VariantFactory(model__name="Redmi Note 9 Pro")
    PlanPriceFactory(model=variant.model)
    return variant


def send_flag(client, model, **typed):
    """The model's form as the browser sends it, with the bookkeeping of the price history below it."""
    url = page("devicemodel", "change", model.pk)
    shown = client.get(url).context["inline_admin_formsets"][0].formset.management_form
    hidden = {bound.html_name: bound.value() for bound in shown}
    return client.post(url, hidden | typed)


def test_history_is_only_looked_at(head_office_client, variant):
    price, srp = PlanPrice.objects.get(), Srp.objects.get()
    for noun, row in (("planprice", price), ("srp", srp), ("variant", variant)):
        looked = head_office_client.get(page(noun, "change", row.pk))
        assert looked.status_code == 200
        assert 'name="_save"' not in looked.content.decode()
        assert head_office_client.post(page(noun, "change", row.pk), {"amount": "1"}).status_code == 403
        assert head_office_client.post(page(noun, "delete", row.pk), {"post": "yes"}).status_code == 403
    price.refresh_from_db()
    srp.refresh_from_db()
    assert (price.amount, srp.amount, AuditRow.objects.count()) == (Decimal(549), Decimal(13_999), 0)


def test_prices_are_not_added_here(head_office_client, variant):
    assert head_office_client.get(page("planprice", "add")).status_code == 403
    assert head_office_client.post(page("planprice", "add"), {"model": variant.model_id, "amount": "579"}).status_code == 403
    assert (PlanPrice.objects.count(), AuditRow.objects.count()) == (1, 0)


def test_the_flag_needs_a_reason_and_leaves_one_row(head_office_client, variant):
    history = head_office_client.get(page("devicemodel", "change", variant.model_id)).content.decode()
    assert "published price" in history
    assert "This field is required" in send_flag(head_office_client, variant.model, reason="").content.decode()
    assert not AuditRow.objects.exists()
    assert send_flag(head_office_client, variant.model, reason="Recalled").status_code == 302
    variant.model.refresh_from_db()
    assert not variant.model.eligible
    assert list(AuditRow.objects.values_list("verb", "reason")) == [("model.eligibility_set", "Recalled")]


def test_the_names_of_a_model_cannot_be_changed(head_office_client, variant):
    sent = send_flag(head_office_client, variant.model, reason="x", eligible="on", name="Mi 99", brand="POCO")
    assert sent.status_code == 302
    variant.model.refresh_from_db()
    assert (variant.model.name, variant.model.brand, AuditRow.objects.count()) == ("Redmi Note 9 Pro", "Redmi", 0)


def test_poco_cannot_be_flagged(head_office_client):
    poco = DeviceModelFactory(brand="POCO", name="POCO X3", eligible=False)
    answer = send_flag(head_office_client, poco, reason="Please", eligible="on")
    assert answer.status_code == 409
    assert "POCO X3 does not take part" in answer.content.decode()
    facts = {"brand": "POCO", "series": "POCO F", "name": "POCO F9", "launch_date": "2026-01-02", "eligible": "on"}
    added = head_office_client.post(page("devicemodel", "add"), facts)
    assert "Only Mi, Redmi and Xiaomi phones take part." in added.content.decode()
    poco.refresh_from_db()
    assert (poco.eligible, DeviceModel.objects.count(), AuditRow.objects.count()) == (False, 1, 0)


def test_a_new_model_and_variant(head_office_client):
    facts = {"brand": "Redmi", "series": "Redmi 13", "name": "Redmi 13C", "launch_date": "2026-01-02", "eligible": "on"}
    assert head_office_client.post(page("devicemodel", "add"), facts).status_code == 302
    model = DeviceModel.objects.get(name="Redmi 13C")
    facts = {"model": model.pk, "ram_gb": 4, "storage_gb": 128, "srp": "8999", "reason": "New"}
    assert head_office_client.post(page("variant", "add"), facts).status_code == 302
    assert Variant.objects.get().sku == "redmi-13c-4-128"
    assert list(AuditRow.objects.order_by("id").values_list("verb", flat=True)) == ["model.added", "srp.set"]
    answer = head_office_client.post(page("devicemodel", "add"), facts | {"brand": "Mi", "name": "redmi 13C", "launch_date": "2026-01-02"})
    assert (answer.status_code, DeviceModel.objects.count()) == (422, 1)
    assert "in the catalogue already" in answer.content.decode()


def test_a_new_srp_from_tomorrow(head_office_client, variant):
    today = local_day(now())
    facts = {"variant": variant.pk, "amount": "12999", "from_day": today.isoformat(), "checked": "on", "reason": "Price cut"}
    answer = head_office_client.post(page("srp", "add"), facts)
    assert (answer.status_code, Srp.objects.count()) == (422, 1)
    assert "tomorrow at the earliest" in answer.content.decode()
    facts["from_day"] = (today + timedelta(days=1)).isoformat()
    assert head_office_client.post(page("srp", "add"), facts).status_code == 302
    assert Srp.objects.latest("id").amount == Decimal(12_999)
    assert AuditRow.objects.get().verb == "srp.set"


def test_srps_to_verify_are_marked_one_audit_row_each(head_office_client, auditor_client):
    srps = [SrpFactory(variant=VariantFactory(srp=None), checked=checked) for checked in (False, False, True)]
    act = {"action": "mark_verified", "_selected_action": [srp.pk for srp in srps]}
    auditor_client.post(page("srp"), act)
    assert Srp.objects.filter(checked=False).count() == 2
    head_office_client.post(page("srp"), act)
    assert not Srp.objects.filter(checked=False).exists()
    assert list(AuditRow.objects.values_list("verb", flat=True)) == ["srp.verified"] * 2


@pytest.mark.parametrize("noun", NOUNS)
def test_an_auditor_looks_and_changes_nothing(auditor_client, variant, noun):
    row = {"devicemodel": variant.model, "variant": variant, "srp": Srp.objects.get(), "planprice": PlanPrice.objects.get()}[noun]
    assert auditor_client.get(page(noun)).status_code == 200
    looked = auditor_client.get(page(noun, "change", row.pk))
    assert looked.status_code == 200
    assert 'name="_save"' not in looked.content.decode()
    assert auditor_client.get(page(noun, "add")).status_code == 403
    assert auditor_client.post(page(noun, "add"), {"reason": "x"}).status_code == 403
    assert auditor_client.post(page(noun, "change", row.pk), {"reason": "x"}).status_code == 403
    variant.model.refresh_from_db()
    assert (variant.model.eligible, PlanPrice.objects.count(), AuditRow.objects.count()) == (True, 1, 0)


@pytest.mark.parametrize("client", ["clerk_client", "manager_client"])
@pytest.mark.parametrize("noun", NOUNS)
def test_store_staff_stay_outside(request, variant, client, noun):
    for act in ("changelist", "add"):
        assert request.getfixturevalue(client).get(page(noun, act)).status_code in {302, 403}


@pytest.mark.parametrize(
    ("noun", "query"),
    [
        ("devicemodel", "?eligible__exact=1&brand=Redmi&q=note"),
        ("variant", "?model__brand=Redmi&q=note"),
        ("srp", "?when=now&checked__exact=1&q=note"),
        ("planprice", "?when=now&q=note"),
    ],
)
def test_lists_filter_and_search(head_office_client, variant, noun, query):
    found = head_office_client.get(page(noun) + query).context["cl"].result_count
    assert found == 1


@pytest.mark.parametrize(
    ("when", "amounts"), [("now", [549]), ("planned", [579]), ("over", [499]), ("withdrawn", [5]), ("", [5, 499, 549, 579])]
)
def test_prices_are_filtered_by_time(head_office_client, variant, when, amounts):
    hour, model = timedelta(hours=1), DeviceModelFactory()
    for amount, begin, end, withdrawn in (
        (499, now() - 3 * hour, now() - 2 * hour, None),
        (5, now() + hour, None, now()),
        (579, now() + hour, None, None),
    ):
        PlanPriceFactory(model=model, amount=amount, valid=DateTimeTZRange(begin, end), withdrawn_at=withdrawn)
    found = head_office_client.get(page("planprice"), {"when": when} if when else {}).context["cl"].queryset
    assert sorted(int(row.amount) for row in found) == amounts


@pytest.mark.parametrize("noun", NOUNS)
def test_lists_take_the_same_number_of_statements_at_1_and_at_5_rows(head_office_client, variant, noun):
    head_office_client.get(page(noun))
    with CaptureQueriesContext(connection) as one:
        head_office_client.get(page(noun))
    for _ in range(4):
        PlanPriceFactory(model=VariantFactory().model)
    with CaptureQueriesContext(connection) as five:
        answer = head_office_client.get(page(noun))
    assert answer.context["cl"].result_count == 5
    assert len(five) <= len(one)

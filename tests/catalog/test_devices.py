"""SKUs, new models and variants, and head office's flag."""

from datetime import date
from decimal import Decimal

import pytest

from tests.factories.catalog import AT, DeviceModelFactory, VariantFactory
from upgrade_program.catalog.files import read_devices
from upgrade_program.catalog.models import DeviceModel, Variant
from upgrade_program.catalog.models.devices import slug_of
from upgrade_program.catalog.queries import offer_for
from upgrade_program.catalog.refusals import NotEligible
from upgrade_program.catalog.services import add_model, add_variant, set_eligibility
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.kernel.errors import Forbidden, Invalid, ReasonRequired

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Redmi Note 9 Pro 4 64", "redmi-note-9-pro-4-64"),
        ("Redmi Note 11 Pro+ 5G 6 128", "redmi-note-11-pro-plus-5g-6-128"),
        ("POCO X3", "poco-x3"),
    ],
)
def test_a_plus_is_spelt(name, slug):
    assert slug_of(name) == slug


def test_every_variant_of_the_catalogue_has_a_sku_of_its_own():
    rows = read_devices()
    skus = {slug_of(f"{row.model} {row.ram_gb} {row.storage_gb}") for row in rows}
    assert len(skus) == len(rows) == 140


def test_a_variant_gets_its_sku():
    variant = VariantFactory(model__name="Redmi Note 11 Pro+ 5G", ram_gb=6, storage_gb=128)
    assert (variant.sku, str(variant)) == ("redmi-note-11-pro-plus-5g-6-128", "Redmi Note 11 Pro+ 5G 6/128")


def test_the_flag_takes_effect_and_leaves_one_audit_row(head_office):
    variant = VariantFactory()
    model = variant.model
    set_eligibility(actor=head_office, model=model, eligible=False, reason="Recalled", at=AT)
    assert offer_for(sku=variant.sku, at=AT).reason == "not_eligible"
    last = AuditRow.objects.get()
    assert (last.verb, last.subject, last.before, last.after) == (
        "model.eligibility_set",
        f"model:{model.pk}",
        {"eligible": True},
        {"eligible": False},
    )
    assert (last.chain, last.actor_id, last.reason) == (0, head_office.staff_id, "Recalled")
    set_eligibility(actor=head_office, model=model, eligible=False, reason="Again", at=AT)
    assert AuditRow.objects.count() == 1


def test_poco_cannot_be_flagged(head_office):
    poco = DeviceModelFactory(brand="POCO", name="POCO X3", eligible=False)
    with pytest.raises(NotEligible, match="POCO X3") as no:
        set_eligibility(actor=head_office, model=poco, eligible=True, reason="Please", at=AT)
    assert no.value.code == "not_eligible"
    with pytest.raises(NotEligible):
        add_model(actor=head_office, brand="POCO", series="", name="POCO F9", launch_date=date(2026, 1, 1), eligible=True, at=AT)
    poco.refresh_from_db()
    assert (poco.eligible, DeviceModel.objects.count(), AuditRow.objects.count()) == (False, 1, 0)


def test_a_flag_needs_a_reason(head_office):
    model = DeviceModelFactory(eligible=False)
    with pytest.raises(ReasonRequired):
        set_eligibility(actor=head_office, model=model, eligible=True, reason=" ", at=AT)
    model.refresh_from_db()
    assert not model.eligible


@pytest.mark.parametrize("role", ["clerk", "manager", "auditor", "anonymous"])
def test_only_head_office_changes_devices(request, role):
    actor, model = request.getfixturevalue(role), DeviceModelFactory()
    acts = [
        lambda: set_eligibility(actor=actor, model=model, eligible=False, reason="x", at=AT),
        lambda: add_model(actor=actor, brand="Mi", series="", name="Mi 1", launch_date=date(2026, 1, 1), eligible=False, at=AT),
        lambda: add_variant(actor=actor, model=model, ram_gb=4, storage_gb=64, srp=Decimal(1), checked=True, reason="x", at=AT),
    ]
    for act in acts:
        with pytest.raises(Forbidden) as no:
            act()
        assert no.value.code == "forbidden"
    model.refresh_from_db()
    assert (model.eligible, DeviceModel.objects.count(), Variant.objects.count()) == (True, 1, 0)
    assert not AuditRow.objects.filter(subject__startswith="model:").exists()


def test_a_new_model_and_its_variant_stand_with_one_audit_row_each(head_office):
    model = add_model(
        actor=head_office, brand="Redmi ", series="Redmi 13", name=" Redmi  13C ", launch_date=date(2026, 1, 2), eligible=True, at=AT
    )
    variant = add_variant(actor=head_office, model=model, ram_gb=4, storage_gb=128, srp=Decimal(8999), checked=False, reason="New", at=AT)
    assert (model.name, model.brand, variant.sku) == ("Redmi 13C", "Redmi", "redmi-13c-4-128")
    assert variant.srps.get().valid.lower == date(2026, 1, 2)
    assert list(AuditRow.objects.order_by("id").values_list("verb", "subject")) == [
        ("model.added", f"model:{model.pk}"),
        ("srp.set", f"variant:{variant.pk}"),
    ]


@pytest.mark.parametrize("name", ["Redmi Note 9 Pro", "redmi note 9 PRO", "", "  ", "नोट"])
def test_a_taken_or_empty_name_is_refused(head_office, name):
    DeviceModelFactory(name="Redmi Note 9 Pro")
    with pytest.raises(Invalid) as no:
        add_model(actor=head_office, brand="Redmi", series="", name=name, launch_date=date(2026, 1, 1), eligible=False, at=AT)
    assert (no.value.field, DeviceModel.objects.count()) == ("name", 1)


def test_a_variant_that_is_there_is_refused(head_office):
    variant = VariantFactory()
    for ram, storage in ((4, 64), (0, 64)):
        with pytest.raises(Invalid):
            add_variant(
                actor=head_office, model=variant.model, ram_gb=ram, storage_gb=storage, srp=Decimal(1), checked=True, reason="x", at=AT
            )
    assert Variant.objects.count() == 1

"""A new SRP from a day on, and 'to verify'."""

from datetime import date
from decimal import Decimal

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from tests.factories.catalog import AT, SrpFactory, VariantFactory
from upgrade_program.catalog.models import Srp
from upgrade_program.catalog.queries import srp_on
from upgrade_program.catalog.refusals import LaterPriceStands, PriceInThePast, SamePrice
from upgrade_program.catalog.services import set_srp, verify_srp
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.kernel.errors import Forbidden, Invalid, ReasonRequired

pytestmark = pytest.mark.django_db
TODAY, TOMORROW = date(2027, 5, 3), date(2027, 5, 4)


def setting(actor, variant, **changes):
    facts = {"variant": variant, "amount": Decimal(12_999), "from_day": TOMORROW, "checked": True, "reason": "Price cut", "at": AT}
    return set_srp(actor=actor, **(facts | changes))


def test_a_new_srp_begins_on_its_day_and_yesterdays_stays(head_office):
    variant = VariantFactory()
    setting(head_office, variant)
    assert (srp_on(variant_id=variant.pk, day=TODAY), srp_on(variant_id=variant.pk, day=TOMORROW)) == (Decimal(13_999), Decimal(12_999))
    row = AuditRow.objects.get()
    assert (row.verb, row.subject, row.before["amount"], row.after["amount"], row.reason) == (
        "srp.set",
        f"variant:{variant.pk}",
        "13999.00",
        "12999.00",
        "Price cut",
    )


def test_a_first_srp_may_begin_at_the_launch(head_office):
    variant = VariantFactory(srp=None)
    setting(head_office, variant, from_day=date(2020, 3, 12))
    assert srp_on(variant_id=variant.pk, day=date(2020, 3, 12)) == Decimal(12_999)


@pytest.mark.parametrize(
    ("changes", "refusal", "field"),
    [
        ({"from_day": TODAY}, PriceInThePast, "from_day"),
        ({"from_day": date(2020, 3, 12)}, PriceInThePast, "from_day"),
        ({"amount": Decimal(13_999)}, SamePrice, "amount"),
        ({"amount": Decimal(0)}, Invalid, "amount"),
        ({"reason": ""}, ReasonRequired, "reason"),
    ],
)
def test_what_would_touch_history_or_says_nothing_is_refused(head_office, changes, refusal, field):
    variant = VariantFactory()
    with pytest.raises(refusal) as no:
        setting(head_office, variant, **changes)
    assert (no.value.field, Srp.objects.get().valid.upper, AuditRow.objects.count()) == (field, None, 0)


def test_a_planned_srp_stands(head_office):
    variant = VariantFactory()
    setting(head_office, variant, from_day=date(2027, 6, 1))
    for day in (TOMORROW, date(2027, 6, 1)):
        with pytest.raises(LaterPriceStands, match="1 Jun 2027"):
            setting(head_office, variant, from_day=day, amount=Decimal(11_999))
    assert list(Srp.objects.order_by("id").values_list("valid", flat=True)) == [
        DateRange(date(2020, 3, 12), date(2027, 6, 1)),
        DateRange(date(2027, 6, 1), None),
    ]


def test_verifying_leaves_one_audit_row_however_often(head_office):
    srp = SrpFactory(variant=VariantFactory(srp=None), checked=False)
    for _ in range(2):
        assert verify_srp(actor=head_office, srp=srp, at=AT).checked
    assert list(AuditRow.objects.values_list("verb", "subject")) == [("srp.verified", f"variant:{srp.variant_id}")]


@pytest.mark.parametrize("role", ["clerk", "manager", "auditor", "anonymous"])
def test_only_head_office_touches_srps(request, role):
    actor, srp = request.getfixturevalue(role), SrpFactory(variant=VariantFactory(srp=None), checked=False)
    with pytest.raises(Forbidden):
        setting(actor, srp.variant)
    with pytest.raises(Forbidden):
        verify_srp(actor=actor, srp=srp, at=AT)
    assert (Srp.objects.get().checked, Srp.objects.get().valid.upper) == (False, None)

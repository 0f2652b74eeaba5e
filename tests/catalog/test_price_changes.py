"""New prices by two people from an instant: history stays, nothing overlaps, every refusal has a code and changes nothing."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from tests.factories.catalog import AT, START, DeviceModelFactory, PlanPriceFactory, VariantFactory
from tests.factories.prices import asked, change_price, drafted, row, second_person
from upgrade_program.catalog.bounds import Bounds, bounds_on
from upgrade_program.catalog.models import PlanPrice, PriceChange, PriceChangeSet
from upgrade_program.catalog.queries import offer_for
from upgrade_program.catalog.queries.changes import set_for
from upgrade_program.catalog.services import NewPrice, ask_prices, grant_prices
from upgrade_program.foundation.approvals.models import Approval
from upgrade_program.foundation.approvals.services import reject, withdraw
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.kernel.errors import Forbidden, NotFound, Refused

pytestmark = pytest.mark.django_db
TICK = timedelta(microseconds=1)
SOON = AT + timedelta(hours=1)


@pytest.fixture
def variant(db):
    variant = VariantFactory()
    PlanPriceFactory(model=variant.model)
    return variant


def history(model):
    return list(PlanPrice.objects.filter(model=model).order_by("id").values_list("amount", "valid", "withdrawn_at"))


def tables():
    return [list(kind.objects.order_by("pk").values_list()) for kind in (PlanPrice, PriceChangeSet, PriceChange, Approval, AuditRow)]


def refused(act, code, field=None):
    """The act is refused by this code, at this field, and nothing changed."""
    before = tables()
    with pytest.raises(Refused) as no:
        act()
    assert [(error.code, error.field) for error in no.value.errors] == [(code, field)]
    assert tables() == before
    return no.value


def test_the_new_price_begins_where_the_old_one_ends(variant, head_office):
    price = change_price(maker=head_office, model=variant.model, amount=579, from_at=SOON)
    assert history(variant.model) == [
        (Decimal(549), DateTimeTZRange(START, SOON), None),
        (Decimal(579), DateTimeTZRange(SOON, None), None),
    ]
    assert offer_for(sku=variant.sku, at=SOON - TICK).plan_price == Decimal(549)
    assert offer_for(sku=variant.sku, at=SOON).price_id == price.pk
    assert (price.set_by_id, price.set_at, price.reason) == (head_office.staff_id, AT, "Season")


def test_until_somebody_else_allows_it_nothing_changes(variant, head_office):
    request = asked(head_office, [row(variant.model, 579)], from_at=SOON)
    assert history(variant.model) == [(Decimal(549), DateTimeTZRange(START, None), None)]
    refused(lambda: grant_prices(actor=head_office, approval_id=request.pk, at=AT), "self_approval")
    grant_prices(actor=second_person(), approval_id=request.pk, at=AT)
    assert offer_for(sku=variant.sku, at=SOON).plan_price == Decimal(579)


def test_a_granted_set_is_one_row_of_the_trail_with_both_sides(variant, head_office):
    other = PlanPriceFactory(model=VariantFactory().model, amount=499).model
    request = asked(head_office, [row(variant.model, 579), row(other, 529)], from_at=SOON)
    checker = second_person()
    grant_prices(actor=checker, approval_id=request.pk, at=AT)
    (told,) = AuditRow.objects.filter(verb="prices.set")
    one, two = f"model:{variant.model_id}", f"model:{other.pk}"
    assert (told.subject, told.chain, told.actor_id, told.reason) == (request.subject, 0, checker.staff_id, "Season")
    assert told.before == {one: "549.00", two: "499.00"}
    assert told.after == {one: "579.00", two: "529.00", "from": SOON.isoformat()}
    assert list(AuditRow.objects.order_by("id").values_list("verb", flat=True)) == ["approval.asked", "prices.set", "approval.granted"]


def test_a_first_price_needs_no_price_before_it(head_office):
    variant = VariantFactory()
    change_price(maker=head_office, model=variant.model, amount=549, from_at=SOON)
    assert offer_for(sku=variant.sku, at=SOON).sellable
    assert not offer_for(sku=variant.sku, at=SOON - TICK).sellable


def test_a_variants_own_price_leaves_the_models_alone(variant, head_office):
    change_price(maker=head_office, model=variant.model, variant=variant, amount=579, from_at=SOON)
    assert history(variant.model)[0] == (Decimal(549), DateTimeTZRange(START, None), None)
    assert offer_for(sku=variant.sku, at=SOON).plan_price == Decimal(579)


def test_a_planned_price_is_replaced_at_its_own_instant(variant, head_office):
    change_price(maker=head_office, model=variant.model, amount=999, from_at=SOON)
    change_price(maker=head_office, model=variant.model, amount=579, from_at=SOON, at=AT + TICK)
    assert history(variant.model) == [
        (Decimal(549), DateTimeTZRange(START, SOON), None),
        (Decimal(999), DateTimeTZRange(SOON, None), AT + TICK),
        (Decimal(579), DateTimeTZRange(SOON, None), None),
    ]
    assert offer_for(sku=variant.sku, at=SOON).plan_price == Decimal(579)


def test_the_past_and_the_next_ten_seconds_are_not_edited(variant, head_office):
    for from_at in (AT - TICK, AT, AT + timedelta(seconds=10) - TICK):
        refused(lambda at=from_at: drafted(head_office, [row(variant.model, 579)], from_at=at), "price_in_the_past", "from_at")
    drafted(head_office, [row(variant.model, 579)], from_at=AT + timedelta(seconds=10))


def test_what_was_asked_too_late_to_be_allowed_is_refused(variant, head_office):
    request = asked(head_office, [row(variant.model, 579)], from_at=SOON)
    checker = second_person()
    refused(lambda: grant_prices(actor=checker, approval_id=request.pk, at=SOON), "price_in_the_past", "from_at")


def test_nothing_is_squeezed_in_before_a_planned_price(variant, head_office):
    change_price(maker=head_office, model=variant.model, amount=579, from_at=SOON)
    no = refused(
        lambda: drafted(head_office, [row(variant.model, 599)], from_at=SOON - TICK), "later_price_stands", f"model:{variant.model_id}"
    )
    assert "3 May 2027, 12:42:00" in str(no)


def test_a_price_that_moved_since_its_maker_looked_is_refused(variant, head_office):
    mine = row(variant.model, 579)
    request = asked(head_office, [mine], from_at=SOON)
    change_price(maker=second_person(), model=variant.model, amount=599, from_at=SOON - timedelta(minutes=30))
    field, checker = f"model:{variant.model_id}", second_person()
    no = refused(lambda: grant_prices(actor=checker, approval_id=request.pk, at=AT), "price_moved", field)
    assert "₹599 instead of ₹549" in str(no)
    refused(lambda: drafted(head_office, [mine], from_at=SOON), "price_moved", field)


def test_a_price_edited_and_edited_back_has_moved_all_the_same(variant, head_office):
    mine = row(variant.model, 579)
    change_price(maker=head_office, model=variant.model, amount=599, from_at=SOON)
    change_price(maker=head_office, model=variant.model, amount=549, from_at=SOON + TICK)
    refused(lambda: drafted(head_office, [mine], from_at=SOON + 2 * TICK), "price_moved", f"model:{variant.model_id}")


def test_the_same_amount_again_is_refused(variant, head_office):
    refused(lambda: drafted(head_office, [row(variant.model, 549)], from_at=SOON), "same_price", f"model:{variant.model_id}")


@pytest.mark.parametrize("amount", ["139.98", "1679.89", "5490", "54"])
def test_a_price_out_of_the_bounds_of_its_day_is_refused(variant, head_office, amount):
    no = refused(
        lambda: drafted(head_office, [row(variant.model, amount)], from_at=SOON), "price_out_of_bounds", f"model:{variant.model_id}"
    )
    assert "SRP ₹13,999" in str(no)


@pytest.mark.parametrize("amount", ["139.99", "1679.88"])
def test_on_the_bounds_is_within_them(variant, head_office, amount):
    drafted(head_office, [row(variant.model, amount)], from_at=SOON)


def test_bounds_are_those_of_the_day(monkeypatch, variant, head_office):
    later = (SOON + timedelta(days=2)).date()
    monkeypatch.setattr(
        "upgrade_program.catalog.bounds._FROM", ((START.date(), bounds_on(AT.date())), (later, Bounds(Decimal(2), Decimal(3))))
    )
    drafted(head_office, [row(variant.model, 579)], from_at=SOON)
    refused(
        lambda: drafted(head_office, [row(variant.model, 579)], from_at=SOON + timedelta(days=3)),
        "price_out_of_bounds",
        f"model:{variant.model_id}",
    )


def test_wrong_rows_come_back_together_each_by_name(variant, head_office):
    good, poco = VariantFactory().model, VariantFactory(model=DeviceModelFactory(brand="POCO", name="POCO X3", eligible=False)).model
    before = tables()
    with pytest.raises(Refused) as no:
        drafted(head_office, [row(variant.model, 549), row(good, 549), row(poco, 549)], from_at=SOON)
    assert [(error.field, error.code) for error in no.value.errors] == [
        (f"model:{variant.model_id}", "same_price"),
        (f"model:{poco.pk}", "not_eligible"),
    ]
    assert tables() == before


@pytest.mark.parametrize("amount", ["0", "-1", "549.001", "10000000", "NaN", "Infinity"])
def test_an_amount_is_above_zero_and_in_paise(variant, head_office, amount):
    refused(lambda: drafted(head_office, [row(variant.model, amount)], from_at=SOON), "invalid", f"model:{variant.model_id}")


@pytest.mark.parametrize(("reason", "code"), [("", "reason_required"), ("  \n", "reason_required"), ("call 98104 55421", "invalid")])
def test_a_reason_is_needed_and_holds_no_number(variant, head_office, reason, code):
    refused(lambda: drafted(head_office, [row(variant.model, 579)], from_at=SOON, reason=reason), code, "reason")


def test_an_empty_set_strange_rows_and_doubles_are_refused(variant, head_office):
    model, other = variant.model, VariantFactory()
    refused(lambda: drafted(head_office, [], from_at=SOON), "nothing_to_change")
    refused(lambda: drafted(head_office, [NewPrice(model_id=0, amount=Decimal(1), seen_id=None)], from_at=SOON), "invalid", "model:0")
    strange = NewPrice(model_id=model.pk, amount=Decimal(579), seen_id=10**17)
    refused(lambda: drafted(head_office, [strange], from_at=SOON), "invalid", f"model:{model.pk}")
    refused(lambda: drafted(head_office, [row(model, 579, variant=other)], from_at=SOON), "invalid", f"variant:{other.pk}")
    refused(lambda: drafted(head_office, [row(model, 579), row(model, 599)], from_at=SOON), "invalid", f"model:{model.pk}")


@pytest.mark.parametrize("role", ["clerk", "manager", "auditor", "anonymous"])
def test_only_head_office_types_asks_and_allows(request, variant, head_office, role):
    actor = request.getfixturevalue(role)
    refused(lambda: drafted(actor, [row(variant.model, 579)], from_at=SOON), "forbidden")
    waits = asked(head_office, [row(variant.model, 579)], from_at=SOON)
    with pytest.raises((Forbidden, NotFound)):
        grant_prices(actor=actor, approval_id=waits.pk, at=AT)
    assert PlanPrice.objects.count() == 1


def test_only_its_maker_asks_and_only_once(variant, head_office):
    change_set, other = drafted(head_office, [row(variant.model, 579)], from_at=SOON), second_person()
    refused(lambda: ask_prices(actor=other, change_set=change_set, at=AT), "forbidden")
    ask_prices(actor=head_office, change_set=change_set, at=AT)
    refused(lambda: ask_prices(actor=head_office, change_set=change_set, at=AT), "asked_before")


def test_its_state_is_what_became_of_its_request(variant, head_office):
    sets = [drafted(head_office, [row(variant.model, amount)], from_at=SOON) for amount in (579, 589, 599, 609)]
    requests = [ask_prices(actor=head_office, change_set=one, at=AT) for one in sets[1:]]
    reject(approval_id=requests[0].pk, actor=second_person(), at=AT, note="Too dear")
    withdraw(approval_id=requests[1].pk, actor=head_office, at=AT)
    assert [set_for(head_office, one.pk).state for one in sets] == ["draft", "rejected", "withdrawn", "waiting"]
    grant_prices(actor=second_person(), approval_id=requests[2].pk, at=AT)
    assert set_for(head_office, sets[3].pk).state == "approved"
    assert offer_for(sku=variant.sku, at=SOON).plan_price == Decimal(609)


def test_store_staff_see_no_change_set(variant, head_office, auditor, manager):
    change_set = drafted(head_office, [row(variant.model, 579)], from_at=SOON)
    assert set_for(auditor, change_set.pk).change_set == change_set
    with pytest.raises(NotFound):
        set_for(manager, change_set.pk)


def test_a_set_takes_the_same_number_of_statements_at_1_and_at_20_rows(head_office, django_assert_max_num_queries):
    def act(count):
        rows = [row(PlanPriceFactory(model=VariantFactory().model).model, 579) for _ in range(count)]
        request, checker = asked(head_office, rows, from_at=SOON), second_person()
        with django_assert_max_num_queries(25):
            grant_prices(actor=checker, approval_id=request.pk, at=AT)

    act(1)
    act(20)
    assert PlanPrice.objects.filter(amount=579, valid__startswith=SOON).count() == 21

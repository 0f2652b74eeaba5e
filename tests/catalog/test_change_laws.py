"""Change sets stand as they were made, even for the tables' owner."""

from datetime import timedelta

import pytest

from tests.factories.catalog import AT, PlanPriceFactory, VariantFactory
from tests.factories.prices import asked, drafted, row
from upgrade_program.catalog.models import PriceChange, PriceChangeSet

pytestmark = pytest.mark.django_db
SOON = AT + timedelta(hours=1)


@pytest.fixture
def change_set(head_office):
    return drafted(head_office, [row(PlanPriceFactory(model=VariantFactory().model).model, 579)], from_at=SOON)


@pytest.mark.parametrize("changed", [{"from_at": SOON + timedelta(hours=1)}, {"reason": "Another"}, {"made_at": AT - timedelta(hours=1)}])
def test_a_change_set_stands_as_it_was_made(refused_by, change_set, changed):
    with refused_by("a_change_set_stands_as_it_was_made"):
        PriceChangeSet.objects.filter(pk=change_set.pk).update(**changed)
    with refused_by("changes_are_only_added"):
        PriceChange.objects.all().delete()


def test_rows_are_only_added_and_only_to_drafts(refused_by, change_set, head_office):
    with refused_by("changes_are_only_added"):
        PriceChange.objects.update(amount=1)
    one = PriceChange.objects.create(change_set=change_set, model=VariantFactory().model, amount=549)
    request = asked(head_office, [row(one.model, 549)], from_at=SOON)
    late = PriceChangeSet.objects.get(pk=PriceChangeSet.id_of(request.subject))
    with refused_by("what_was_asked_for_gets_no_more_rows"):
        PriceChange.objects.create(change_set=late, model=change_set.rows.first().model, amount=579)

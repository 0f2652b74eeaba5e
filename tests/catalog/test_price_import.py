"""A file of prices: five wrong lines of two hundred come back, exactly those, and nothing is kept; a right file becomes a change set."""

from datetime import timedelta
from decimal import Decimal

import pytest

from tests.factories.catalog import AT, DeviceModelFactory, PlanPriceFactory, VariantFactory
from upgrade_program.catalog.models import PriceChange, PriceChangeSet
from upgrade_program.catalog.price_lines import MOST_LINES, read_lines
from upgrade_program.catalog.services import import_prices
from upgrade_program.kernel.errors import Refused
from upgrade_program.kernel.sheets import FileUnreadable, LinesRefused

pytestmark = pytest.mark.django_db
SOON = AT + timedelta(hours=1)
HEAD = "model,sku,new_price\n"


def imported(actor, text, reason="Season"):
    return import_prices(actor=actor, text=text, from_at=SOON, reason=reason, at=AT)


def wrong(actor, text):
    """The faults of a file, of which nothing is kept."""
    with pytest.raises(LinesRefused) as no:
        imported(actor, text)
    assert not PriceChangeSet.objects.exists()
    return [(fault.line, fault.field, fault.code) for fault in no.value.faults]


@pytest.fixture
def models(db):
    return [PlanPriceFactory(model=VariantFactory(model__name=f"Redmi T{n}").model).model for n in range(200)]


def test_five_wrong_lines_of_two_hundred_come_back_exactly(head_office, models):
    poco = VariantFactory(model=DeviceModelFactory(brand="POCO", name="POCO X3", eligible=False)).model
    lines = [f"{model.name},,{560 + n}" for n, model in enumerate(models)]
    lines[3], lines[50], lines[77], lines[120], lines[199] = (
        f"{models[3].name},,five",
        f"{models[50].name},,549",
        "Redmi Nobody,,579",
        f"{poco.name},,579",
        f"{models[199].name},,99999",
    )
    assert wrong(head_office, HEAD + "\n".join(lines)) == [
        (5, "new_price", "invalid"),
        (52, "new_price", "same_price"),
        (79, "model", "invalid"),
        (122, "model", "not_eligible"),
        (201, "new_price", "price_out_of_bounds"),
    ]


def test_a_right_file_becomes_a_change_set(head_office, models):
    variant = models[1].variants.get()
    text = f'\ufeffsrp;new_price;sku;model\r\n1;"₹5,99.50";;{models[0].name.upper()}\r\n2;579;{variant.sku};\r\n3;;;{models[2].name}\r\n'
    rows = imported(head_office, text).rows.order_by("id")
    assert [(row.model, row.variant, row.amount) for row in rows] == [
        (models[0], None, Decimal("599.50")),
        (models[1], variant, Decimal(579)),
    ]
    assert (rows[0].seen, rows[1].seen) == (models[0].plan_prices.get(), None)


def test_lines_that_name_nothing_another_or_one_twice(head_office, models):
    sku = models[1].variants.get().sku
    lines = [",,579", f"{models[0].name},{sku},579", "x,no-such-sku,579", f"{models[2].name},,579", f"{models[2].name},,589"]
    assert wrong(head_office, HEAD + "\n".join(lines)) == [
        (2, "model", "invalid"),
        (3, "sku", "invalid"),
        (4, "sku", "invalid"),
        (6, "model", "invalid"),
    ]


def test_an_export_with_apostrophes_is_read_back(head_office, models):
    assert imported(head_office, HEAD + f"'{models[0].name},,579").rows.get().amount == 579


@pytest.mark.parametrize(
    "text", ["", "model,price\nRedmi,5\n", "a\x00b", HEAD + "x,,1\n" * (MOST_LINES + 1), HEAD + '"' + "x" * 200_000 + "\n"]
)
def test_what_is_no_such_file_is_refused_as_a_whole(text):
    with pytest.raises(FileUnreadable) as no:
        read_lines(text)
    assert (no.value.code, no.value.field) == ("file_unreadable", "file")


@pytest.mark.parametrize(
    ("text", "reason", "code"), [(HEAD, "Season", "nothing_to_change"), (HEAD + "Redmi T0,,579", " ", "reason_required")]
)
def test_what_is_wrong_with_the_whole_is_said_of_the_whole(head_office, models, text, reason, code):
    with pytest.raises(Refused) as no:
        imported(head_office, text, reason=reason)
    assert no.value.code == code
    assert not PriceChange.objects.exists()


def test_only_head_office_imports(manager, models):
    with pytest.raises(Refused) as no:
        imported(manager, HEAD + "Redmi T0,,579")
    assert no.value.code == "forbidden"

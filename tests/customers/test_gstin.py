"""The buyer's GST number."""

import pytest

from stores.gstin import gstin_for
from upgrade_program.customers.gstin import parse_gstin
from upgrade_program.kernel.errors import Invalid


@pytest.mark.parametrize("text", ["27AAPFU0939F1ZV", "27aapfu0939f1zv", " 27 AAPFU0939F 1ZV "])
def test_one_number_however_it_is_written(text):
    assert parse_gstin(text) == "27AAPFU0939F1ZV"


def test_ladakh_is_known():
    number = gstin_for("38AAPFU0939F1Z")
    assert parse_gstin(number) == number


@pytest.mark.parametrize("text", ["", "27AAPFU0939F1ZO", "27AAPFU0939F1Z", "99AAPFU0939F1ZV", "{0}", "369296450896540"])
def test_what_is_wrong_is_refused_at_the_buyers_field(text):
    with pytest.raises(Invalid, match="customer's GST certificate") as no:
        parse_gstin(text)
    assert (no.value.code, no.value.field) == ("invalid", "customer.gstin")

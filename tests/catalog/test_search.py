"""Finding a device as people at a counter type it."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.factories.catalog import AT, load_published
from upgrade_program.catalog.queries import search_offers

pytestmark = pytest.mark.django_db


def labels(q: str, **options: int) -> list[str]:
    return [offer.label for offer in search_offers(q=q, at=AT, **options)]


@pytest.mark.parametrize(
    ("q", "first"),
    [
        ("note 9 pro 6/128", "Redmi Note 9 Pro 6/128"),
        ("NOTE 9 PRO 6/128", "Redmi Note 9 Pro 6/128"),
        ("  6/128   pro note  9", "Redmi Note 9 Pro 6/128"),
        ("note9pro 6+128", "Redmi Note 9 Pro 6/128"),
        ("note 9 pro 6gb 128 GB", "Redmi Note 9 Pro 6/128"),
        ("9prime", "Redmi 9 Prime 4/64"),
        ("redmi-note-9-pro-4-64", "Redmi Note 9 Pro 4/64"),
        ("Redmi-Note-9-Pro-4-64", "Redmi Note 9 Pro 4/64"),
        ("note 9", "Redmi Note 9 4/64"),
        ("mi 10", "Mi 10 8/128"),
        ("10t pro", "Mi 10T Pro 8/128"),
        ("k20", "Redmi K20 Pro 6/128"),
        ("k20pro 256", "Redmi K20 Pro 8/256"),
        ("note 11 pro+", "Redmi Note 11 Pro+ 5G 6/128"),
        ("poco x3 pro", "POCO X3 Pro 6/128"),
        ("hypercharg", "Xiaomi 11i HyperCharge 5G 6/128"),
        ("hypercharje", "Xiaomi 11i HyperCharge 5G 6/128"),
    ],
)
def test_what_people_type_finds_the_phone_first(published, q, first):
    assert labels(q)[0] == first


@pytest.mark.parametrize("q", ["nokia", "redmi nokia", "नोट", "%", "_", "'", "note 9 pro 16/128", "ote", "x" * 5000])
def test_what_is_not_there_is_not_found(published, q):
    assert labels(q) == []


def test_the_exact_sku_comes_alone(published):
    assert labels("redmi-note-9-pro-4-64") == ["Redmi Note 9 Pro 4/64"]


def test_a_number_matches_the_beginning_of_a_number_only(published):
    assert "Redmi Note 9 Pro 4/64" not in labels("note 9 pro 12")
    assert labels("note 9 pro 12") == ["Redmi Note 9 Pro 6/128", "Redmi Note 9 Pro Max 6/128", "Redmi Note 9 Pro Max 8/128"]


def test_sellable_ones_come_first_and_memory_rises(published):
    found = search_offers(q="", at=AT, limit=200)
    assert len(found) == 140
    assert [offer.sellable for offer in found] == sorted((offer.sellable for offer in found), reverse=True)
    assert sum(offer.sellable for offer in found) == 19
    for one, next_ in pairwise(found):
        if one.model == next_.model:
            assert (one.ram_gb, one.storage_gb) < (next_.ram_gb, next_.storage_gb)


def test_refused_ones_are_found_and_say_why(published):
    reasons = {offer.label: offer.reason for offer in search_offers(q="poco x3", at=AT)}
    assert reasons["POCO X3 6/64"] == "not_eligible"


def test_one_statement_whatever_is_typed(published, django_assert_num_queries):
    with django_assert_num_queries(1):
        search_offers(q="redmi note 9 pro 6/128", at=AT)
    with django_assert_num_queries(0):
        search_offers(q="नोट", at=AT)


def test_pages_join_without_gap_or_double(published):
    pages = [label for offset in range(0, 140, 20) for label in labels("", offset=offset)]
    assert pages == labels("", limit=140)
    assert len(set(pages)) == 140


class AnyText(TestCase):
    """No text a person (or a fuzzer) types breaks the search."""

    @classmethod
    def setUpTestData(cls) -> None:
        load_published()

    @settings(max_examples=60, deadline=None)
    @given(q=st.text(max_size=60) | st.from_regex(r"(note|9|pro|\+|/|-|6/128|gb| |\\|\(|\*)*", fullmatch=True))
    def test_any_text_is_answered(self, q: str) -> None:
        found = search_offers(q=q, at=AT)
        assert len(found) <= 20

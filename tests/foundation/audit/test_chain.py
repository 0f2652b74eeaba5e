"""A row's hash is made of JSON exactly as PostgreSQL writes it; Python must write the same."""

from decimal import Decimal

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.foundation.people import AT
from upgrade_program.foundation.audit.chain import GENESIS, canonical, row_hash

TEXT = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=12)
SCALARS = st.none() | st.booleans() | st.integers(-(10**25), 10**25) | st.decimals(-(10**9), 10**9, places=4) | TEXT
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=5), max_leaves=12)


@pytest.mark.django_db
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=VALUES)
def test_canonical_json_is_what_postgresql_writes(value: object) -> None:
    ours = canonical(value)
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::jsonb::text", [ours])
        assert cursor.fetchone()[0] == ours


def test_keys_stand_by_length_then_bytes() -> None:
    assert canonical({"b": 1, "aa": 2, "a": None, "ä": True}) == '{"a": null, "b": 1, "aa": 2, "ä": true}'


def test_a_decimal_keeps_its_digits_and_a_float_is_refused() -> None:
    assert canonical([Decimal("549.00"), Decimal("0.0000001")]) == "[549.00, 0.0000001]"
    with pytest.raises(TypeError, match="float"):
        canonical({"price": 549.0})


def test_a_hash_is_the_same_for_ever() -> None:
    """A golden value, worked out once with sha256sum: whoever changes the recipe orphans every chain ever written."""
    content = (
        '["' + GENESIS + '", 7, 1, "2026-03-31T18:29:59.123456Z", 11, "clerk", 7, "plan.sold", "plan:17", null, {"price": "549.00"}, ""]'
    )
    found = row_hash(
        prev=GENESIS,
        chain=7,
        seq=1,
        at=AT,
        actor_id=11,
        actor_role="clerk",
        store_id=7,
        verb="plan.sold",
        subject="plan:17",
        before=None,
        after={"price": "549.00"},
        reason="",
    )
    assert found == "632b364bb3b41a77c6bdd71a2d9c4c52803ad89707ded84e7767d6f75b1bbd48", content

"""States by GST code, and who charges UTGST."""

import pytest

from stores.states import STATES, home_tax_is_utgst


def test_every_state_and_territory_is_there_once() -> None:
    assert len(STATES) == 37  # 28 states, 8 union territories, other territory
    assert len({state.abbreviation for state in STATES.values()}) == 37
    assert (STATES["07"].name, STATES["27"].name, STATES["38"].name) == ("Delhi", "Maharashtra", "Ladakh")


def test_only_territories_without_a_legislature_charge_utgst() -> None:
    assert {code for code in STATES if home_tax_is_utgst(code)} == {"04", "26", "31", "35", "38", "97"}


@pytest.mark.parametrize("gone", ["25", "28", "00", "99"])
def test_codes_no_longer_given_out_are_unknown(gone: str) -> None:
    with pytest.raises(KeyError):
        home_tax_is_utgst(gone)

"""A member's id opens one member and cannot be counted through."""

import pytest

from loyalty.members.ids import customer_id_of, member_id


@pytest.mark.parametrize("pk", [1, 17, 987_654_321, 10**17])
def test_there_and_back(pk: int):
    assert customer_id_of(member_id(pk)) == pk


def test_what_was_made_up_leads_nowhere():
    right = member_id(17)
    sign = right.partition("-")[2]
    for wrong in (f"m18-{sign}", f"m017-{sign}", f"17-{sign}", "m17", "m17-", right[:-1], right + "A", f"m17-{'A' * 43}", f"m١٧-{sign}"):
        with pytest.raises(ValueError, match="no id"):
            customer_id_of(wrong)

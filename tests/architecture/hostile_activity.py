"""What would be tried on boards and invitations, and what refuses it; rows as in `hostile`. %(names)s are those of `victims.shop`."""

from __future__ import annotations

from loyalty.activity.models import Referral
from tests.architecture.hostile import again, denied, law

_OF_A_TABLE = "permission denied for table {}".format


ACTIVITY = [
    denied("a bigger award", "UPDATE activity_standing SET award = 999 WHERE id = %(place)s", _OF_A_TABLE("activity_standing")),
    denied("another's place", "UPDATE activity_standing SET customer_id = %(customer)s", _OF_A_TABLE("activity_standing")),
    denied("forget a place", "DELETE FROM activity_standing WHERE id = %(place)s", _OF_A_TABLE("activity_standing")),
    denied("forget who invited", "DELETE FROM activity_referral WHERE id = %(referral)s", _OF_A_TABLE("activity_referral")),
    law("another name on a frozen board", "UPDATE activity_standing SET name = 'X•••' WHERE id = %(place)s", "standings_never_change"),
    law("take off a board who is there", "UPDATE activity_standing SET name = '' WHERE id = %(place)s", "standings_never_change"),
    law("be invited by whom one invited", again(Referral, "id = %(referral)s", friend_id="member_id", member_id="friend_id"),
        "nobody_is_invited_in_a_ring"),
    law("be invited by whom one's friend invited", again(Referral, "id = %(next_referral)s", member_id="friend_id",
        friend_id="(SELECT first.member_id FROM activity_referral first WHERE first.id = %(referral)s)"), "nobody_is_invited_in_a_ring"),
]  # fmt: skip

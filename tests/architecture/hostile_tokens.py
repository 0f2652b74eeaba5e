"""The battery of hostile statements, continued: reservations that are better, longer or more than one, moved, reopened or gone."""

from __future__ import annotations

from tests.architecture.hostile import again, denied, law
from upgrade_program.buyback.models import Claim, ClaimToken

_OF = "permission denied for table buyback_claimtoken"
_FITS = "a_claim_token_holds_the_tier_of_its_day"
_HOLDS = "a_standing_claim_token_holds_its_plan"
_ITS_CLAIM = "a_claim_token_opens_a_claim_of_its_tier"
_ENDED = "an_ended_claim_token_never_changes"
_ALONE = "no_claim_token_stands_beside_an_open_claim"
_SET = "UPDATE buyback_claimtoken SET {} WHERE id = %({})s".format
_HOLD = (
    "UPDATE plans_plan SET (held_percent, held_until) = (SELECT percent, held_through FROM buyback_claimtoken WHERE id = %(reserved)s)"
    " WHERE id = %(free_plan)s; "
)
_NOT_HELD = "UPDATE plans_plan SET held_percent = NULL, held_until = NULL WHERE id = %({})s".format
# The day after the first tier, and what the second one gives on it.
_NEXT_TIER = {
    "reserved_on": "'2027-05-06'", "held_through": "'2027-05-09'", "percent": "60",
    "assured": "(SELECT round(base * 60 / 100) FROM plans_plan WHERE id = %(reserved_plan)s)",
}  # fmt: skip
_STANDING = {"digest": "repeat('a', 64)", "state": "'held'", "ended_at": "NULL", "claim_id": "NULL"}
# A claim of the plan's own handset, in the tier that is reserved for it, through the same day.
_OPEN = again(
    Claim, "id = %(claim)s",
    number="'1KGY4A8D5BR'", state="'open'", answers="NULL", deducted="NULL", payable="NULL", waived="0", inspected_at="NULL",
    inspected_by_id="NULL", plan_id="%(reserved_plan)s", handset_imei="(SELECT imei FROM plans_plan WHERE id = %(reserved_plan)s)",
)  # fmt: skip
_NEWEST = "(SELECT max(id) FROM buyback_claim)"


def _token(of: str = "reserved", **changes: str) -> str:
    """A reservation once more, under a code of its own, standing."""
    return again(ClaimToken, f"id = %({of})s", **(_STANDING | changes))


TOKENS = [
    denied("forget a reservation", "DELETE FROM buyback_claimtoken WHERE id = %(reserved)s", _OF),
    denied("forget that a tier was reserved", "DELETE FROM buyback_claimtoken WHERE id = %(given_token)s", _OF),
    denied("empty the reservations", "TRUNCATE buyback_claimtoken", _OF),
    *(
        denied(f"edit a reservation: {change.partition(' ')[0]}", _SET(change, "reserved"), _OF)
        for change in ("percent = 100", "assured = 99999", "held_through = held_through + 30", "reserved_on = reserved_on - 30",
                       "reserved_at = %(at)s", "plan_id = %(free_plan)s", "digest = repeat('b', 64)", "salt = 'mine'")
    ),
    law("reserve a tier while it is reserved", _token(), "a_tier_is_reserved_once_a_plan"),
    law("reserve a tier again that was given back", _token("given_token"), "a_tier_is_reserved_once_a_plan"),
    law("reserve a tier again that a claim has used", _token("used_token"), "a_tier_is_reserved_once_a_plan"),
    law("a second reservation beside one that stands", _token(**_NEXT_TIER), "one_standing_claim_token_a_plan"),
    law("another plan by the same code", _token(plan_id="%(free_plan)s", digest="digest"), "buyback_claimtoken_digest_key"),
    law("a better tier than the day's", _token(plan_id="%(free_plan)s", percent="100", assured="assured / 70 * 100"), _FITS),
    law("more rupees than the tier gives", _token(plan_id="%(free_plan)s", assured="assured + 1"), _FITS),
    law("a longer hold than the terms", _token(plan_id="%(free_plan)s", held_through="held_through + 1"), _FITS),
    law("the tier of another day", _token(plan_id="%(free_plan)s", reserved_on="'2027-05-06'", held_through="'2027-05-09'"), _FITS),
    law("reserve for a plan that waits for its first tier", _token(plan_id="%(plan)s"), _FITS),
    law("reserve for a plan that was redeemed", _token(plan_id="%(settled_plan)s"), _FITS),
    law("a reservation born used", _token("used_token", plan_id="%(free_plan)s", state="'used'", ended_at="ended_at", claim_id="claim_id"),
        "a_claim_token_starts_standing"),
    law("a reservation that holds nothing on its plan", _token(plan_id="%(free_plan)s"), _HOLDS),
    law("reserve while a store looks at the phone", _token(plan_id="%(claimed_plan)s"), _ALONE),
    law("let go of what is reserved", _NOT_HELD("reserved_plan"), _HOLDS),
    law("hold for longer than was reserved", "UPDATE plans_plan SET held_until = held_until + 30 WHERE id = %(reserved_plan)s", _HOLDS),
    law("hold more than was reserved", "UPDATE plans_plan SET held_percent = 100 WHERE id = %(reserved_plan)s", _HOLDS),
    law("open a claim beside a reservation", _OPEN, _ALONE),
    law("reopen a reservation that was used", _SET("state = 'held', claim_id = NULL, ended_at = NULL", "used_token"), _ENDED),
    law("reopen a reservation that was given back", _SET("state = 'held', ended_at = NULL", "given_token"), _ENDED),
    law("say that it lapsed instead of being given back", _SET("state = 'lapsed'", "given_token"), _ENDED),
    law("move the end of a reservation", _SET("ended_at = %(later)s", "given_token"), _ENDED),
    law("use a reservation for another claim", _SET("claim_id = %(claim)s", "used_token"), _ITS_CLAIM),
    law("use a reservation for a claim on another plan",
        _SET("state = 'used', ended_at = %(at)s, claim_id = %(claim)s", "reserved"), _ITS_CLAIM),
    law("use a reservation for no claim", _SET("state = 'used', ended_at = %(at)s", "reserved"), "a_claim_token_is_used_by_one_claim"),
    law("name a claim and go on standing", _OPEN + "; " + _SET(f"claim_id = {_NEWEST}", "reserved"),
        "a_claim_token_is_used_by_one_claim"),
    law("end a reservation at no time", _SET("state = 'lapsed'", "reserved"), "a_claim_token_says_when_it_ended"),
    law("a reservation in no known state", _SET("state = 'sold', ended_at = %(at)s", "reserved"), "a_claim_token_state_is_known"),
]  # fmt: skip

# The controls: what the services do say.
RESERVED_LAWFULLY = _HOLD + _token(plan_id="%(free_plan)s")
GIVEN_BACK_LAWFULLY = _NOT_HELD("reserved_plan") + "; " + _SET("state = 'given_back', ended_at = %(at)s", "reserved")
USED_LAWFULLY = _OPEN + "; " + _SET(f"state = 'used', ended_at = %(at)s, claim_id = {_NEWEST}", "reserved")

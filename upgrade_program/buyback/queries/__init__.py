"""Questions about claims. Whoever asks says who they are: what one may not see answers as if it were not there."""

from upgrade_program.buyback.queries.claims import (
    brief_claim_for,
    claim_for,
    for_actor,
    going_on,
    open_claim_of,
    passed_of,
    search_claims,
    worth_of,
)
from upgrade_program.buyback.queries.states import is_over, state_on, with_state
from upgrade_program.buyback.queries.tokens import is_token_over, may_reserve, standing_token_of, token_behind, written_code_of
from upgrade_program.buyback.queries.whole_plan import claims_of, extension_of, whole_plan_for
from upgrade_program.buyback.queries.wording import wording_now, wording_of

__all__ = [
    "brief_claim_for",
    "claim_for",
    "claims_of",
    "extension_of",
    "for_actor",
    "going_on",
    "is_over",
    "is_token_over",
    "may_reserve",
    "open_claim_of",
    "passed_of",
    "search_claims",
    "standing_token_of",
    "state_on",
    "token_behind",
    "whole_plan_for",
    "with_state",
    "wording_now",
    "wording_of",
    "worth_of",
    "written_code_of",
]

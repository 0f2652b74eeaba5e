"""Questions about claims. Whoever asks says who they are: what one may not see answers as if it were not there."""

from upgrade_program.buyback.queries.claims import (
    claim_for,
    claims_of,
    for_actor,
    going_on,
    open_claim_of,
    search_claims,
    with_state,
    worth_of,
)
from upgrade_program.buyback.queries.wording import wording_now, wording_of

__all__ = [
    "claim_for",
    "claims_of",
    "for_actor",
    "going_on",
    "open_claim_of",
    "search_claims",
    "with_state",
    "wording_now",
    "wording_of",
    "worth_of",
]

"""The same for the control: whoever hears of plans and claims has forgotten what was heard before."""

from tests.faults.points_settings import *  # noqa: F403  (settings are inherited whole)
from tests.faults.points_settings import OUTBOX_BATCHES

_HERE = "tests.loyalty.programme.forgetful"
OUTBOX_BATCHES = OUTBOX_BATCHES | {
    "plan.sold": [f"{_HERE}.earn_for_plans_sold"],
    "claim.settled": [f"{_HERE}.earn_for_claims_settled"],
}

"""Questions about plans. Whoever asks says who they are: what one may not see answers as if it were not there."""

from upgrade_program.plans.queries.consents import consent_of, is_silent, silent_among
from upgrade_program.plans.queries.exchanges import Exchanges, exchanges_of, swaps_of
from upgrade_program.plans.queries.figures import Figures, figures_of
from upgrade_program.plans.queries.history import history_of
from upgrade_program.plans.queries.plans import (
    Falling,
    customer_of_store,
    falling_between,
    for_actor,
    gave_one_up,
    link_of,
    message_address,
    opened_number,
    other_models_sold_as,
    own_plan,
    plan_behind,
    plan_for,
    plans_with_imei,
    plans_with_mobile,
    search_text,
    shows_full_numbers,
    waiting_payment,
    whole_plans,
    with_value_status,
)
from upgrade_program.plans.queries.promise import promise_of
from upgrade_program.plans.queries.proof import Proof, newest_of_models, proof_again
from upgrade_program.plans.queries.published import Fault, Published, published, published_versions
from upgrade_program.plans.queries.terms import check_titles, terms_by_id, terms_in_force
from upgrade_program.plans.queries.terms_drafts import newest_terms, proposal_of

__all__ = [
    "Exchanges",
    "Falling",
    "Fault",
    "Figures",
    "Proof",
    "Published",
    "check_titles",
    "consent_of",
    "customer_of_store",
    "exchanges_of",
    "falling_between",
    "figures_of",
    "for_actor",
    "gave_one_up",
    "history_of",
    "is_silent",
    "link_of",
    "message_address",
    "newest_of_models",
    "newest_terms",
    "opened_number",
    "other_models_sold_as",
    "own_plan",
    "plan_behind",
    "plan_for",
    "plans_with_imei",
    "plans_with_mobile",
    "promise_of",
    "proof_again",
    "proposal_of",
    "published",
    "published_versions",
    "search_text",
    "shows_full_numbers",
    "silent_among",
    "swaps_of",
    "terms_by_id",
    "terms_in_force",
    "waiting_payment",
    "whole_plans",
    "with_value_status",
]

"""Questions about the programme and its members."""

from loyalty.programme.queries.drafts import answers_to, changes_of, content_of, latest, state_of, states_of
from loyalty.programme.queries.members import (
    Membership,
    belongs,
    consents_in_force,
    customer_billed,
    has_joined,
    is_member,
    left_at,
    membership_of,
    spans_of,
    standing_consents,
)
from loyalty.programme.queries.preview import Compared, preview
from loyalty.programme.queries.status import StatusView, status_of
from loyalty.programme.queries.versions import Rulebook, ladder_on, level_names, programme_at, rulebook, rules_on

__all__ = [
    "Compared",
    "Membership",
    "Rulebook",
    "StatusView",
    "answers_to",
    "belongs",
    "changes_of",
    "consents_in_force",
    "content_of",
    "customer_billed",
    "has_joined",
    "is_member",
    "ladder_on",
    "latest",
    "left_at",
    "level_names",
    "membership_of",
    "preview",
    "programme_at",
    "rulebook",
    "rules_on",
    "spans_of",
    "standing_consents",
    "state_of",
    "states_of",
    "status_of",
]

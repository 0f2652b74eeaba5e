"""What a trigger keeps of a challenge: what it is bound to never changes, and nothing that happened to it is taken back."""

import pgtrigger

from upgrade_program.foundation.database.laws import never_when

_BOUND = "id, purpose, subject, session, mobile, address, created_at, expires_at, withheld"
_OLD, _NEW = (", ".join(f"{row}.{column}" for column in _BOUND.split(", ")) for row in ("OLD", "NEW"))
CHALLENGE_LAWS = [
    never_when(
        "a_challenge_stays_bound",
        pgtrigger.Update,
        f"({_OLD}) IS DISTINCT FROM ({_NEW})",
        "what a code is good for, and how long, never changes",
    ),
    never_when(
        "what_happened_to_a_code_stays",
        pgtrigger.Update,
        """NEW.tries < OLD.tries OR OLD.superseded AND NOT NEW.superseded
           OR OLD.passed_at IS DISTINCT FROM NEW.passed_at AND OLD.passed_at IS NOT NULL
           OR OLD.used_at IS DISTINCT FROM NEW.used_at AND OLD.used_at IS NOT NULL""",
        "a try is not taken back, a use not undone, a replaced code not revived",
    ),
]

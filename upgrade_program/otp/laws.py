"""What a trigger keeps of a challenge: what it is bound to never changes, and nothing that happened to it is taken back."""

import pgtrigger


def _law(name: str, *, says: str, condition: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func=f"IF {condition} THEN RAISE EXCEPTION '{says}' USING ERRCODE = '23514', CONSTRAINT = '{name}'; END IF; RETURN NEW;",
    )


_BOUND = "id, purpose, subject, session, mobile, address, created_at, expires_at"
_OLD, _NEW = (", ".join(f"{row}.{column}" for column in _BOUND.split(", ")) for row in ("OLD", "NEW"))
CHALLENGE_LAWS = [
    _law(
        "a_challenge_stays_bound",
        says="what a code is good for, and how long, never changes",
        condition=f"({_OLD}) IS DISTINCT FROM ({_NEW})",
    ),
    _law(
        "what_happened_to_a_code_stays",
        says="a try is not taken back, a use not undone, a replaced code not revived",
        condition="""NEW.tries < OLD.tries OR OLD.superseded AND NOT NEW.superseded
           OR OLD.passed_at IS DISTINCT FROM NEW.passed_at AND OLD.passed_at IS NOT NULL
           OR OLD.used_at IS DISTINCT FROM NEW.used_at AND OLD.used_at IS NOT NULL""",
    ),
]

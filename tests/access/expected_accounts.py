"""The table of who may do what, for the pages of the own account: sign-in, password, second factor. Read as `expected` says."""

from __future__ import annotations

from tests.access.people import NOT_THERE, Answer
from tests.access.rules import (
    ANYBODY,
    STRANGERS_ONLY,
    Row,
    Rule,
    account,
    public,
)

FRESH_PASSWORD = ANYBODY.then(302, "/accounts/reauthenticate/")
NO_SECOND_FACTOR_YET = ANYBODY.then(404)  # nobody here has recovery codes
WITH_AN_APP = Rule(lambda who, thing: None if who.has_second_factor else Answer(302, "/accounts/reauthenticate/"))
TAKING_IT_AWAY = Rule(lambda who, thing: None if who.has_second_factor else NOT_THERE, comes_in=Answer(302, "/accounts/reauthenticate/"))
HOME = ANYBODY.then(302)

ACCOUNTS: dict[str, Row] = {
    "account_login": public(
        GET=STRANGERS_ONLY,
        POST=STRANGERS_ONLY.then(302, "/counter/"),
        PUT=STRANGERS_ONLY,
        PATCH=STRANGERS_ONLY.then(405),
        DELETE=STRANGERS_ONLY.then(405),
    ),
    "account_logout": account(GET=ANYBODY) | public(POST=ANYBODY.then(302, "/accounts/login/"))
    | dict.fromkeys(("PUT", "PATCH", "DELETE"), ANYBODY.then(405)),
    "account_signup": public(**dict.fromkeys(("GET", "POST", "PUT", "PATCH", "DELETE"), STRANGERS_ONLY)),  # says "closed"
    "account_reauthenticate": account(GET=ANYBODY, POST=HOME, PUT=ANYBODY),
    "account_change_password": account(GET=ANYBODY, POST=ANYBODY.changing(302, "/accounts/password/change/"), PUT=ANYBODY),
    "mfa_index": account(GET=ANYBODY),
    "mfa_authenticate": account(GET=HOME, POST=HOME, PUT=HOME, PATCH=HOME, DELETE=HOME),
    "mfa_reauthenticate": account(
        **dict.fromkeys(("GET", "POST", "PUT"), WITH_AN_APP), **dict.fromkeys(("PATCH", "DELETE"), WITH_AN_APP.then(405))
    ),
    "mfa_activate_totp": account(**dict.fromkeys(("GET", "POST", "PUT", "PATCH", "DELETE"), FRESH_PASSWORD)),
    "mfa_deactivate_totp": account(**dict.fromkeys(("GET", "POST", "PUT", "PATCH", "DELETE"), TAKING_IT_AWAY)),
    "mfa_view_recovery_codes": account(GET=NO_SECOND_FACTOR_YET),
    "mfa_generate_recovery_codes": account(**dict.fromkeys(("GET", "POST", "PUT", "PATCH", "DELETE"), FRESH_PASSWORD)),
    "mfa_download_recovery_codes": account(**dict.fromkeys(("GET", "POST", "PUT", "PATCH", "DELETE"), NO_SECOND_FACTOR_YET)),
}  # fmt: skip

"""THE TABLE: every route, every method, who comes in. Written by hand; a route missing here fails the suite.

To add a route: write its row, say in asks.py what its address takes and in bodies.py what a POST must carry to succeed, run tests/access.
`then(…)` is the answer to those who come in (200 unless told); `changing(…)` the answer to an act that must leave a trace.
A method that is not named answers 405 to everybody. Source: smart-upgrade section 7, reliability S1.
"""

from __future__ import annotations

from tests.access.expected_accounts import ACCOUNTS
from tests.access.expected_api import API
from tests.access.expected_counter import COUNTER
from tests.access.expected_desk import DESK
from tests.access.people import Answer
from tests.access.rules import (
    ANYBODY,
    BY_TOKEN,
    CUSTOMERS,
    SIGNS_OUT,
    THEIR_OWN,
    Row,
    Rule,
    own,
    public,
)

MACHINES: dict[str, Row] = {
    "healthz": public(GET=ANYBODY),
    "readyz": public(GET=ANYBODY),
    "metrics": public(GET=ANYBODY),  # from this machine only: see test_doors.py
}

PORTAL: dict[str, Row] = {
    "portal:estimate": public(GET=ANYBODY),
    "portal:language": public(POST=ANYBODY.then(302, "/")),
    "portal:plan": public(GET=BY_TOKEN),
    "portal:upgrade": public(GET=BY_TOKEN),
    "portal:how": public(GET=ANYBODY),
    "portal:questions": public(GET=ANYBODY),
    "portal:terms": public(GET=ANYBODY),
    "portal:terms_version": public(GET=BY_TOKEN),
    "portal:stores": public(GET=ANYBODY),
    "portal:robots": public(GET=ANYBODY),
    "portal:sitemap": public(GET=ANYBODY),
    "portal:manifest": public(GET=ANYBODY),
    "portal:service_worker": public(GET=ANYBODY),
    "portal:offline": public(GET=ANYBODY),
    "portal:calendar": public(GET=BY_TOKEN),
    "portal:optout": public(GET=BY_TOKEN, POST=BY_TOKEN.changing(200)),  # who has the link says what comes; it opens nothing
    "portal:goods": public(GET=BY_TOKEN),
    "portal:download": public(GET=BY_TOKEN.changing(200)),  # who has the link has the files; each download is recorded
    "portal:sign_in": public(
        GET=Rule(lambda who, thing: Answer(302, "/me/plans/") if who.buys_at else None), POST=ANYBODY.changing(302, "/sign-in/code/")
    ),
    "portal:sign_in_code": public(GET=ANYBODY.then(302, "/sign-in/"), POST=ANYBODY.then(302, "/sign-in/")),  # nothing was asked for
    "portal:sign_out": public(POST=SIGNS_OUT.changing(302, "/")),
    "portal:my_plans": own(GET=CUSTOMERS),
    "portal:my_plan": own(GET=THEIR_OWN),
    "portal:my_paper": own(GET=THEIR_OWN),
    "portal:my_hold": own(GET=THEIR_OWN, POST=THEIR_OWN.changing(302, "/me/plans/")),
    "portal:my_calendar": own(GET=THEIR_OWN),
    "portal:my_points": own(GET=CUSTOMERS, POST=CUSTOMERS.changing(302, "/me/points/")),
    "portal:my_points_history": own(GET=CUSTOMERS),
    "portal:my_passport": own(GET=THEIR_OWN),
    "portal:my_missions": own(GET=CUSTOMERS, POST=CUSTOMERS.changing(302, "/me/missions/")),
    "portal:my_board": own(GET=CUSTOMERS, POST=CUSTOMERS.changing(302, "/me/board/")),
    "portal:my_rewards": own(GET=CUSTOMERS),
    "portal:my_reward": own(GET=CUSTOMERS, POST=CUSTOMERS.changing(302, "/me/redemptions/")),
    "portal:my_redemption": own(GET=THEIR_OWN),
    "portal:my_privacy": own(GET=CUSTOMERS, POST=CUSTOMERS.changing(302, "/me/privacy/")),
    "portal:my_copy": own(POST=CUSTOMERS.changing(200)),  # who took it stands in the audit trail
    "portal:my_sessions": own(GET=CUSTOMERS, POST=CUSTOMERS.changing(302, "/")),
}

DEMO: dict[str, Row] = {
    "demo:messages": public(GET=ANYBODY),
    "demo:latest": public(GET=ANYBODY),
}

TABLE: dict[str, Row] = MACHINES | PORTAL | COUNTER | API | ACCOUNTS | DESK | DEMO

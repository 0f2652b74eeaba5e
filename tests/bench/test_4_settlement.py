"""A settlement through the API against the same rows in plain SQL; last, because its claims change the plans that the others measure."""

from __future__ import annotations

import json
from statistics import median

from stores.clock import store_today
from tests.bench.conftest import Size
from tests.bench.fill import SQL
from tests.bench.measure import ask, pgbench, row_of
from tests.bench.table import Goal, Results, of
from tests.bench.web import Web
from tests.factories.claims import CLEAN
from upgrade_program.plans.first_checks import CHECKS
from upgrade_program.plans.first_gates import GATES

WORDING = {
    "gates": [{"key": key, "clause": clause, "words": words} for key, clause, words in GATES],
    "checks": [
        {"key": key, "clause": clause, "minor": minor, "major": major, "words": words} for key, clause, minor, major, words in CHECKS
    ],
}
CLAIMS = 7000
NEW = "redmi-note-9-pro-4-64"
_PRICE = (
    "SELECT s.amount FROM catalog_srp s JOIN catalog_variant v ON v.id = s.variant_id WHERE v.sku = %(sku)s AND s.valid @> %(today)s::date"
)


def test_settlement(web: Web, size: Size, results: Results) -> None:
    """Ours takes the claims from the first on, the baseline from the last back: each is settled once. A round ends with its claims."""
    today = store_today()
    given = {"claims": CLAIMS, "today": today, "wording": json.dumps(WORDING), "answers": json.dumps(CLEAN)}
    web.database.ask((SQL / "claims.sql").read_text(), given)
    claims = web.database.ask("SELECT id, number FROM buyback_claim ORDER BY id")
    price = str(web.database.ask(_PRICE, {"sku": NEW, "today": today})[0][0])
    # Half of the claims for each side, shared out among its rounds and clients.
    share = len(claims) // (2 * size.rounds)
    per = min(share // size.clients, 100)
    assert per > 1
    ours, baseline = [], []
    for step in range(size.rounds):
        last = claims[-1][0] - step * size.clients * per + 1
        variables = {"last": last, "per": per}
        baseline.append(pgbench(web.database, "settle.sql", clients=size.clients, transactions=per, variables=variables))
        numbers = [number for _, number in claims[step * share : (step + 1) * share]]
        more = {"sku": NEW, "price": price}
        ours.append(ask(web, "settlement", clients=size.clients, seconds=size.seconds, numbers=numbers, more=more))
    row = row_of("settlement through the API", ours, baseline)
    cpu = median(of(ours, lambda one: one.postgres + one.web))
    row.goals = [
        Goal("ratio", row.ratio, 0.12, at_most=False),
        Goal("statements", row.statements, 12),
        Goal("CPU ms", cpu, 15),
    ]
    results.add(row)

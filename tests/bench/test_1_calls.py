"""Sale, value and plan page against the same rows in plain SQL, round by round in turn."""

from __future__ import annotations

from statistics import median

from tests.bench.conftest import Size
from tests.bench.measure import ask, pgbench, row_of
from tests.bench.table import Goal, Results, of
from tests.bench.web import Web


def test_sale(web: Web, size: Size, results: Results) -> None:
    ours, baseline = [], []
    for _ in range(size.rounds):
        baseline.append(pgbench(web.database, "sale.sql", clients=size.clients, seconds=size.seconds))
        ours.append(ask(web, "sale", clients=size.clients, seconds=size.seconds))
    row = row_of("sale through the API", ours, baseline)
    cpu = median(of(ours, lambda one: one.postgres + one.web))
    row.goals = [
        Goal("ratio", row.ratio, 0.15, at_most=False),
        Goal("statements", row.statements, 10),
        Goal("CPU ms", cpu, 8),
    ]
    results.add(row)


def test_value(web: Web, size: Size, results: Results) -> None:
    numbers = web.database.sample()
    ours, baseline = [], []
    for _ in range(size.rounds):
        baseline.append(pgbench(web.database, "value.sql", clients=size.clients, seconds=size.seconds))
        ours.append(ask(web, "value", clients=size.clients, seconds=size.seconds, numbers=numbers))
    row = row_of("plan value through the API", ours, baseline)
    row.goals = [Goal("ratio", row.ratio, 0.025, at_most=False), Goal("statements", row.statements, 2)]
    results.add(row)


def test_plan_page(web: Web, size: Size, results: Results) -> None:
    numbers = web.database.sample()
    ours, baseline = [], []
    for _ in range(size.rounds):
        baseline.append(pgbench(web.database, "value.sql", clients=size.clients, seconds=size.seconds))
        ours.append(ask(web, "page", clients=size.clients, seconds=size.seconds, numbers=numbers))
    row = row_of("counter plan page", ours, baseline)
    cpu = median(of(ours, lambda one: one.postgres + one.web))
    row.goals = [Goal("statements", row.statements, 6), Goal("CPU ms", cpu, 15)]
    results.add(row)

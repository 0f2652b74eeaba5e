"""After the faults: everything acknowledged stands once, numbers are dense, trails whole, news told once."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import psycopg2

from tests.embedded.test_serve import ROOT, Launcher

DENSE = """
    SELECT store_id, letter, year, count(*), max(serial), (SELECT last FROM billing_numberseries n
            WHERE (n.store_id, n.letter, n.year) = (d.store_id, d.letter, d.year))
      FROM billing_taxdocument d GROUP BY store_id, letter, year
"""
# Money account by account: each paid plan has its invoice, whose payments sum to its total.
ASTRAY = """
    SELECT p.id FROM plans_plan p LEFT JOIN billing_taxdocument d ON d.id = p.invoice_id
     WHERE p.status = 'active' AND (d.total IS DISTINCT FROM p.price OR d.total IS DISTINCT FROM
           (SELECT sum(amount) FROM billing_payment b WHERE b.collection_id = p.collection_id AND b.state = 'received'))
"""


def ask(launcher: Launcher, statement: str) -> list[tuple[Any, ...]]:
    """One question to the launcher's own database, as the application reads it."""
    with psycopg2.connect(host=str(sockets(launcher)), user="app", dbname="app") as connection, connection.cursor() as cursor:
        cursor.execute(statement)
        found = list(cursor.fetchall())
    connection.close()
    return found


def sockets(launcher: Launcher) -> Path:
    return Path(launcher.env["APP_STATE"]) / "s"


def nothing_lost_nothing_doubled(launcher: Launcher, sold: list[dict[str, Any]]) -> None:
    """Every acknowledged plan stands, once a phone, with the invoice it was answered with."""
    standing = {number: (invoice, imei) for number, invoice, imei in ask(
        launcher, "SELECT p.number, d.number, p.imei FROM plans_plan p LEFT JOIN billing_taxdocument d ON d.id = p.invoice_id"
    )}  # fmt: skip
    lost = [plan["number"] for plan in sold if plan["number"].replace("-", "") not in standing]
    assert lost == []
    other = [plan["number"] for plan in sold if standing[plan["number"].replace("-", "")] != (plan["invoice"]["number"], plan["imei"])]
    assert other == []
    phones = Counter(imei for _, imei in standing.values())
    assert [imei for plan in sold if phones[imei := plan["imei"]] != 1] == []
    for store, letter, year, count, highest, last in ask(launcher, DENSE):
        assert count == highest == last, (store, letter, year)
    assert ask(launcher, ASTRAY) == []
    twice = "SELECT subject FROM audit_auditrow WHERE verb = 'plan.sold' GROUP BY subject HAVING count(*) <> 1"
    assert ask(launcher, twice) == []
    trails_are_whole(launcher)


def trails_are_whole(launcher: Launcher) -> None:
    servers = {"PGHOST": str(sockets(launcher)), "DATABASE_URL": "postgres://app@/app", "REDIS_URL": "redis://127.0.0.1:1"}
    environment = launcher.env | servers | {"SECRET_KEY": "trails-are-whole-0123456789-abcdefghijklmnopqrstuvwxyz"}
    verified = subprocess.run(
        [sys.executable, "manage.py", "verify_audit"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert verified.returncode == 0, verified.stdout + verified.stderr

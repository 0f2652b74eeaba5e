"""Ten times: a hundred acknowledged sales, everything killed with -9 amid more of them, started again. Nothing acknowledged is lost."""

from __future__ import annotations

import http.client
import json
import os
import random
import secrets
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg2
import pytest

from tests.embedded.test_serve import ROOT, Launcher, eventually, launcher, none_left
from tests.factories.imeis import new_imei

__all__ = ["launcher"]
pytestmark = pytest.mark.long
ROUNDS = 10
SALES = 100
CLIENTS = 4
DENSE = """
    SELECT store_id, letter, year, count(*), max(serial), (SELECT last FROM billing_numberseries n
            WHERE (n.store_id, n.letter, n.year) = (d.store_id, d.letter, d.year))
      FROM billing_taxdocument d GROUP BY store_id, letter, year
"""


class Till(threading.Thread):
    """One till that sells until the server goes away, and remembers what was acknowledged."""

    def __init__(self, port: int, token: str, sold: list[dict[str, Any]]) -> None:
        super().__init__(daemon=True)
        self.port, self.token, self.sold = port, token, sold

    def run(self) -> None:
        try:
            while True:
                status, plan = call(self.port, "plans/", sale(), token=self.token, key=uuid4().hex)
                if status == 201:
                    self.sold.append(plan)
        except (OSError, http.client.HTTPException, ValueError):
            return


def call(port: int, path: str, body: dict[str, Any], *, token: str = "", key: str = "") -> tuple[int, dict[str, Any]]:
    wire = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"Content-Type": "application/json"}
    headers |= {"Authorization": f"Bearer {token}"} if token else {}
    headers |= {"Idempotency-Key": key} if key else {}
    try:
        wire.request("POST", f"/api/v1/{path}", json.dumps(body), headers)
        answer = wire.getresponse()
        return answer.status, json.loads(answer.read())
    finally:
        wire.close()


def sale() -> dict[str, Any]:
    return {
        "imei": new_imei(),
        "sku": "redmi-note-9-pro-4-64",
        "phone_invoice": {"number": uuid4().hex[:12], "price": "13999.00"},
        "customer": {"name": "Farhan Ali", "mobile": "9810455421", "consent": {"text_version": 1}},
        "expected_price": "549.00",
        "payments": [{"method": "cash", "amount": "549.00"}],
    }


def kill_everything(launcher: Launcher) -> None:
    family = launcher.family()
    assert launcher.process
    for pid in (launcher.process.pid, *family):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
    launcher.process.wait()
    assert eventually(lambda: none_left(family), seconds=20)


def test_nothing_acknowledged_is_lost(launcher: Launcher) -> None:
    seed = random.randrange(1_000_000)
    chance = random.Random(seed)
    print(f"seed {seed}")
    sold: list[dict[str, Any]] = []
    launcher.start_until_ready()
    for place in range(ROUNDS):
        tokens = []
        for username in ("clerk.dl01", "clerk.mh01"):
            status, answer = call(launcher.port, "tokens/", {"username": username, "password": "counter-demo"})
            assert "token" in answer, (status, answer)
            tokens.append(answer["token"])
        before = len(sold)
        tills = [Till(launcher.port, tokens[n % 2], sold) for n in range(CLIENTS)]
        for till in tills:
            till.start()
        assert eventually(lambda before=before: len(sold) >= before + SALES, seconds=120), "the tills do not sell"
        time.sleep(chance.random())
        kill_everything(launcher)
        for till in tills:
            till.join(40)
        launcher.start_until_ready()
        check(launcher, sold)
        print(f"round {place + 1}: {len(sold) - before} sales acknowledged, all there")
    assert launcher.stop() == 0


def check(launcher: Launcher, sold: list[dict[str, Any]]) -> None:
    """Every acknowledged plan stands with its invoice, the numbers are dense, the chains are whole."""
    sockets = Path(launcher.env["APP_STATE"]) / "s"
    with psycopg2.connect(host=str(sockets), user="app", dbname="app") as connection, connection.cursor() as cursor:
        cursor.execute("SELECT p.number, d.number FROM plans_plan p JOIN billing_taxdocument d ON d.id = p.invoice_id")
        standing = dict(cursor.fetchall())
        cursor.execute(DENSE)
        for store, letter, year, count, highest, last in cursor.fetchall():
            assert count == highest == last, (store, letter, year)
    connection.close()
    lost = [plan["number"] for plan in sold if standing.get(plan["number"].replace("-", "")) != plan["invoice"]["number"]]
    assert lost == []
    servers = {"PGHOST": str(sockets), "DATABASE_URL": "postgres://app@/app", "REDIS_URL": "redis://127.0.0.1:1"}
    environment = launcher.env | servers | {"SECRET_KEY": secrets.token_hex(32)}
    verified = subprocess.run([sys.executable, "manage.py", "verify_audit"], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert verified.returncode == 0, verified.stdout + verified.stderr

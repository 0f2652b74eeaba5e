"""Fills an empty, migrated database for the bench: 100 stores with a clerk and a till each, the catalogue, and plans in bulk.

`python -m tests.bench.fill 10000`, on the database of DATABASE_URL, as its owner.
"""

from __future__ import annotations

import json
import sys
from datetime import date, timedelta
from hashlib import sha256
from io import StringIO
from pathlib import Path
from typing import Any

SQL = Path(__file__).parent / "sql"
STORES = 100
PASSWORD = "counter-demo"


def token_of(store: int) -> str:
    """The key of the till in a store, 1 to 100."""
    return f"bench-till-{store}"


def clerk_of(store: int) -> str:
    return f"clerk{store}"


def fill(plans: int) -> None:
    """Stores, people, tills and catalogue through the models; plans by sets; then everything the bulk stepped over is verified."""
    from django.core.management import call_command
    from django.db import connection, transaction

    from stores.clock import store_today
    from upgrade_program.plans.queries import terms_in_force

    call_command("load_catalogue", verbosity=0, stdout=StringIO())
    today = store_today()
    terms_id, terms = terms_in_force(on=today)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0; SET LOCAL synchronous_commit = off; SET LOCAL work_mem = '256MB'")
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        _shops(today)
        cursor.execute("SET LOCAL session_replication_role = replica")
        frozen = json.dumps(terms.frozen())
        cursor.execute(
            (SQL / "fill.sql").read_text(),
            {"first": 1, "last": plans, "stores": STORES, "today": today, "terms": terms_id, "frozen": frozen},
        )
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("VACUUM (ANALYZE)")
        _verify(cursor)
        cursor.execute("CHECKPOINT")


def _shops(today: date) -> None:
    from django.contrib.auth.hashers import make_password

    from stores.clock import now
    from stores.models import ApiToken, Posting, StaffUser
    from tests.factories.stores import StoreFactory

    at, password = now(), make_password(PASSWORD)
    for place in range(1, STORES + 1):
        store = StoreFactory(code=f"B{place:04d}", state="07", city="New Delhi")
        clerk = StaffUser.objects.create(username=clerk_of(place), first_name="Asha", last_name=f"Rao {place}", password=password)
        Posting.objects.create(staff=clerk, store=store, role="clerk", since=today - timedelta(days=400))
        digest = sha256(token_of(place).encode()).hexdigest()
        ApiToken.objects.create(staff=clerk, store=store, digest=digest, created_at=at, expires_at=at + timedelta(hours=12))


def _verify(cursor: Any) -> None:
    """Every foreign key and every law of a trigger holds over what was written without them; a ValueError names those that do not."""
    cursor.execute((SQL / "verify.sql").read_text())
    broken = [law for law, count in cursor.fetchall() if count]
    cursor.execute(
        """
        SELECT conname, conrelid::regclass::text, confrelid::regclass::text, a.attname, b.attname
          FROM pg_constraint JOIN pg_attribute a ON a.attrelid = conrelid AND a.attnum = conkey[1]
          JOIN pg_attribute b ON b.attrelid = confrelid AND b.attnum = confkey[1]
         WHERE contype = 'f' AND conrelid::regclass::text ~ '^(plans|billing|customers)_'
        """
    )
    for name, table, other, key, target in cursor.fetchall():
        cursor.execute(
            f"SELECT EXISTS (SELECT FROM {table} t LEFT JOIN {other} o ON o.{target} = t.{key} "
            f"WHERE t.{key} IS NOT NULL AND o.{target} IS NULL)"
        )
        broken += [name] if cursor.fetchone()[0] else []
    if broken:
        raise ValueError(f"the bulk data breaks {broken}")


if __name__ == "__main__":
    import django

    django.setup()
    fill(int(sys.argv[1]))

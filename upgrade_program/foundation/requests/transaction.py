"""The transaction of an act: `once`'s own where there is one, else one that the act begins."""

from __future__ import annotations

from django.db import connection, transaction


def act_transaction() -> transaction.Atomic:
    """All or nothing for an act that ends in whatever it raises.

    Directly inside `once` a refusal rolls the whole request back, so a savepoint would guard nothing and cost two statements; inside any
    other transaction it is a savepoint, and outside one a transaction.
    """
    around = connection.atomic_blocks
    return transaction.atomic(savepoint=not (around and around[-1].durable))  # type: ignore[attr-defined]  # missing in the stubs

"""Going back to a savepoint for good."""

from __future__ import annotations

from django.db import transaction


def undo(mark: str) -> None:
    """Everything since `mark` is undone, and the mark is gone.

    Left open, it would hold all that follow it, one in the other; and for each row that its own transaction has written, PostgreSQL
    looks through them all: a thousand acts after another took their time in squares.
    """
    transaction.savepoint_rollback(mark)
    transaction.savepoint_commit(mark)

"""PostgreSQL's extensions as migrations ask for them. Several apps stand on each, so going back leaves it where it is."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension


class BtreeGist(BtreeGistExtension):
    """Ranges and plain columns in one exclusion constraint."""

    def database_backwards(self, *_: Any) -> None:
        """Nothing: another app's constraint may need it."""


class Trigram(TrigramExtension):
    """Search by a part of a name."""

    def database_backwards(self, *_: Any) -> None:
        """Nothing: another app's index may need it."""

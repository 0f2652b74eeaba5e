"""Why a backup or a restore was refused; nothing was changed then."""

from __future__ import annotations


class CannotBackUp(Exception):
    """The backup was not made; no file stands under its name."""


class CannotRestore(Exception):
    """The backup was not restored; the database is as it was."""

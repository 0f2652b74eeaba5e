"""Why the application's role was not given its rights."""

from __future__ import annotations


class CannotGrant(Exception):
    """The rights stand as they stood. The message says what is wrong and what an administrator of the database does about it."""

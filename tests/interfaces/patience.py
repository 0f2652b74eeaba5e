"""A crowd of browsers that waits as long as it must: on a busy machine the last of many stands longer than the site's own timeouts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections

from tests.foundation import crowd


def at_once(size: int, act: Callable[[int], Any]) -> list[Any]:
    """What `crowd.at_once` gives, with connections that are patient from their beginning.

    A word to the connection of a thread would not last: test clients share the signal that closes connections, and one that asks
    while another has hung the closing back on begins its request with a new connection.
    """
    with pytest.MonkeyPatch.context() as patch:
        options = connections.settings["default"]["OPTIONS"]
        patch.setitem(options, "options", "-c lock_timeout=60s -c statement_timeout=60s")
        patch.setitem(options, "connect_timeout", 60)
        return crowd.at_once(size, act)

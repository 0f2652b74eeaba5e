"""Connections that are kept from request to request, and looked at before they are used again."""

from __future__ import annotations

import select
from typing import Any

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """Looks at the socket where Django asks `SELECT 1`: a server that went away has closed it, and the question costs every request.

    `prepared` are the names of the statements that the connection has a plan of (`Prepared`).
    """

    prepared: set[str]

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        self.prepared = set()
        return super().get_new_connection(conn_params)

    def is_usable(self) -> bool:
        """Whether the server still holds its end; anything it says unasked (that it is ending, say) counts as no."""
        if self.connection is None or self.connection.closed:
            return False
        wire = select.poll()
        wire.register(self.connection.fileno(), select.POLLIN | select.POLLHUP | select.POLLERR)
        return not wire.poll(0)

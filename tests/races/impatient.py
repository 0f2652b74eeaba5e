"""The application as a site has it, which waits no longer for a lock than its role may; the other servers of the tests are patient."""

from __future__ import annotations

from upgrade_program.wsgi import application

__all__ = ["application"]

from django.db import connection

from upgrade_program.foundation.database.timeouts import as_options

connection.close()
connection.settings_dict["OPTIONS"]["options"] = as_options()

"""Telling the database whose page a change of a remembered table comes from, in the same statement, so that it costs no round trip."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.http.response import HttpResponseBase

Execute = Callable[[str, Any, bool, dict[str, Any]], Any]
_WRITES = re.compile(rf"\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+\"?(?:{'|'.join(map(re.escape, settings.REMEMBERED))})\"?\s", re.IGNORECASE)


class TellsWho:
    """Middleware behind the sign-in. Who is signed in is asked only where such a table is written to; what is told ends with the
    transaction."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        def telling(execute: Execute, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
            if not many and isinstance(sql, str) and _WRITES.match(sql) and request.user.pk:
                sql = f"SELECT set_config('app.actor', '{int(request.user.pk)}', true); {sql}"
            return execute(sql, params, many, context)

        with connection.execute_wrapper(telling):
            return self._get_response(request)

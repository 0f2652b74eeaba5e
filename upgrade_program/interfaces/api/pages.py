"""Lists: a page of results with the addresses of the next and the previous one. A cursor is a place in the list, and says nothing else."""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from rest_framework.request import Request

from upgrade_program.kernel.errors import Invalid
from upgrade_program.plans.models import Plan

SIZE = 50
Row = TypeVar("Row", bound=Model)
_CURSOR = re.compile(r"([a-z])([0-9]{1,18})")


def page_of_plans(plans: QuerySet[Plan], *, request: Request, cursor: str, shown: Callable[[Plan], dict[str, Any]]) -> dict[str, Any]:
    """`page_by_key` of plans, shown one by one."""
    return page_by_key(plans, request=request, cursor=cursor, shown=lambda rows: [shown(plan) for plan in rows])


def page_by_key(
    found: QuerySet[Row], *, request: Request, cursor: str, shown: Callable[[list[Row]], list[dict[str, Any]]]
) -> dict[str, Any]:
    """A page of rows, newest first, by keyset: rows written meanwhile neither double nor hide one. Refuses a made-up cursor (`invalid`)."""
    way, place = _place(cursor, ways="ab")
    back = way == "b"
    if place is not None:
        found = found.filter(pk__gt=place) if back else found.filter(pk__lt=place)
    rows = list(found.order_by("pk" if back else "-pk")[: SIZE + 1])
    more, rows = len(rows) > SIZE, rows[:SIZE]
    if back:
        rows.reverse()
    onward = rows and (more or back)
    backward = rows and (place is not None and (more or not back))
    return _page(
        shown(rows),
        next_=_address(request, f"a{rows[-1].pk}") if onward else None,
        previous=_address(request, f"b{rows[0].pk}") if backward else None,
    )


def page_by_count(
    found: Callable[[int, int], Sequence[Any]], *, request: Request, cursor: str, shown: Callable[[Any], Any]
) -> dict[str, Any]:
    """A page of a ranked list, which has no key to go by: `found(offset, limit)` gives its rows. Refuses a made-up cursor."""
    _, place = _place(cursor, ways="n")
    offset = min(place or 0, 10_000)
    rows = found(offset, SIZE + 1)
    return _page(
        [shown(row) for row in rows[:SIZE]],
        next_=_address(request, f"n{offset + SIZE}") if len(rows) > SIZE else None,
        previous=_address(request, f"n{max(offset - SIZE, 0)}") if offset else None,
    )


def single_page(results: list[Any]) -> dict[str, Any]:
    """A list that is whole."""
    return _page(results, next_=None, previous=None)


def _page(results: list[Any], *, next_: str | None, previous: str | None) -> dict[str, Any]:
    return {"results": results, "next": next_, "previous": previous}


def _place(cursor: str, *, ways: str) -> tuple[str, int | None]:
    if not cursor:
        return ways[0], None
    try:
        found = _CURSOR.fullmatch(urlsafe_b64decode(cursor.encode()).decode())
    except (Error, ValueError):
        found = None
    if found is None or found[1] not in ways:
        raise Invalid(field="cursor", sentence="This is no cursor of this list.", next_step="Take it from next or previous, as it stands.")
    return found[1], int(found[2])


def _address(request: Request, place: str) -> str:
    query = request.query_params.copy()
    query["cursor"] = urlsafe_b64encode(place.encode()).decode()
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")

"""Finding a store as a customer asks for it: by PIN code, by town, by name. Trading stores only."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum

from django.db.models import Q, QuerySet

from stores.models import Store
from stores.states import STATES

LONGEST = 60
MOST_WORDS = 6
_PIN = re.compile(r"[1-9][0-9]{2,5}")


class Nearness(IntEnum):
    """How far a PIN code is from the one asked for, as the post office cuts the country up: its first digits name ever smaller parts."""

    SAME = 6
    DISTRICT = 3
    REGION = 2


@dataclass(frozen=True, slots=True)
class Found:
    """A store, and for a question by PIN code how near it is; None for one by words."""

    store: Store
    nearness: Nearness | None = None


def stores_near(place: str, *, limit: int = 20) -> list[Found]:
    """The trading stores for a PIN code (or its first three digits and more), nearest first, else those that every word of `place` names.

    Near is near in the post's own order, not by road. An empty place, or one that names nothing, finds nothing.
    """
    asked = " ".join(place[:LONGEST].replace("\x00", " ").split())
    pin = asked.replace(" ", "")
    if pin.isascii() and pin.isdigit():
        return _by_pin(pin, limit=limit) if _PIN.fullmatch(pin) else []
    words = asked.split()[:MOST_WORDS]
    if not words:
        return []
    rows = trading()
    for word in words:
        rows = rows.filter(_named(word))
    return [Found(store) for store in rows.order_by("city", "name", "code")[:limit]]


def trading() -> QuerySet[Store]:
    """The stores that work now."""
    return Store.objects.filter(is_open=True)


def _by_pin(pin: str, *, limit: int) -> list[Found]:
    found: list[Found] = []
    for nearness in Nearness:
        start = pin[:nearness]
        if len(pin) < nearness and nearness is not Nearness.SAME:
            continue
        rows = trading().filter(pincode__startswith=start).exclude(pk__in=[each.store.pk for each in found])
        near = sorted(rows.order_by("pincode", "name", "code")[: 10 * limit], key=lambda store: _apart(store.pincode, pin))
        found += [Found(store, nearness) for store in near[: limit - len(found)]]
    return found


def _apart(pincode: str, asked: str) -> int:
    return abs(int(pincode) - int(asked.ljust(6, "0")))


def _named(word: str) -> Q:
    states = [code for code, state in STATES.items() if word.casefold() in state.name.casefold()]
    return Q(city__icontains=word) | Q(name__icontains=word) | Q(address__icontains=word) | Q(state__in=states)

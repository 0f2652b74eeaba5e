"""The store a person works in, kept in the session."""

from __future__ import annotations

from collections.abc import MutableMapping
from datetime import date
from typing import Any

from stores.access import WORKING_STORE, stores_of
from stores.models import StaffUser, Store
from stores.refusals import NotYourStore


def choose_store(*, session: MutableMapping[str, Any], user: StaffUser, code: str, on: date) -> Store:
    """The person works in this store from the next request on; refuses (`forbidden`) foreign and unknown stores alike."""
    store = stores_of(user, on=on).filter(code=code).first() if "\x00" not in code else None
    if store is None:
        raise NotYourStore
    session[WORKING_STORE] = store.pk
    return store

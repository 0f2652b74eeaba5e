"""Adding and changing stores."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from django.db import transaction

from stores.access import require_head_office
from stores.checking import refuse_unclean
from stores.gstin import parse_gstin
from stores.models import Store
from stores.services.turns import take_turn
from upgrade_program.foundation.audit.services import record
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Invalid, Refused, refuse_together

CHANGEABLE = frozenset(field.name for field in Store._meta.concrete_fields) - {"id", "code", "is_open", "closed_at", "served_by"}
# Free text may hold a person's name or number, so the audit row keeps its fingerprint: enough to prove what stood there.
_PLAIN = frozenset({"code", "kind", "state", "gstin", "pincode", "opens", "closes", "is_open"})
_TO_LETTERS = str.maketrans("0123456789", "ghijklmnop")


@transaction.atomic
def add_store(*, actor: Actor, at: datetime, **details: Any) -> Store:
    """A new trading store. Head office only (`forbidden`); refuses (`invalid`) each field a tax invoice could not print."""
    require_head_office(actor)
    take_turn()
    store = Store(**details)
    _check(store)
    store.save(force_insert=True)
    record(actor=actor, at=at, verb="store.added", subject=f"store:{store.pk}", after=_facts(store, CHANGEABLE | {"code", "is_open"}))
    return store


@transaction.atomic
def change_store(*, actor: Actor, store: Store, at: datetime, **changes: Any) -> Store:
    """The store with these fields changed; nothing happens when nothing differs. Head office only; the code never changes.

    Documents already issued keep their own copy of the seller. A store is closed by `close_store`.
    """
    require_head_office(actor)
    unknown = set(changes) - CHANGEABLE
    if unknown:
        raise Invalid(field=min(unknown), sentence="This cannot be changed.")
    # Sales refer to the store all the time: its key stays, so they need not wait.
    row = Store.objects.select_for_update(no_key=True).get(pk=store.pk)
    before = _facts(row, changes)
    if all(getattr(row, name) == value for name, value in changes.items()):
        return row
    for name, value in changes.items():
        setattr(row, name, value)
    _check(row)
    after = _facts(row, changes)
    changed = {name for name in changes if before[name] != after[name]}
    if changed:
        row.save(update_fields=changed)
        record(
            actor=actor,
            at=at,
            verb="store.changed",
            subject=f"store:{row.pk}",
            before={name: before[name] for name in sorted(changed)},
            after={name: after[name] for name in sorted(changed)},
        )
    return row


def _check(store: Store) -> None:
    faults: list[Refused] = []
    try:
        store.gstin = parse_gstin(store.gstin)
        if store.gstin[:2] != store.state:
            faults.append(Invalid(field="gstin", sentence="This GSTIN belongs to another state than the store."))
    except Refused as no:
        faults.append(no)
    try:
        refuse_unclean(store, exclude={"gstin"})
    except Refused as no:
        faults += getattr(no, "refusals", [no])
    refuse_together(faults)


def _facts(store: Store, names: Any) -> dict[str, Any]:
    return {name: _fact(name, getattr(store, name)) for name in sorted(names)}


def _fact(name: str, value: Any) -> Any:
    if isinstance(value, bool):
        return value
    if name in _PLAIN:
        return str(value)
    return hashlib.sha256(str(value).encode()).hexdigest()[:16].translate(_TO_LETTERS)

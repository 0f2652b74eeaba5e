"""A store closes and another one keeps its promises; it may open again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from stores.access import require_head_office
from stores.checking import checked_reason
from stores.clock import local_day
from stores.models import Store
from stores.queries import staff_of
from stores.services.postings import unpost_staff
from stores.sessions import end_access_to
from upgrade_program.foundation.audit.services import record, record_all
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Invalid


def locked_pair(store: Store, successor: Store | None) -> tuple[Store, Store | None]:
    """Both rows, kept even from sales that refer to them until the transaction ends; in order of their ids."""
    wanted = [store.pk] if successor is None else [store.pk, successor.pk]
    rows = {row.pk: row for row in Store.objects.select_for_update().filter(pk__in=wanted).order_by("pk")}
    return rows[store.pk], rows.get(successor.pk) if successor else None


@transaction.atomic
def close_store(*, actor: Actor, store: Store, successor: Store | None, reason: str, at: datetime) -> Store:
    """The store trades no more, from this instant; the successor's people act for it, and for the stores it served itself.

    Postings there end, with the sessions of its people and its tokens. Documents, plans and history stay the store's own; closing it
    twice changes nothing. Head office only, with a reason; refuses (`invalid`) a successor that is closed or the store itself. What must
    be settled before is for `usecases.closing` to see, which calls this.
    """
    require_head_office(actor)
    why = checked_reason(reason)
    row, heir = locked_pair(store, successor)
    if not row.is_open:
        return row
    if heir is not None and (heir.pk == row.pk or not heir.is_open):
        raise Invalid(field="successor", sentence="This store cannot take over: it is closed, or the one that closes.")
    handed_on = list(Store.objects.filter(served_by=row).order_by("pk").values_list("pk", flat=True))
    if handed_on and heir is None:
        raise Invalid(field="successor", sentence="This store serves another one that closed.", next_step="Name the store that takes over.")
    for posting in staff_of(store_id=row.pk, on=local_day(at)).filter(until__isnull=True):
        unpost_staff(actor=actor, posting=posting, reason=why, at=at)
    end_access_to(store=row, at=at)
    Store.objects.filter(pk__in=handed_on).update(served_by=heir)
    row.is_open, row.closed_at, row.served_by = False, at, heir
    row.save(update_fields=["is_open", "closed_at", "served_by"])
    taken_by = {"served_by": heir.pk if heir else None}
    record_all(actor=actor, at=at, verb="store.handed_on", subjects=[(0, f"store:{pk}") for pk in handed_on], after=taken_by, reason=why)
    after = {"is_open": False} | taken_by
    record(actor=actor, at=at, verb="store.closed", subject=f"store:{row.pk}", before={"is_open": True}, after=after, reason=why)
    return row


@transaction.atomic
def reopen_store(*, actor: Actor, store: Store, reason: str, at: datetime) -> Store:
    """The store trades again and answers for its own promises; people are posted anew. Twice changes nothing.

    Head office only, with a reason.
    """
    require_head_office(actor)
    why = checked_reason(reason)
    row, _ = locked_pair(store, None)
    if row.is_open:
        return row
    before = {"is_open": False, "served_by": row.served_by_id}
    row.is_open, row.closed_at, row.served_by = True, None, None
    row.save(update_fields=["is_open", "closed_at", "served_by"])
    record(actor=actor, at=at, verb="store.reopened", subject=f"store:{row.pk}", before=before, after={"is_open": True}, reason=why)
    return row

"""The claim of a store against the brand, and the brand's on the store's fees: entries made of news, and what people say of them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal
from typing import Any

from stores.access import is_head_office, may_manage
from stores.models import Store
from upgrade_program.billing.models import TaxDocument
from upgrade_program.buyback.enums import Mark, Owed
from upgrade_program.buyback.models import BrandEntry, BrandMark
from upgrade_program.buyback.queries.statement import OPEN, with_standing
from upgrade_program.buyback.queries.stores import stores_to_settle
from upgrade_program.buyback.refusals import MarkStands
from upgrade_program.foundation.audit.services import record as audit
from upgrade_program.foundation.requests.transaction import act_transaction
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Forbidden, Invalid, NotFound, ReasonRequired
from upgrade_program.kernel.text import one_line
from upgrade_program.plans.models import Plan

_LEADS_TO = {Mark.DISPUTED: Mark.DISPUTED.value, Mark.SETTLED: Mark.SETTLED.value, Mark.REOPENED: OPEN}
MOST = 500  # entries marked in one act


def owe_fee(plan_id: int, *, at: datetime) -> None:
    """The store took a plan's fee, GST included, for the brand and owes it; written once, however often it is asked for."""
    plan = Plan.objects.select_related("invoice").get(pk=plan_id)
    if plan.invoice is not None:
        _write_once(Owed.FEE, plan, plan.invoice, amount=-plan.price, at=at)


def owe_fee_back(plan_id: int, *, at: datetime) -> None:
    """The fee went back to the customer by credit note: the brand owes it to the store. Nothing where nothing had been invoiced."""
    plan = Plan.objects.select_related("credit_note").get(pk=plan_id)
    if plan.credit_note is not None:
        _write_once(Owed.FEE_RETURNED, plan, plan.credit_note, amount=plan.price, at=at)


def mark_entries(*, entry_ids: Collection[int], mark: Mark, note: str, actor: Actor, at: datetime) -> list[BrandMark]:
    """Say of entries that they are disputed, settled or open again; each gets a mark and an audit row, all of them or none.

    The store's manager disputes and reopens, with a note (`reason_required`); head office settles, with or without one, and reopens.
    Refuses everybody else (`forbidden`), entries one may not see (`not_found`), and one that stands so already (`mark_stands`).
    """
    words = one_line(note, field="note", most=200)
    if mark is Mark.SETTLED:
        if not is_head_office(actor):
            raise Forbidden(sentence="Only head office settles with the brand.", next_step="Ask head office.")
    elif not words:
        raise ReasonRequired(field="note")
    if mark is Mark.DISPUTED and (actor.store_id is None or not may_manage(actor, actor.store_id)):
        raise Forbidden(sentence="The store's manager disputes an entry.", next_step="Ask the manager of the store.")
    if mark is Mark.REOPENED and not is_head_office(actor) and (actor.store_id is None or not may_manage(actor, actor.store_id)):
        raise Forbidden(sentence="Only the store's manager or head office reopens an entry.", next_step="Ask a manager of this store.")
    if actor.staff_id is None:
        raise Forbidden
    staff_id, chosen = actor.staff_id, set(entry_ids)
    if not 0 < len(chosen) <= MOST:
        raise Invalid(
            field="entries", sentence="No entry is chosen, or too many at once.", next_step="Choose 1 to {most} entries.", most=MOST
        )
    with act_transaction():
        entries = _locked(chosen, actor=actor)
        for entry in entries:
            if entry.standing == _LEADS_TO[mark]:
                raise MarkStands(document=entry.document or str(entry), mark=_LEADS_TO[mark])
        marks = BrandMark.objects.bulk_create(
            BrandMark(entry=entry, mark=mark.value, note=words, at=at, by_id=staff_id) for entry in entries
        )
        for entry in entries:
            audit(
                actor=actor,
                at=at,
                verb=f"brand_entry.{mark}",
                subject=f"brand_entry:{entry.pk}",
                before={"standing": entry.standing},
                after={"standing": _LEADS_TO[mark], "document": entry.document, "amount": entry.amount},
                reason=words,
                chain=entry.store_id,
            )
    return marks


def _locked(ids: Collection[int], *, actor: Actor) -> list[Any]:
    """The entries in key order. Entries never change, so what is locked is their store: marks of one store follow one another."""
    seen = [store.pk for store in stores_to_settle(actor)]
    wanted = BrandEntry.objects.filter(pk__in=ids, store__in=seen)
    stores = sorted(set(wanted.values_list("store_id", flat=True)))
    list(Store.objects.filter(pk__in=stores).select_for_update(no_key=True).order_by("pk"))
    entries = list(with_standing(wanted).order_by("store_id", "pk"))
    if len(entries) != len(ids):
        raise NotFound(field="entries")
    return entries


def _write_once(kind: Owed, plan: Plan, paper: TaxDocument, *, amount: Decimal, at: datetime) -> None:
    facts = {"store_id": plan.store_id, "plan": plan, "document": paper.number, "amount": amount, "on": paper.issued_on, "at": at}
    BrandEntry.objects.get_or_create(cause=f"plan:{plan.pk}:{kind}", defaults={"kind": kind.value, **facts})

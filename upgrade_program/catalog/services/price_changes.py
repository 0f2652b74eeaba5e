"""Changing plan prices: one person types a change set and asks for it, another one grants it, and from its instant on it is the price.

Nothing has to run at that instant: the dated rows are written when it is granted, and each sale reads the one of its own instant.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from stores.access import is_head_office
from stores.checking import checked_reason
from upgrade_program.catalog.amounts import parse_amount
from upgrade_program.catalog.models import DeviceModel, PlanPrice, PriceChange, PriceChangeSet, Variant
from upgrade_program.catalog.models.changes import KIND
from upgrade_program.catalog.new_price import NewPrice
from upgrade_program.catalog.refusals import NothingToChange, PriceInThePast
from upgrade_program.catalog.services.change_faults import refuse_faults
from upgrade_program.catalog.services.change_writing import write_prices
from upgrade_program.drafts.queries import state_of
from upgrade_program.drafts.refusals import AskedBefore
from upgrade_program.drafts.services import NOTICE
from upgrade_program.foundation.approvals.models import Approval
from upgrade_program.foundation.approvals.queries import approval_for, newest_on
from upgrade_program.foundation.approvals.services import ask, grant
from upgrade_program.foundation.audit.services import record
from upgrade_program.kernel.actor import Actor, Role
from upgrade_program.kernel.errors import Forbidden, Invalid, NotFound


@transaction.atomic
def draft_prices(*, actor: Actor, rows: Sequence[NewPrice], from_at: datetime, reason: str, at: datetime) -> PriceChangeSet:
    """Keep what was typed as a change set that nobody is asked for yet; nothing has an effect.

    Head office only. Refuses no row (`nothing_to_change`), no reason, figures that are no price, and all that `refuse_faults` does.
    """
    if actor.staff_id is None or not is_head_office(actor):
        raise Forbidden(sentence="Only head office types new prices.", next_step="Ask head office.")
    said = checked_reason(reason)
    if not rows:
        raise NothingToChange
    if from_at < at + NOTICE:
        raise PriceInThePast
    _refuse_strangers(rows)
    change_set = PriceChangeSet.objects.create(from_at=from_at, reason=said, made_by_id=actor.staff_id, made_at=at)
    PriceChange.objects.bulk_create(
        PriceChange(
            change_set=change_set,
            model_id=row.model_id,
            variant_id=row.variant_id,
            seen_id=row.seen_id,
            amount=parse_amount(row.amount, field=row.key),
        )
        for row in rows
    )
    refuse_faults(change_set, at=at)
    return change_set


@transaction.atomic
def ask_prices(*, actor: Actor, change_set: PriceChangeSet, at: datetime) -> Approval:
    """Ask somebody else of head office for a change set; its rows stand from now on.

    Only its maker asks (`forbidden`), once (`asked_before`), and nothing may stand against it by now.
    """
    if change_set.made_by_id != actor.staff_id or not is_head_office(actor):
        raise Forbidden(sentence="Only the person who typed a change set asks for it.", next_step="Make one of your own.")
    asked = newest_on(KIND, change_set.subject)
    if asked is not None:
        raise AskedBefore(state=state_of(asked))
    refuse_faults(change_set, at=at)
    facts = {"rows": change_set.rows.count(), "from": change_set.from_at.isoformat()}
    return ask(kind=KIND, subject=change_set.subject, needs=Role.HEAD_OFFICE, facts=facts, reason=change_set.reason, actor=actor, at=at)


@transaction.atomic
def grant_prices(*, actor: Actor, approval_id: int, at: datetime, remark: str = "") -> PriceChangeSet:
    """Let a change set be: its prices are written, to begin at its instant, all of them or none, under the locks of their models.

    Refuses the maker (`self_approval`), too low a role, a request that waits no more, and whatever stands against a row by now.
    """
    asked = approval_for(actor, approval_id)
    if asked.kind != KIND:
        raise NotFound
    change_set = PriceChangeSet.objects.get(pk=PriceChangeSet.id_of(asked.subject))
    _lock(change_set)
    refuse_faults(change_set, at=at)
    before, after = write_prices(change_set, at=at)
    moment = {"from": change_set.from_at.isoformat()}
    record(
        actor=actor,
        at=at,
        verb="prices.set",
        subject=change_set.subject,
        before=before,
        after=after | moment,
        reason=change_set.reason,
    )
    grant(approval_id=approval_id, actor=actor, at=at, note=remark)
    return change_set


def _refuse_strangers(rows: Sequence[NewPrice]) -> None:
    """What was sent names rows of the catalogue, each device once, a variant with its own model."""
    models = set(DeviceModel.objects.filter(pk__in={row.model_id for row in rows}).values_list("pk", flat=True))
    variants = dict(Variant.objects.filter(pk__in={row.variant_id for row in rows if row.variant_id}).values_list("pk", "model_id"))
    prices = set(PlanPrice.objects.filter(pk__in={row.seen_id for row in rows if row.seen_id}).values_list("pk", flat=True))
    met: set[str] = set()
    for row in rows:
        known = row.model_id in models and (row.seen_id is None or row.seen_id in prices)
        if not known or (row.variant_id is not None and variants.get(row.variant_id) != row.model_id):
            raise Invalid(field=row.key, sentence="This row is not one of the catalogue.", next_step="Load the page again.")
        if row.key in met:
            raise Invalid(field=row.key, sentence="This device has two new prices.", next_step="Leave one of them out.")
        met.add(row.key)


def _lock(change_set: PriceChangeSet) -> None:
    """One edit of a model's prices at a time, in key order; sales, which only refer to the model, go on."""
    models = DeviceModel.objects.filter(pk__in=change_set.rows.values("model_id")).order_by("pk")
    list(models.select_for_update(no_key=True).values_list("pk", flat=True))

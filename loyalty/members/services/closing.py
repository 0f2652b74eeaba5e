"""A membership that ends for good, because the person is erased. Source: loyalty rule 13."""

from __future__ import annotations

from datetime import datetime

from loyalty.ledger.causes import Cause
from loyalty.ledger.models import Entry
from loyalty.ledger.services import forfeit
from loyalty.programme.services.joining import withdraw_all
from upgrade_program.customers.models import Customer
from upgrade_program.kernel.actor import Actor


def close_membership(*, customer: Customer, erasure: str, actor: Actor, at: datetime) -> Entry | None:
    """Withdraw the loyalty consents and forfeit all points by an entry whose cause is the erasure; the journal stays as it is.

    Nothing is earned or spent from here on, and no notice goes out. Points owed stay owed in the journal and hinder nothing: a debt is
    paid by later points only (rule 8), and there are none. Refuses `points_on_hold`.
    """
    note = "the person was erased"
    entry = forfeit(
        customer_id=customer.pk,
        cause=Cause(source_type="erasure", source_id=erasure, at=at, actor=actor, store_id=actor.store_id, note=note),
    )
    withdraw_all(customer=customer, actor=actor, at=at)
    return entry

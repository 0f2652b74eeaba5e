"""Wishes to be erased, as customers say them on their own pages: asked, taken back, and looked up by head office."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from upgrade_program.customers.models import Customer, ErasureWish
from upgrade_program.customers.refusals import ErasureWished


def open_wish(customer_id: int) -> ErasureWish | None:
    """What a customer asked for and nobody has answered yet."""
    return ErasureWish.objects.filter(customer_id=customer_id, ended_at=None).first()


def open_wishes() -> QuerySet[ErasureWish]:
    """All that wait for head office, longest first."""
    return ErasureWish.objects.filter(ended_at=None).select_related("customer").order_by("asked_at", "id")


def add_wish(*, customer: Customer, at: datetime) -> ErasureWish:
    """Note the wish of a locked customer; refuses (`erasure_asked`) a second one while the first waits."""
    if open_wish(customer.pk):
        raise ErasureWished
    return ErasureWish.objects.create(customer=customer, asked_at=at)


def end_wish(*, customer_id: int, at: datetime) -> int:
    """The wish waits no more: taken back, or fulfilled. Says how many there were, none or one."""
    return ErasureWish.objects.filter(customer_id=customer_id, ended_at=None).update(ended_at=at)

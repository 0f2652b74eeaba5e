"""What was bought and what was given back, as the news tells; it may come twice, late, or in the wrong order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db import transaction

from loyalty.activity.enums import Proof
from loyalty.activity.models import Completion, Mission, Purchase, Referral
from loyalty.activity.queries import missions_on
from loyalty.activity.services.missions import complete, take_back
from loyalty.programme.queries import is_member
from stores.clock import local_day, start_of_day


@transaction.atomic
def hear_purchase(*, source: str, customer_id: int, store_id: int, bought_at: datetime, final_on: date, at: datetime) -> Purchase:
    """Keep a purchase, and complete what it proves: the buyer's own missions, and those of the member who invited them.

    Points wait until the start of the day after `final_on`. The same source again changes nothing; one taken back before proves nothing.
    """
    row, new = Purchase.objects.get_or_create(
        source=source, defaults={"customer_id": customer_id, "store_id": store_id, "at": bought_at, "final_on": final_on}
    )
    if not new and row.customer_id is None:  # the news that it was taken back came first
        row = Purchase.objects.select_for_update(no_key=True).get(pk=row.pk)
        row.customer_id, row.store_id, row.at, row.final_on = customer_id, store_id, bought_at, final_on
        row.save(update_fields=["customer_id", "store_id", "at", "final_on"])
    if not new or row.taken_back_at is not None:
        return row
    live_from = start_of_day(final_on + timedelta(days=1))
    # Accounts are locked in the order of their customers, as everywhere.
    for who, mission, proof in sorted(_proved(row, day=local_day(bought_at)), key=lambda proved: (proved[0], proved[1].pk)):
        complete(mission, customer_id=who, proof=proof, purchase=row, at=at, live_from=live_from)
    return row


@transaction.atomic
def take_purchase_back(*, source: str, at: datetime) -> Purchase:
    """Note that a purchase was given back, and take back what it proved. Told before the purchase itself, it is kept for then."""
    row, new = Purchase.objects.get_or_create(source=source, defaults={"taken_back_at": at})
    if not new:
        row = Purchase.objects.select_for_update(no_key=True).get(pk=row.pk)
        if row.taken_back_at is None:
            row.taken_back_at = at
            row.save(update_fields=["taken_back_at"])
    for completion in Completion.objects.filter(purchase=row, taken_back_at=None).order_by("customer_id", "id"):
        take_back(completion, at=at)
    return row


def _proved(purchase: Purchase, *, day: date) -> Iterator[tuple[int, Mission, str]]:
    """Who completes which mission by a purchase, and the name of the proof."""
    if purchase.customer_id is None:
        return
    if is_member(purchase.customer_id):
        for mission in missions_on(day, proof=Proof.PURCHASE):
            yield purchase.customer_id, mission, purchase.source
    referral = Referral.objects.filter(friend_id=purchase.customer_id, at__lte=purchase.at).first()
    if referral is not None and is_member(referral.member_id) and not _bought_before(purchase.customer_id, at=purchase.at):
        for mission in missions_on(day, proof=Proof.REFERRAL):
            yield referral.member_id, mission, f"referral:{referral.pk}"


def _bought_before(customer_id: int, *, at: datetime | None) -> bool:
    """Whether the buyer kept anything that they bought before."""
    return Purchase.objects.filter(customer_id=customer_id, at__lt=at, taken_back_at=None).exists()

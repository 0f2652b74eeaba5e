"""Questions about stores and staff."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from stores.models import Posting, StaffUser, Store


def live_postings(*, staff: StaffUser, on: date) -> QuerySet[Posting]:
    """Where a person works on a day: trading stores only, by store code, the store already joined."""
    return Posting.objects.filter(Posting.live_on(on), staff=staff, store__is_open=True).select_related("store").order_by("store__code")


def staff_of(*, store_id: int, on: date) -> QuerySet[Posting]:
    """Who works at a store on a day, managers first."""
    return Posting.objects.filter(Posting.live_on(on), store_id=store_id).select_related("staff").order_by("-role", "staff__username")


def colleagues(*, store_id: int, on: date) -> QuerySet[Posting]:
    """Who may take over a till of a store on a day: the people of `staff_of` who may sign in."""
    return staff_of(store_id=store_id, on=on).filter(staff__is_active=True)


def codes_of(store_ids: Iterable[int | None]) -> dict[int, str]:
    """The codes of the stores with these ids; None is passed over."""
    ids = {pk for pk in store_ids if pk}
    return dict(Store.objects.filter(pk__in=ids).values_list("pk", "code")) if ids else {}

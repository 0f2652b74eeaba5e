"""Questions about stores and staff."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection, models
from django.db.models import OuterRef, QuerySet

from stores.enums import OfficeRole
from stores.models import Posting, StaffUser, Store
from upgrade_program.foundation.database.prepared import Prepared

_READ: tuple[type[models.Model], ...] = (StaffUser, Posting, Store)
_FIELDS = {model: model._meta.concrete_fields for model in _READ}
_NAMES = {model: [field.attname for field in fields] for model, fields in _FIELDS.items()}
_STARTS = {StaffUser: 0, Posting: len(_NAMES[StaffUser]), Store: len(_NAMES[StaffUser]) + len(_NAMES[Posting])}
_COLUMNS = [
    f"{table}.{field.column}" for table, fields in zip(("staff", "posting", "store"), _FIELDS.values(), strict=True) for field in fields
]
_READ_ALONG = "_postings_read"
# By hand, because the ORM has no join to rows that refer back: a person without a posting is a row, too.
_POSTED_PERSON = Prepared(
    "posted_person",
    f"""
    SELECT {", ".join(_COLUMNS)}, ARRAY(SELECT id FROM stores_store WHERE served_by_id = store.id ORDER BY id) AS handed
      FROM stores_staffuser staff
      LEFT JOIN (stores_posting posting JOIN stores_store store ON store.id = posting.store_id AND store.is_open)
        ON posting.staff_id = staff.id AND posting.since <= %(on)s AND (posting.until IS NULL OR posting.until > %(on)s)
     WHERE staff.id = %(id)s
     ORDER BY store.code
    """,  # noqa: S608  (built of this module's own words)
    {"id": "bigint", "on": "date"},
)


def has_left_head_office(staff_id: int) -> bool:
    """Whether a person works in head office no more: disabled, with another role, or unknown."""
    return not StaffUser.objects.filter(pk=staff_id, is_active=True, office_role=OfficeRole.HEAD_OFFICE).exists()


def live_postings(*, staff: StaffUser, on: date) -> QuerySet[Posting]:
    """Where a person works on a day: trading stores only, by store code, with the store and those handed to it."""
    handed = ArraySubquery(Store.objects.filter(served_by=OuterRef("store_id")).order_by("id").values("id"))
    postings = Posting.objects.filter(Posting.live_on(on), staff=staff, store__is_open=True).annotate(handed=handed)
    return postings.select_related("store").order_by("store__code")


def posted_person(pk: int, *, on: date) -> StaffUser | None:
    """A person, in office or not, together with their live postings of a day (`postings_read`); None for nobody. One statement."""
    with connection.cursor() as cursor:
        _POSTED_PERSON.execute(cursor, {"id": pk, "on": on})
        rows = cursor.fetchall()
    if not rows:
        return None
    person: StaffUser = _object(StaffUser, rows[0])
    postings = []
    for row in rows:
        posting: Posting = _object(Posting, row)
        if posting.pk is not None:
            posting.store = _object(Store, row)
            posting.__dict__["handed"] = row[-1]
            postings.append(posting)
    setattr(person, _READ_ALONG, (on, postings))
    return person


def postings_read(staff: StaffUser, *, on: date) -> list[Posting] | None:
    """The live postings of a day that were read with the person, if they were."""
    day, found = getattr(staff, _READ_ALONG, (None, None))
    return found if day == on else None


def _object(kind: type[models.Model], row: tuple[Any, ...]) -> Any:
    start = _STARTS[kind]
    return kind.from_db(connection.alias, _NAMES[kind], row[start : start + len(_NAMES[kind])])


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

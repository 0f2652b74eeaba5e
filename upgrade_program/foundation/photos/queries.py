"""Reading photos. Whether somebody may see one is the caller's to say: nothing here knows what a subject is or whose."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from upgrade_program.foundation.photos.models import Photo
from upgrade_program.foundation.photos.refusals import PhotoGone
from upgrade_program.foundation.photos.storage import photo_files

_COLUMNS = [field.attname for field in Photo._meta.concrete_fields]
# By hand, because every answer about a claim asks it: the ORM takes longer to spell it than the database to answer.
_OF_EACH = f"""
    SELECT {", ".join(_COLUMNS)} FROM photos_photo
     WHERE subject = ANY(%s) AND deleted_at IS NULL ORDER BY taken_at, id
"""  # noqa: S608  (built of the model's own names)


def photos_of(subject: str) -> QuerySet[Photo]:
    """The photos of a subject such as `claim:17` that are still kept, oldest first. Access is the caller's to check."""
    return Photo.objects.filter(subject=subject, deleted_at=None).order_by("taken_at", "pk")


def photos_of_each(subjects: Iterable[str]) -> dict[str, list[Photo]]:
    """The photos still kept of each of many subjects, in one query; subjects without any are left out. Access is the caller's to check."""
    with connection.cursor() as cursor:
        cursor.execute(_OF_EACH, [list(subjects)])
        rows = cursor.fetchall()
    found: dict[str, list[Photo]] = {}
    for row in rows:
        each = Photo.from_db(connection.alias, _COLUMNS, row)
        found.setdefault(each.subject, []).append(each)
    return found


def photo(pk: UUID) -> Photo | None:
    """One photo, also when its file is gone by now; None when there is none. Access is the caller's to check."""
    return Photo.objects.filter(pk=pk).first()


def read_photo(photo: Photo) -> bytes:
    """The JPEG that was kept, byte for byte. Access is the caller's to check.

    Refuses (`photo_gone`) when it was deleted after its time, is missing, or differs from what was kept.
    """
    if photo.deleted_at is not None:
        raise PhotoGone
    try:
        with photo_files().open(photo.name) as file:
            data: bytes = file.read()
    except FileNotFoundError as missing:
        raise PhotoGone(sentence="This photo's file is missing.", next_step="Tell head office.") from missing
    if sha256(data).hexdigest() != photo.sha256:
        raise PhotoGone(sentence="This photo's file is not the one that was kept.", next_step="Tell head office.")
    return data

"""Keeping a photo, and forgetting it after its time."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Protocol
from uuid import uuid4

import structlog
from django.core.files.base import ContentFile
from django.db import DataError, IntegrityError, transaction

from upgrade_program.foundation.photos.laws import LIMIT_LAW, MOST_LIVE
from upgrade_program.foundation.photos.models import Photo
from upgrade_program.foundation.photos.picture import drawn_anew
from upgrade_program.foundation.photos.queries import photos_of
from upgrade_program.foundation.photos.refusals import PhotoLimit, PhotoTooLarge
from upgrade_program.foundation.photos.storage import folder_of, photo_files
from upgrade_program.kernel.actor import Actor

MOST_BYTES = 10 * 1024 * 1024
log = structlog.get_logger(__name__)


class Upload(Protocol):
    """Anything with bytes to read: Django's uploads and open files are."""

    def read(self, size: int, /) -> bytes: ...


def keep_photo(*, file: Upload, subject: str, view: str, actor: Actor, at: datetime, on: date, keep_days: int) -> Photo:
    """Draw the upload anew and keep it with a row in the caller's transaction; its name and declared type are never looked at.

    Refuses `photo_too_large` (over 10 MB), `photo_unreadable` and `photo_limit` (20 kept of a subject); then nothing is kept.
    The file is on the disk before the row is written; when the caller's transaction is undone, `forget_orphans` removes the file.
    """
    if photos_of(subject).count() >= MOST_LIVE:
        raise PhotoLimit
    picture = drawn_anew(_read(file))
    key = uuid4()
    photo = Photo(
        id=key,
        subject=subject,
        view=view,
        name=photo_files().save(f"{folder_of(on)}/{key.hex}.jpg", ContentFile(picture.data)),
        sha256=sha256(picture.data).hexdigest(),
        width=picture.width,
        height=picture.height,
        size=len(picture.data),
        taken_at=at,
        taken_on=on,
        by_id=actor.staff_id,
        by_name=actor.name,
        store_id=actor.store_id,
        keep_until=on + timedelta(days=keep_days),
    )
    _add(photo)
    return photo


def _read(file: Upload) -> bytes:
    """All bytes from where the file stands, never more than one above the limit."""
    pieces, left = [], MOST_BYTES + 1
    while left and (piece := file.read(left)):
        pieces.append(piece)
        left -= len(piece)
    if not left:
        raise PhotoTooLarge
    return b"".join(pieces)


def _add(photo: Photo) -> None:
    """Write the row. The file goes at once when the database refuses; after a lost connection nobody knows, so it stays for the sweep."""
    try:
        with transaction.atomic():
            photo.save(force_insert=True)
    except (IntegrityError, DataError, ValueError) as fault:
        photo_files().delete(photo.name)
        if getattr(getattr(fault.__cause__, "diag", None), "constraint_name", None) == LIMIT_LAW:
            raise PhotoLimit from fault
        raise


def forget_due_photos(*, on: date, at: datetime, limit: int) -> int:
    """Delete the files of up to `limit` photos whose last day is over, note it in their rows, say how many; two at once share the work.

    First the file, then the note: what is noted is so. A file that cannot be deleted stays due and stops no other.
    """
    with transaction.atomic():
        due = Photo.objects.filter(deleted_at=None, keep_until__lt=on).order_by("keep_until", "pk").select_for_update(skip_locked=True)
        gone = [photo.pk for photo in due[:limit] if _deleted(photo)]
        return Photo.objects.filter(pk__in=gone).update(deleted_at=at)


def _deleted(photo: Photo) -> bool:
    try:
        photo_files().delete(photo.name)
    except OSError as fault:
        log.error("photo_not_deleted", photo=str(photo.pk), fault=type(fault).__name__)
        return False
    return True

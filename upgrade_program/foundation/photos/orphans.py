"""Files without a row: what an act that was undone has left on the disk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, timedelta

from upgrade_program.foundation.photos.models import Photo
from upgrade_program.foundation.photos.storage import folder_of, photo_files

OLD = timedelta(days=1)  # longer than any transaction: a younger file may be waiting for its row
DAYS = 14  # how far back the daily sweep looks
_CHUNK = 500


def forget_orphans(*, on: date, at: datetime, days: int = DAYS) -> int:
    """Delete files older than a day that no kept photo names, in the folders of the last `days` days, and say how many.

    Safe twice and at once.
    """
    return sum(_swept(names, at=at) for back in range(days + 1) for names in _chunks(folder_of(on - timedelta(days=back))))


def _chunks(folder: str) -> Iterator[list[str]]:
    try:
        _, files = photo_files().listdir(folder)
    except FileNotFoundError:
        return
    for start in range(0, len(files), _CHUNK):
        yield [f"{folder}/{name}" for name in files[start : start + _CHUNK]]


def _swept(names: list[str], *, at: datetime) -> int:
    kept = set(Photo.objects.filter(name__in=names, deleted_at=None).values_list("name", flat=True))
    swept = 0
    for name in sorted(set(names) - kept):
        with suppress(FileNotFoundError):  # another sweep was here
            if photo_files().get_modified_time(name) < at - OLD:
                photo_files().delete(name)
                swept += 1
    return swept

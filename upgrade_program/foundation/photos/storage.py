"""Where the files of photos lie."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage, Storage, storages


class PhotoFiles(FileSystemStorage):
    """On the disk for good before anything counts on them, and with no address on the web: whoever shows one asks who may see it."""

    def _save(self, name: str, content: Any) -> str:
        kept: str = super()._save(name, content)  # type: ignore[misc]  # the stubs leave it out
        file = Path(self.path(kept))
        for place in (file, file.parent):
            _flush(place)
        return kept

    def url(self, name: str | None) -> str:
        raise ValueError("a photo has no address of its own")


def photo_files() -> Storage:
    """The storage of the setting `STORAGES["photos"]`."""
    return storages["photos"]


def folder_of(day: date) -> str:
    """The folder of the photos of a business day."""
    return f"{day:%Y/%m/%d}"


def _flush(place: Path) -> None:
    opened = os.open(place, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)

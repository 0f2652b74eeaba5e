"""Keeping a photo in few words, and what is there afterwards."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

from tests.foundation.people import AT, CLERK
from upgrade_program.foundation.photos.models import Photo
from upgrade_program.foundation.photos.services import keep_photo

DAY = AT.date()


class Named(BytesIO):
    """An upload that calls itself something."""

    def __init__(self, data: bytes, *, name: str = "photo.jpg", content_type: str = "image/jpeg") -> None:
        super().__init__(data)
        self.name, self.content_type = name, content_type


def keep(data: bytes, **given: Any) -> Photo:
    usual: dict[str, Any] = {"subject": "claim:17", "view": "front", "actor": CLERK, "at": AT, "on": DAY, "keep_days": 90}
    return keep_photo(**{"file": Named(data), **usual, **given})


def files_in(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def drawn(data: bytes) -> Image.Image:
    """The picture in stored bytes, which is a JPEG whatever was sent."""
    image = Image.open(BytesIO(data), formats=["JPEG"])
    image.load()
    return image

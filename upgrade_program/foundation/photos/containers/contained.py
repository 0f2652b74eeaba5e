"""What a file turned out to hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["JPEG", "PNG", "WEBP"]
UPRIGHT = 1


@dataclass(frozen=True, slots=True)
class Contained:
    """One still picture: its size by its header (pixels, as stored), how it was held (EXIF's 1 to 8), and the file again in `data`,
    with nothing in it but what the picture is drawn from: no metadata, no profiles, no comments, nothing behind its end.
    """

    kind: Kind
    width: int
    height: int
    orientation: int
    data: bytes

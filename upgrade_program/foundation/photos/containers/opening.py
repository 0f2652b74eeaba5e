"""Which kind of picture a file holds, by its content alone: names and declared types are a stranger's words."""

from __future__ import annotations

from upgrade_program.foundation.photos.containers import jpeg, png, webp
from upgrade_program.foundation.photos.containers.contained import Contained, Kind
from upgrade_program.foundation.photos.refusals import PhotoUnreadable

SHORTEST, LONGEST = 16, 12_000  # pixels a side
# A JPEG unfolds at the scale it is needed in. The others unfold whole, in 13 and 21 bytes a pixel, and no phone's screen has 20 million.
MOST_PIXELS: dict[Kind, int] = {"JPEG": 40_000_000, "PNG": 20_000_000, "WEBP": 20_000_000}


def opened(raw: bytes) -> Contained:
    """The still picture in these bytes. Refuses (`photo_unreadable`) whatever is no JPEG, PNG or WebP, moves, or is too small or large."""
    found = _read(raw)
    if min(found.width, found.height) < SHORTEST:
        raise PhotoUnreadable(sentence="This picture is too small to show anything.")
    if max(found.width, found.height) > LONGEST or found.width * found.height > MOST_PIXELS[found.kind]:
        raise PhotoUnreadable(sentence="This picture has too many pixels.", next_step="Take it at a lower resolution and add it again.")
    return found


def _read(raw: bytes) -> Contained:
    if raw.startswith(jpeg.START):
        return jpeg.read_jpeg(raw)
    if raw.startswith(png.SIGNATURE):
        return png.read_png(raw)
    if webp.begins_webp(raw):
        return webp.read_webp(raw)
    raise PhotoUnreadable

"""Drawing a stranger's picture anew: what is kept are pixels, in a JPEG of our own making. No database, no files."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from threading import Lock

from PIL import Image

from upgrade_program.foundation.photos.containers.contained import Contained
from upgrade_program.foundation.photos.containers.opening import opened
from upgrade_program.foundation.photos.refusals import PhotoUnreadable

LONGEST_KEPT = 1600  # pixels
QUALITY = 82
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# A large picture takes some 400 MB for a second or two: one at a time in each process, however many are sent at once.
_one_at_a_time = Lock()


@dataclass(frozen=True, slots=True)
class Picture:
    """A JPEG that we wrote, and its size in pixels."""

    width: int
    height: int
    data: bytes


def drawn_anew(raw: bytes) -> Picture:
    """The picture in these bytes: upright, on white, at most 1600 pixels long, without any metadata.

    Refuses (`photo_unreadable`) everything else; whatever a decoder does on a stranger's bytes is no fault of ours.
    """
    found = opened(raw)
    with _one_at_a_time:
        try:
            return _drawn(found)
        except Exception as fault:
            raise PhotoUnreadable from fault


def _drawn(found: Contained) -> Picture:
    with Image.open(BytesIO(found.data), formats=[found.kind]) as file:
        if file.size != (found.width, found.height):
            raise PhotoUnreadable
        size = _fitting(*file.size)
        file.draft(None, size)  # a JPEG is unfolded at the nearest scale above
        image = _plain(file)
    if image.size != size:
        image = image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
    image = _on_white(image)
    if found.orientation in _TURNS:  # a turn may be number 0
        image = image.transpose(_TURNS[found.orientation])
    image.info = {}
    written = BytesIO()
    image.save(written, "JPEG", quality=QUALITY, progressive=True, optimize=True)
    return Picture(*image.size, written.getvalue())


def _fitting(width: int, height: int) -> tuple[int, int]:
    longest = max(width, height)
    if longest <= LONGEST_KEPT:
        return width, height
    return max(1, round(width * LONGEST_KEPT / longest)), max(1, round(height * LONGEST_KEPT / longest))


def _plain(image: Image.Image) -> Image.Image:
    """In 8 bits: grey, RGB or RGBA."""
    if image.mode.startswith("I"):  # 16 bits; converting alone would cut off what is above 255
        image = image.point(lambda value: value / 256).convert("L")
        image.info = {}
    if image.has_transparency_data:
        return image.convert("RGBA")
    return image.convert("L" if image.mode in {"1", "L"} else "RGB")


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode != "RGBA":
        return image.convert("RGB")
    ground = Image.new("RGB", image.size, "white")
    ground.paste(image, mask=image.getchannel("A"))
    return ground

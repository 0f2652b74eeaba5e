"""PNG: chunks with a length, a name and a check sum (W3C PNG, section 5)."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from upgrade_program.foundation.photos.containers.contained import UPRIGHT, Contained
from upgrade_program.foundation.photos.containers.exif import orientation
from upgrade_program.foundation.photos.refusals import PhotoUnreadable

SIGNATURE = b"\x89PNG\r\n\x1a\n"
MOST_CHUNKS = 20_000  # 10 MB in the smallest pieces an encoder writes; each chunk is a step of the decoder
_DRAWN = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"}
_OPTIONAL = 0x20  # the bit of the name's first letter that makes it small


def read_png(raw: bytes) -> Contained:
    """The picture; texts and profiles, which may unfold to any size, are left behind. A moving one is refused."""
    kept, held = [SIGNATURE], None
    for name, data, chunk in _chunks(raw):
        if (len(kept) == 1) != (name == b"IHDR") or (name not in _DRAWN and not name[0] & _OPTIONAL):
            raise PhotoUnreadable
        if name == b"acTL":
            raise PhotoUnreadable(sentence="This is a moving picture.")
        if name == b"eXIf" and held is None:
            held = orientation(data)
        if name in _DRAWN:
            if zlib.crc32(chunk[4:-4]) != int.from_bytes(chunk[-4:], "big"):
                raise PhotoUnreadable
            kept.append(chunk)
    header = kept[1][8:-4]
    if len(header) != 13:
        raise PhotoUnreadable
    width, height = int.from_bytes(header[:4], "big"), int.from_bytes(header[4:8], "big")
    return Contained("PNG", width, height, held or UPRIGHT, b"".join(kept))


def _chunks(raw: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Name, data, and the whole chunk; up to the end chunk, which must be there."""
    place = len(SIGNATURE)
    for _ in range(MOST_CHUNKS):
        end = place + 12 + int.from_bytes(raw[place : place + 4], "big")
        if end > len(raw):
            raise PhotoUnreadable
        chunk = raw[place:end]
        name = chunk[4:8]
        yield name, chunk[8:-4], chunk
        if name == b"IEND":
            return
        place = end
    raise PhotoUnreadable

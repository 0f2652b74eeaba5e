"""Pictures made by code: four coloured corners, so that one sees which way up they are kept."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import Image

RED, GREEN, BLUE, GREY = (220, 30, 30), (30, 200, 40), (30, 40, 220), (128, 128, 128)
CORNERS = {"top left": RED, "top right": GREEN, "bottom left": BLUE, "bottom right": GREY}


def corners(width: int = 64, height: int = 48) -> Image.Image:
    image = Image.new("RGB", (width, height))
    half = (width // 2, height // 2)
    image.paste(RED, (0, 0, *half))
    image.paste(GREEN, (half[0], 0, width, half[1]))
    image.paste(BLUE, (0, half[1], half[0], height))
    image.paste(GREY, (*half, width, height))
    return image


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def jpeg(width: int = 64, height: int = 48, **options: Any) -> bytes:
    return saved(corners(width, height), "JPEG", **{"quality": 90, **options})


def segment(marker: int, data: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(data) + 2) + data


def after_start(data: bytes, *pieces: bytes) -> bytes:
    """A JPEG with more segments at its beginning."""
    return data[:2] + b"".join(pieces) + data[2:]


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(
    width: int, height: int, *, bits: int = 8, colour: int = 2, rows: bytes | None = None, before: bytes = b"", after: bytes = b""
) -> bytes:
    """A PNG of any header, true or not; `rows` uncompressed (black without), `before` and `after` chunks around them."""
    channels = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
    if rows is None:
        rows = (b"\x00" + b"\x00" * ((width * channels * bits + 7) // 8)) * height
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + before + chunk(b"IDAT", zlib.compress(rows)) + after + chunk(b"IEND", b"")


def riff(*chunks: tuple[bytes, bytes]) -> bytes:
    body = b"WEBP" + b"".join(name + struct.pack("<I", len(data)) + data + b"\x00" * (len(data) % 2) for name, data in chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def exif_of(orientation: int, *, order: str = "<") -> bytes:
    """A smallest EXIF: nothing but how the camera was held."""
    mark = b"II*\x00" if order == "<" else b"MM\x00*"
    return b"Exif\x00\x00" + mark + struct.pack(f"{order}IHHHIHHI", 8, 1, 0x0112, 3, 1, orientation, 0, 0)


def exif_bomb(size: int, entries: int) -> bytes:
    """EXIF whose every entry claims most of the file as its own: read by a general reader, it takes `entries` times `size` bytes."""
    table = b"".join(struct.pack("<HHII", (0x9000 + number) % 65_536, 7, size - 16, 8) for number in range(entries))
    return (b"Exif\x00\x00II*\x00" + struct.pack("<IH", 8, entries) + table).ljust(size, b"\x00")


def located(image: Image.Image, orientation: int) -> Image.Exif:
    """What a phone writes: make, orientation, place."""
    exif = image.getexif()
    exif[0x0112] = orientation
    exif[0x010F] = "Secretphone"
    exif.get_ifd(0x8825).update({1: "N", 2: (28.0, 36.0, 50.0), 3: "E", 4: (77.0, 12.0, 32.0)})
    return exif

"""WebP: chunks in a RIFF (RFC 9649)."""

from __future__ import annotations

from collections.abc import Iterator

from upgrade_program.foundation.photos.containers.contained import UPRIGHT, Contained
from upgrade_program.foundation.photos.containers.exif import orientation
from upgrade_program.foundation.photos.refusals import PhotoUnreadable

MOST_CHUNKS = 100
_EXTENDED, _ALPHA, _LOSSY, _LOSSLESS = b"VP8X", b"ALPH", b"VP8 ", b"VP8L"
_MOVES, _HAS_ALPHA = 0x02, 0x10  # flags of the extended header


def begins_webp(raw: bytes) -> bool:
    return raw[:4] == b"RIFF" and raw[8:12] == b"WEBP"


def read_webp(raw: bytes) -> Contained:
    """The one still picture. The canvas must be the picture's own size: a decoder takes memory for what the header claims."""
    kept: list[bytes] = []
    canvas, size, held = None, None, None
    for name, data in _chunks(raw):
        if name in {b"ANIM", b"ANMF"} or (name == _EXTENDED and data[:1] and data[0] & _MOVES):
            raise PhotoUnreadable(sentence="This is a moving picture.")
        if name == _EXTENDED and canvas is None and size is None:
            canvas = _canvas(data)
            kept.append(_chunk(name, bytes([data[0] & _HAS_ALPHA]) + data[1:10]))
        elif name == _ALPHA and size is None:
            kept.append(_chunk(name, data))
        elif name in {_LOSSY, _LOSSLESS} and size is None:
            size = _lossy(data) if name == _LOSSY else _lossless(data)
            kept.append(_chunk(name, data))
        elif name == b"EXIF" and held is None:
            held = orientation(data)
    if size is None or canvas not in {None, size}:
        raise PhotoUnreadable
    body = b"WEBP" + b"".join(kept)
    return Contained("WEBP", *size, held or UPRIGHT, _chunk(b"RIFF", body))


def _chunks(raw: bytes) -> Iterator[tuple[bytes, bytes]]:
    place, end = 12, 8 + int.from_bytes(raw[4:8], "little")
    if end > len(raw):
        raise PhotoUnreadable
    for _ in range(MOST_CHUNKS):
        if place >= end:
            return
        length = int.from_bytes(raw[place + 4 : place + 8], "little")
        if place + 8 + length > end:
            raise PhotoUnreadable
        yield raw[place : place + 4], raw[place + 8 : place + 8 + length]
        place += 8 + length + length % 2
    raise PhotoUnreadable


def _chunk(name: bytes, data: bytes) -> bytes:
    return name + len(data).to_bytes(4, "little") + data + b"\x00" * (len(data) % 2)


def _canvas(data: bytes) -> tuple[int, int]:
    if len(data) < 10:
        raise PhotoUnreadable
    return int.from_bytes(data[4:7], "little") + 1, int.from_bytes(data[7:10], "little") + 1


def _lossy(data: bytes) -> tuple[int, int]:
    if len(data) < 10 or data[3:6] != b"\x9d\x01\x2a":
        raise PhotoUnreadable
    return int.from_bytes(data[6:8], "little") & 0x3FFF, int.from_bytes(data[8:10], "little") & 0x3FFF


def _lossless(data: bytes) -> tuple[int, int]:
    if len(data) < 5 or data[0] != 0x2F:
        raise PhotoUnreadable
    bits = int.from_bytes(data[1:5], "little")
    return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1

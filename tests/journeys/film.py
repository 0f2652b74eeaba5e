"""What a camera sees, drawn in pure Python: bar codes and QRs on a white wall, as the raw film that Chromium plays as its fake camera."""

from __future__ import annotations

from pathlib import Path

import segno
from barcode import Code128

WIDE, HIGH = 640, 480
FRAMES = 2
WALL, INK, NO_COLOUR = 235, 16, 128  # luma of white and of black; chroma of grey
Picture = list[list[bool]]  # rows of modules, True where there is ink


def bars(text: str) -> Picture:
    """A Code 128, as on a phone's box."""
    modules = [sign == "1" for sign in Code128(text).build()[0]]
    return [modules] * (len(modules) // 4)


def square(text: str) -> Picture:
    """A QR, as on a certificate."""
    return [[bool(module) for module in row] for row in segno.make_qr(text, error="m").matrix]


def shoot(path: Path, *pictures: Picture) -> None:
    """The film at `path` shows these one below the other, as large as they fit; without any it shows the empty wall."""
    luma = bytearray([WALL]) * (WIDE * HIGH)
    share = HIGH // max(len(pictures), 1)
    for place, picture in enumerate(pictures):
        size = min(WIDE * 9 // 10 // len(picture[0]), share * 8 // 10 // len(picture))
        left, top = (WIDE - size * len(picture[0])) // 2, place * share + (share - size * len(picture)) // 2
        for row, modules in enumerate(picture):
            line = b"".join(bytes([INK if ink else WALL]) * size for ink in modules)
            for y in range(top + row * size, top + (row + 1) * size):
                luma[y * WIDE + left : y * WIDE + left + len(line)] = line
    frame = b"FRAME\n" + luma + bytes([NO_COLOUR]) * (WIDE * HIGH // 2)
    path.write_bytes(b"YUV4MPEG2 W%d H%d F10:1 Ip A1:1 C420jpeg\n" % (WIDE, HIGH) + frame * FRAMES)

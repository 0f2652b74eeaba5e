"""The one fact we take from EXIF: how the camera was held. Read by hand, because a general reader can be made to fill the memory."""

from __future__ import annotations

from typing import Literal

from upgrade_program.foundation.photos.containers.contained import UPRIGHT

_ORDERS: dict[bytes, Literal["little", "big"]] = {b"II*\x00": "little", b"MM\x00*": "big"}
_ORIENTATION, _SHORT, _ENTRY = 0x0112, 3, 12


def orientation(exif: bytes) -> int:
    """1 to 8 as EXIF numbers them; upright (1) when it does not say, or cannot be read. Never an error."""
    tiff = exif.removeprefix(b"Exif\x00\x00")
    order = _ORDERS.get(tiff[:4])
    if order is None:
        return UPRIGHT
    first = int.from_bytes(tiff[4:8], order) + 2
    wanted = _ORIENTATION.to_bytes(2, order) + _SHORT.to_bytes(2, order)
    entries = int.from_bytes(tiff[first - 2 : first], order)
    for place in range(first, first + entries * _ENTRY, _ENTRY):
        if tiff[place : place + 4] == wanted:
            value = int.from_bytes(tiff[place + 8 : place + 10], order)
            return value if 1 <= value <= 8 else UPRIGHT
    return UPRIGHT

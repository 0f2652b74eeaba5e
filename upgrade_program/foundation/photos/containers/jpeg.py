"""JPEG: segments between markers (ITU T.81, annex B)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from upgrade_program.foundation.photos.containers.contained import UPRIGHT, Contained
from upgrade_program.foundation.photos.containers.exif import orientation
from upgrade_program.foundation.photos.refusals import PhotoUnreadable

START, END = b"\xff\xd8", b"\xff\xd9"
# A camera writes some 20 segments and at most 12 scans. Each scan is a walk over the whole picture, each segment a step of the decoder.
MOST_SEGMENTS, MOST_SCANS = 1000, 32
_EOI, _SOS, _APP0, _APP1, _APP14 = 0xD9, 0xDA, 0xE0, 0xE1, 0xEE
_FRAMES = {0xC0, 0xC1, 0xC2}  # baseline, extended, progressive; what no camera writes (lossless, arithmetic, layered) is refused
_OTHER_FRAMES = {*range(0xC0, 0xD0)} - _FRAMES - {0xC4}
_TABLES = {0xC4, 0xDB, 0xDD}  # Huffman, quantisation, restart interval
_MARKER = re.compile(rb"\xff+([\x01-\xfe])")
_AFTER_SCAN = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")


def read_jpeg(raw: bytes) -> Contained:
    """The first picture of the file; what follows its end is left behind, be it a second picture, a film or an archive."""
    kept, size, held, scans = [START], None, None, 0
    for marker, head, segment in _segments(raw):
        if marker in _OTHER_FRAMES or (marker in _FRAMES and size):
            raise PhotoUnreadable
        if marker in _FRAMES:
            size = _size(head)
        elif marker == _SOS:
            scans += 1
        elif marker == _APP1 and held is None and head.startswith(b"Exif\x00\x00"):
            held = orientation(head)
        if marker in _FRAMES | _TABLES | {_SOS} or (marker == _APP14 and head.startswith(b"Adobe")) or (marker == _APP0 and _jfif(head)):
            kept.append(segment)
    if size is None or not 1 <= scans <= MOST_SCANS:
        raise PhotoUnreadable
    return Contained("JPEG", *size, held or UPRIGHT, b"".join([*kept, END]))


def _segments(raw: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Marker, parameters, and the whole segment with the scan that may follow; up to the end marker, which must be there."""
    place = len(START)
    for _ in range(MOST_SEGMENTS):
        found = _MARKER.match(raw, place)
        if found is None:
            raise PhotoUnreadable
        marker, begin = found[1][0], found.end()
        if marker == _EOI:
            return
        end = begin + int.from_bytes(raw[begin : begin + 2], "big")
        if not begin + 2 <= end <= len(raw):
            raise PhotoUnreadable
        head = raw[begin + 2 : end]
        if marker == _SOS:
            after = _AFTER_SCAN.search(raw, end)
            if after is None:
                raise PhotoUnreadable
            end = after.start()
        yield marker, head, raw[begin - 2 : end]
        place = end
    raise PhotoUnreadable


def _size(head: bytes) -> tuple[int, int]:
    if len(head) < 6 or head[0] != 8:  # bits a sample
        raise PhotoUnreadable
    return int.from_bytes(head[3:5], "big"), int.from_bytes(head[1:3], "big")


def _jfif(head: bytes) -> bool:
    return head.startswith(b"JFIF\x00")

"""What kinds of file members are given, told by their first bytes and never by their name. No framework in here."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Media:
    """A kind of file: how the web calls it, and how its name ends."""

    type: str
    ending: str


_PNG, _JPEG, _WEBP = Media("image/png", "png"), Media("image/jpeg", "jpg"), Media("image/webp", "webp")
_MP3, _OGG, _WAV = Media("audio/mpeg", "mp3"), Media("audio/ogg", "ogg"), Media("audio/wav", "wav")
_ZIP = Media("application/zip", "zip")
_BEGINNINGS = {
    b"\x89PNG\r\n\x1a\n": _PNG,
    b"\xff\xd8\xff": _JPEG,
    b"ID3": _MP3,
    b"\xff\xfb": _MP3,
    b"\xff\xf3": _MP3,
    b"OggS": _OGG,
    b"PK\x03\x04": _ZIP,
}
_IN_RIFF = {b"WEBP": _WEBP, b"WAVE": _WAV}


def media_of(start: bytes) -> Media | None:
    """The kind of a file by its first bytes (12 or more); None for what is not given to members."""
    if start[:4] == b"RIFF":
        return _IN_RIFF.get(start[8:12])
    return next((media for beginning, media in _BEGINNINGS.items() if start.startswith(beginning)), None)

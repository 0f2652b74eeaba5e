"""Drawing anew: of any bytes whatever come a picture of ours or a refusal, never a fault. No database."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tests.foundation.photos.hostile import HARMLESS, UNREADABLE
from tests.foundation.photos.makers import corners, jpeg, saved
from upgrade_program.foundation.photos import picture
from upgrade_program.foundation.photos.picture import drawn_anew
from upgrade_program.foundation.photos.refusals import PhotoUnreadable


@pytest.fixture(autouse=True)
def folder() -> None:
    """Nothing is kept here."""


@pytest.mark.parametrize("name", UNREADABLE)
def test_refused(name: str) -> None:
    with pytest.raises(PhotoUnreadable):
        drawn_anew(UNREADABLE[name]())


@pytest.mark.parametrize("name", HARMLESS)
def test_drawn(name: str) -> None:
    found = drawn_anew(HARMLESS[name]())
    assert Image.open(BytesIO(found.data), formats=["JPEG"]).size == (found.width, found.height)


@pytest.mark.parametrize(
    "fault", [MemoryError(), Image.DecompressionBombError("bomb"), OverflowError(), SyntaxError(), KeyError(1), EOFError()]
)
def test_whatever_the_decoder_raises_is_a_refusal(fault: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    def falls_over(*_: Any, **__: Any) -> None:
        raise fault

    monkeypatch.setattr(picture.Image, "open", falls_over)
    with pytest.raises(PhotoUnreadable) as no:
        drawn_anew(jpeg())
    assert no.value.__cause__ is fault


GOOD = [
    jpeg(),
    jpeg(progressive=True),
    saved(corners(), "PNG"),
    saved(corners(), "WEBP"),
    saved(corners().convert("RGBA"), "WEBP", lossless=True),
]


@settings(max_examples=400, deadline=None)
@given(
    data=st.sampled_from(GOOD),
    changes=st.lists(
        st.tuples(st.floats(0, 0.999), st.sampled_from(["flip", "cut", "add", "end"]), st.binary(min_size=1, max_size=12)), max_size=4
    ),
)
def test_a_damaged_file_is_a_refusal_or_a_picture_never_a_fault(data: bytes, changes: list[tuple[float, str, bytes]]) -> None:
    for place, how, noise in changes:
        at = int(place * len(data))
        rest = {"flip": noise + data[at + len(noise) :], "cut": data[at + len(noise) :], "add": noise + data[at:], "end": b""}
        data = data[:at] + rest[how]
    try:
        found = drawn_anew(data)
    except PhotoUnreadable:
        return
    assert Image.open(BytesIO(found.data), formats=["JPEG"]).size == (found.width, found.height)


@settings(max_examples=300, deadline=None)
@given(head=st.sampled_from([b"\xff\xd8", b"\x89PNG\r\n\x1a\n", b"RIFF\x40\x00\x00\x00WEBPVP8X", b""]), rest=st.binary(max_size=200))
def test_noise_is_a_refusal(head: bytes, rest: bytes) -> None:
    with pytest.raises(PhotoUnreadable):
        drawn_anew(head + rest)

"""Photos as phones and scanners write them are kept upright, on white, within 1600 pixels, and say nothing about whoever took them."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from PIL import Image

from tests.foundation.photos.keeping import drawn, files_in, keep
from tests.foundation.photos.makers import (
    BLUE,
    CORNERS,
    GREEN,
    GREY,
    RED,
    after_start,
    chunk,
    corners,
    exif_of,
    jpeg,
    located,
    png,
    riff,
    saved,
    segment,
)
from upgrade_program.foundation.photos.queries import read_photo

pytestmark = pytest.mark.django_db


def near(found: object, wanted: tuple[int, ...], off: int = 12) -> bool:
    return isinstance(found, tuple) and all(abs(one - other) <= off for one, other in zip(found, wanted, strict=True))


def seen(image: Image.Image) -> dict[str, object]:
    width, height = image.size
    places = {"top left": (4, 4), "top right": (width - 5, 4), "bottom left": (4, height - 5), "bottom right": (width - 5, height - 5)}
    return {name: image.getpixel(place) for name, place in places.items()}


def upright(image: Image.Image) -> bool:
    return all(near(found, CORNERS[name]) for name, found in seen(image).items())


def kept(data: bytes) -> Image.Image:
    return drawn(read_photo(keep(data)))


PLAIN = {
    "JPEG": lambda: jpeg(),
    "progressive JPEG": lambda: jpeg(progressive=True),
    "JPEG with restart marks": lambda: jpeg(restart_marker_rows=1),
    "JPEG with fill bytes": lambda: after_start(jpeg(), b"\xff\xff\xff" + segment(0xFE, b"x")),
    "PNG": lambda: saved(corners(), "PNG"),
    "PNG with alpha": lambda: saved(corners().convert("RGBA"), "PNG"),
    "PNG with a palette": lambda: saved(corners().quantize(16), "PNG"),
    "PNG with a palette and alpha": lambda: saved(corners().convert("RGBA").quantize(16), "PNG"),
    "WebP": lambda: saved(corners(), "WEBP", quality=95),
    "lossless WebP": lambda: saved(corners(), "WEBP", lossless=True),
    "WebP with alpha": lambda: saved(corners().convert("RGBA"), "WEBP", lossless=True),
    "CMYK JPEG": lambda: saved(corners().convert("CMYK"), "JPEG", quality=95),
}


@pytest.mark.parametrize("kind", PLAIN)
def test_kept_as_a_jpeg_that_shows_the_same(kind: str) -> None:
    image = kept(PLAIN[kind]())
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (64, 48))
    assert upright(image), seen(image)
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression"}


def test_control_a_picture_upside_down_is_not_upright() -> None:
    assert not upright(corners().rotate(180))
    assert not upright(corners().transpose(Image.Transpose.FLIP_LEFT_RIGHT))


HELD = {
    1: None, 2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE, 8: Image.Transpose.ROTATE_270,
}  # fmt: skip


@pytest.mark.parametrize("held", HELD)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_turned_upright_and_without_the_place_it_was_taken_at(held: int, kind: str) -> None:
    """The camera held so: its sensor saw the picture turned, and EXIF says how to turn it back."""
    turn = HELD[held]
    sensor = corners(80, 40) if turn is None else corners(80, 40).transpose(turn)
    sent = saved(sensor, kind, exif=located(sensor, held), **({"quality": 95} if kind != "PNG" else {}))
    assert b"Secretphone" in sent
    data = read_photo(keep(sent))
    assert drawn(data).size == (80, 40)
    assert upright(drawn(data)), (held, seen(drawn(data)))
    assert not dict(drawn(data).getexif())
    for trace in (b"Exif", b"Secretphone", b"GPS", b"ICC_PROFILE", b"\xff\xe1", b"\xff\xe2", b"\xff\xfe"):
        assert trace not in data


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("value", [3, 0, 9, 65_535])
def test_orientation_in_either_byte_order_and_out_of_range(order: str, value: int) -> None:
    image = kept(after_start(jpeg(), segment(0xE1, exif_of(value, order=order))))
    assert upright(image if value != 3 else image.rotate(180))


def test_transparent_parts_become_white() -> None:
    for image, kind in ((Image.new("RGBA", (32, 32), (0, 0, 0, 0)), "PNG"), (Image.new("RGBA", (32, 32), (0, 0, 0, 0)), "WEBP")):
        assert near(kept(saved(image, kind)).getpixel((16, 16)), (255, 255, 255), 1)
    half = kept(saved(Image.new("LA", (32, 32), (0, 128)), "PNG")).getpixel((16, 16))
    assert near(half, (127, 127, 127), 3)
    by_colour = png(32, 32, before=chunk(b"tRNS", bytes(6)))  # black is transparent
    assert near(kept(by_colour).getpixel((16, 16)), (255, 255, 255), 1)


def test_sixteen_bits_keep_their_brightness() -> None:
    """Taken as they are, all greys above 255 of 65,535 would be white."""
    for level in (0x2000, 0x8000, 0xF000):
        grey = png(32, 32, bits=16, colour=0, rows=(b"\x00" + struct.pack(">H", level) * 32) * 32)
        assert near(kept(grey).getpixel((16, 16)), (level >> 8,) * 3, 2)
        colour = png(32, 32, bits=16, colour=2, rows=(b"\x00" + struct.pack(">HHH", level, 0, 0x8000) * 32) * 32)
        assert near(kept(colour).getpixel((16, 16)), (level >> 8, 0, 128))
    see_through = png(32, 32, bits=16, colour=0, before=chunk(b"tRNS", b"\x80\x00"), rows=(b"\x00" + b"\x80\x00" * 32) * 32)
    assert near(kept(see_through).getpixel((16, 16)), (128, 128, 128), 2)


def test_one_bit_and_greys() -> None:
    assert near(kept(saved(Image.new("1", (32, 32), 1), "PNG")).getpixel((9, 9)), (255, 255, 255), 1)
    assert near(kept(saved(Image.new("L", (32, 32), 90), "JPEG")).getpixel((9, 9)), (90, 90, 90), 2)


SHRUNK = {
    (4000, 3000): (1600, 1200),
    (3000, 4000): (1200, 1600),
    (1601, 800): (1600, 800),
    (1600, 1600): (1600, 1600),
    (16, 16): (16, 16),
    (12_000, 16): (1600, 2),
    (16, 12_000): (2, 1600),
}


@pytest.mark.parametrize("sent", SHRUNK, ids=str)
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_shrunk_to_1600_never_enlarged(kind: str, sent: tuple[int, int]) -> None:
    photo = keep(saved(corners(*sent), kind))
    assert (photo.width, photo.height) == SHRUNK[sent] == drawn(read_photo(photo)).size
    if min(SHRUNK[sent]) > 16:
        assert upright(drawn(read_photo(photo)))


def test_forty_million_pixels_of_jpeg_are_taken(folder: Path) -> None:
    photo = keep(saved(corners(8000, 5000), "JPEG", quality=40))
    assert (photo.width, photo.height) == (1600, 1000)
    assert files_in(folder) == [photo.name]


def test_a_webp_of_an_extended_head_is_taken() -> None:
    extended = riff((b"VP8X", b"\x00\x00\x00\x00" + b"\x3f\x00\x00\x2f\x00\x00"), (b"VP8L", saved(corners(), "WEBP", lossless=True)[20:]))
    assert upright(kept(extended))


def test_the_colours_of_the_corners_differ() -> None:
    """The control of everything above: a picture of one colour would be upright in any way."""
    assert len({RED, GREEN, BLUE, GREY}) == 4

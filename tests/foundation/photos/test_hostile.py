"""Whatever is sent, the answer is a refusal with its code and nothing is left, or a clean picture: never a fault."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.foundation.photos.hostile import HARMLESS, MEGABYTE, TRACES, UNREADABLE
from tests.foundation.photos.keeping import Named, drawn, files_in, keep
from tests.foundation.photos.makers import chunk, jpeg, png
from upgrade_program.foundation.photos import picture
from upgrade_program.foundation.photos.models import Photo
from upgrade_program.foundation.photos.queries import read_photo
from upgrade_program.foundation.photos.refusals import PhotoTooLarge, PhotoUnreadable

pytestmark = pytest.mark.django_db


def test_the_battery_is_large() -> None:
    assert len(UNREADABLE) >= 90
    assert len(HARMLESS) >= 25


@pytest.mark.parametrize("name", UNREADABLE)
def test_refused_and_nothing_left(name: str, folder: Path) -> None:
    with pytest.raises(PhotoUnreadable) as no:
        keep(UNREADABLE[name]())
    assert (no.value.code, no.value.status, no.value.field) == ("photo_unreadable", 422, "file")
    assert no.value.sentence
    assert no.value.next_step
    assert not Photo.objects.exists()
    assert files_in(folder) == []


@pytest.mark.parametrize("name", HARMLESS)
def test_kept_as_nothing_but_pixels(name: str, folder: Path) -> None:
    sent = HARMLESS[name]()
    photo = keep(sent)
    data = read_photo(photo)
    assert files_in(folder) == [photo.name]
    assert drawn(data).format == "JPEG"
    assert data.endswith(b"\xff\xd9")
    assert [trace for trace in TRACES if trace in data] == []
    assert len(data) < 100_000


def test_control_the_traces_were_in_what_was_sent() -> None:
    sent = [HARMLESS[name]() for name in HARMLESS]
    assert [trace for trace in TRACES if not any(trace in data for data in sent)] == []


@pytest.mark.parametrize("name", ["GIF", "TIFF", "BMP", "ICO", "PPM", "PCX", "TGA", "JPEG 2000", "AVIF", "animated WebP", "animated PNG"])
def test_control_the_decoder_itself_would_have_taken_it(name: str) -> None:
    with Image.open(BytesIO(UNREADABLE[name]())) as image:
        image.load()


@pytest.mark.parametrize("name", [name for name in UNREADABLE if " of " in name and any(sign.isdigit() for sign in name)])
def test_claims_are_refused_before_any_decoder_is_asked(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def asked(*_: Any, **__: Any) -> None:
        raise AssertionError("the decoder was asked")

    monkeypatch.setattr(picture.Image, "open", asked)
    with pytest.raises(PhotoUnreadable) as no:
        keep(UNREADABLE[name]())
    if "rows" not in name:
        assert no.value.__cause__ is None


def of_size(size: int) -> bytes:
    """A good PNG of exactly so many bytes."""
    bare = len(png(64, 48, before=chunk(b"puFf", b"")))
    return png(64, 48, before=chunk(b"puFf", bytes(size - bare)))


def test_ten_megabytes_are_taken_and_one_byte_more_is_not(folder: Path) -> None:
    assert len(of_size(10 * MEGABYTE)) == 10 * MEGABYTE
    assert keep(of_size(10 * MEGABYTE))
    for size in (10 * MEGABYTE + 1, 11 * MEGABYTE):
        with pytest.raises(PhotoTooLarge) as no:
            keep(of_size(size))
        assert (no.value.code, no.value.status, no.value.field) == ("photo_too_large", 422, "file")
    assert len(files_in(folder)) == Photo.objects.count() == 1


def test_of_an_endless_file_no_more_is_read_than_must_be() -> None:
    class Endless:
        given = 0

        def read(self, size: int, /) -> bytes:
            self.given += min(size, 70_000)
            return bytes(min(size, 70_000))  # a file may give less than it is asked for

    file = Endless()
    with pytest.raises(PhotoTooLarge):
        keep(b"", file=file)
    assert file.given == 10 * MEGABYTE + 1


NAMES = [
    "../../etc/passwd", "/etc/passwd", "..\\..\\windows\\win.ini", "photo.jpg\x00.php", "x" * 5000, "con.jpg", "", ".htaccess", "shell.php",
    "photo.jpg/../../evil", "<script>.jpg", "'; DROP TABLE photos_photo; --", "\u202egpj.exe", "photo\n.jpg", "C:\\photo.jpg", "~/x",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES, ids=lambda name: ascii(name[:30]))
def test_the_name_of_an_upload_means_nothing(name: str, folder: Path, tmp_path: Path) -> None:
    photo = keep(b"", file=Named(jpeg(), name=name))
    assert photo.name == f"2026/03/31/{photo.pk.hex}.jpg"
    assert [str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()] == [f"photos/{photo.name}"]


@pytest.mark.parametrize(
    "declared", ["text/html", "image/svg+xml", "application/x-php", "", "image/gif", "x" * 5000, "image/png\r\nX-Evil: 1"]
)
def test_the_declared_type_means_nothing(declared: str) -> None:
    assert drawn(read_photo(keep(b"", file=Named(jpeg(), content_type=declared)))).format == "JPEG"
    with pytest.raises(PhotoUnreadable):
        keep(b"", file=Named(UNREADABLE["HTML"](), content_type=declared, name="photo.jpg"))

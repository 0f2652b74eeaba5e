"""What is kept of a photo, by whom, where, and how it is read again."""

from __future__ import annotations

import stat
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.db import DataError, IntegrityError, connection, transaction

from tests.foundation.crowd import at_once, law, looked_first
from tests.foundation.people import AT, CLERK, OFFICE
from tests.foundation.photos.hostile import HARMLESS
from tests.foundation.photos.keeping import DAY, files_in, keep
from tests.foundation.photos.makers import jpeg
from upgrade_program.foundation.photos import services
from upgrade_program.foundation.photos.models import Photo
from upgrade_program.foundation.photos.orphans import forget_orphans
from upgrade_program.foundation.photos.queries import photo, photos_of, read_photo
from upgrade_program.foundation.photos.refusals import PhotoGone, PhotoLimit
from upgrade_program.kernel.actor import SYSTEM


@pytest.mark.django_db
def test_the_row_says_what_is_kept_and_who_added_it(folder: Path) -> None:
    kept = keep(jpeg(), keep_days=90)
    kept.refresh_from_db()
    data = (folder / kept.name).read_bytes()
    assert (kept.subject, kept.view, kept.width, kept.height) == ("claim:17", "front", 64, 48)
    assert (kept.sha256, kept.size) == (sha256(data).hexdigest(), len(data))
    assert (kept.taken_at, kept.taken_on, kept.keep_until) == (AT, DAY, date(2026, 6, 29))
    assert (kept.by_id, kept.by_name, kept.store_id, kept.deleted_at) == (11, "Asha", 7, None)
    assert read_photo(kept) == data


@pytest.mark.django_db
def test_head_office_and_the_system_have_no_store() -> None:
    assert [(kept.by_id, kept.store_id) for kept in (keep(jpeg(), actor=OFFICE), keep(jpeg(), actor=SYSTEM))] == [(13, None), (None, None)]


@pytest.mark.django_db
def test_what_django_hands_over_is_taken() -> None:
    large = TemporaryUploadedFile("photo.jpg", "image/jpeg", 0, None)
    large.write(jpeg())
    large.seek(0)
    assert keep(b"", file=SimpleUploadedFile("photo.jpg", jpeg())).sha256 == keep(b"", file=large).sha256
    large.close()


@pytest.mark.django_db
def test_files_are_their_owners_alone_and_have_no_address(folder: Path) -> None:
    kept = keep(jpeg())
    file = folder / kept.name
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert {stat.S_IMODE(place.stat().st_mode) for place in [folder, *(path for path in folder.rglob("*") if path.is_dir())]} == {0o700}
    with pytest.raises(ValueError, match="no address"):
        storages["photos"].url(kept.name)


@pytest.mark.django_db
def test_photos_of_a_subject_oldest_first_and_no_other() -> None:
    second, first = keep(jpeg(), at=AT + timedelta(hours=1)), keep(jpeg(), view="back")
    again = keep(jpeg(), at=AT + timedelta(hours=2))
    keep(jpeg(), subject="claim:18")
    assert list(photos_of("claim:17")) == [first, second, again]
    assert photo(first.pk) == first
    assert photo(uuid4()) is None


@pytest.mark.django_db
def test_a_file_that_is_missing_or_another_is_not_shown(folder: Path) -> None:
    kept, other = keep(jpeg()), keep(jpeg(80, 80))
    (folder / kept.name).write_bytes((folder / other.name).read_bytes())
    with pytest.raises(PhotoGone, match="not the one that was kept") as no:
        read_photo(kept)
    assert (no.value.code, no.value.status) == ("photo_gone", 404)
    (folder / kept.name).unlink()
    with pytest.raises(PhotoGone, match="missing"):
        read_photo(kept)
    assert read_photo(other)


@pytest.mark.django_db
def test_twenty_of_a_subject_and_no_more(folder: Path) -> None:
    for _ in range(20):
        keep(jpeg(16, 16))
    with pytest.raises(PhotoLimit) as no:
        keep(jpeg(16, 16))
    assert (no.value.code, no.value.status) == ("photo_limit", 409)
    assert len(files_in(folder)) == Photo.objects.count() == 20
    assert keep(jpeg(16, 16), subject="claim:18")


@pytest.mark.django_db
def test_forgotten_ones_do_not_count() -> None:
    for _ in range(20):
        keep(jpeg(16, 16))
    Photo.objects.filter(pk=photos_of("claim:17")[0].pk).update(deleted_at=AT)
    assert keep(jpeg(16, 16))


def _seven_at_once() -> list[object]:
    for _ in range(18):
        keep(jpeg(16, 16))
    return at_once(7, lambda _: keep(jpeg(16, 16)))


@pytest.mark.django_db(transaction=True)
def test_of_those_who_add_at_once_none_is_one_too_many(folder: Path) -> None:
    came = _seven_at_once()
    assert sorted(type(one).__name__ for one in came) == ["Photo"] * 2 + ["PhotoLimit"] * 5
    assert len(files_in(folder)) == Photo.objects.count() == 20


@pytest.mark.django_db(transaction=True)
def test_control_without_the_law_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counting beforehand alone lets them all pass."""
    monkeypatch.setattr(services, "drawn_anew", looked_first(services.drawn_anew, 7))  # all have counted
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgrelid = 'photos_photo'::regclass AND tgname LIKE '%at_most_twenty%'")
        (trigger,) = cursor.fetchone()
        cursor.execute(f'ALTER TABLE photos_photo DISABLE TRIGGER "{trigger}"')
    try:
        _seven_at_once()
        assert Photo.objects.count() == 18 + 7
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f'ALTER TABLE photos_photo ENABLE TRIGGER "{trigger}"')


@pytest.mark.django_db(transaction=True)
def test_an_act_that_is_undone_leaves_no_row_and_after_a_day_no_file(folder: Path) -> None:
    with transaction.atomic():
        keep(jpeg())
        transaction.set_rollback(True)
    kept = keep(jpeg())
    assert Photo.objects.get() == kept
    assert len(files_in(folder)) == 2  # the control: there is something to be swept
    written = datetime.fromtimestamp((folder / kept.name).stat().st_mtime, tz=UTC)
    assert forget_orphans(on=DAY, at=written + timedelta(hours=23)) == 0, "it may still be waiting for its row"
    assert forget_orphans(on=DAY, at=written + timedelta(hours=25)) == 1
    assert files_in(folder) == [kept.name]
    assert read_photo(kept)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"view": ""}, "the_view_of_a_photo_is_a_slug"),
        ({"view": "Front side"}, "the_view_of_a_photo_is_a_slug"),
        ({"view": "../front"}, "the_view_of_a_photo_is_a_slug"),
        ({"view": "front\n"}, "the_view_of_a_photo_is_a_slug"),
        ({"subject": ""}, "a_photo_is_of_something"),
        ({"keep_days": -1}, "a_photo_is_kept_at_least_its_day"),
    ],
)
def test_what_the_database_refuses_leaves_no_file(given: dict[str, object], says: str, folder: Path) -> None:
    with pytest.raises(IntegrityError) as no, transaction.atomic():
        keep(jpeg(), **given)
    assert law(no.value) == says
    assert files_in(folder) == []


@pytest.mark.django_db
def test_a_view_too_long_or_with_a_zero_byte_leaves_no_file(folder: Path) -> None:
    for view, fault in (("v" * 21, DataError), ("fro\x00nt", ValueError)):
        with pytest.raises(fault), transaction.atomic():
            keep(jpeg(), view=view)
    assert files_in(folder) == []


@pytest.mark.django_db
def test_a_refused_photo_leaves_the_callers_transaction_usable() -> None:
    for _ in range(20):
        keep(jpeg(16, 16))
    with pytest.raises(PhotoLimit):
        keep(jpeg())
    assert photos_of("claim:17").count() == 20
    assert keep(HARMLESS["JPEG and ZIP"](), subject="claim:18", actor=CLERK)

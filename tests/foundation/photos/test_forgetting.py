"""After its last day a photo's file is deleted and its row says so; missed runs are made up for, double ones change nothing."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import storages

from tests.foundation.crowd import at_once
from tests.foundation.people import AT
from tests.foundation.photos.keeping import DAY, files_in, keep
from tests.foundation.photos.makers import jpeg
from upgrade_program.foundation.photos.models import Photo
from upgrade_program.foundation.photos.orphans import forget_orphans
from upgrade_program.foundation.photos.queries import photo, photos_of, read_photo
from upgrade_program.foundation.photos.refusals import PhotoGone
from upgrade_program.foundation.photos.services import forget_due_photos
from upgrade_program.foundation.photos.storage import PhotoFiles
from upgrade_program.foundation.photos.tasks import forget as forget_daily

LAST = DAY + timedelta(days=90)
LATER = AT + timedelta(days=91)
NEXT = LAST + timedelta(days=1)


def forget(on: date = NEXT, limit: int = 100, at: datetime = LATER) -> int:
    return forget_due_photos(on=on, at=at, limit=limit)


@pytest.mark.django_db
def test_kept_through_its_last_day_and_gone_the_day_after(folder: Path) -> None:
    kept, longer = keep(jpeg()), keep(jpeg(), keep_days=91)
    assert forget(on=LAST) == 0
    assert read_photo(kept)
    assert forget(on=NEXT) == 1
    assert files_in(folder) == [longer.name]
    kept.refresh_from_db()
    assert kept.deleted_at == LATER
    assert list(photos_of("claim:17")) == [longer]
    assert photo(kept.pk) == kept
    with pytest.raises(PhotoGone, match="not kept any more"):
        read_photo(kept)


@pytest.mark.django_db
def test_doing_it_again_changes_nothing() -> None:
    kept = keep(jpeg())
    assert [forget(), forget(at=LATER + timedelta(days=1))] == [1, 0]
    kept.refresh_from_db()
    assert kept.deleted_at == LATER


@pytest.mark.django_db
def test_no_more_than_asked_for_those_due_longest_first(folder: Path) -> None:
    names = [keep(jpeg(16, 16), keep_days=days).name for days in (3, 1, 2)]
    assert forget(limit=2) == 2
    assert files_in(folder) == [names[0]]


@pytest.mark.django_db
def test_a_file_already_gone_is_noted_all_the_same(folder: Path) -> None:
    kept = keep(jpeg())
    (folder / kept.name).unlink()
    assert forget() == 1


@pytest.mark.django_db
def test_a_file_that_cannot_be_deleted_stays_due_and_stops_no_other(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    stuck, other = keep(jpeg(), keep_days=1), keep(jpeg(), keep_days=2)
    delete = PhotoFiles.delete

    def refuse(self: PhotoFiles, name: str) -> None:
        if name == stuck.name:
            raise PermissionError(name)
        delete(self, name)

    with monkeypatch.context() as patch:
        patch.setattr(PhotoFiles, "delete", refuse)
        assert forget() == 1
    assert files_in(folder) == [stuck.name]
    assert list(photos_of("claim:17")) == [stuck]
    other.refresh_from_db()
    assert other.deleted_at
    assert forget() == 1
    assert files_in(folder) == []


@pytest.mark.django_db(transaction=True)
def test_several_at_once_share_the_work(folder: Path) -> None:
    for number in range(12):
        keep(jpeg(16, 16), subject=f"claim:{number}")
    came = at_once(4, lambda _: forget(limit=5))
    assert all(isinstance(one, int) for one in came), came
    assert sum(came) == Photo.objects.exclude(deleted_at=None).count()
    assert sum(came) + forget() == 12
    assert files_in(folder) == []
    assert set(Photo.objects.values_list("deleted_at", flat=True)) == {LATER}


@pytest.mark.django_db
def test_the_sweep_takes_old_files_without_a_kept_photo_and_no_other(folder: Path) -> None:
    kept, gone = keep(jpeg()), keep(jpeg())
    Photo.objects.filter(pk=gone.pk).update(deleted_at=AT)  # noted, and its file came back from a backup
    older = keep(jpeg(), on=DAY - timedelta(days=20), keep_days=400)
    (folder / "2026/03/30").mkdir(parents=True)
    (folder / "2026/03/30" / f"{'0' * 32}.jpg").write_bytes(b"left over")
    now = datetime.fromtimestamp((folder / kept.name).stat().st_mtime, tz=AT.tzinfo)
    assert forget_orphans(on=DAY, at=now + timedelta(hours=23)) == 0
    assert forget_orphans(on=DAY, at=now + timedelta(hours=25), days=0) == 1
    assert forget_orphans(on=DAY, at=now + timedelta(hours=25)) == 1
    assert forget_orphans(on=DAY, at=now + timedelta(hours=25)) == 0
    assert files_in(folder) == sorted([kept.name, older.name])


@pytest.mark.django_db
def test_a_sweep_beside_another_is_no_fault(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = keep(jpeg())
    (folder / kept.name).with_name(f"{'0' * 32}.jpg").write_bytes(b"left over")
    real = PhotoFiles.listdir

    def listed(self: PhotoFiles, path: str) -> tuple[list[str], list[str]]:
        folders, files = real(self, path)
        return folders, [*files, f"{'1' * 32}.jpg"]  # was there a moment ago

    monkeypatch.setattr(PhotoFiles, "listdir", listed)
    assert forget_orphans(on=DAY, at=datetime.fromtimestamp(2**32, tz=AT.tzinfo)) == 1
    assert storages["photos"].exists(kept.name)


@pytest.mark.django_db
def test_the_daily_job_does_both(folder: Path, at: datetime, today: date) -> None:
    keep(jpeg(), at=at - timedelta(days=9), on=today - timedelta(days=9), keep_days=8)
    stays = keep(jpeg(), at=at, on=today, keep_days=0)
    assert forget_daily() == 1
    assert files_in(folder) == [stays.name]
    entry = settings.CELERY_BEAT_SCHEDULE["old photos"]
    assert (entry["task"], entry["schedule"]) == (forget_daily.name, 86400.0)

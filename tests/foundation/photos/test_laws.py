"""The database itself refuses to bend what was kept, by law or by right; and the application's role can do its work."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.db import DatabaseError, IntegrityError, connection, transaction

from tests.foundation.crowd import law
from tests.foundation.people import AT
from tests.foundation.photos.keeping import DAY, files_in, keep
from tests.foundation.photos.makers import jpeg
from upgrade_program.foundation.photos.models import Photo
from upgrade_program.foundation.photos.queries import photos_of
from upgrade_program.foundation.photos.services import forget_due_photos

pytestmark = pytest.mark.django_db
_COPY = """
    INSERT INTO photos_photo (id, subject, view, name, sha256, width, height, size, taken_at, taken_on, by_name, keep_until, deleted_at)
    SELECT gen_random_uuid(), {subject}, {view}, {name}, {sha256}, {width}, {height}, {size}, taken_at, taken_on, '',
           {keep_until}, {deleted_at} FROM photos_photo
"""


def another(**changes: str) -> str:
    """A second row like the first, but for these columns (SQL)."""
    usual = {name: name for name in ("subject", "view", "sha256", "width", "height", "size", "keep_until", "deleted_at")}
    return _COPY.format(**{**usual, "name": "name || '2'", **changes})


_FACTS = "the_facts_of_a_photo_never_change"
HOSTILE = {
    "UPDATE photos_photo SET sha256 = repeat('0', 64)": _FACTS,
    "UPDATE photos_photo SET name = '2026/03/31/another.jpg'": _FACTS,
    "UPDATE photos_photo SET view = 'back'": _FACTS,
    "UPDATE photos_photo SET subject = 'claim:18'": _FACTS,
    "UPDATE photos_photo SET taken_at = taken_at + interval '1 day'": _FACTS,
    "UPDATE photos_photo SET by_id = 99, by_name = 'Ravi'": _FACTS,
    "UPDATE photos_photo SET store_id = NULL": _FACTS,
    "UPDATE photos_photo SET keep_until = keep_until + 3650": _FACTS,
    "UPDATE photos_photo SET deleted_at = now(), size = 1": _FACTS,
    "UPDATE photos_photo SET id = gen_random_uuid()": _FACTS,
    "UPDATE photos_photo SET deleted_at = taken_at - interval '1 second'": "a_photo_is_deleted_after_it_was_taken",
    "DELETE FROM photos_photo": "photos_are_never_deleted",
    another(width="0"): "a_photo_has_a_size",
    another(height="0"): "a_photo_has_a_size",
    another(size="0"): "a_photo_has_a_size",
    another(subject="''"): "a_photo_is_of_something",
    another(view="''"): "the_view_of_a_photo_is_a_slug",
    another(view="'-front'"): "the_view_of_a_photo_is_a_slug",
    another(sha256="'abc'"): "the_hash_of_a_photo_is_sha256",
    another(sha256="repeat('G', 64)"): "the_hash_of_a_photo_is_sha256",
    another(sha256="upper(repeat('a', 64))"): "the_hash_of_a_photo_is_sha256",
    another(keep_until="taken_on - 1"): "a_photo_is_kept_at_least_its_day",
    another(name="name"): "photos_photo_name_key",
}
_NO_RIGHT = "42501"


def run(sql: str) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
        return int(cursor.rowcount)


@pytest.mark.parametrize("sql", HOSTILE)
def test_refused_by_law(sql: str) -> None:
    keep(jpeg())
    with pytest.raises(IntegrityError) as no:
        run(sql)
    assert (law(no.value) or "").startswith(HOSTILE[sql])


def test_a_deletion_is_noted_once_and_never_taken_back() -> None:
    keep(jpeg())
    assert run("UPDATE photos_photo SET deleted_at = now()") == 1
    for sql in ("UPDATE photos_photo SET deleted_at = NULL", "UPDATE photos_photo SET deleted_at = now() + interval '1 day'"):
        with pytest.raises(IntegrityError) as no:
            run(sql)
        assert law(no.value) == _FACTS


def test_more_than_twenty_are_refused_to_any_writer() -> None:
    keep(jpeg())
    many = another(name="name || n").replace("FROM photos_photo", "FROM photos_photo, generate_series(1, {}) AS n")
    with pytest.raises(IntegrityError) as no:
        run(many.format(20))
    assert law(no.value) == "at_most_twenty_live_photos_a_subject"
    assert run(many.format(19)) == 19


def test_control_a_like_row_passes() -> None:
    keep(jpeg())
    assert run(another()) == 1
    assert Photo.objects.count() == 2


def test_the_applications_role_does_its_work_and_no_more(folder: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f'SET LOCAL ROLE "{settings.APP_ROLE["USER"]}"')
    kept = keep(jpeg(), keep_days=1)
    assert list(photos_of("claim:17")) == [kept]
    assert forget_due_photos(on=DAY.replace(year=2027), at=AT, limit=10) == 1
    assert files_in(folder) == []
    for sql in ("UPDATE photos_photo SET sha256 = repeat('0', 64)", "DELETE FROM photos_photo", "TRUNCATE photos_photo"):
        with pytest.raises(DatabaseError) as no:
            run(sql)
        assert getattr(no.value.__cause__, "pgcode", None) == _NO_RIGHT

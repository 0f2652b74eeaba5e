"""Sign-in counters in the database: one count for all processes, kept while the broker is away."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection

from stores.models import StaffUser
from stores.refusals import SignInThrottled, Unauthenticated
from stores.sign_in import check_credentials
from tests.factories.stores import PASSWORD

pytestmark = pytest.mark.django_db


def rows() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM shared_cache")
        return int(cursor.fetchone()[0])


def test_tries_are_rows_that_every_process_sees(clerk_user: StaffUser, settings: Any) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "shared_cache"}}
    for n in range(5):
        with pytest.raises(Unauthenticated):
            check_credentials(username="clerk.dl01", password="wrong", address=f"198.51.100.{n}")
    assert rows() > 0
    with pytest.raises(SignInThrottled):
        check_credentials(username="clerk.dl01", password=PASSWORD, address="198.51.100.9")
    caches["default"].clear()
    assert rows() == 0
    assert check_credentials(username="clerk.dl01", password=PASSWORD, address="198.51.100.9") == clerk_user

"""One original of each document and kind of paper, ever; who printed stands in rows that nobody changes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, connections, transaction

from tests.foundation.crowd import connect, until_waiting
from upgrade_program.foundation.documents import services
from upgrade_program.foundation.documents.models import Print
from upgrade_program.foundation.documents.services import print_document
from upgrade_program.kernel.actor import Actor, Role

AT = datetime(2027, 5, 3, 6, 12, tzinfo=UTC)
CLERK = Actor(role=Role.CLERK, staff_id=7, store_id=3)


def printed(subject: str = "document:17", form: services.Form = "a4") -> bool:
    """Whether it came out as a duplicate."""
    return print_document(subject=subject, form=form, actor=CLERK, at=AT, draw=bool)


@pytest.mark.django_db
def test_the_first_print_is_the_original_and_every_later_one_a_duplicate() -> None:
    assert [printed(), printed(), printed()] == [False, True, True]
    assert [printed(form="80mm"), printed(form="80mm")] == [False, True]
    assert [printed("certificate:17"), printed("document:18")] == [False, False]


@pytest.mark.django_db
def test_who_printed_when_is_noted_by_ids() -> None:
    printed()
    printed()
    rows = Print.objects.values_list("subject", "form", "original", "at", "actor_id", "actor_role", "store_id")
    assert list(rows.order_by("id")) == [("document:17", "a4", original, AT, 7, "clerk", 3) for original in (True, False)]


@pytest.mark.django_db
def test_a_page_that_cannot_be_drawn_leaves_the_original_to_be_had() -> None:
    def broken(duplicate: bool) -> str:
        raise RuntimeError("no paper")

    with pytest.raises(RuntimeError, match="no paper"), transaction.atomic():
        print_document(subject="document:17", form="a4", actor=CLERK, at=AT, draw=broken)
    assert not Print.objects.exists()
    assert printed() is False


@pytest.mark.django_db
@pytest.mark.parametrize("sql", ["UPDATE documents_print SET original = false", "DELETE FROM documents_print"])
def test_prints_are_only_added(sql: str) -> None:
    printed()
    with pytest.raises(IntegrityError) as no, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert no.value.__cause__.diag.constraint_name == "prints_are_only_added"
    assert Print.objects.get().original


@pytest.mark.django_db
def test_paper_of_no_known_kind_is_refused() -> None:
    with pytest.raises(IntegrityError) as no, transaction.atomic():
        printed(form="a5")  # type: ignore[arg-type]
    assert no.value.__cause__.diag.constraint_name == "the_kind_of_paper_is_known"


def race(tills: int = 6, *, meanwhile: Callable[[], None] = lambda: None) -> list[bool]:
    """Duplicate or not, for tills that print the same document at the same instant."""
    barrier = threading.Barrier(tills, timeout=60)
    seen: list[bool] = []

    def till() -> None:
        try:
            connect()
            barrier.wait()
            seen.append(printed())
        finally:
            connections.close_all()

    threads = [threading.Thread(target=till) for _ in range(tills)]
    for thread in threads:
        thread.start()
    meanwhile()
    for thread in threads:
        thread.join(60)
    return seen


@pytest.mark.django_db(transaction=True)
def test_of_tills_that_print_at_once_exactly_one_gets_the_original() -> None:
    for _ in range(3):
        seen = race()
        assert sorted(seen) == [False] + [True] * 5
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE documents_print")


@pytest.mark.django_db(transaction=True)
def test_control_without_the_law_there_would_be_several(monkeypatch: pytest.MonkeyPatch) -> None:
    """The law switched off and asked for by reading instead: the race is real. Two have read before anybody writes."""
    monkeypatch.setattr(
        services,
        "_ORIGINAL",
        """
        WITH already AS MATERIALIZED (SELECT count(*) AS n FROM documents_print),
             late AS MATERIALIZED (SELECT pg_advisory_xact_lock_shared(4711), n FROM already)
        INSERT INTO documents_print (subject, form, original, at, actor_id, actor_role, store_id)
        SELECT %(subject)s || random()::text, %(form)s, true, %(at)s, %(actor_id)s, %(actor_role)s, %(store_id)s FROM late WHERE n = 0
        RETURNING id
        """,
    )

    def until_two_have_read() -> None:
        try:
            until_waiting(2)
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(4711)")

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(4711)")
    assert race(meanwhile=until_two_have_read).count(False) > 1

"""Two people of head office at once: the laws hold without the services, and the control shows that it is the trigger that holds them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, connections, transaction

from stores import services
from stores.models import Posting, StaffUser, Store
from stores.services.postings import AlreadyPosted
from tests.factories.stores import StaffFactory, StoreFactory
from tests.foundation.crowd import connect, until_waiting
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.kernel.actor import SYSTEM

pytestmark = pytest.mark.django_db(transaction=True)
AT = datetime(2026, 5, 5, 6, 0, tzinfo=UTC)


def at_once(*acts: Callable[[], object]) -> list[str]:
    """What each act, begun behind one barrier, ended in: `done`, a law's name or a refusal's class."""
    barrier, results = Barrier(len(acts), timeout=60), [""] * len(acts)

    def run(n: int, act: Callable[[], object]) -> None:
        try:
            connect()
            barrier.wait()
            act()
            results[n] = "done"
        except IntegrityError as no:
            results[n] = no.__cause__.diag.constraint_name  # type: ignore[union-attr]
        except AlreadyPosted as no:
            results[n] = type(no).__name__
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=item) for item in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


def posting_and_promotion(staff: StaffUser, store: Store) -> list[str]:
    """A posting and a promotion of one person, both uncommitted at the same time."""
    inside: list[Callable[[], object]] = []

    def both_open(act: Callable[[], object]) -> None:
        with transaction.atomic():
            act()
            inside.append(act)
            # With the law at work the second waits for the first inside `act`, and the first goes on alone.
            until_waiting(or_once=lambda: len(inside) == 2)

    return at_once(
        lambda: both_open(lambda: Posting.objects.create(staff=staff, store=store, role="clerk", since=date(2026, 5, 5))),
        lambda: both_open(lambda: StaffUser.objects.filter(pk=staff.pk).update(office_role="auditor")),
    )


@contextmanager
def without_triggers() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE stores_posting DISABLE TRIGGER USER; ALTER TABLE stores_staffuser DISABLE TRIGGER USER")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE stores_posting ENABLE TRIGGER USER; ALTER TABLE stores_staffuser ENABLE TRIGGER USER")


def test_a_posting_and_a_promotion_at_once_leave_one_of_them() -> None:
    staff, store = StaffFactory(), StoreFactory()
    assert sorted(posting_and_promotion(staff, store)) == ["done", "office_staff_have_no_posting"]
    staff.refresh_from_db()
    assert (staff.office_role != "") != staff.postings.exists()


def test_the_control_without_the_law_both_stand() -> None:
    staff, store = StaffFactory(), StoreFactory()
    with without_triggers():
        assert posting_and_promotion(staff, store) == ["done", "done"]


def test_posted_twice_at_once_is_posted_once_with_one_row() -> None:
    staff, store = StaffFactory(), StoreFactory()
    results = at_once(*[lambda: services.post_staff(actor=SYSTEM, staff=staff, store=store, role="clerk", at=AT)] * 8)
    assert sorted(results) == ["AlreadyPosted"] * 7 + ["done"]
    assert (Posting.objects.count(), AuditRow.objects.count()) == (1, 1)

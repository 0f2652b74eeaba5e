"""News is a row in the transaction of the change it tells of, once per topic and cause."""

import pytest
from django.db import transaction
from pytest_django import DjangoAssertNumQueries, Settings

from tests.foundation.outbox.ears import WRITES, Poison, Sold, heard
from tests.foundation.people import AT
from upgrade_program.foundation.outbox.models import Message
from upgrade_program.foundation.outbox.services import deliver_due, record, record_all


@pytest.fixture(autouse=True)
def _routes(settings: Settings) -> None:
    settings.OUTBOX_ROUTES = {"test.sold": [WRITES]}


@pytest.mark.django_db
def test_one_statement_and_plain_json(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        record(Sold(17), at=AT)
    message = Message.objects.get()
    assert (message.topic, message.cause) == ("test.sold", "plan:17:sold")
    assert message.payload == {"plan_id": 17, "price": "549.00", "on": "2020-11-05"}
    assert (message.recorded_at, message.due_at, message.delivered_at, message.attempts, message.heard_by) == (AT, AT, None, 0, [])


@pytest.mark.django_db
def test_many_are_one_statement_too(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        record_all([Sold(plan) for plan in range(50)], at=AT)
    assert Message.objects.count() == 50


@pytest.mark.django_db
def test_the_same_cause_again_changes_nothing_and_spoils_no_transaction() -> None:
    record(Sold(17), at=AT)
    record(Sold(17, price=1), at=AT)  # type: ignore[arg-type]
    record_all([Sold(17), Sold(18)], at=AT)
    assert list(Message.objects.order_by("id").values_list("cause", "payload__price")) == [
        ("plan:17:sold", "549.00"),
        ("plan:18:sold", "549.00"),
    ]


@pytest.mark.django_db
def test_the_same_cause_under_another_topic_is_other_news() -> None:
    record(Sold(17), at=AT)
    record(Poison(17), at=AT)
    assert Message.objects.count() == 2


@pytest.mark.django_db
def test_news_that_nobody_wants_is_delivered_at_once_to_nobody() -> None:
    record(Poison(17), at=AT)
    message = Message.objects.get()
    assert (message.delivered_at, message.heard_by) == (AT, [])
    assert deliver_due(at=AT) == 0


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_it_is_a_fault() -> None:
    with pytest.raises(RuntimeError, match="in the transaction of the change"):
        record(Sold(17), at=AT)
    assert not Message.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_change_taken_back_takes_its_news_with_it() -> None:
    with transaction.atomic():
        record(Sold(17), at=AT)
        transaction.set_rollback(True)
    assert deliver_due(at=AT) == 0
    assert heard() == []
    assert not Message.objects.exists()

"""Many senders and many hearings at once: one row a cause and channel, each message sent once. Each with its guard off: then not."""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.models import QuerySet
from pytest_django import Settings

from tests.factories.plans import AT as SOLD_AT
from tests.factories.plans import programme, sellable, seller_at, sold, upi
from tests.factories.stores import PostingFactory, StaffFactory, StoreFactory
from tests.foundation.crowd import at_once, law, looked_first
from tests.messaging import letters
from tests.messaging.letters import AT
from tests.messaging.spy import Spy
from upgrade_program.foundation.outbox.models import Message as News
from upgrade_program.foundation.outbox.services import deliver_due
from upgrade_program.messaging import sending
from upgrade_program.messaging.enums import State
from upgrade_program.messaging.models import Message
from upgrade_program.messaging.sending import send_due
from upgrade_program.messaging.services import Recipient
from upgrade_program.plans import subscribers
from upgrade_program.plans.enums import Ground
from upgrade_program.plans.models import Plan
from upgrade_program.plans.services import receive_payment
from upgrade_program.usecases.cancel import cancel

pytestmark = pytest.mark.django_db(transaction=True)
MESSAGES, SENDERS = 40, 6
TELL = {
    "plan.sold": subscribers.tell_sold,
    "plan.pending": subscribers.tell_pending,
    "plan.cancelled": subscribers.tell_cancelled,
}


def _queued() -> None:
    with transaction.atomic():
        for number in range(MESSAGES // 2):
            letters.sold(to=Recipient(mobile="+919810455421", email="farhan@example.in"), cause=f"plan:{number}:sold")


def test_many_senders_share_the_work_and_each_message_is_sent_once(spy: type[Spy]) -> None:
    spy.will(looked_first(lambda letter: "id", 2))  # the first waits with its message until another one has one in hand, too
    _queued()
    shares = at_once(SENDERS, lambda _: send_due(at=AT))
    print(f"shares of {SENDERS} senders: {shares}")
    assert sum(share > 0 for share in shares) > 1, "no two senders ran at the same time"
    assert sum(shares) == MESSAGES
    assert set(Counter(letter.reference for letter in spy.taken).values()) == {1}
    assert Message.objects.filter(state=State.SENT, attempts=1).count() == MESSAGES


def test_control_without_the_claim_messages_are_doubled(spy: type[Spy], monkeypatch: pytest.MonkeyPatch) -> None:
    _queued()
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **_: self.all())
    monkeypatch.setattr(sending, "goes_now", looked_first(sending.goes_now, 2))  # two have found the first one, and neither has it yet
    at_once(SENDERS, lambda _: send_due(at=AT))
    assert max(Counter(letter.reference for letter in spy.taken).values()) > 1


# Hearing news --------------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def plans() -> list[Plan]:
    """Plans with and without e-mail, sold, waiting, paid later, cancelled, ended unpaid; their news still to be told."""
    programme()
    store = StoreFactory(code="DL01", state="07")
    PostingFactory(staff=StaffFactory(), store=store, role="manager")
    manager, variant, made = seller_at(store), sellable(), []
    for number in range(10):
        waits = number % 5 in {2, 3}
        plan = sold(
            actor=manager,
            variant=variant,
            customer_mobile=f"98104 55{number:03d}",
            customer_email=f"c{number}@example.in" if number % 2 else "",
            customer_language="hi" if number % 3 == 0 else "en",
            phone_invoice_number=f"T/{number}",
            tenders=[upi("" if waits else f"4{number:011d}")],
        )
        later = SOLD_AT + timedelta(minutes=5)
        if number % 5 == 3:
            receive_payment(plan=plan, reference=f"5{number:011d}", actor=manager, at=later, on=SOLD_AT.date())
        if number % 5 == 4 or number == 7:
            told = {"reason": "sold by mistake", "ground": Ground.STORE_ERROR}
            cancel(actor=manager, number=plan.number, at=later, on=SOLD_AT.date(), **told)
        made.append(plan)
    return made


def _expected(plans: list[Plan]) -> Counter[tuple[str, str]]:
    """Written by hand from the plans: which message on which channel for which plan."""
    wanted: Counter[tuple[str, str]] = Counter()
    for number, plan in enumerate(plans):
        told = {0: ["sold"], 1: ["sold"], 2: ["pending"], 3: ["sold"], 4: ["sold", "cancelled"]}[number % 5]
        if number == 7:
            told = ["cancelled"]
        for what in told:
            wanted[f"plan:{plan.pk}:{what}", "sms"] += 1
            if number % 2:
                wanted[f"plan:{plan.pk}:{what}", "email"] += 1
    return wanted


def _hearings(dice: random.Random) -> list[News]:
    """All the news, each 2 to 5 times, in random order."""
    heard = [news for news in News.objects.all() for _ in range(dice.randint(2, 5))]
    dice.shuffle(heard)
    return heard


def _hear(news: News) -> object:
    with transaction.atomic():
        return TELL[news.topic](news.payload, at=SOLD_AT)


def _written() -> Counter[tuple[str, str]]:
    return Counter(Message.objects.values_list("cause", "channel"))


def test_news_heard_two_to_five_times_in_random_order_is_told_once_a_cause_and_channel(plans: list[Plan], spy: type[Spy]) -> None:
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    heard = _hearings(random.Random(seed))
    answers = at_once(4, lambda part: [_hear(news) for news in heard[part::4]])
    assert all(isinstance(answer, list) for answer in answers), answers
    assert _written() == _expected(plans)
    send_due(at=SOLD_AT)
    assert Counter((letter.to, letter.template_id) for letter in spy.taken).most_common(1)[0][1] == 1
    assert len(spy.taken) == sum(_expected(plans).values())


def test_control_without_the_unique_law_it_is_told_as_often_as_it_is_heard(plans: list[Plan]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE messaging_message DROP CONSTRAINT a_cause_is_told_once_a_channel")
    try:
        for news in _hearings(random.Random(1)):
            _hear(news)
        assert max(_written().values()) >= 2
    finally:
        Message.objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE messaging_message ADD CONSTRAINT a_cause_is_told_once_a_channel UNIQUE (cause, channel)")


def test_the_outbox_itself_carries_it_there(plans: list[Plan], settings: Settings) -> None:
    deliver_due(at=SOLD_AT + timedelta(hours=1))
    assert not News.objects.filter(delivered_at=None).exists()
    assert _written() == _expected(plans)


def test_the_law_is_named_when_it_refuses(spy: type[Spy]) -> None:
    def write(number: int) -> None:
        Message.objects.create(
            cause="plan:1:sold",
            channel="sms",
            template="plan.sold",
            language="en",
            address="+919810455421",
            slots={},
            queued_at=AT,
            due_at=AT,
        )

    answers = at_once(8, write)
    assert sorted(str(law(answer)) for answer in answers) == ["None"] + ["a_cause_is_told_once_a_channel"] * 7

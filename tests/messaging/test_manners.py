"""What can wait waits at night; what is not necessary is not sent to who does not want it, beyond the day's few, or too late."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from pytest_django import Settings

from stores.clock import STORE_TIME
from tests.factories.customers import CustomerFactory
from tests.foundation.crowd import at_once, law, looked_first
from tests.messaging import letters
from tests.messaging.spy import Spy, Taken, fails
from upgrade_program.customers.models import Customer
from upgrade_program.kernel.actor import Actor, Role
from upgrade_program.kernel.errors import NotFound
from upgrade_program.messaging import manners
from upgrade_program.messaging.enums import State, Way
from upgrade_program.messaging.gateways import TryAgain
from upgrade_program.messaging.models import Message, Preference
from upgrade_program.messaging.queries import wants_reminders
from upgrade_program.messaging.sending import send_due
from upgrade_program.messaging.services import Recipient, choose, queue

NOON = datetime(2027, 5, 3, 12, 0, tzinfo=STORE_TIME)
NIGHT = datetime(2027, 5, 3, 22, 0, tzinfo=STORE_TIME)
MORNING = datetime(2027, 5, 4, 9, 0, tzinfo=STORE_TIME)
A_MOMENT = timedelta(seconds=2)
BUYER = Actor(role=Role.CUSTOMER)


@pytest.fixture
def asha(db: None) -> Customer:
    return CustomerFactory(mobile="+919810455421", email="asha@example.in")


def points(customer: Customer, number: int = 1, *, at: datetime = NOON, email: str = "", until: datetime | None = None) -> None:
    to = Recipient(mobile=customer.mobile, email=email, customer_id=customer.pk)
    slots = {"name": "Asha", "points": str(number), "available": "840"}
    queue(template="points.day", to=to, slots=slots, cause=f"points:{number}", at=at, until=until)


def lapsed(*, at: datetime) -> None:
    """Necessary, and it answers nobody's act of the moment."""
    slots = dict.fromkeys(("name", "number", "device", "store", "day", "link"), "x")
    queue(template="claim.lapsed", to=Recipient(mobile="+919810455421"), slots=slots, cause="claim:1:lapsed", at=at)


def states() -> list[tuple[str, str]]:
    return list(Message.objects.order_by("id").values_list("state", "last_error"))


# At night ------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_what_can_wait_is_due_in_the_morning_and_receipts_and_codes_go_at_once(spy: type[Spy]) -> None:
    lapsed(at=NIGHT)
    letters.sold(at=NIGHT)
    letters.code(at=NIGHT)
    assert send_due(at=NIGHT) == 2
    assert [letter.template_id for letter in spy.taken] == ["otp.code/en", "plan.sold/en"]
    assert send_due(at=MORNING - A_MOMENT) == 0
    assert send_due(at=MORNING) == 1
    assert spy.taken[-1].template_id == "claim.lapsed/en"


@pytest.mark.django_db
def test_one_that_was_due_by_day_and_comes_late_waits_for_the_morning_without_a_try(spy: type[Spy]) -> None:
    lapsed(at=NOON)
    assert send_due(at=NIGHT) == 1
    message = Message.objects.get()
    assert (message.state, message.attempts, message.due_at, spy.taken) == (State.QUEUED, 0, MORNING, [])


@pytest.mark.django_db
def test_a_failure_by_day_is_not_tried_again_at_night(spy: type[Spy], monkeypatch: pytest.MonkeyPatch) -> None:
    spy.will(fails(TryAgain("HTTP 503")))
    lapsed(at=NIGHT - timedelta(hours=1, seconds=5))
    send_due(at=NIGHT - timedelta(hours=1, seconds=5))  # 20:59:55, again in ten seconds
    spy.fresh()
    assert send_due(at=NIGHT - timedelta(minutes=59)) == 1
    assert (spy.taken, Message.objects.get().due_at) == ([], MORNING)


# Beyond the day's few ------------------------------------------------------------------------------------------------------------------


def test_the_third_of_a_day_waits_for_the_next_morning_and_what_is_necessary_goes(spy: type[Spy], asha: Customer) -> None:
    for number in (1, 2, 3):
        points(asha, number)
    letters.sold(at=NOON)
    assert send_due(at=NOON) == 4
    assert sorted(letter.template_id for letter in spy.taken) == ["plan.sold/en", "points.day/en", "points.day/en"]
    assert Message.objects.get(cause="points:3").due_at == MORNING
    assert send_due(at=MORNING) == 1
    assert "3 points" in spy.taken[-1].text


def test_each_address_has_its_own_few(spy: type[Spy], asha: Customer) -> None:
    other = CustomerFactory()
    for number in (1, 2):
        points(asha, number, email=asha.email)
    points(other, 3)
    assert send_due(at=NOON) == 5
    assert len(spy.taken) == 5


def test_the_days_are_indias(spy: type[Spy], asha: Customer, settings: Settings) -> None:
    settings.MESSAGES_QUIET, settings.MESSAGES_A_DAY = ("00:00", "00:00"), 1
    midnight = datetime(2027, 5, 4, 0, 0, tzinfo=STORE_TIME)
    points(asha, 1)
    points(asha, 2)
    send_due(at=midnight - timedelta(minutes=1))
    assert len(spy.taken) == 1
    assert send_due(at=midnight) == 1
    assert len(spy.taken) == 2


def test_one_that_failed_and_is_tried_again_takes_no_second_place(spy: type[Spy], asha: Customer, settings: Settings) -> None:
    settings.MESSAGES_A_DAY = 1
    spy.will(fails(TryAgain("HTTP 503")))
    points(asha)
    send_due(at=NOON)
    spy.fresh()
    assert send_due(at=NOON + timedelta(minutes=1)) == 1
    assert len(spy.taken) == 1


def test_one_that_waited_too_long_is_not_sent(spy: type[Spy], asha: Customer, settings: Settings) -> None:
    settings.MESSAGES_A_DAY = 0
    points(asha, until=NOON + timedelta(days=2))
    assert send_due(at=NOON + timedelta(days=2) - A_MOMENT) == 1
    assert states() == [("queued", "")]
    assert send_due(at=NOON + timedelta(days=3)) == 1
    assert states() == [("void", manners.TOO_LATE)]
    assert spy.taken == []


def test_at_its_end_it_is_too_late_and_a_moment_before_it_is_not(spy: type[Spy], asha: Customer) -> None:
    points(asha, 1, until=NOON + timedelta(hours=1))
    points(asha, 2, until=NOON + timedelta(hours=1, seconds=9))
    assert send_due(at=NOON + timedelta(hours=1)) == 2
    assert [letter.text.split()[2] for letter in spy.taken] == ["2"]
    assert states() == [("void", manners.TOO_LATE), ("sent", "")]


SENDERS = 6


@pytest.fixture
def slow_count(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between counting and taking the place lies a while, as on a busy machine."""
    count = manners._sent_on

    def slowly(*asked: object) -> int:
        found = count(*asked)  # type: ignore[arg-type]
        time.sleep(0.05)
        return found

    monkeypatch.setattr(manners, "_sent_on", slowly)


def _six_at_once(customer: Customer) -> int:
    with transaction.atomic():
        for number in range(SENDERS):
            points(customer, number)
    at_once(SENDERS, lambda _: send_due(at=NOON))
    return len(Spy.taken)


@pytest.mark.django_db(transaction=True)
def test_many_senders_at_once_do_not_go_beyond_the_days_few(spy: type[Spy], slow_count: None) -> None:
    assert _six_at_once(CustomerFactory()) == 2


@pytest.mark.django_db(transaction=True)
def test_control_without_the_lock_they_do(spy: type[Spy], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(manners, "_ONE_AT_A_TIME", "SELECT %s")
    monkeypatch.setattr(manners, "_sent_on", looked_first(manners._sent_on, 3))
    assert _six_at_once(CustomerFactory()) > 2


# Not wanted ----------------------------------------------------------------------------------------------------------------------------


def test_who_does_not_want_them_gets_what_is_necessary_alone_until_they_want_them_again(spy: type[Spy], asha: Customer) -> None:
    points(asha, 1)
    assert choose(customer_id=asha.pk, wants=False, way=Way.LINK, actor=BUYER, at=NOON)
    letters.sold(at=NOON)
    assert send_due(at=NOON) == 2
    assert [letter.template_id for letter in spy.taken] == ["plan.sold/en"]
    assert Message.objects.get(cause="points:1").last_error == manners.UNWANTED
    assert choose(customer_id=asha.pk, wants=True, way=Way.PORTAL, actor=BUYER, at=NOON)
    points(asha, 2)
    assert send_due(at=NOON) == 1
    assert "2 points" in spy.taken[-1].text


def test_saying_it_twice_is_said_once_and_another_customer_is_not_meant(asha: Customer) -> None:
    other = CustomerFactory()
    said = [choose(customer_id=asha.pk, wants=wants, way=Way.LINK, actor=BUYER, at=NOON) for wants in (True, False, False, True, True)]
    assert said == [False, True, False, True, False]
    assert list(Preference.objects.order_by("id").values_list("customer_id", "wants")) == [(asha.pk, False), (asha.pk, True)]
    assert wants_reminders(other.pk)


def test_at_a_counter_it_is_said_who_heard_it(asha: Customer, clerk: Actor) -> None:
    choose(customer_id=asha.pk, wants=False, way=Way.COUNTER, actor=clerk, at=NOON)
    row = Preference.objects.get()
    assert (row.staff_id, row.store_id, row.way) == (clerk.staff_id, clerk.store_id, "counter")


def test_nobody_and_the_erased_choose_nothing(asha: Customer) -> None:
    with pytest.raises(NotFound) as no:
        choose(customer_id=asha.pk + 1000, wants=False, way=Way.LINK, actor=BUYER, at=NOON)
    assert no.value.code == "not_found"
    assert not Preference.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_said_many_times_at_once_it_stands_once() -> None:
    asha = CustomerFactory()
    answers = at_once(6, lambda _: choose(customer_id=asha.pk, wants=False, way=Way.LINK, actor=BUYER, at=NOON))
    assert sorted(map(str, answers)) == ["False"] * 5 + ["True"]
    assert Preference.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_control_without_the_customers_lock_it_stands_more_than_once(monkeypatch: pytest.MonkeyPatch) -> None:
    from upgrade_program.messaging.services import preferences

    asha = CustomerFactory()

    def unlocked(customer_id: int) -> Customer:
        return Customer.objects.get(pk=customer_id)

    monkeypatch.setattr(preferences, "locked_customer", unlocked)
    monkeypatch.setattr(preferences, "wants_reminders", looked_first(wants_reminders, 2))
    at_once(6, lambda _: choose(customer_id=asha.pk, wants=False, way=Way.LINK, actor=BUYER, at=NOON))
    assert Preference.objects.count() > 1


# What fits ------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("template", "more", "fault"),
    [
        ("points.day", {"to": Recipient(mobile="+919810455421")}, "needs the customer"),
        ("claim.lapsed", {"until": NOON}, "has no end"),
    ],
)
@pytest.mark.django_db
def test_what_does_not_fit_is_a_fault_at_once(template: str, more: dict[str, object], fault: str) -> None:
    names = {"points.day": ("name", "points", "available"), "claim.lapsed": ("name", "number", "device", "store", "day", "link")}
    given = {"template": template, "to": Recipient(mobile="+919810455421", customer_id=1), "cause": "x", "at": NOON}
    with pytest.raises(ValueError, match=fault):
        queue(**(given | {"slots": dict.fromkeys(names[template], "x")} | more))  # type: ignore[arg-type]
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"until": None}, "what_is_not_necessary_goes_to_a_customer_for_a_time"),
        ({"customer_id": None}, "what_is_not_necessary_goes_to_a_customer_for_a_time"),
        ({"category": "necessary"}, "what_is_not_necessary_goes_to_a_customer_for_a_time"),
        ({"category": "news"}, "message_category_is_known"),
        ({"state": "sent", "ended_at": NOON}, "a_sent_message_says_in_which_words"),
        ({"report": "delivered", "reported_at": NOON}, "a_report_is_of_a_sent_message"),
    ],
)
def test_the_database_holds_it(asha: Customer, change: dict[str, object], name: str) -> None:
    points(asha)
    with pytest.raises(IntegrityError) as no, transaction.atomic():
        Message.objects.update(**change)
    assert law(no.value) == name


def test_a_slow_gateway_is_asked_once_for_who_changed_their_mind(spy: type[Spy], asha: Customer) -> None:
    """Stopped while the sender has it in hand: that one still goes, and no other."""

    def stops(letter: Taken) -> str:
        choose(customer_id=asha.pk, wants=False, way=Way.LINK, actor=BUYER, at=NOON)
        return "id"

    spy.will(stops)
    points(asha, 1)
    points(asha, 2)
    assert send_due(at=NOON) == 2
    assert len(spy.taken) == 1

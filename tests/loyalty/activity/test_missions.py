"""Missions: a period, a proof, once a turn and member; taken back with what they stood on; news in any order, told twice."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from loyalty.activity.models import Completion, Mission, Purchase, Referral, Review
from loyalty.activity.queries import missions_for, purchases_to_review
from loyalty.activity.services import (
    end_mission,
    take_purchase_back,
    write_review,
)
from loyalty.activity.subscribers import hear_claim_reversed, hear_claim_settled, hear_plan_cancelled, hear_plan_sold
from loyalty.ledger.models import Entry
from loyalty.ledger.queries import balances
from stores.models import Store
from tests.factories.activity import bought, mission
from tests.factories.customers import CustomerFactory
from tests.factories.loyalty import cancelled, loyalty, member, reversed_claim, settled_claim, sold_plan
from tests.factories.plans import AT, TODAY
from tests.loyalty.rewards.acts import has, pending, refused, refused_by
from upgrade_program.customers.models import Customer
from upgrade_program.kernel.actor import Actor, Role

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
ALONE = Actor(role=Role.CUSTOMER)
WORDS = "It has been a very good phone so far."


def test_a_purchase_completes_a_mission_pending_until_it_is_final(store: Store) -> None:
    asha, buy = member(), mission()
    purchase = bought(asha, store)
    row = Completion.objects.get()
    assert (row.mission_id, row.customer_id, row.proof, row.turn, row.points) == (buy.pk, asha.pk, purchase.source, "ever", 20)
    assert row.live_from == datetime.fromisoformat("2027-05-11T00:00:00+05:30")  # the day after the free look
    assert (has(asha), pending(asha)) == (0, 20)
    assert Entry.objects.get().rule == f"mission.{buy.key}:{buy.pk}"


def test_each_turn_once(store: Store) -> None:
    asha = member()
    mission(points=1, turn="month")
    mission(points=10, turn="week")
    mission(points=100, turn="day")
    for at in (AT, AT + timedelta(hours=1), AT + DAY, AT + 7 * DAY, AT + 40 * DAY):
        bought(asha, store, at=at)
    turns = Completion.objects.order_by("points", "at").values_list("points", "turn")
    assert list(turns) == [
        (1, "2027-05"),
        (1, "2027-06"),
        (10, "2027-W18"),
        (10, "2027-W19"),
        (10, "2027-W23"),
        (100, "2027-05-03"),
        (100, "2027-05-04"),
        (100, "2027-05-10"),
        (100, "2027-06-12"),
    ]
    assert [view.done is not None for view in missions_for(asha.pk, on=TODAY)] == [True, True, True]


def test_only_on_its_days_and_only_for_members(store: Store) -> None:
    loyalty()
    asha, stranger = member(), CustomerFactory()
    mission(first_day=TODAY + DAY, last_day=TODAY + 2 * DAY)
    for at in (AT, AT + 3 * DAY):
        bought(asha, store, at=at)
    bought(stranger, store, at=AT + DAY)
    assert Completion.objects.count() == 0
    bought(asha, store, at=AT + 2 * DAY)
    assert Completion.objects.count() == 1


def test_news_told_twice_counts_once(store: Store) -> None:
    asha = member()
    mission(turn="day")
    news = sold_plan(asha, store)
    for _ in range(3):
        hear_plan_sold(news, at=AT)
    assert (Completion.objects.count(), Purchase.objects.count(), pending(asha)) == (1, 1, 20)


def test_a_purchase_given_back_takes_its_mission_back(store: Store) -> None:
    asha = member()
    mission()
    news = sold_plan(asha, store)
    hear_plan_sold(news, at=AT)
    for _ in range(2):
        hear_plan_cancelled(cancelled(news), at=AT + DAY)
    assert (has(asha), pending(asha)) == (0, 0)
    assert Completion.objects.get().taken_back_at == AT + DAY
    hear_plan_sold(sold_plan(asha, store), at=AT)  # another purchase completes it after all
    assert Completion.objects.filter(taken_back_at=None).count() == 1


def test_the_news_of_giving_back_may_come_first(store: Store) -> None:
    asha = member()
    mission()
    news = sold_plan(asha, store)
    hear_plan_cancelled(cancelled(news), at=AT)
    hear_plan_sold(news, at=AT)
    assert (Completion.objects.count(), pending(asha)) == (0, 0)
    assert Purchase.objects.get().customer_id == asha.pk


def test_an_upgrade_is_a_purchase_too(store: Store) -> None:
    asha = member()
    mission()
    news = settled_claim(asha, store)
    hear_claim_settled(news, at=AT)
    assert Purchase.objects.get().final_on == date(2027, 5, 10)
    hear_claim_reversed(reversed_claim(news), at=AT + DAY)
    assert pending(asha) == 0


def test_points_spent_meanwhile_become_debt(store: Store) -> None:
    from loyalty.ledger.causes import Cause
    from loyalty.ledger.services import mature_due, redeem

    asha = member()
    mission()
    purchase = bought(asha, store)
    late = AT + 9 * DAY
    mature_due(at=late)
    redeem(customer_id=asha.pk, points=20, cause=Cause(source_type="test", source_id="spent", at=late))
    take_purchase_back(source=purchase.source, at=late)
    assert balances(asha.pk, at=late).debt == 20


def test_a_review_of_ones_own_purchase(store: Store, clerk: Actor) -> None:
    asha, other = member(), member()
    mission(proof="review", points=15, turn="day")
    mine, gone = bought(asha, store), bought(asha, store)
    take_purchase_back(source=gone.source, at=AT)
    assert list(purchases_to_review(asha.pk)) == [mine]

    def review(purchase: Purchase, *, by: Customer = asha, stars: int = 5, text: str = WORDS, actor: Actor = ALONE) -> Review:
        return write_review(customer_id=by.pk, purchase_id=purchase.pk, stars=stars, text=text, actor=actor, at=AT)

    refused(lambda: review(gone), "review_impossible")
    refused(lambda: review(mine, by=other), "review_impossible")
    refused(lambda: review(mine, stars=6), "invalid", field="stars")
    refused(lambda: review(mine, text="good"), "invalid", field="text")
    refused(lambda: review(mine, actor=Actor(role=Role.ANONYMOUS)), "forbidden")
    review(mine, actor=clerk)
    assert pending(asha) == 15
    refused(lambda: review(mine), "review_impossible")
    take_purchase_back(source=mine.source, at=AT + DAY)
    assert pending(asha) == 0


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"first_day": TODAY - DAY}, "first_day"),
        ({"first_day": TODAY, "last_day": TODAY - DAY}, "last_day"),
        ({"turn": "hour"}, "turn"),
        ({"proof": "dance"}, "turn"),
        ({"points": 0}, None),
        ({"title": ""}, "title"),
        ({"about_hi": "अ" * 301}, "about_hi"),
    ],
)
def test_what_no_mission_may_be(changes: dict[str, object], field: str | None) -> None:
    refused(lambda: mission(at=AT, **changes), "invalid", field=field)


def test_a_mission_ends_earlier_never_later(head_office: Actor, clerk: Actor) -> None:
    row = mission(last_day=TODAY + 5 * DAY)

    def end(last_day: date, *, actor: Actor = head_office) -> Mission:
        return end_mission(mission=row, last_day=last_day, reason="budget used", actor=actor, at=AT)

    refused(lambda: end(TODAY - DAY), "invalid", field="last_day")
    refused(lambda: end(TODAY + 5 * DAY), "invalid", field="last_day")
    refused(lambda: end(TODAY, actor=clerk), "forbidden")
    assert end(TODAY).days.upper == TODAY + DAY


def test_the_laws_of_missions(store: Store) -> None:
    asha, buy = member(), mission(turn="day")
    purchase = bought(asha, store)
    row = Completion.objects.get()
    with refused_by("one_completion_a_mission_member_and_turn"):
        Completion.objects.create(mission=buy, customer=asha, turn=row.turn, proof="plan:x", points=1, at=AT, live_from=AT)
    with refused_by("a_proof_completes_a_mission_once"):
        Completion.objects.create(mission=buy, customer=asha, turn="2027-05-09", proof=row.proof, points=1, at=AT, live_from=AT)
    with refused_by("a_completion_is_taken_back_once"):
        Completion.objects.update(points=99)
    with refused_by("missions_stay_as_written"):
        Mission.objects.update(points=99)
    with refused_by("a_purchase_stays_as_heard"):
        Purchase.objects.update(customer=member())
    with refused_by("a_purchase_stays_as_heard"):
        Purchase.objects.update(source="plan:other")
    with refused_by("nobody_invites_themselves"):
        Referral.objects.create(friend=asha, member=asha, at=AT)
    assert purchase.completions.count() == 1

"""Points for rewards: one transaction; each refusal in its words, having changed nothing."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from loyalty.ledger.models import Entry
from loyalty.rewards.models import Code, Redemption
from loyalty.rewards.queries import choices_for
from loyalty.rewards.services import end_terms, redeem_reward
from tests.factories.loyalty import loyalty, member
from tests.factories.plans import AT
from tests.factories.rewards import BEGAN, goods, had, listed, on_offer, reward, rich, terms_of
from tests.loyalty.rewards.acts import has, refused, used
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.foundation.outbox.models import Message as News
from upgrade_program.kernel.actor import SYSTEM, Actor, Role

pytestmark = pytest.mark.django_db


def indian(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+05:30")


def test_points_become_a_code(clerk: Actor) -> None:
    member_, voucher = rich(1000), on_offer(points=250, cap=3, good_days=90)
    row = had(voucher, member_, actor=clerk)
    assert has(member_) == 750
    assert used(voucher) == 1
    assert (row.points, row.place, row.state, row.store_id, row.by_id) == (250, 1, "issued", clerk.store_id, clerk.staff_id)
    assert row.good_through == row.on + timedelta(days=90)
    assert row.code is not None
    assert len(row.code.code) == 14
    assert row.code.issued_at == AT
    entry = Entry.objects.get(pk=row.entry_id)
    assert (entry.kind, entry.source_type, entry.source_id, entry.d_available) == ("redeem", "reward", row.number, -250)
    assert entry.facts == {"reward": voucher.key, "title": "Case voucher", "points": "250"}
    audit = AuditRow.objects.get(verb="reward.redeemed")
    assert (audit.subject, audit.chain) == (f"redemption:{row.pk}", clerk.store_id)
    assert News.objects.get(topic="reward.redeemed").payload["redemption_id"] == row.pk


def test_a_member_redeems_alone() -> None:
    customer = Actor(role=Role.CUSTOMER)
    row = had(on_offer(), rich(), actor=customer)
    assert (row.store_id, row.by_id, row.by_name) == (None, None, "")


def test_listed_codes_go_in_their_order_and_never_twice(clerk: Actor) -> None:
    coffee, late = listed(["COFFEE-1", "COFFEE-2"]), rich()
    codes = [had(coffee, rich(), actor=clerk).code for _ in range(2)]
    assert [code.code for code in codes if code] == ["COFFEE-1", "COFFEE-2"]
    refused(lambda: had(coffee, late, actor=clerk), "reward_unavailable", field="reward")


def test_goods_have_a_link_and_no_code(clerk: Actor) -> None:
    wallpapers, _ = goods()
    row = had(wallpapers, rich(), actor=clerk)
    assert row.code is None
    assert len(row.links.get().token) == 22


def test_too_few_points(clerk: Actor) -> None:
    voucher, poor, new = on_offer(points=250), rich(249), member()
    no = refused(lambda: had(voucher, poor, actor=clerk), "points_insufficient", field="points")
    assert no.status == 409
    refused(lambda: had(voucher, new, actor=clerk), "points_insufficient")


def test_not_begun(clerk: Actor) -> None:
    voucher, customer = reward(), rich()
    terms_of(voucher, from_at=AT + timedelta(days=2), at=AT)
    no = refused(lambda: had(voucher, customer, actor=clerk), "reward_unavailable", field="reward")
    assert str(no) == "Case voucher can be had from 5 May 2027 on. Come back then, or choose another reward."


def test_ended(clerk: Actor) -> None:
    voucher, customer, late = reward(), rich(), rich()
    terms = terms_of(voucher, until=AT + timedelta(seconds=1))
    assert had(voucher, customer, actor=clerk).terms == terms
    no = refused(lambda: had(voucher, late, actor=clerk, at=AT + timedelta(seconds=1)), "reward_unavailable", field="reward")
    assert no.sentence == "Case voucher could be had until 3 May 2027."


def test_never_offered(clerk: Actor) -> None:
    voucher, customer = reward(), rich()
    no = refused(lambda: had(voucher, customer, actor=clerk), "reward_unavailable")
    assert no.sentence == "Case voucher has no price in points yet."


def test_ended_earlier_than_planned(clerk: Actor) -> None:
    voucher, customer = on_offer(), rich()
    end_terms(terms=voucher.terms.get(), until=AT, reason="supplier closed", actor=SYSTEM, at=AT)
    refused(lambda: had(voucher, customer, actor=clerk, at=AT), "reward_unavailable")


def test_no_stock(clerk: Actor) -> None:
    voucher, customer = on_offer(cap=0), rich()
    no = refused(lambda: had(voucher, customer, actor=clerk), "reward_unavailable", field="reward")
    assert no.sentence == "All of Case voucher are gone."


@pytest.mark.parametrize(
    ("period", "later", "words"),
    [
        ("day", "2027-05-04T00:00:00", "It can be had again tomorrow."),
        ("month", "2027-06-01T00:00:00", "It can be had again next month."),
        ("year", "2028-01-01T00:00:00", "It can be had again next year."),
    ],
)
def test_the_limit_of_a_member_counts_anew_in_each_period(clerk: Actor, period: str, later: str, words: str) -> None:
    voucher, customer = on_offer(points=10, most=2, period=period), rich()
    begin = indian("2027-05-03T10:00:00")
    assert [had(voucher, customer, actor=clerk, at=begin).place for _ in range(2)] == [1, 2]
    no = refused(lambda: had(voucher, customer, actor=clerk, at=begin), "reward_unavailable", field="reward")
    assert (no.sentence.startswith("This member has had Case voucher 2 times"), no.next_step) == (True, words)
    last = indian(later) - timedelta(microseconds=1)
    refused(lambda: had(voucher, customer, actor=clerk, at=last), "reward_unavailable")
    assert had(voucher, customer, actor=clerk, at=indian(later)).place == 1


def test_once_in_all(clerk: Actor) -> None:
    voucher, customer = on_offer(points=10), rich()
    had(voucher, customer, actor=clerk)
    no = refused(lambda: had(voucher, customer, actor=clerk, at=AT + timedelta(days=900)), "reward_unavailable")
    assert no.sentence == "This member has had Case voucher once, which is the most a member may have."


def test_a_member_price_needs_a_membership(clerk: Actor) -> None:
    refurbished, customer = on_offer(kind="refurbished", percent_off=70, cap=5, name="70 % off a used phone"), rich()
    no = refused(lambda: had(refurbished, customer, actor=clerk), "reward_unavailable", field="reward")
    assert str(no) == "70 % off a used phone is for members with a paid membership. The membership can be bought at the counter."


def test_reward_unavailable_stands_before_points_insufficient(clerk: Actor) -> None:
    gone, poor = on_offer(cap=0, points=9999), member()
    refused(lambda: had(gone, poor, actor=clerk), "reward_unavailable")


def test_other_points_than_the_member_was_shown(clerk: Actor) -> None:
    """After what is unavailable anyway, before the points are looked at; without a figure the terms of now count."""
    asha, voucher = rich(100), on_offer(points=250)
    no = refused(lambda: redeem_reward(reward=voucher.key, customer_id=asha.pk, actor=clerk, at=AT, expected_points=200), "price_changed")
    assert str(no) == "Case voucher takes 250 points now, not 200. Say the new figure and ask again."
    gone = on_offer(points=250, cap=0)
    refused(lambda: redeem_reward(reward=gone.key, customer_id=asha.pk, actor=clerk, at=AT, expected_points=200), "reward_unavailable")
    refused(lambda: redeem_reward(reward=voucher.key, customer_id=asha.pk, actor=clerk, at=AT, expected_points=250), "points_insufficient")


def test_unknown_rewards_and_strangers(clerk: Actor, head_office: Actor, auditor: Actor) -> None:
    voucher, customer = on_offer(), rich()
    for key in ("nothing", "x\x00", "आ"):
        refused(lambda key=key: redeem_reward(reward=key, customer_id=customer.pk, actor=clerk, at=AT), "invalid", field="reward")
    for actor in (head_office, auditor, Actor(role=Role.ANONYMOUS)):
        refused(lambda actor=actor: had(voucher, customer, actor=actor), "forbidden")


def test_terms_of_then_count_for_what_was_had_then(clerk: Actor) -> None:
    voucher, customer = on_offer(points=100, most=5), rich()
    first = had(voucher, customer, actor=clerk)
    terms_of(voucher, points=300, most=5, from_at=AT + timedelta(hours=1), at=AT)
    second = had(voucher, customer, actor=clerk, at=AT + timedelta(hours=2))
    assert (first.points, second.points, second.place) == (100, 300, 2)
    first.refresh_from_db()
    assert (first.points, first.terms.points) == (100, 100)


def test_what_a_member_can_have(clerk: Actor, django_assert_num_queries) -> None:
    loyalty()
    cheap, dear, gone = on_offer(points=100), on_offer(points=5000), on_offer(points=50, cap=0)
    reward(at=BEGAN)  # never offered
    customer = rich(1000)
    choices = {choice.offer.reward.key: choice for choice in choices_for(customer.pk, at=AT)}
    assert list(choices) == [gone.key, cheap.key, dear.key]
    assert (choices[cheap.key].possible, choices[dear.key].missing, choices[gone.key].possible) == (True, 4000, False)
    had(cheap, customer, actor=clerk)
    assert not {choice.offer.reward.key: choice for choice in choices_for(customer.pk, at=AT)}[cheap.key].possible


def test_nothing_is_left_of_a_refusal_late_in_the_act(clerk: Actor) -> None:
    """The list is empty although the stock says otherwise: points and stock are given back with everything else."""
    coffee, customer = listed(["COFFEE-1"]), rich()
    Code.objects.filter(reward=coffee).update(issued_at=AT)
    refused(lambda: had(coffee, customer, actor=clerk), "reward_unavailable")
    assert (has(customer), used(coffee), Redemption.objects.count()) == (1000, 0, 0)


def test_many_points_at_a_counter_need_the_members_code(clerk: Actor) -> None:
    """As many as in a sale; the member alone, who is signed in by a code, needs no other."""
    voucher, customer = on_offer(points=500, most=2), rich()
    no = refused(lambda: had(voucher, customer, actor=clerk), "otp_wrong", field="otp")
    assert str(no) == "The member's code is needed. Send it to their phone and type what they read out."
    assert had(voucher, customer, actor=Actor(role=Role.CUSTOMER)).points == 500

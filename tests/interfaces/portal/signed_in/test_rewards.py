"""Rewards on the member's own page: what can be had, one redeemed once, its code, and every way it is refused."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from loyalty.rewards.models import Redemption, Reward
from loyalty.rewards.services import cancel_redemption, end_terms, set_terms, use_redemption
from tests.factories.customers import CustomerFactory
from tests.factories.loyalty import loyalty
from tests.factories.plans import AT
from tests.factories.portal import signed_in
from tests.factories.rewards import goods, had, on_offer, rich
from tests.interfaces.counter.pages import text_of
from tests.loyalty.rewards.acts import every_row, has
from tests.loyalty.spending.purse import hear
from upgrade_program.customers.models import Customer
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.kernel.actor import SYSTEM, Actor
from upgrade_program.messaging.models import Message

pytestmark = pytest.mark.django_db
REWARDS = "/me/rewards/"


@pytest.fixture
def asha() -> Customer:
    return rich(1000, name="Asha Verma", email="asha@example.in")


@pytest.fixture
def voucher() -> Reward:
    return on_offer(points=250, good_days=30)


def read(client: Client, address: str = REWARDS, *, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return text_of(answer.content.decode())


def take(client: Client, row: Reward, key: str = "", *, points: int = 0):
    """Press the button of a page that showed these points; those of the first terms unless told."""
    shown = points or row.terms.earliest("id").points
    return client.post(f"{REWARDS}{row.key}/", {"key": key or str(uuid4()), "points": shown})


def test_what_can_be_had_and_what_is_missing(asha: Customer, voucher: Reward) -> None:
    on_offer(points=5000, name="Headphones")
    on_offer(points=90, cap=0, name="Mug")
    page = read(signed_in(asha))
    for words in ("You can use 1,000 points.", "Case voucher ₹500 off any case.", "4,000 points are missing", "All of them are gone."):
        assert words in page


def test_one_is_taken_and_its_code_shown_and_sent(asha: Customer, voucher: Reward) -> None:
    client = signed_in(asha)
    before = read(client, f"{REWARDS}{voucher.key}/")
    assert "It is good today and for 30 days after." in before
    assert "You can then use 750 points." in before
    answer = take(client, voucher)
    row = Redemption.objects.get()
    assert (answer.status_code, answer.url, has(asha)) == (302, f"/me/redemptions/{row.number}/", 750)
    assert (row.customer_id, row.store_id, row.by_id) == (asha.pk, None, None)
    assert row.code is not None
    page = read(client, answer.url)
    assert row.code.code in page
    assert "good through 2 Jun 2027" in page
    assert AuditRow.objects.get(verb="reward.redeemed").actor_role == "customer"
    hear(AT)
    assert sorted(Message.objects.filter(template="reward.redeemed").values_list("channel", flat=True)) == ["email", "sms"]
    assert "What you had" in read(client)


def test_pressed_twice_it_is_one(asha: Customer) -> None:
    twice, key = on_offer(points=250, most=2), str(uuid4())
    client = signed_in(asha)
    first, again = take(client, twice, key), take(client, twice, key)
    assert (first.url, Redemption.objects.count(), has(asha)) == (again.url, 1, 750)
    take(client, twice)
    assert (Redemption.objects.count(), has(asha)) == (2, 500)


def test_as_many_points_as_need_a_code_at_a_counter_need_none_here(asha: Customer) -> None:
    assert take(signed_in(asha), on_offer(points=900)).status_code == 302


def test_every_refusal_changes_nothing_and_says_what_to_do(asha: Customer, voucher: Reward) -> None:
    had(voucher, asha, actor=SYSTEM)
    cases = (
        (on_offer(points=5000), "4,250 points are missing"),
        (on_offer(points=90, cap=0), "All of them are gone."),
        (voucher, "You had it as often as one member may."),
        (on_offer(points=10, needs_membership=True), "Only for members with a paid membership"),
    )
    client = signed_in(asha)
    for row, words in cases:
        before = every_row()
        answer = take(client, row)
        assert (answer.status_code, every_row()) == (409, before)
        page = text_of(answer.content.decode())
        assert words in page
        assert "Take it for" not in page


def test_no_more_points_are_taken_than_stood_on_the_button(asha: Customer, voucher: Reward) -> None:
    """New terms begin while the page is open; what was pressed before they began gives its answer all the same."""
    client, press = signed_in(asha), str(uuid4())
    assert '<input type="hidden" name="points" value="250"' in client.get(f"{REWARDS}{voucher.key}/").content.decode()
    taken = take(client, voucher, press)
    twice = on_offer(points=250, most=2)
    for row in (voucher, twice):
        set_terms(
            reward=row, points=300, most=2, period="ever", from_at=AT, until=None, good_days=None, reason="dearer", actor=SYSTEM, at=AT
        )
    before = every_row()
    answer = take(client, twice, points=250)
    page = text_of(answer.content.decode())
    assert (answer.status_code, every_row()) == (409, before)
    assert "This takes other points now." in page
    assert "Take it for 300 points" in page
    assert take(client, voucher, press, points=250).url == taken.url
    assert take(client, twice, points=300).status_code == 302
    assert has(asha) == 1000 - 250 - 300


def test_one_that_has_just_ended_leads_to_the_catalogue(asha: Customer, voucher: Reward) -> None:
    client = signed_in(asha)
    end_terms(terms=voucher.terms.get(), until=AT, reason="over", actor=SYSTEM, at=AT)
    before = every_row()
    answer = take(client, voucher)
    assert (answer.status_code, every_row()) == (409, before)
    assert "This was not done." in text_of(answer.content.decode())
    assert client.get(f"{REWARDS}{voucher.key}/").status_code == 404


def test_what_is_no_press_and_no_reward(asha: Customer, voucher: Reward) -> None:
    client, before = signed_in(asha), every_row()
    key = str(uuid4())
    for sent in ({}, {"key": "nonsense", "points": 250}, {"key": key}, {"key": key, "points": "x"}, {"key": key, "points": 0}):
        assert client.post(f"{REWARDS}{voucher.key}/", sent).status_code == 422
    assert client.post(f"{REWARDS}nothing/", {"key": key, "points": 250}).status_code == 404
    assert client.get(f"{REWARDS}nothing/").status_code == 404
    assert every_row() == before


def test_who_has_no_points_sees_the_catalogue_and_takes_nothing(voucher: Reward) -> None:
    loyalty()
    stranger, before = signed_in(CustomerFactory()), every_row()
    page = read(stranger)
    assert "You can use 0 points. Only members earn points." in page
    answer = take(stranger, voucher)
    assert (answer.status_code, Redemption.objects.count()) == (409, 0)
    assert every_row()["rewards_redemption"] == before["rewards_redemption"]


def test_anothers_redemption_and_none_at_all_are_the_same(asha: Customer, voucher: Reward) -> None:
    theirs = had(voucher, rich(), actor=SYSTEM)
    client = signed_in(asha)
    for number in (theirs.number, theirs.written, "0000-0000-000", "nonsense"):
        assert client.get(f"/me/redemptions/{number}/").status_code == 404
    assert theirs.written not in read(client)


def test_a_code_that_counts_no_more_is_not_shown(asha: Customer, manager: Actor, clerk: Actor) -> None:
    over = had(on_offer(good_days=1), asha, actor=clerk)
    used = had(on_offer(), asha, actor=clerk)
    use_redemption(number=used.number, bill="B/1", actor=clerk, at=AT)
    back = had(on_offer(), asha, actor=clerk)
    cancel_redemption(number=back.number, reason="wrong one", actor=manager, at=AT)
    later = AT + timedelta(days=2)
    with time_machine.travel(later, tick=False):
        client = signed_in(asha, at=later)
        for row, words in (
            (over, "The code was good through 4 May 2027 and counts no more."),
            (used, "Used on 3 May 2027."),
            (back, "Taken back on 3 May 2027"),
        ):
            page = read(client, f"/me/redemptions/{row.number}/")
            assert words in page
            assert row.code is not None
            assert row.code.code not in page
            assert "wrong one" not in page


def test_goods_lead_to_their_files(asha: Customer) -> None:
    wallpapers, _file = goods()
    client = signed_in(asha)
    address = take(client, wallpapers).url
    link = Redemption.objects.get().links.get()
    assert f'href="/g/{link.token}/"' in client.get(address).content.decode()


def test_in_hindi(asha: Customer, voucher: Reward) -> None:
    client = signed_in(asha)
    client.post("/language/", {"language": "hi", "next": "/"})
    page = read(client, f"{REWARDS}{voucher.key}/")
    assert "कवर वाउचर" in page
    assert "250 पॉइंट में लें" in page
    answer = take(client, voucher)
    assert "2 जून 2027 तक मान्य" in read(client, answer.url)


def test_a_form_from_elsewhere_takes_nothing(asha: Customer, voucher: Reward) -> None:
    strict = signed_in(asha, client=Client(enforce_csrf_checks=True))
    assert (take(strict, voucher).status_code, Redemption.objects.count()) == (403, 0)

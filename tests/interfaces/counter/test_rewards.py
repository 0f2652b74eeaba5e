"""A member's rewards at the counter: seen, redeemed with the code from their phone, shown, taken in and taken back; guests entered."""

from __future__ import annotations

import pytest
from django.test import Client

from loyalty.activity.models import Attendance, StoreEvent
from loyalty.members.ids import member_id
from loyalty.rewards.models import Redemption
from loyalty.rewards.services import cancel_redemption
from stores.models import Store
from tests.factories.activity import event, mission
from tests.factories.customers import CustomerFactory
from tests.factories.loyalty import loyalty
from tests.factories.plans import AT, TODAY
from tests.factories.rewards import goods, had, on_offer, rich
from tests.interfaces.counter.pages import text_of
from tests.loyalty.rewards.acts import every_row, has
from upgrade_program.customers.models import Customer
from upgrade_program.kernel.actor import Actor
from upgrade_program.messaging.models import Message
from upgrade_program.otp.services import code_for

pytestmark = pytest.mark.django_db


def address(member: Customer, key: str = "") -> str:
    return f"/counter/members/{member_id(member.pk)}/rewards/" + (f"{key}/" if key else "")


def members_code() -> str:
    told = code_for(Message.objects.filter(template="otp.reward").latest("id").secret.partition(":")[2], at=AT)
    assert told is not None
    return told["code"]


def test_what_a_member_can_have(clerk_client: Client) -> None:
    cheap, dear, gone = on_offer(points=250), on_offer(points=5000, name="Headphones"), on_offer(points=90, cap=0, name="Mug")
    member = rich(1000)
    page = clerk_client.get(address(member))
    said = text_of(page.content.decode())
    assert page.status_code == 200
    for words in ("1,000", "4,000 points are missing.", "All of Mug are gone."):
        assert words in said
    body = page.content.decode()
    assert address(member, cheap.key) in body
    assert address(member, dear.key) not in body
    assert address(member, gone.key) not in body
    assert member.name not in body  # any store opens a member, so the page names nobody


def test_with_the_members_code_and_never_without(clerk_client: Client) -> None:
    voucher, member = on_offer(points=250), rich(1000)
    at = address(member, voucher.key)
    assert clerk_client.get(at).status_code == 200
    before = every_row()
    assert clerk_client.post(at, {"act": "redeem"}).status_code == 422
    assert every_row() == before
    sent = clerk_client.post(at, {"act": "send"})
    assert "A code is on its way" in text_of(sent.content.decode())
    wrong = clerk_client.post(at, {"act": "redeem", "otp": f"{(int(members_code()) + 1) % 1_000_000:06d}"})
    assert (wrong.status_code, has(member)) == (422, 1000)
    done = clerk_client.post(at, {"act": "redeem", "otp": members_code()})
    row = Redemption.objects.get()
    assert (done.status_code, done["Location"]) == (302, f"/counter/redemptions/{row.number}/")
    assert has(member) == 750
    assert row.code is not None
    assert row.code.code in clerk_client.get(done["Location"]).content.decode()


def test_the_code_of_the_message_names_reward_and_points(clerk_client: Client) -> None:
    voucher, member = on_offer(points=250), rich(1000)
    clerk_client.post(address(member, voucher.key), {"act": "send"})
    slots = Message.objects.get(template="otp.reward").slots
    assert slots == {"reward": "Case voucher", "points": "250", "store": "Mi Home Nehru Place", "minutes": "5"}


def test_a_code_is_for_one_reward_and_one_member(clerk_client: Client) -> None:
    voucher, other, member = on_offer(points=250), on_offer(points=100), rich(1000)
    clerk_client.post(address(member, voucher.key), {"act": "send"})
    assert clerk_client.post(address(member, other.key), {"act": "redeem", "otp": members_code()}).status_code == 422
    assert has(member) == 1000


def test_the_code_is_shown_where_it_was_had_while_it_counts(clerk_client: Client, client_for, other_clerk_user, clerk: Actor) -> None:
    row = had(on_offer(), rich(), actor=clerk)
    assert row.code is not None
    page = f"/counter/redemptions/{row.number}/"
    assert row.code.code in clerk_client.get(page).content.decode()
    elsewhere = client_for(other_clerk_user)
    assert row.code.code not in elsewhere.get(page).content.decode()
    assert elsewhere.post(page + "use/", {"reason": "B/27/4711"}).status_code == 302
    assert row.code.code not in clerk_client.get(page).content.decode()
    assert clerk_client.post(page + "use/", {"reason": "B/27/4712"}).status_code == 422


def test_a_manager_takes_it_back(manager_client: Client, clerk_client: Client, clerk: Actor) -> None:
    member = rich(1000)
    row = had(on_offer(), member, actor=clerk)
    page = f"/counter/redemptions/{row.number}/"
    assert clerk_client.post(page + "cancel/", {"reason": "wrong one"}).status_code == 403
    assert manager_client.post(page + "cancel/", {"reason": ""}).status_code == 422
    assert has(member) == 750
    assert manager_client.post(page + "cancel/", {"reason": "wrong one"}).status_code == 302
    assert has(member) == 1000
    assert "The points are back in the account." in text_of(manager_client.get(page).content.decode())


def test_a_new_link_for_goods(clerk_client: Client, clerk: Actor, manager: Actor) -> None:
    wallpapers, _ = goods(most=2)
    row, voucher = had(wallpapers, rich(), actor=clerk), had(on_offer(), rich(), actor=clerk)
    old = row.links.get().token
    assert clerk_client.post(f"/counter/redemptions/{row.number}/link/").status_code == 302
    assert [link.token for link in row.links.filter(revoked_at=None)] != [old]
    assert clerk_client.post(f"/counter/redemptions/{voucher.number}/link/").status_code == 422
    cancel_redemption(number=row.number, reason="wrong", actor=manager, at=AT)
    assert clerk_client.post(f"/counter/redemptions/{row.number}/link/").status_code == 422


def test_the_field_of_the_home_page_opens_a_redemption(clerk_client: Client, clerk: Actor) -> None:
    row = had(on_offer(), rich(), actor=clerk)
    found = clerk_client.post("/counter/find/", {"q": row.written})
    assert found["Location"] == f"/counter/redemptions/{row.number}/"


@pytest.mark.parametrize("rows", [1, 3])
def test_the_stores_redemptions(clerk_client: Client, clerk: Actor, other_clerk: Actor, rows: int, django_assert_max_num_queries) -> None:
    voucher = on_offer()
    for _ in range(rows):
        had(voucher, rich(), actor=clerk)
    theirs = had(voucher, rich(), actor=other_clerk)
    with django_assert_max_num_queries(12):
        body = clerk_client.get("/counter/redemptions/").content.decode()
    assert body.count("/counter/redemptions/") >= rows
    assert theirs.written not in body


def test_strangers_to_the_programme_have_no_rewards(clerk_client: Client) -> None:
    loyalty()
    assert clerk_client.get(address(CustomerFactory())).status_code == 404


def test_a_guest_is_entered_by_mobile(clerk_client: Client, store: Store, clerk: Actor) -> None:
    evening, member = event(store), rich(1)
    page = f"/counter/events/{evening.pk}/"
    assert "Fan evening" in text_of(clerk_client.get("/counter/events/").content.decode())
    assert clerk_client.post(page, {"mobile": member.mobile}).status_code == 302
    assert (Attendance.objects.count(), has(member)) == (1, 51)
    for typed in (member.mobile, "98330 12345", "12"):
        assert clerk_client.post(page, {"mobile": typed}).status_code == 422
    assert member.mobile not in clerk_client.get(page).content.decode()


# Events planned by the store


def test_a_manager_plans_an_event_and_a_guest_of_it_is_named_in_the_history(manager_client: Client, clerk_client: Client) -> None:
    evening, member = mission(proof="event", points=1200, turn="day", title="Photo walk"), rich(1)
    assert "Plan an event" in text_of(manager_client.get("/counter/events/").content.decode())
    typed = {"title": "Walk to Lodhi", "on": TODAY.isoformat(), "seats": "20", "mission": evening.pk}
    planned = manager_client.post("/counter/events/plan/", typed)
    made = StoreEvent.objects.get()
    assert (planned["Location"], made.store.code, made.title, made.seats) == (f"/counter/events/{made.pk}/", "DL01", "Walk to Lodhi", 20)
    assert clerk_client.post(planned["Location"], {"mobile": member.mobile}).status_code == 302
    said = text_of(clerk_client.get(f"/counter/members/{member_id(member.pk)}/").content.decode())
    assert "Mission: Photo walk" in said
    assert "1,201" in said


@pytest.mark.parametrize(
    ("field", "typed"), [("on", "2027-05-02"), ("on", "soon"), ("title", " "), ("seats", "0"), ("seats", "many"), ("mission", "0")]
)
def test_what_is_wrong_with_an_event_stands_at_its_field_and_nothing_is_lost(manager_client: Client, field: str, typed: str) -> None:
    evening = mission(proof="event", points=50, turn="day")
    right = {"title": "Walk to Lodhi", "on": TODAY.isoformat(), "seats": "20", "mission": evening.pk}
    before = every_row()
    answer = manager_client.post("/counter/events/plan/", right | {field: typed})
    body = answer.content.decode()
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert field == "title" or 'value="Walk to Lodhi"' in body
    assert every_row() == before


def test_without_a_mission_for_events_the_page_says_whom_to_ask(manager_client: Client) -> None:
    mission(proof="purchase")
    assert "Head office adds one first" in text_of(manager_client.get("/counter/events/plan/").content.decode())


def test_a_clerk_plans_nothing(clerk_client: Client) -> None:
    assert clerk_client.get("/counter/events/plan/").status_code == 403
    assert "Plan an event" not in text_of(clerk_client.get("/counter/events/").content.decode())


def test_the_history_names_the_reward(clerk_client: Client, clerk: Actor, manager: Actor) -> None:
    member = rich(5000)
    row = had(on_offer(), member, actor=clerk)
    cancel_redemption(number=row.number, reason="wrong", actor=manager, at=AT)
    said = text_of(clerk_client.get(f"/counter/members/{member_id(member.pk)}/").content.decode())
    assert "Reward: Case voucher" in said
    assert "Reward taken back: Case voucher" in said

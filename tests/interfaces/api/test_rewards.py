"""Rewards by the API: what is offered, and one redeemed; a repeated request changes nothing, a refusal neither."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from loyalty.members.ids import member_id
from loyalty.rewards.models import Redemption
from loyalty.spending.codes import CODE_FROM
from stores.clock import now
from tests.factories.customers import CustomerFactory
from tests.factories.loyalty import loyalty
from tests.factories.rewards import goods, on_offer, rich
from tests.interfaces.api.till import Till, new_key, refused, said, traces
from tests.loyalty.rewards.acts import every_row, has
from upgrade_program.customers.models import Customer
from upgrade_program.messaging.models import Message
from upgrade_program.otp.models import Challenge
from upgrade_program.otp.services import code_for

pytestmark = pytest.mark.django_db


def path(member: Customer | int | str) -> str:
    return f"/api/v1/members/{member_id(member.pk) if isinstance(member, Customer) else member}/redemptions/"


def test_what_is_offered(till: Till, auditor_till: Till) -> None:
    loyalty()
    voucher, dear = on_offer(points=250, cap=3, most=2, period="month"), on_offer(points=5000)
    plain = said(auditor_till.get("/api/v1/rewards/"))
    assert [row["reward"] for row in plain["results"]] == [voucher.key, dear.key]
    assert plain["results"][0] == {
        "reward": voucher.key,
        "kind": "voucher",
        "name": "Case voucher",
        "about": "₹500 off any case.",
        "partner": None,
        "percent_off": None,
        "needs_membership": False,
        "points": 250,
        "limit": {"most": 2, "period": "month"},
        "left": 3,
        "until": None,
        "missing": None,
        "reason": None,
    }
    member = rich(1000)
    for_them = said(till.get(f"/api/v1/rewards/?member={member_id(member.pk)}"))["results"]
    assert [(row["missing"], row["reason"]) for row in for_them] == [(0, None), (4000, None)]
    refused(till.get(f"/api/v1/rewards/?member={member_id(987654321)}"), 404, "not_found")
    refused(till.get("/api/v1/rewards/?member=x"), 422, "invalid", "member")


def test_a_redemption_once_however_often_it_is_sent(till: Till) -> None:
    voucher, member, key = on_offer(points=250, good_days=90), rich(1000), new_key()
    first = till.act(path(member), {"reward": voucher.key}, key=key)
    assert first.status_code == 201
    row = Redemption.objects.get()
    assert row.code is not None
    assert said(first) == {
        "id": row.written,
        "member": member_id(member.pk),
        "reward": voucher.key,
        "kind": "voucher",
        "points": 250,
        "state": "issued",
        "code": row.code.code,
        "good_through": "2027-08-01",
        "store": "DL01",
        "at": "2027-05-03T11:42:00+05:30",
    }
    again = till.act(path(member), {"reward": voucher.key}, key=key)
    assert (said(again), again["Idempotent-Replayed"]) == (said(first), "true")
    assert (Redemption.objects.count(), has(member)) == (1, 750)
    refused(till.act(path(member), {"reward": "another"}, key=key), 409, "idempotency_mismatch")


def test_goods_are_answered_without_their_link(till: Till) -> None:
    wallpapers, _ = goods()
    answer = till.act(path(rich()), {"reward": wallpapers.key})
    assert (answer.status_code, said(answer)["code"]) == (201, None)
    assert Redemption.objects.get().links.get().token not in answer.content.decode()


@pytest.mark.parametrize(
    ("offer", "points", "status", "code"),
    [
        ({"points": 250}, 249, 409, "points_insufficient"),
        ({"points": 250, "cap": 0}, 1000, 409, "reward_unavailable"),
    ],
)
def test_refusals_change_nothing(till: Till, offer: dict[str, int], points: int, status: int, code: str) -> None:
    voucher, member = on_offer(**offer), rich(points)  # type: ignore[arg-type]
    before = every_row(), traces()
    problem = refused(till.act(path(member), {"reward": voucher.key}), status, code)
    assert problem["next_step"]
    assert (every_row(), traces()) == before


def test_the_limit_of_a_member(till: Till) -> None:
    voucher, member = on_offer(points=10), rich()
    till.act(path(member), {"reward": voucher.key})
    before = every_row()
    refused(till.act(path(member), {"reward": voucher.key}), 409, "reward_unavailable", "reward")
    assert every_row() == before


def test_who_and_what_is_not_there(till: Till, head_office_till: Till, nobody: Till) -> None:
    voucher, member, stranger = on_offer(), rich(), CustomerFactory()
    for unknown in (stranger, 987654321, "x", "9" * 19, "१"):
        refused(till.act(path(unknown), {"reward": voucher.key}), 404, "not_found")
    refused(till.act(path(member), {"reward": "nothing"}), 422, "invalid", "reward")
    refused(till.act(path(member), {}), 422, "invalid", "reward")
    refused(till.post(path(member), {"reward": voucher.key}), 422, "invalid", "Idempotency-Key")
    refused(head_office_till.act(path(member), {"reward": voucher.key}), 403, "forbidden")
    refused(nobody.act(path(member), {"reward": voucher.key}), 401, "unauthenticated")
    assert has(member) == 1000


def wants_code(till: Till, reward: str, member: Customer) -> str:
    """The code the member reads out once this till has asked for it."""
    sent = till.post("/api/v1/members/otp/", {"mobile": member.mobile, "reward": reward})
    assert (sent.status_code, said(sent)["sent_to"][-3:]) == (202, member.mobile[-3:]), sent.content
    secret = Message.objects.filter(template="otp.reward").latest("id").secret.partition(":")[2]
    told = code_for(secret, at=now())
    assert told is not None
    return told["code"]


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


@pytest.mark.parametrize("points", [499, 500])
def test_many_points_take_the_members_code(till: Till, points: int) -> None:
    voucher, member = on_offer(points=points), rich()
    before = every_row(), traces()
    if points < CODE_FROM:
        assert till.act(path(member), {"reward": voucher.key}).status_code == 201
        return
    for asked in ({}, {"otp": ""}, {"otp": None}, {"otp": "12345"}):
        refused(till.act(path(member), {"reward": voucher.key} | asked), 403, "otp_wrong", "otp")
        assert (every_row(), traces()) == before
    refused(till.act(path(member), {"reward": voucher.key, "otp": "123456"}), 403, "otp_expired", "otp")
    assert (every_row(), traces()) == before
    code = wants_code(till, voucher.key, member)
    assert till.act(path(member), {"reward": voucher.key, "otp": code}).status_code == 201
    assert has(member) == 500


def test_a_wrong_code_changes_nothing_but_the_count_of_tries(till: Till) -> None:
    voucher, member = on_offer(points=600), rich()
    code = wants_code(till, voucher.key, member)
    before, tries = every_row(), Challenge.objects.get().tries
    refused(till.act(path(member), {"reward": voucher.key, "otp": other_than(code)}), 403, "otp_wrong", "otp")
    after = every_row()
    assert {table for table in after if before[table] != after[table]} == {"otp_challenge"}
    assert (Challenge.objects.get().tries, has(member)) == (tries + 1, 1000)


def test_a_code_ends_after_five_minutes(till: Till, clock: time_machine.Traveller) -> None:
    voucher, member = on_offer(points=600), rich()
    code = wants_code(till, voucher.key, member)
    before = every_row()
    clock.shift(timedelta(minutes=5))
    refused(till.act(path(member), {"reward": voucher.key, "otp": code}), 403, "otp_expired", "otp")
    assert every_row() == before


def test_a_code_is_good_for_one_redemption_of_one_reward_at_one_till(till: Till, other_till: Till) -> None:
    voucher, other, member = on_offer(points=600, most=3), on_offer(points=600), rich(5000)
    code, key = wants_code(till, voucher.key, member), new_key()
    refused(till.act(path(member), {"reward": other.key, "otp": code}), 403, "otp_expired", "otp")
    refused(other_till.act(path(member), {"reward": voucher.key, "otp": code}), 403, "otp_expired", "otp")
    first = till.act(path(member), {"reward": voucher.key, "otp": code}, key=key)
    again = till.act(path(member), {"reward": voucher.key, "otp": code}, key=key)
    assert (first.status_code, said(again), again["Idempotent-Replayed"]) == (201, said(first), "true")
    before = every_row()
    refused(till.act(path(member), {"reward": voucher.key, "otp": code}), 403, "otp_expired", "otp")
    assert (every_row(), has(member)) == (before, 4400)


def test_a_code_that_is_given_is_compared_for_few_points_too(till: Till) -> None:
    voucher, member = on_offer(points=250), rich()
    code = wants_code(till, voucher.key, member)
    refused(till.act(path(member), {"reward": voucher.key, "otp": other_than(code)}), 403, "otp_wrong", "otp")
    assert has(member) == 1000
    assert till.act(path(member), {"reward": voucher.key, "otp": code}).status_code == 201


def test_for_what_no_code_is_sent(till: Till, head_office_till: Till) -> None:
    voucher, gone, member, stranger = on_offer(points=600), on_offer(points=600, cap=0), rich(599), CustomerFactory()
    before = every_row(), traces()
    for till_, asked, status, code, field in (
        (till, {"mobile": member.mobile, "reward": voucher.key}, 409, "points_insufficient", "points"),
        (till, {"mobile": member.mobile, "reward": gone.key}, 409, "reward_unavailable", "reward"),
        (till, {"mobile": member.mobile, "reward": "nothing"}, 422, "invalid", "reward"),
        (till, {"mobile": stranger.mobile, "reward": voucher.key}, 404, "not_found", None),
        (till, {"mobile": "123", "reward": voucher.key}, 422, "mobile_invalid", "mobile"),
        (till, {"mobile": member.mobile, "reward": voucher.key, "price": "9.00"}, 422, "invalid", "price"),
        (till, {"mobile": member.mobile, "price": "9.00"}, 422, "invalid", "amount"),
        (head_office_till, {"mobile": member.mobile, "reward": voucher.key}, 403, "forbidden", None),
    ):
        refused(till_.post("/api/v1/members/otp/", asked), status, code, field)
        assert (every_row(), traces()) == before

"""Many tills at the last piece, one code, one member's limit, one day's check-in: exactly as many come through as there are.

Each with its control: the same crowd without the guard breaks the rule, or only the law of the database stops it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from loyalty.activity.models import CheckIn
from loyalty.activity.services import check_in
from loyalty.ledger.models import Entry
from loyalty.ledger.queries import balances, broken
from loyalty.rewards.models import Code, Redemption, Reward
from loyalty.rewards.services import cancel_redemption, fetch, use_redemption
from loyalty.rewards.services.codes import issue_code
from tests.factories.loyalty import member
from tests.factories.plans import AT
from tests.factories.rewards import goods, had, listed, on_offer, rich
from tests.foundation.crowd import at_once, law, looked_first
from upgrade_program.foundation.audit.queries import chains, faults
from upgrade_program.kernel.actor import SYSTEM, Actor
from upgrade_program.kernel.errors import Refused

pytestmark = pytest.mark.django_db(transaction=True)
TILLS = 20


def outcomes(size: int, act: Callable[[int], Any]) -> dict[str, int]:
    """How often each thing came of it: done, the code of a refusal, or the name of a law."""
    counted: dict[str, int] = {}
    for answer in at_once(size, act):
        if isinstance(answer, Exception) and not isinstance(answer, Refused) and not law(answer):
            raise answer
        said = answer.code if isinstance(answer, Refused) else law(answer) or "done"
        counted[said] = counted.get(said, 0) + 1
    return counted


def sound() -> bool:
    return not broken() and not [fault for chain in chains() for fault in faults(chain)]


def test_the_last_piece_is_had_by_one_of_twenty(clerk: Actor) -> None:
    voucher = on_offer(points=100, cap=1)
    members = [rich() for _ in range(TILLS)]
    assert outcomes(TILLS, lambda number: had(voucher, members[number], actor=clerk)) == {"done": 1, "reward_unavailable": TILLS - 1}
    assert (Redemption.objects.count(), Reward.objects.get().used, Code.objects.count()) == (1, 1, 1)
    assert sorted(balances(one.pk, at=AT).available for one in members) == [900] + [1000] * (TILLS - 1)
    assert sound()


def test_control_without_the_guard_only_the_law_saves_the_stock(clerk: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    read = looked_first(lambda pk: Reward.objects.get(pk=pk), TILLS)

    def unguarded(reward: Reward) -> bool:
        row = read(reward.pk)
        if row.cap is not None and row.used >= row.cap:
            return False
        return bool(Reward.objects.filter(pk=reward.pk).update(used=row.used + 1))  # counts what it read, not what there is

    monkeypatch.setattr("loyalty.rewards.services.redeeming.take_one", unguarded)
    voucher = on_offer(points=100, cap=1)
    members = [rich() for _ in range(TILLS)]
    found = outcomes(TILLS, lambda number: had(voucher, members[number], actor=clerk))
    assert found["done"] > 1, found  # one piece, had more than once


def test_no_code_is_issued_twice(clerk: Actor) -> None:
    coffee = listed([f"COFFEE-{number}" for number in range(10)])
    members = [rich() for _ in range(TILLS)]
    assert outcomes(TILLS, lambda number: had(coffee, members[number], actor=clerk)) == {"done": 10, "reward_unavailable": 10}
    codes = list(Redemption.objects.values_list("code__code", flat=True))
    assert len(set(codes)) == len(codes) == 10
    assert sound()


def test_control_codes_taken_without_their_lock_meet_the_law(clerk: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    def careless(reward: Reward, *, at: Any) -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT id FROM rewards_code WHERE issued_at IS NULL ORDER BY id LIMIT 1")
            chosen: int = cursor.fetchone()[0]
        return chosen

    monkeypatch.setattr("loyalty.rewards.services.redeeming.take_one", lambda reward: True)  # which would make them wait for each other
    monkeypatch.setattr("loyalty.rewards.services.redeeming.issue_code", looked_first(careless, 6))
    coffee = listed([f"COFFEE-{number}" for number in range(10)])
    members = [rich() for _ in range(6)]
    found = outcomes(6, lambda number: had(coffee, members[number], actor=clerk))
    assert found == {"done": 1, "rewards_redemption_code_id_key": 5}


def test_the_list_itself_gives_each_code_once(clerk: Actor) -> None:
    """Without the stock's lock in front of it: whoever comes at once skips what another has in hand."""
    coffee = listed([f"COFFEE-{number}" for number in range(10)])

    def take(_: int) -> int | None:
        with transaction.atomic():
            return issue_code(coffee, at=AT)

    taken = [code for code in at_once(TILLS, take) if code is not None]
    assert len(set(taken)) == len(taken) == 10


def test_a_members_limit_holds_at_all_tills_at_once(clerk: Actor) -> None:
    voucher, customer = on_offer(points=10, most=3, period="month"), rich(1000)
    assert outcomes(TILLS, lambda _: had(voucher, customer, actor=clerk)) == {"done": 3, "reward_unavailable": TILLS - 3}
    assert sorted(Redemption.objects.values_list("place", flat=True)) == [1, 2, 3]
    assert balances(customer.pk, at=AT).available == 970
    assert sound()


def test_control_places_chosen_before_the_lock_meet_the_law(clerk: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each till counts what it saw before it waited for the account: all of them choose the first place."""
    monkeypatch.setattr("loyalty.rewards.services.redeeming.free_place", lambda *_, **__: 1)
    voucher, customer = on_offer(points=10, most=3), rich(1000)
    found = outcomes(6, lambda _: had(voucher, customer, actor=clerk))
    assert found == {"done": 1, "one_redemption_at_each_place_of_a_members_limit": 5}


def test_points_for_four_are_spent_four_times(clerk: Actor) -> None:
    voucher, customer = on_offer(points=250, most=100), rich(1000)
    assert outcomes(TILLS, lambda _: had(voucher, customer, actor=clerk)) == {"done": 4, "points_insufficient": TILLS - 4}
    assert (balances(customer.pk, at=AT).available, Redemption.objects.count(), Reward.objects.get().used) == (0, 4, 4)
    assert sound()


def test_a_redemption_ends_in_one_way(clerk: Actor, manager: Actor) -> None:
    customer = rich(1000)
    row = had(on_offer(points=250), customer, actor=clerk)

    def end(number: int) -> Any:
        if number % 2:
            return cancel_redemption(number=row.number, reason="wrong", actor=manager, at=AT)
        return use_redemption(number=row.number, bill="B/1", actor=clerk, at=AT)

    assert outcomes(10, end) == {"done": 1, "redemption_over": 9}
    row.refresh_from_db()
    assert balances(customer.pk, at=AT).available == (1000 if row.state == "cancelled" else 750)
    assert sound()


def test_a_download_and_a_cancellation_tie_no_knot(clerk: Actor, manager: Actor) -> None:
    wallpapers, file = goods()
    row = had(wallpapers, rich(), actor=clerk)
    token = row.links.get().token

    def act(number: int) -> Any:
        if number == 0:
            return cancel_redemption(number=row.number, reason="wrong", actor=manager, at=AT)
        fetch(token=token, file_id=file.pk, at=AT)[1].close()
        return None

    found = outcomes(6, act)
    row.refresh_from_db()
    downloads = row.links.get().downloads.count()
    assert (row.state == "cancelled") == (downloads == 0), found


def test_two_check_ins_at_once_are_one() -> None:
    customer = member()
    assert outcomes(8, lambda _: check_in(customer_id=customer.pk, actor=SYSTEM, at=AT)) == {"done": 1, "checked_in_already": 7}
    assert (CheckIn.objects.count(), Entry.objects.filter(source_type="check_in").count()) == (1, 1)
    assert sound()


def test_control_without_the_law_each_of_them_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE activity_checkin DROP CONSTRAINT one_check_in_a_local_day")
    try:
        customer = member()
        found = at_once(8, lambda _: check_in(customer_id=customer.pk, actor=SYSTEM, at=AT))
        assert CheckIn.objects.count() > 1, found
        assert Entry.objects.filter(source_type="check_in").count() == 1  # the ledger gives the day's point once all the same
    finally:
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE activity_checkin")
            cursor.execute("ALTER TABLE activity_checkin ADD CONSTRAINT one_check_in_a_local_day UNIQUE (customer_id, day)")

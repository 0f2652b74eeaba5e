"""What becomes of a redemption: taken back unused, or its code taken in by a store; each once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from loyalty.ledger.models import Entry, Lot
from loyalty.rewards.models import Code
from loyalty.rewards.services import cancel_redemption, fetch, use_redemption
from stores.clock import start_of_day
from tests.factories.plans import AT
from tests.factories.rewards import goods, had, listed, on_offer, rich
from tests.loyalty.rewards.acts import has, refused, used
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.kernel.actor import Actor, Role

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=1)


def cancel(row, *, actor: Actor, reason: str = "wrong reward", at=LATER):
    return cancel_redemption(number=row.number, reason=reason, actor=actor, at=at)


def use(row, *, actor: Actor, bill: str = "B/27/4711", at=LATER):
    return use_redemption(number=row.number, bill=bill, actor=actor, at=at)


def test_the_points_go_back_to_their_lots_and_the_piece_to_the_stock(clerk: Actor, manager: Actor) -> None:
    customer, voucher = rich(1000), on_offer(points=250, cap=1)
    row = had(voucher, customer, actor=clerk)
    back = cancel(row, actor=manager)
    assert (back.state, back.reason, back.ended_by_id, back.ended_store_id) == (
        "cancelled",
        "wrong reward",
        manager.staff_id,
        manager.store_id,
    )
    assert (has(customer, at=LATER), used(voucher)) == (1000, 0)
    assert [(lot.issued, lot.remaining) for lot in Lot.objects.filter(account__customer=customer)] == [(1000, 1000)]
    entry = Entry.objects.get(pk=back.restored_id)
    assert (entry.kind, entry.points, entry.reverses_id) == ("restore", 250, row.entry_id)
    assert AuditRow.objects.get(verb="reward.cancelled").chain == manager.store_id
    again = had(voucher, customer, actor=clerk, at=LATER)  # its place in the limit is free, and its piece can be had
    assert (again.place, again.code_id != row.code_id) == (1, True)


def test_who_may_take_it_back(clerk: Actor, other_manager: Actor, head_office: Actor, auditor: Actor) -> None:
    row = had(on_offer(), rich(), actor=clerk)
    for actor in (clerk, other_manager, head_office, auditor):
        refused(lambda actor=actor: cancel(row, actor=actor), "forbidden")
    refused(lambda: cancel(row, actor=Actor(role=Role.CUSTOMER)), "not_found")


def test_head_office_takes_back_what_a_member_had_alone(head_office: Actor, manager: Actor) -> None:
    customer = rich()
    row = had(on_offer(), customer, actor=Actor(role=Role.CUSTOMER))
    refused(lambda: cancel(row, actor=manager), "forbidden")
    cancel(row, actor=head_office)
    assert has(customer) == 1000


def test_never_without_a_reason_nor_twice(clerk: Actor, manager: Actor) -> None:
    row = had(on_offer(), rich(), actor=clerk)
    refused(lambda: cancel(row, actor=manager, reason=" "), "reason_required", field="reason")
    cancel(row, actor=manager)
    refused(lambda: cancel(row, actor=manager), "redemption_over")
    refused(lambda: use(row, actor=clerk), "redemption_over")


def test_a_code_that_was_used_is_not_taken_back(clerk: Actor, manager: Actor, other_clerk: Actor) -> None:
    row = had(on_offer(), rich(), actor=clerk)
    done = use(row, actor=other_clerk)
    assert (done.state, done.reason, done.ended_store_id) == ("used", "B/27/4711", other_clerk.store_id)
    refused(lambda: cancel(row, actor=manager), "redemption_over")
    refused(lambda: use(row, actor=clerk), "redemption_over")


def test_a_listed_code_is_lost_with_its_redemption(clerk: Actor, manager: Actor) -> None:
    voucher = on_offer(made="list", cap=0)
    from loyalty.rewards.services import load_codes
    from upgrade_program.kernel.actor import SYSTEM

    load_codes(reward=voucher, text="ONLY-1", reason="list", actor=SYSTEM, at=AT)
    customer, late = rich(), rich()
    cancel(had(voucher, customer, actor=clerk), actor=manager)
    assert (has(customer), used(voucher), Code.objects.get().issued_at) == (1000, 1, AT)
    refused(lambda: had(voucher, late, actor=clerk), "reward_unavailable")


def test_a_partners_code_is_neither_taken_back_nor_in(clerk: Actor, manager: Actor) -> None:
    row = had(listed(["COFFEE-1"]), rich(), actor=clerk)
    no = refused(lambda: cancel(row, actor=manager), "redemption_not_cancellable")
    assert "Mi Coffee" in str(no)
    refused(lambda: use(row, actor=clerk), "redemption_not_taken_here")


def test_goods_are_taken_back_until_they_are_downloaded(clerk: Actor, manager: Actor) -> None:
    wallpapers, file = goods(most=2)
    first, second = (had(wallpapers, rich(), actor=clerk) for _ in range(2))
    cancel(first, actor=manager)
    assert first.links.get().revoked_at == LATER
    link = second.links.get()
    fetch(token=link.token, file_id=file.pk, at=AT)[1].close()
    refused(lambda: cancel(second, actor=manager), "redemption_over")
    link.refresh_from_db()
    assert link.revoked_at is None
    refused(lambda: use(second, actor=clerk), "redemption_not_taken_here")


def test_a_code_is_good_through_its_last_day(clerk: Actor, head_office: Actor) -> None:
    voucher = on_offer(good_days=10, most=2)
    early, late = (had(voucher, rich(), actor=clerk) for _ in range(2))
    assert early.good_through is not None
    ends = start_of_day(early.good_through + timedelta(days=1))
    use(early, actor=clerk, at=ends - timedelta(microseconds=1))
    no = refused(lambda: use(late, actor=clerk, at=ends), "redemption_over")
    assert no.sentence == "The code was good through 13 May 2027."
    refused(lambda: use(late, actor=head_office), "forbidden")
    refused(lambda: use(late, actor=clerk, bill=""), "reason_required")

"""What the loyalty of a store has: a member with points, a voucher and goods they had, an evening with its guests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from loyalty.activity.models import Mission
from loyalty.activity.services import check_in, freeze_due, write_review
from loyalty.ledger.causes import Cause
from loyalty.ledger.services import earn, hold
from loyalty.rewards.models import GoodsFile, Reward
from loyalty.rewards.services import add_file
from stores.clock import local_day
from stores.models import Store
from tests.factories.activity import boards, bought, event, mission
from tests.factories.billing import cash, tax_rule
from tests.factories.rewards import Bytes, had, reward, rich, terms_of
from tests.foundation.photos.makers import corners, saved
from upgrade_program.customers.models import Customer
from upgrade_program.kernel.actor import SYSTEM, Actor, Role
from upgrade_program.usecases.membership import sell_membership

KEY, GOODS, EVENING = "case-voucher", "wallpapers", "fan-evening"


@dataclass
class Loyal:
    """A member's id, the numbers of what they had, the link to their goods, an event and somebody to enter there."""

    member_id: int
    reward: str
    voucher: str
    goods: str
    token: str
    file_id: int
    event_id: int
    guest_mobile: str


def loyal(clerk: Actor, *, at: datetime) -> Loyal:
    """A member of this store, who had a voucher and wallpapers, bought and reviewed, and came last month and today."""
    boards()
    if not Reward.objects.exists():
        _catalogue(at)
    member = rich(5000, at=at, since=at - timedelta(days=60))
    check_in(customer_id=member.pk, actor=SYSTEM, at=at - timedelta(days=40))
    freeze_due(on=local_day(at), at=at)
    store = Store.objects.get(pk=clerk.store_id)
    purchase = bought(member, store, at=at)
    write_review(customer_id=member.pk, purchase_id=purchase.pk, stars=5, text="A very good phone so far.", actor=clerk, at=at)
    hold(
        customer_id=member.pk,
        points=50,
        cause=Cause(source_type="plan", source_id=f"{member.pk}:waits", at=at),
        until=at + timedelta(days=1),
    )
    tax_rule()
    sell_membership(actor=clerk, customer_id=member.pk, months=6, expected_price=Decimal(150), tenders=[cash(150)], at=at, on=local_day(at))
    voucher = had(Reward.objects.get(key=KEY), member, actor=clerk, at=at)
    goods = had(Reward.objects.get(key=GOODS), member, actor=clerk, at=at)
    return Loyal(
        member_id=member.pk,
        reward=KEY,
        voucher=voucher.number,
        goods=goods.number,
        token=goods.links.get().token,
        file_id=GoodsFile.objects.get().pk,
        event_id=event(store, on=local_day(at), at=at, mission=Mission.objects.get(key=EVENING)).pk,
        guest_mobile=rich(1, at=at, since=at - timedelta(days=60)).mobile,
    )


def had_alone(customer: Customer, *, at: datetime) -> str:
    """The number of what a customer took on their own page; they have points for as many again."""
    cause = Cause(source_type="test", source_id=f"{customer.pk}:own page", at=at)
    earn(customer_id=customer.pk, points=1000, cause=cause, live_from=at, expires_at=None)
    actor = Actor(role=Role.CUSTOMER, customer_id=customer.pk)
    return had(Reward.objects.get(key=KEY), customer, actor=actor, at=at).number


def _catalogue(at: datetime) -> None:
    terms_of(reward(key=KEY, cap=100, at=at), most=9, at=at)
    wallpapers = reward(key=GOODS, kind="goods", at=at)
    terms_of(wallpapers, most=9, at=at)
    add_file(reward=wallpapers, title="Dawn over Delhi", title_hi="दिल्ली की सुबह", file=Bytes(saved(corners(), "PNG")), actor=SYSTEM, at=at)
    mission(key="buy-a-phone", at=at)
    mission(key=EVENING, proof="event", points=50, turn="day", at=at)

"""The demo's first rewards and missions: on offer, with codes and files that are what they say."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from loyalty.activity.queries import missions_on
from loyalty.ledger.models import Account
from loyalty.rewards.models import Code, GoodsFile
from loyalty.rewards.queries import choices_for, offers
from loyalty.rewards.storage import goods_files
from stores.clock import local_day
from tests.factories.plans import AT, sold
from tests.factories.rewards import BEGAN, had, rich
from upgrade_program.demo.rewards import keep_members, make_rewards
from upgrade_program.kernel.actor import Actor

pytestmark = pytest.mark.django_db


def test_every_kind_is_on_offer_and_can_be_had(clerk: Actor) -> None:
    assert make_rewards(at=BEGAN) == 9
    assert make_rewards(at=AT) == 0  # a catalogue that is there stays
    found = offers(at=AT)
    assert {offer.reward.kind for offer in found} == {"voucher", "partner", "refurbished", "goods"}
    assert Code.objects.count() == 200
    member = rich(5000)
    possible = [choice.offer.reward for choice in choices_for(member.pk, at=AT) if choice.possible]
    assert len(possible) == 4  # the member price needs a paid membership
    for reward in possible:
        had(reward, member, actor=clerk)
    assert {mission.proof for mission in missions_on(local_day(AT))} == {"purchase", "review", "referral", "event"}


def test_the_files_are_pictures_and_sounds() -> None:
    make_rewards(at=BEGAN)
    types = list(GoodsFile.objects.order_by("id").values_list("media_type", flat=True))
    assert types == ["image/jpeg"] * 3 + ["audio/wav"] * 2
    with goods_files().open(GoodsFile.objects.first().name) as kept:  # type: ignore[union-attr]
        assert Image.open(BytesIO(kept.read())).size == (540, 1170)


def test_two_members_a_store_have_points(clerk: Actor) -> None:
    make_rewards(at=BEGAN)
    for number in (1, 2, 3):
        sold(actor=clerk, customer_mobile=f"98104 7770{number}", phone_invoice_number=f"D/{number}")
    keep_members({"DL01": {"clerk": clerk}}, at=AT)
    assert sorted(Account.objects.values_list("available", flat=True)) == [1541, 2001]

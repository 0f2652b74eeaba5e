"""What the database itself refuses, by the name of the law."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from loyalty.rewards.models import Code, Download, DownloadLink, GoodsFile, Redemption, Reward, RewardTerms
from loyalty.rewards.services import fetch
from tests.factories.plans import AT
from tests.factories.rewards import BEGAN, goods, had, listed, on_offer, reward, rich
from tests.loyalty.rewards.acts import refused_by
from upgrade_program.kernel.actor import Actor

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_a_reward_stays_what_it_is() -> None:
    row = on_offer(cap=2)
    with refused_by("a_reward_stays_what_it_is"):
        Reward.objects.filter(pk=row.pk).update(name="Another")
    with refused_by("rewards_are_never_deleted"):
        Reward.objects.filter(pk=row.pk)._raw_delete("default")
    with refused_by("no_more_rewards_than_there_are"):
        Reward.objects.filter(pk=row.pk).update(used=3)


@pytest.mark.parametrize(
    ("changes", "law"),
    [
        ({"kind": "car"}, "the_kind_of_a_reward_is_known"),
        ({"kind": "refurbished", "percent_off": 71, "needs_membership": True, "cap": 1}, "a_member_price_is_limited_and_for_members"),
        ({"kind": "refurbished", "percent_off": 70, "needs_membership": False, "cap": 1}, "a_member_price_is_limited_and_for_members"),
        ({"kind": "refurbished", "percent_off": 70, "needs_membership": True}, "a_member_price_is_limited_and_for_members"),
        ({"made": "none"}, "all_but_goods_have_codes"),
        ({"made": "list"}, "listed_codes_are_counted"),
        ({"kind": "partner"}, "a_partner_deal_names_its_partner"),
    ],
)
def test_what_no_reward_may_be(changes: dict[str, object], law: str) -> None:
    plain = {"key": "mug", "kind": "voucher", "made": "here", "name": "M", "name_hi": "म", "about": "a", "about_hi": "अ", "created_at": AT}
    with refused_by(law):
        Reward.objects.create(**(plain | changes))


def test_terms_do_not_overlap_and_stay_as_written() -> None:
    row = on_offer(points=250)
    terms = row.terms.get()
    plain = {"reward": row, "points": 9, "set_at": AT, "reason": "x"}
    with refused_by("terms_of_one_reward_do_not_overlap"):
        RewardTerms.objects.create(valid=DateTimeTZRange(AT, None), **plain)
    with refused_by("terms_of_a_reward_stay_as_written"):
        RewardTerms.objects.filter(pk=terms.pk).update(points=1)
    with refused_by("terms_of_a_reward_stay_as_written"):
        terms.delete()
    RewardTerms.objects.filter(pk=terms.pk).update(valid=DateTimeTZRange(BEGAN, AT))
    with refused_by("terms_of_a_reward_stay_as_written"):
        RewardTerms.objects.filter(pk=terms.pk).update(valid=DateTimeTZRange(BEGAN, AT + DAY))


def test_a_code_is_issued_once() -> None:
    coffee = listed(["COFFEE-1"])
    with refused_by("one_code_once_a_reward"):
        Code.objects.create(reward=coffee, code="COFFEE-1", added_at=AT)
    Code.objects.update(issued_at=AT)
    for change in ({"issued_at": None}, {"code": "COFFEE-9"}, {"reward": reward()}):
        with refused_by("a_code_is_issued_once"):
            Code.objects.update(**change)
    with refused_by("codes_are_never_deleted"):
        Code.objects.all().delete()


def test_what_was_redeemed_is_frozen(clerk: Actor) -> None:
    row = had(on_offer(most=2), rich(), actor=clerk)
    for change in ({"points": 1}, {"place": 2}, {"customer": rich()}, {"by_name": "Somebody"}, {"good_through": row.on}):
        with refused_by("what_was_redeemed_is_frozen"):
            Redemption.objects.filter(pk=row.pk).update(**change)
    with refused_by("redemptions_are_never_deleted"):
        Redemption.objects.filter(pk=row.pk).delete()
    with refused_by("a_cancelled_redemption_gave_its_points_back"):
        Redemption.objects.filter(pk=row.pk).update(state="cancelled", ended_at=AT, reason="x")
    Redemption.objects.filter(pk=row.pk).update(state="used", ended_at=AT, reason="B/1")
    with refused_by("a_redemption_ends_once"):
        Redemption.objects.filter(pk=row.pk).update(state="issued", ended_at=None, reason="")


def test_a_member_has_one_redemption_at_each_place(clerk: Actor) -> None:
    voucher, customer = on_offer(points=10, most=2), rich()
    first, second = (had(voucher, customer, actor=clerk) for _ in range(2))
    facts = {field.attname: getattr(first, field.attname) for field in Redemption._meta.concrete_fields if not field.primary_key}
    other = had(on_offer(), rich(), actor=clerk)
    loose = {"number": "0" * 11, "entry_id": 0, "code_id": None}
    with refused_by("no_member_has_more_than_the_limit"):
        Redemption.objects.create(**(facts | loose | {"place": 3}))
    with refused_by("one_redemption_at_each_place_of_a_members_limit"):
        Redemption.objects.create(**(facts | loose | {"place": second.place}))
    with refused_by("a_redemption_starts_issued"):
        Redemption.objects.create(**(facts | loose | {"state": "used"}))
    assert other.place == 1


def test_goods_links_and_downloads_are_records(clerk: Actor) -> None:
    wallpapers, file = goods()
    link = had(wallpapers, rich(), actor=clerk).links.get()
    fetch(token=link.token, file_id=file.pk, at=AT)[1].close()
    with refused_by("goods_stay_as_they_are"):
        GoodsFile.objects.update(size=1)
    with refused_by("goods_are_never_deleted"):
        GoodsFile.objects.all()._raw_delete("default")
    with refused_by("downloads_are_only_added"):
        Download.objects.update(at=BEGAN)
    with refused_by("one_download_link_in_force_a_redemption"):
        DownloadLink.objects.create(redemption=link.redemption, token="x", created_at=AT)
    with refused_by("a_download_link_is_revoked_once"):
        DownloadLink.objects.update(token="y")
    DownloadLink.objects.update(revoked_at=AT)
    with refused_by("a_download_link_is_revoked_once"):
        DownloadLink.objects.update(revoked_at=None)

"""Head office's acts on the catalogue: rewards, dated terms, stock, codes and files; refused, they change nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from loyalty.rewards.models import Code, GoodsFile, Reward
from loyalty.rewards.queries import files_of, offers
from loyalty.rewards.services import add_file, add_stock, end_terms, load_codes, withdraw_file
from loyalty.rewards.storage import goods_files
from tests.factories.plans import AT
from tests.factories.rewards import Bytes, goods, had, listed, on_offer, reward, rich, terms_of
from tests.loyalty.rewards.acts import refused
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.kernel.actor import Actor

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def test_a_reward_is_added_with_an_audit_row() -> None:
    row = reward(key="case-voucher", cap=20)
    assert (row.made, row.left) == ("here", 20)
    assert AuditRow.objects.get(verb="reward.added").subject == f"reward:{row.pk}"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"key": "Case Voucher"}, "key"),
        ({"name": ""}, "name"),
        ({"name_hi": "अ" * 31}, "name_hi"),
        ({"about_hi": ""}, "about_hi"),
        ({"kind": "car"}, "kind"),
        ({"kind": "partner"}, None),
        ({"kind": "refurbished", "percent_off": 71, "cap": 5}, None),
        ({"kind": "refurbished", "percent_off": 40}, None),  # without a limited number
        ({"percent_off": 40}, None),
    ],
)
def test_what_no_reward_may_be(changes: dict[str, object], field: str | None) -> None:
    refused(lambda: reward(**changes), "invalid", field=field)


def test_two_rewards_have_two_keys() -> None:
    reward(key="mug")
    refused(lambda: reward(key="mug"), "invalid", field="key")


def test_a_member_price_is_for_members_whoever_forgets_to_say_so() -> None:
    assert reward(kind="refurbished", percent_off=70, cap=5).needs_membership


def test_new_terms_close_the_running_ones(head_office: Actor) -> None:
    voucher = on_offer(points=250)
    terms_of(voucher, points=300, from_at=AT + HOUR, at=AT)
    assert [offer.terms.points for offer in offers(at=AT)] == [250]
    assert [offer.terms.points for offer in offers(at=AT + HOUR)] == [300]
    terms_of(voucher, points=350, from_at=AT + HOUR, at=AT)  # what only was planned is withdrawn for the new
    assert [offer.terms.points for offer in offers(at=AT + HOUR)] == [350]
    refused(lambda: terms_of(voucher, from_at=AT + HOUR / 2, at=AT), "later_terms_stand", field="from_at")


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"from_at": AT - HOUR}, "terms_in_the_past", "from_at"),
        ({"points": 0}, "invalid", "points"),
        ({"points": 10_000_001}, "invalid", "points"),
        ({"most": 0}, "invalid", "most"),
        ({"period": "week"}, "invalid", "period"),
        ({"good_days": 0}, "invalid", "good_days"),
        ({"until": AT}, "invalid", "until"),
        ({"reason": ""}, "reason_required", "reason"),
    ],
)
def test_what_no_terms_may_be(changes: dict[str, object], code: str, field: str) -> None:
    voucher = on_offer()
    refused(lambda: terms_of(voucher, at=AT, **({"from_at": AT} | changes)), code, field=field)


def test_terms_end_earlier_never_later(head_office: Actor) -> None:
    voucher = reward()
    terms = terms_of(voucher, until=AT + HOUR)

    def end(until):
        return end_terms(terms=terms, until=until, reason="supplier closed", actor=head_office, at=AT)

    refused(lambda: end(AT - HOUR), "terms_in_the_past", field="until")
    refused(lambda: end(AT + 2 * HOUR), "invalid", field="until")
    assert end(AT + HOUR / 2).valid.upper == AT + HOUR / 2


def test_terms_to_come_are_withdrawn(head_office: Actor) -> None:
    voucher = reward()
    terms = terms_of(voucher, from_at=AT + HOUR, at=AT)
    done = end_terms(terms=terms, until=AT, reason="not yet", actor=head_office, at=AT)
    assert (done.withdrawn_at, offers(at=AT + HOUR)) == (AT, [])


def test_stock_grows_and_shrinks_but_never_below_what_was_had(clerk: Actor, head_office: Actor) -> None:
    voucher = on_offer(cap=2)
    had(voucher, rich(), actor=clerk)

    def more(number: int) -> Reward:
        return add_stock(reward=voucher, more=number, reason="counted", actor=head_office, at=AT)

    assert more(3).cap == 5
    assert more(-4).cap == 1
    for number in (-1, 0, 2_000_000_000):
        refused(lambda number=number: more(number), "invalid", field="more")
    endless, coffee = on_offer(), listed(["COFFEE-1"])
    for row in (endless, coffee):
        refused(lambda row=row: add_stock(reward=row, more=1, reason="x", actor=head_office, at=AT), "invalid", field="more")


def test_a_list_of_codes_is_the_stock(head_office: Actor) -> None:
    coffee = listed(["COFFEE-1", "COFFEE-2"])
    assert (coffee.cap, Code.objects.count()) == (2, 2)

    def load(text: str) -> int:
        return load_codes(reward=coffee, text=text, reason="second list", actor=head_office, at=AT)

    assert load("COFFEE-3\n\n COFFEE-4 \n") == 2
    for text in ("", "a b", "x" * 31, "COFFEE-5\nCOFFEE-5", "COFFEE-9\nCOFFEE-1"):
        refused(lambda text=text: load(text), "invalid", field="codes")
    voucher = on_offer()
    refused(lambda: load_codes(reward=voucher, text="A-1234", reason="x", actor=head_office, at=AT), "invalid", field="reward")


def test_a_file_is_what_its_first_bytes_say(head_office: Actor) -> None:
    wallpapers, file = goods()
    assert (file.media_type, file.filename, file.size) == ("image/png", "dawn-over-delhi.png", 108)
    with goods_files().open(file.name) as kept:
        assert kept.read().startswith(b"\x89PNG")
    with pytest.raises(ValueError, match="no address"):
        goods_files().url(file.name)

    def add(data: bytes, title: str = "Rain") -> GoodsFile:
        return add_file(reward=wallpapers, title=title, title_hi="बारिश", file=Bytes(data), actor=head_office, at=AT)

    refused(lambda: add(b"<svg onload=alert(1)>"), "file_unusable", field="file")
    refused(lambda: add(b"\x89PNG\r\n\x1a\n" + b"0" * 26_300_000), "file_too_large", field="file")
    refused(lambda: add(b"OggS0000", title=""), "invalid", field="title")
    voucher = on_offer()
    refused(
        lambda: add_file(reward=voucher, title="x", title_hi="x", file=Bytes(b"OggS"), actor=head_office, at=AT), "invalid", field="reward"
    )
    assert add(b"RIFF0000WAVE").media_type == "audio/wav"


def test_a_withdrawn_file_is_given_to_nobody(head_office: Actor) -> None:
    wallpapers, file = goods()
    for _ in range(2):
        withdraw_file(file=file, reason="licence over", actor=head_office, at=AT)
    assert list(files_of(wallpapers)) == []
    assert AuditRow.objects.filter(verb="reward.file_withdrawn").count() == 1


def test_all_of_it_is_head_offices(clerk: Actor, manager: Actor, auditor: Actor) -> None:
    coffee, (wallpapers, file) = listed(["COFFEE-1"]), goods()
    terms = coffee.terms.get()
    for actor in (clerk, manager, auditor):
        acts = [
            lambda actor=actor: add_stock(reward=coffee, more=1, reason="x", actor=actor, at=AT),
            lambda actor=actor: load_codes(reward=coffee, text="COFFEE-2", reason="x", actor=actor, at=AT),
            lambda actor=actor: end_terms(terms=terms, until=AT, reason="x", actor=actor, at=AT),
            lambda actor=actor: withdraw_file(file=file, reason="x", actor=actor, at=AT),
            lambda actor=actor: add_file(reward=wallpapers, title="x", title_hi="x", file=Bytes(b"OggS"), actor=actor, at=AT),
        ]
        for act in acts:
            refused(act, "forbidden")

"""The demo: whole or not at all, once, the same each time, and only where it belongs."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from random import Random

import pytest
import time_machine
from django.core.management import call_command

from loyalty.activity.services import tell_due
from loyalty.ledger.queries import broken
from loyalty.programme.enums import Part
from loyalty.programme.models import HeardBill
from loyalty.programme.queries.drafts import latest
from loyalty.programme.queries.trial import trial
from loyalty.rewards.models import Redemption
from stores.access import actor_for
from stores.clock import STORE_TIME, start_of_day
from stores.models import StaffUser, Store
from tests.factories.activity import boards
from tests.factories.loyalty import loyalty
from tests.factories.plans import AT as MADE_AT
from tests.factories.plans import TODAY, programme
from upgrade_program.billing.models import Drawer, Payment
from upgrade_program.buyback.enums import REQUIRED_VIEWS
from upgrade_program.buyback.models import Claim, Handset
from upgrade_program.buyback.services import subject_of
from upgrade_program.demo.making import SEED, load_demo
from upgrade_program.demo.models import DemoMark
from upgrade_program.demo.people import PASSWORD, SIGN_INS
from upgrade_program.demo.schedule import sales_of_a_store
from upgrade_program.foundation.approvals.models import Approval
from upgrade_program.foundation.approvals.queries import waiting_for
from upgrade_program.foundation.audit.queries import chains, faults
from upgrade_program.foundation.outbox.models import Message as News
from upgrade_program.foundation.photos.queries import photos_of
from upgrade_program.foundation.photos.storage import photo_files
from upgrade_program.messaging.models import Message
from upgrade_program.plans.models import Plan
from upgrade_program.plans.terms import assured_value

pytestmark = pytest.mark.django_db


def quiet(done: int, total: int) -> None:
    """No bar in tests."""


@pytest.fixture(scope="module")
def the_demo(django_db_setup, django_db_blocker):
    """The demo made once for this module, at one instant, in a transaction that is rolled back at its end."""
    from django.db import transaction

    with django_db_blocker.unblock():
        try:
            with transaction.atomic():
                for of_migrations in (programme, loyalty, boards):  # a test that committed may have emptied the tables
                    of_migrations()
                with time_machine.travel(MADE_AT, tick=False):
                    call_command("load_catalogue", verbosity=0)
                    load_demo(at=MADE_AT, on_progress=quiet)
                yield
                raise _Undo
        except _Undo:
            pass


class _Undo(Exception):
    pass


def test_stores_of_all_kinds_in_at_least_four_states(the_demo):
    assert len(set(Store.objects.values_list("state", flat=True))) >= 4
    assert set(Store.objects.values_list("kind", flat=True)) == {"mi_home", "mi_studio", "preferred_partner"}
    assert {"DL01", "MH01"} <= set(Store.objects.values_list("code", flat=True))


def test_the_six_sign_ins_have_the_published_password_and_the_others_none_that_is_known(the_demo):
    published = {username for username, *_ in SIGN_INS}
    assert len(published) == 6
    for staff in StaffUser.objects.all():
        assert staff.check_password(PASSWORD) == (staff.username in published)


def test_each_store_holds_over_a_hundred_plans_over_all_tiers_and_statuses(the_demo):
    for store in Store.objects.all():
        plans = list(Plan.objects.filter(store=store))
        assert len(plans) >= 100
        seen = Counter((value.value_status.value, value.percent) for value in (assured_value(plan.promise, on=TODAY) for plan in plans))
        for percent in (70, 60, 50, 40):
            assert seen["open", percent] >= 5
        for status in ("waiting", "pending", "cancelled", "expired", "redeemed", "suspended"):
            assert seen[status, 0] >= 1


def test_documents_are_dense_and_every_chain_is_whole(the_demo):
    for store in Store.objects.all():
        numbers = sorted(Plan.objects.filter(store=store, invoice__isnull=False).values_list("invoice__year", "invoice__serial"))
        for year in {year for year, _ in numbers}:
            serials = [serial for y, serial in numbers if y == year]
            assert serials == list(range(1, len(serials) + 1))
    assert [fault for chain in chains() for fault in faults(chain)] == []


def test_only_todays_news_is_still_to_be_told(the_demo):
    """A first start must not send a message for each of 600 old sales."""
    midnight = start_of_day(TODAY)
    waiting = News.objects.filter(delivered_at=None)
    assert 10 <= waiting.count() <= 80
    assert not waiting.filter(recorded_at__lt=midnight).exists()
    assert not Message.objects.filter(state="queued", queued_at__lt=midnight).exists()


def test_again_it_changes_nothing(the_demo):
    before = Plan.objects.count()
    assert load_demo(at=MADE_AT, on_progress=quiet) is None
    assert Plan.objects.count() == before
    assert DemoMark.objects.count() == 1


def test_the_same_seed_gives_the_same_schedule():
    day = date(2027, 5, 3)
    assert sales_of_a_store(Random(SEED), today=day) == sales_of_a_store(Random(SEED), today=day)
    assert sales_of_a_store(Random(SEED), today=day) != sales_of_a_store(Random(SEED + 1), today=day)


@pytest.mark.parametrize("day", [date(2027, 3, 31), date(2028, 2, 29), date(2027, 12, 31), date(2027, 1, 1)])
def test_no_sale_of_a_schedule_lies_in_the_future(day):
    assert all(sale.day <= day for sale in sales_of_a_store(Random(SEED), today=day))


def test_drawers_are_open_and_one_was_forgotten(the_demo):
    assert dict(Drawer.objects.filter(closed_at=None).values_list("store__code", "day")) == {
        **dict.fromkeys(("DL01", "MH01", "KA01", "TN01"), TODAY),
        "CH01": TODAY - timedelta(days=1),
    }
    assert Drawer.objects.exclude(closed_at=None).count() == 29


def test_each_store_holds_claims_of_every_state(the_demo):
    for store in Store.objects.all():
        states = set(Claim.objects.filter(store=store).values_list("state", flat=True))
        assert states == {"open", "inspected", "offered", "settled", "refused", "declined", "lapsed", "reversed"}, (store, states)
        assert Handset.objects.filter(store=store, state="quarantine").count() == 2


def test_an_override_and_an_extension_wait_in_each_store(the_demo):
    for store in Store.objects.all():
        asked = Approval.objects.filter(store_id=store.pk, state="waiting")
        assert sorted(asked.values_list("kind", flat=True)) == ["claim.override", "plan.extension"], store
    manager = actor_for(StaffUser.objects.get(username="manager.dl01"), Store.objects.get(code="DL01"))
    assert {asked.kind for asked in waiting_for(manager)} == {"claim.override", "plan.extension"}


def test_claims_are_photographed(the_demo):
    """Those that go on and were inspected have their five views, a refused one what was seen; the files are ours and small."""
    views = sorted(REQUIRED_VIEWS)
    for claim in Claim.objects.all():
        photos = list(photos_of(subject_of(claim)))
        seen = sorted(photo.view for photo in photos)
        assert seen == {"inspected": views, "offered": views, "refused": ["lit"]}.get(claim.state, []), claim.state
        assert all(photo.size < 40_000 and photo_files().exists(photo.name) for photo in photos)


def test_a_draft_of_the_programme_has_past_bills_to_be_played_on(the_demo):
    """On the first day: those of the last 30 days, and of yesterday."""
    dearer = replace(latest(Part.RULES), rules=tuple(replace(rule, points=rule.points * 2) for rule in latest(Part.RULES).rules))
    found = trial(dearer, on=TODAY)
    assert 10 <= found["bills"] == found["changed"]
    assert found["then"] > found["now"] > 0
    assert HeardBill.objects.filter(at__gte=start_of_day(TODAY - timedelta(days=1)), at__lt=start_of_day(TODAY)).exists()
    assert tell_due(on=TODAY, at=datetime.combine(TODAY, time(12), tzinfo=STORE_TIME)) == 0  # nobody is told of them now


def test_a_member_of_each_store_pays_partly_with_points_and_another_had_a_reward(the_demo):
    paid = Payment.objects.filter(method="points", state="received")
    assert paid.count() == Store.objects.count()
    assert all(50 <= part.amount < 500 and part.amount * 5 <= part.collection.amount for part in paid)
    assert Redemption.objects.filter(reward__key="case-voucher").count() == Store.objects.count()
    assert broken() == []

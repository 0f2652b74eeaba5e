"""Dated versions: the first ones as published, in force by day, never changed, never two at once, closed once."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from loyalty.programme.models import EarnRule, ProgrammeVersion, StatusTier, StatusVersion
from loyalty.programme.queries import ladder_on, programme_at, rulebook, rules_on
from stores.clock import STORE_TIME, start_of_day
from tests.factories.loyalty import as_a_release, phone_rule
from tests.loyalty.programme.acts import refused, refused_by

pytestmark = pytest.mark.django_db
FIRST, DAY = date(2020, 11, 5), date(2027, 5, 3)


def test_the_first_programme_is_that_of_section_3():
    now = programme_at(start_of_day(DAY))
    assert (now.pending_days, now.life_months, now.rupees_per_point, now.min_points, now.step, now.most_share_percent) == (
        7,
        12,
        1,
        50,
        1,
        20,
    )
    assert (now.check_in_points, now.streak_days, now.streak_points) == (1, 7, 5)
    assert (now.membership_price, now.membership_months, now.membership_multiplier, now.repairs_a_year) == (
        25,
        (1, 6, 12),
        Decimal("0.25"),
        1,
    )
    rules = {rule.key: (rule.points, rule.per_rupees, rule.multiplied, rule.cap_points) for rule in rules_on(DAY)}
    assert rules == {"phone_bill": (1, 100, True, None), "plan_sold": (50, None, False, None), "upgrade_done": (100, None, False, None)}
    ladder = ladder_on(DAY)
    assert [(level.name, level.threshold, level.multiplier) for level in ladder.levels] == [
        ("Member", 0, 1), ("Silver", 500, Decimal("1.1")), ("Gold", 2000, Decimal("1.25")), ("Platinum", 5000, Decimal("1.5"))
    ]  # fmt: skip
    assert ladder.window_months == 12


def test_before_the_first_day_there_is_no_programme():
    eve = datetime(2020, 11, 4, 23, 59, tzinfo=STORE_TIME)
    refused(lambda: programme_at(eve), "no_programme")
    refused(lambda: ladder_on(eve.date()), "no_programme")
    assert rules_on(eve.date()) == []
    book = rulebook()
    assert (book.programme(eve.date()), book.rules_on(eve.date())) == (None, [])
    assert programme_at(start_of_day(FIRST)).version == 1


def test_a_version_is_asked_for_once_and_the_day_every_time(django_assert_num_queries):
    programme_at(start_of_day(DAY))
    with django_assert_num_queries(1):
        programme_at(start_of_day(DAY))


def test_a_newer_version_follows_on_its_day_and_the_older_still_counts_for_its_own():
    change = date(2027, 6, 1)
    with as_a_release():
        EarnRule.objects.filter(key="phone_bill").update(valid=DateRange(FIRST, change))
    phone_rule(key="phone_bill", version=2, points=Decimal(2), valid=DateRange(change, None))
    by_day = {day: [rule.points for rule in rules_on(day) if rule.key == "phone_bill"] for day in (date(2027, 5, 31), change)}
    assert by_day == {date(2027, 5, 31): [1], change: [2]}
    book = rulebook()
    assert all([rule.points for rule in book.rules_on(day) if rule.key == "phone_bill"] == points for day, points in by_day.items())


VERSIONS = [
    (ProgrammeVersion, "programme_versions", {"min_points": 1}),
    (EarnRule, "earn_rules", {"points": 2}),
    (StatusVersion, "status_versions", {"window_months": 6}),
]


@pytest.mark.parametrize(("model", "law", "change"), VERSIONS, ids=[law for _, law, _ in VERSIONS])
def test_a_version_stays_as_published_and_its_end_is_set_once(model, law, change):
    rows = model.objects.filter(pk=model.objects.first().pk)
    for edit in (change, {"valid": DateRange(date(2021, 1, 1), None)}, {"valid": DateRange(empty=True)}, {"version": 9}):
        with refused_by(f"{law}_as_published"):
            rows.update(**edit)
    with refused_by(f"{law}_never_deleted"):
        rows._raw_delete(rows.db)
    with as_a_release():
        rows.update(valid=DateRange(FIRST, date(2030, 1, 1)))
    for until in (date(2029, 1, 1), date(2031, 1, 1), None):
        with refused_by(f"{law}_as_published"):
            rows.update(valid=DateRange(FIRST, until))


def copy_of(row, **changes):
    fields = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key}
    return type(row)(**(fields | changes))


OVERLAPS = [
    (ProgrammeVersion, "one_programme_version_is_in_force_a_day"),
    (EarnRule, "one_version_of_an_earn_rule_is_in_force_a_day"),
    (StatusVersion, "one_status_version_is_in_force_a_day"),
]


@pytest.mark.parametrize(("model", "law"), OVERLAPS, ids=[law for _, law in OVERLAPS])
def test_two_versions_are_never_in_force_on_one_day(model, law):
    with refused_by(law):
        copy_of(model.objects.first(), version=2, valid=DateRange(DAY, None)).save()


LAWS = [
    (ProgrammeVersion, {"version": 1}, "programme_versions_are_numbered"),
    (ProgrammeVersion, {"valid": DateRange(None, date(2020, 1, 1))}, "programme_versions_begin_on_a_day"),
    (ProgrammeVersion, {"rounding": "sideways"}, "programme_rounding_is_known"),
    (ProgrammeVersion, {"step": 0}, "a_point_its_step_and_its_life_are_above_zero"),
    (ProgrammeVersion, {"most_share_percent": 101}, "points_pay_at_most_the_whole_bill"),
    (ProgrammeVersion, {"membership_price": -1}, "a_membership_costs_and_adds_nothing_below_zero"),
    (EarnRule, {"version": 1}, "versions_of_an_earn_rule_are_numbered"),
    (EarnRule, {"valid": DateRange(None, date(2020, 1, 1))}, "earn_rules_begin_on_a_day"),
    (EarnRule, {"occasion": "birthday"}, "earn_occasion_is_known"),
    (EarnRule, {"store_kind": "kiosk"}, "earn_store_kind_is_known"),
    (EarnRule, {"title": ""}, "an_earn_rule_has_key_and_title"),
    (EarnRule, {"points": 0}, "an_earn_rule_gives_points_for_rupees_above_zero"),
    (EarnRule, {"cap_points": 5}, "a_cap_has_points_and_a_period"),
    (EarnRule, {"cap_period": "month"}, "a_cap_has_points_and_a_period"),
    (StatusVersion, {"version": 1}, "status_versions_are_numbered"),
    (StatusVersion, {"window_months": 0}, "status_versions_begin_on_a_day_and_look_back"),
]


@pytest.mark.parametrize(("model", "change", "law"), LAWS, ids=[f"{law}-{next(iter(change))}" for _, change, law in LAWS])
def test_what_a_version_may_say(model, change, law):
    fields = {"version": 7, "valid": DateRange(date(2019, 1, 1), date(2020, 1, 1))} | change
    with refused_by(law):
        copy_of(model.objects.first(), **fields).save()


TIERS = [
    ({"rank": 1}, "levels_of_one_version_have_an_order"),
    ({"threshold": 500}, "levels_of_one_version_differ_in_points"),
    ({"threshold": 0}, "the_lowest_level_asks_for_nothing"),
    ({"multiplier": Decimal("0.9")}, "a_level_has_a_name_and_never_earns_less"),
    ({"name": ""}, "a_level_has_a_name_and_never_earns_less"),
]


@pytest.mark.parametrize(("change", "law"), TIERS, ids=[f"{law}-{next(iter(change))}" for change, law in TIERS])
def test_what_a_level_may_say(change, law):
    fields = {"status": StatusVersion.objects.get(), "rank": 4, "name": "Diamond", "threshold": 9000, "multiplier": Decimal(2)} | change
    with refused_by(law):
        StatusTier.objects.create(**fields)


def test_levels_stay_as_published():
    with refused_by("status_tiers_stay_as_published"):
        StatusTier.objects.filter(rank=1).update(threshold=1)
    with refused_by("status_tiers_stay_as_published"):
        StatusTier.objects.filter(rank=1).delete()

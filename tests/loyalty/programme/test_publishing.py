"""New versions: by head office, with a reason, from a later day; the version before ends there, and what was earned stays earned."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from loyalty.programme.models import EarnRule, ProgrammeVersion, StatusVersion
from loyalty.programme.queries import ladder_on, preview, programme_at, rules_on
from loyalty.programme.services import NewLevel, end_rule, publish_ladder, publish_programme, publish_rule
from loyalty.programme.subscribers import earn_for_plans_sold, take_back_for_plans_cancelled
from stores.clock import start_of_day
from tests.factories.loyalty import cancelled, member, sold_plan
from tests.factories.plans import AT, TODAY
from tests.foundation.crowd import at_once
from tests.loyalty.programme.acts import every_row, has, refused
from tests.loyalty.programme.rules import rule
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.kernel.errors import Refused

pytestmark = pytest.mark.django_db
JUNE = date(2027, 6, 1)
LATER = AT + timedelta(minutes=5)
LEVELS = [NewLevel(name="Member", threshold=0, multiplier=Decimal(1)), NewLevel(name="Star", threshold=100, multiplier=Decimal(2))]


def dated(actor, **changes):
    return {"actor": actor, "from_day": JUNE, "reason": "summer", "at": AT} | changes


def test_settings_change_from_their_day_and_keep_what_is_not_named(head_office):
    row = publish_programme(changes={"min_points": 100}, **dated(head_office))
    before, after = (programme_at(start_of_day(day)) for day in (JUNE - timedelta(days=1), JUNE))
    assert (before.version, before.min_points, after.version, after.min_points) == (1, 50, 2, 100)
    assert (after.step, after.membership_months, row.set_by_id, row.set_at, row.reason) == (
        1,
        (1, 6, 12),
        head_office.staff_id,
        AT,
        "summer",
    )
    told = AuditRow.objects.get()
    assert (told.verb, told.subject, told.before["min_points"], told.after["min_points"], told.after["from"]) == (
        "programme.published", "programme", 50, 100, "2027-06-01"
    )  # fmt: skip


def test_a_rule_gets_a_second_version(head_office):
    publish_rule(key="phone_bill", fields={"points": Decimal(2)}, **dated(head_office))
    by_day = [{rule.key: (rule.version, rule.points, rule.per_rupees, rule.multiplied) for rule in rules_on(day)} for day in (TODAY, JUNE)]
    assert [rules["phone_bill"] for rules in by_day] == [(1, 1, 100, True), (2, 2, 100, True)]
    assert by_day[1].keys() == {"phone_bill", "plan_sold", "upgrade_done"}


def test_a_rule_of_its_own_for_a_brand_with_a_cap_and_its_end(head_office):
    fields = {
        "occasion": "phone_bill", "title": "Redmi in June", "points": Decimal(1), "per_rupees": 200, "brand": "Redmi",
        "cap_points": 100, "cap_period": "month",
    }  # fmt: skip
    publish_rule(key="june", fields=fields, **dated(head_office))
    july = date(2027, 7, 1)
    end_rule(key="june", **dated(head_office, from_day=july, at=AT + timedelta(days=1)))
    assert ["june" in {rule.key for rule in rules_on(day)} for day in (TODAY, JUNE, date(2027, 6, 30), july)] == [False, True, True, False]
    again = publish_rule(key="june", fields={"points": Decimal(3)}, **dated(head_office, from_day=date(2027, 8, 1)))
    assert (again.version, again.brand) == (2, "Redmi")


def test_another_ladder(head_office):
    publish_ladder(window_months=6, levels=LEVELS, **dated(head_office))
    assert [level.name for level in ladder_on(TODAY).levels] == ["Member", "Silver", "Gold", "Platinum"]
    ladder = ladder_on(JUNE)
    assert ([level.name for level in ladder.levels], ladder.window_months) == (["Member", "Star"], 6)
    assert AuditRow.objects.get().after["levels"] == ["Member from 0 × 1", "Star from 100 × 2"]


def test_only_head_office_publishes(clerk, manager, auditor):
    for actor in (clerk, manager, auditor):
        refused(lambda actor=actor: publish_programme(changes={}, **dated(actor)), "forbidden")
        refused(lambda actor=actor: publish_rule(key="phone_bill", fields={}, **dated(actor)), "forbidden")
        refused(lambda actor=actor: end_rule(key="phone_bill", **dated(actor)), "forbidden")
        refused(lambda actor=actor: publish_ladder(window_months=6, levels=LEVELS, **dated(actor)), "forbidden")


def test_what_is_refused(head_office):
    def said(code, field, **changes):
        refused(lambda: publish_programme(**(dated(head_office) | {"changes": {"step": 5}} | changes)), code, field=field)

    said("reason_required", "reason", reason=" ")
    said("invalid", "from_day", from_day=TODAY)
    said("invalid", "from_day", from_day=date(2020, 11, 5))
    said("invalid", "step", changes={"step": -1})
    said("invalid", None, changes={"most_share_percent": 101})
    refused(
        lambda: publish_rule(key="june", fields={"occasion": "phone_bill", "title": "x"}, **dated(head_office)), "invalid", field="points"
    )
    refused(lambda: end_rule(key="nothing", **dated(head_office)), "not_found")
    for levels in ([], LEVELS[1:], LEVELS[::-1], [*LEVELS, LEVELS[1]]):
        refused(lambda levels=levels: publish_ladder(window_months=6, levels=levels, **dated(head_office)), "invalid", field="levels")
    poor = [LEVELS[0], NewLevel(name="Poor", threshold=9, multiplier=Decimal("0.5"))]
    refused(lambda: publish_ladder(window_months=6, levels=poor, **dated(head_office)), "invalid")


def test_a_version_planned_for_later_cannot_be_overtaken(head_office):
    publish_programme(changes={"step": 5}, **dated(head_office))
    refused(lambda: publish_programme(changes={"step": 6}, **dated(head_office)), "invalid", field="from_day")
    publish_programme(changes={"step": 6}, **dated(head_office, from_day=JUNE + timedelta(days=1)))
    assert [row.step for row in ProgrammeVersion.objects.order_by("version")] == [1, 5, 6]


def test_what_was_earned_before_stays_and_is_taken_back_by_its_own_rule(store, head_office):
    customer = member()
    news = sold_plan(customer, store)
    earn_for_plans_sold([news], at=LATER)
    publish_rule(key="phone_bill", fields={"points": Decimal(5)}, **dated(head_office, from_day=TODAY + timedelta(days=1)))
    assert has(customer, at=LATER) == (189, 0, 0)
    take_back_for_plans_cancelled([cancelled(news)], at=LATER + timedelta(days=2))
    assert has(customer, at=LATER) == (0, 0, 0)


def test_a_preview_on_past_bills_changes_nothing(store):
    customer = member()
    kept, gone = sold_plan(customer, store), sold_plan(customer, store)
    earn_for_plans_sold([kept, gone], at=LATER)
    take_back_for_plans_cancelled([cancelled(gone)], at=LATER)
    before = every_row()
    (one,) = preview([rule(points=Decimal(3))], since=TODAY, until=JUNE)
    assert (one.bill.source_id, one.given, one.would_give) == (str(kept["plan_id"]), 189, 419)
    assert one.working == ("₹13,999 → 419.97 → 419",)
    assert preview([rule()], since=JUNE, until=JUNE + timedelta(days=9)) == []
    assert every_row() == before


@pytest.mark.django_db(transaction=True)
def test_of_several_who_publish_at_once_for_one_day_one_does(head_office):
    given = at_once(6, lambda place: publish_rule(key="phone_bill", fields={"points": Decimal(place + 2)}, **dated(head_office)))
    assert sum(isinstance(one, EarnRule) for one in given) == 1
    assert {one.code for one in given if isinstance(one, Refused)} == {"invalid"}
    assert EarnRule.objects.filter(key="phone_bill").count() == 2
    assert StatusVersion.objects.count() == 1

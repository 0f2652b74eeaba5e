"""New versions: drafted by one of head office, allowed by another, from a later day; the one before ends there, what was earned stays."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection

from loyalty.programme.enums import DraftState
from loyalty.programme.models import Draft, EarnRule, ProgrammeVersion, StatusTier, StatusVersion
from loyalty.programme.queries import ladder_on, preview, programme_at, rules_on, state_of
from loyalty.programme.rules import Level
from loyalty.programme.services import grant_publication, publishing
from loyalty.programme.subscribers import earn_for_plans_sold, take_back_for_plans_cancelled
from stores.clock import start_of_day
from tests.factories.loyalty import cancelled, member, sold_plan
from tests.factories.plans import AT, TODAY
from tests.factories.programme import JUNE, asked, changed_ladder, changed_rules, changed_settings, colleague, published
from tests.foundation.crowd import at_once, looked_first
from tests.loyalty.programme.acts import every_row, has, refused, refused_by
from tests.loyalty.programme.rules import rule
from upgrade_program.foundation.approvals.models import Approval
from upgrade_program.foundation.approvals.services import reject, withdraw
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.kernel.errors import Refused

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(minutes=5)
JUNE_RULE = rule(key="june", title="Redmi in June", per_rupees=200, brand="Redmi", multiplied=False, cap_points=100, cap_period="month")
STARS = (
    Level(rank=0, name="Member", threshold=0, multiplier=Decimal(1)),
    Level(rank=1, name="Star", threshold=100, multiplier=Decimal(2)),
)


@pytest.fixture(autouse=True)
def _laws_are_asked_at_once(request):
    """What the database asks at commit it asks after each test, too."""
    yield
    if "transaction" not in request.node.get_closest_marker("django_db").kwargs:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def allow(request: Approval, *, by, at=AT):
    return grant_publication(approval_id=request.pk, actor=by, at=at, on=TODAY)


def test_settings_change_from_their_day_and_keep_what_is_not_named(head_office):
    other = colleague()
    draft = published(changed_settings(min_points=100), actor=head_office, by=other)
    before, after = (programme_at(start_of_day(day)) for day in (JUNE - timedelta(days=1), JUNE))
    assert (before.version, before.min_points, after.version, after.min_points) == (1, 50, 2, 100)
    row = ProgrammeVersion.objects.get(version=2)
    assert (after.step, after.membership_months, row.set_by_id, row.set_at, row.reason, row.draft) == (
        1, (1, 6, 12), head_office.staff_id, AT, "summer", draft,
    )  # fmt: skip
    told = AuditRow.objects.get(verb="programme.published")
    assert (told.actor_id, told.after) == (
        other.staff_id,
        {"part": "settings", "from": "2027-06-01", "asked_by": head_office.staff_id, "versions": ["v2"]},
    )


def test_only_the_rules_that_change_get_a_version(head_office):
    published(changed_rules(phone_bill={"points": Decimal(2)}), actor=head_office)
    by_day = [{rule.key: (rule.version, rule.points, rule.per_rupees, rule.multiplied) for rule in rules_on(day)} for day in (TODAY, JUNE)]
    assert [rules["phone_bill"] for rules in by_day] == [(1, 1, 100, True), (2, 2, 100, True)]
    assert {key: version for key, (version, *_) in by_day[1].items()} == {"phone_bill": 2, "plan_sold": 1, "upgrade_done": 1}


def test_a_rule_of_its_own_for_a_brand_with_a_cap_its_end_and_its_return(head_office):
    published(changed_rules(JUNE_RULE), actor=head_office)
    july = date(2027, 7, 1)
    published(changed_rules(without="june"), actor=head_office, from_day=july, at=AT + timedelta(days=1))
    assert ["june" in {rule.key for rule in rules_on(day)} for day in (TODAY, JUNE, date(2027, 6, 30), july)] == [False, True, True, False]
    published(changed_rules(JUNE_RULE), actor=head_office, from_day=date(2027, 8, 1), at=AT + timedelta(days=2))
    again = EarnRule.objects.filter(key="june").order_by("-version")[0]
    assert (again.version, again.brand, again.cap_points, again.cap_period) == (2, "Redmi", 100, "month")


def test_another_ladder(head_office):
    published(changed_ladder(window_months=6, levels=STARS), actor=head_office)
    assert [level.name for level in ladder_on(TODAY).levels] == ["Member", "Silver", "Gold", "Platinum"]
    ladder = ladder_on(JUNE)
    assert ([(level.name, level.rank) for level in ladder.levels], ladder.window_months) == ([("Member", 0), ("Star", 1)], 6)


def test_nobody_allows_their_own_and_nobody_below_head_office(head_office, clerk, manager, auditor):
    request = asked(changed_settings(step=5), actor=head_office)
    refused(lambda: allow(request, by=head_office), "self_approval")
    for actor in (clerk, manager, auditor):
        refused(lambda actor=actor: allow(request, by=actor), "forbidden")
    with refused_by("nobody_approves_their_own"):
        Approval.objects.filter(pk=request.pk).update(
            state="granted", decided_by_id=head_office.staff_id, decided_by_name="Me", decided_at=AT
        )


def test_a_no_and_a_withdrawal_give_the_draft_back(head_office):
    request, other = asked(changed_settings(step=5), actor=head_office), colleague()
    draft = Draft.objects.get()
    assert state_of(draft) is DraftState.WAITING
    refused(lambda: reject(approval_id=request.pk, actor=head_office, at=AT, note="no"), "self_approval")
    refused(lambda: reject(approval_id=request.pk, actor=other, at=AT, note=" "), "reason_required", field="note")
    reject(approval_id=request.pk, actor=other, at=AT, note="too much at once")
    refused(lambda: allow(request, by=other), "approval_decided")
    assert state_of(draft) is DraftState.DRAFT
    second = asked(changed_settings(step=6), actor=head_office)
    refused(lambda: withdraw(approval_id=second.pk, actor=other, at=AT), "forbidden")
    withdraw(approval_id=second.pk, actor=head_office, at=AT)
    refused(lambda: allow(second, by=other), "approval_decided")
    assert ProgrammeVersion.objects.count() == 1


def test_what_has_become_impossible_is_refused_by_name_at_the_yes(head_office):
    first, second = (asked(changed_settings(step=step), actor=head_office) for step in (5, 6))
    other = colleague()
    late = start_of_day(JUNE)
    no = refused(lambda: allow(first, by=other, at=late), "version_in_the_past", field="from_day")
    assert "tomorrow, on 2 Jun 2027" in str(no)
    allow(first, by=other)
    refused(lambda: allow(second, by=other), "draft_outdated")
    refused(lambda: allow(first, by=other), "approval_decided")
    assert [row.step for row in ProgrammeVersion.objects.order_by("version")] == [1, 5]


def test_versions_planned_for_later_are_followed_and_never_overtaken(head_office):
    published(changed_settings(step=5), actor=head_office)
    no = refused(lambda: asked(changed_settings(step=6), actor=head_office), "later_version_stands", field="from_day")
    assert str(no) == "Version 2 of the settings begins on 1 Jun 2027; a new version begins after that. Choose a later day."
    published(changed_settings(step=6), actor=head_office, from_day=JUNE + timedelta(days=1))
    assert [row.step for row in ProgrammeVersion.objects.order_by("version")] == [1, 5, 6]
    published(changed_rules(without="plan_sold"), actor=head_office)
    ends = refused(lambda: asked(changed_rules(JUNE_RULE), actor=head_office), "later_version_stands", field="from_day")
    assert str(ends).startswith("Version 1 of the rule plan_sold ends on 1 Jun 2027")


def test_a_draft_is_past_once_a_later_one_has_begun(head_office):
    first = published(changed_settings(step=5), actor=head_office)
    second = published(changed_settings(step=6), actor=head_office, from_day=JUNE + timedelta(days=1))
    states = [[state_of(draft, on=JUNE + timedelta(days=days)) for draft in (first, second)] for days in (0, 1)]
    assert states == [[DraftState.PUBLISHED, DraftState.PUBLISHED], [DraftState.PAST, DraftState.PUBLISHED]]


def test_what_was_earned_before_stays_and_is_taken_back_by_its_own_rule(store, head_office):
    customer = member()
    news = sold_plan(customer, store)
    earn_for_plans_sold([news], at=LATER)
    published(changed_rules(phone_bill={"points": Decimal(5)}), actor=head_office, from_day=TODAY + timedelta(days=1))
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


# The database


def copied(row, **changes):
    fields = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key}
    return type(row).objects.create(**(fields | changes))


def at_commit() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize(
    ("model", "changes"),
    [(ProgrammeVersion, {"step": 7}), (EarnRule, {"points": 9}), (EarnRule, {"key": "mine"}), (StatusVersion, {"window_months": 1})],
    ids=["settings", "rule", "new rule", "ladder"],
)
def test_a_version_that_was_not_drafted_and_allowed_like_this_does_not_come_to_stand(head_office, model, changes):
    published(changed_settings(min_points=100), actor=head_office)
    published(changed_rules(plan_sold={"points": Decimal(60)}), actor=head_office)
    published(changed_ladder(window_months=6), actor=head_office)
    at_commit()
    noun = {ProgrammeVersion: "a_programme_version", EarnRule: "an_earn_rule", StatusVersion: "a_status_version"}[model]
    row = model.objects.filter(draft__isnull=False).get()
    past = {"version": 9, "valid": (date(2019, 1, 1), date(2019, 2, 1))}
    for forged in (past, {"draft_id": None, **past}):
        with refused_by(f"{noun}_begins_by_a_draft"):
            copied(row, **(changes | forged))
            at_commit()


def test_once_a_bill_was_heard_of_no_version_comes_without_a_draft(store):
    customer = member()
    earn_for_plans_sold([sold_plan(customer, store)], at=LATER)
    row = EarnRule.objects.get(key="plan_sold")
    with refused_by("an_earn_rule_begins_by_a_draft"):
        copied(row, key="mine")
        at_commit()
    with refused_by("levels_are_those_of_their_draft"):
        StatusTier.objects.create(status=StatusVersion.objects.get(), rank=4, name="Mine", threshold=9000, multiplier=9)
        at_commit()


def test_no_version_ends_where_no_published_draft_begins(head_office):
    asked(changed_rules(without="plan_sold"), actor=head_office)
    for model, noun in ((ProgrammeVersion, "a_programme_version"), (EarnRule, "an_earn_rule"), (StatusVersion, "a_status_version")):
        with refused_by(f"{noun}_ends_by_a_draft"):
            row = model.objects.first()
            model.objects.filter(pk=row.pk).update(valid=(row.valid.lower, JUNE))
            at_commit()


@pytest.mark.django_db(transaction=True)
def test_of_several_drafts_allowed_at_once_one_is_published(head_office):
    requests = [asked(changed_rules(phone_bill={"points": Decimal(place + 2)}), actor=head_office) for place in range(6)]
    others = [colleague() for _ in requests]
    given = at_once(6, lambda place: allow(requests[place], by=others[place]))
    assert sum(isinstance(one, Draft) for one in given) == 1
    assert {one.code for one in given if isinstance(one, Refused)} == {"draft_outdated"}
    assert EarnRule.objects.filter(key="phone_bill").count() == 2


@pytest.mark.django_db(transaction=True)
def test_control_without_the_turn_several_get_past_the_question(head_office, monkeypatch):
    """Nobody waits for the others: all get past it, all but one meet the law instead, and no version stands twice even then."""
    monkeypatch.setattr(publishing, "_ONE_AT_A_TIME", "SELECT 1")
    monkeypatch.setattr(publishing, "check_publishable", looked_first(publishing.check_publishable, 6))
    requests = [asked(changed_rules(phone_bill={"points": Decimal(place + 2)}), actor=head_office) for place in range(6)]
    others = [colleague() for _ in requests]
    given = at_once(6, lambda place: allow(requests[place], by=others[place]))
    assert sum(isinstance(one, Draft) for one in given) == 1
    assert "draft_outdated" not in {one.code for one in given if isinstance(one, Refused)}
    assert EarnRule.objects.filter(key="phone_bill").count() == 2

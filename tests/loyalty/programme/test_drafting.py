"""Drafts: begun from the newest version, changed by their maker, looked at on past bills, asked for; what is wrong is said at its field."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from loyalty.programme.content import RuleSet, as_json, from_json, part_of
from loyalty.programme.enums import DraftState, Part, Period
from loyalty.programme.models import Draft
from loyalty.programme.queries import changes_of, content_of, latest, state_of
from loyalty.programme.rules import Level
from loyalty.programme.services import ask_to_publish, begin_draft, change_draft, drop_draft, preview_draft
from loyalty.programme.subscribers import earn_for_plans_sold
from stores.clock import start_of_day
from tests.factories.loyalty import member, sold_plan
from tests.factories.plans import AT, TODAY
from tests.factories.programme import (
    JUNE,
    asked,
    changed_ladder,
    changed_rules,
    changed_settings,
    colleague,
    drafted,
    previewed,
    published,
)
from tests.loyalty.programme.acts import refused, refused_by
from tests.loyalty.programme.rules import rule
from upgrade_program.foundation.audit.models import AuditRow

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(minutes=5)
NEXT_DAY = AT + timedelta(days=1)
DOUBLE = {"phone_bill": {"points": Decimal(2)}}


def test_what_a_draft_says_is_read_again_as_it_was_written():
    for part in Part:
        content = latest(part)
        again = from_json(part, as_json(content))
        assert (as_json(again), part_of(again)) == (as_json(content), part)


def test_a_draft_counts_for_nothing(head_office):
    before = [as_json(latest(part)) for part in Part]
    draft = drafted(changed_rules(**DOUBLE), actor=head_office)
    assert (draft.part, draft.from_day, draft.made_by_id, draft.base, state_of(draft)) == (
        "rules", JUNE, head_office.staff_id, None, DraftState.DRAFT,
    )  # fmt: skip
    assert [as_json(latest(part)) for part in Part] == before
    told = AuditRow.objects.get()
    assert (told.verb, told.subject, told.reason) == ("draft.begun", f"draft:{draft.pk}", "summer")


def test_only_head_office_begins_one_and_only_its_maker_goes_on(head_office, clerk, manager, auditor):
    for actor in (clerk, manager, auditor):
        refused(lambda actor=actor: drafted(changed_settings(step=5), actor=actor), "forbidden")
    draft = drafted(changed_settings(step=5), actor=head_office)
    new = {"content": changed_settings(step=6), "from_day": JUNE, "reason": "more"}
    for actor in (colleague(), clerk, auditor):
        for act, more in ((change_draft, new), (preview_draft, {}), (ask_to_publish, {}), (drop_draft, {})):
            refused(lambda act=act, more=more, actor=actor: act(actor=actor, draft_id=draft.pk, at=AT, **more), "forbidden")
    refused(lambda: preview_draft(actor=head_office, draft_id=987654321, at=AT), "not_found")


def faults(content, head_office, **changes):
    given = {"content": content, "from_day": JUNE, "reason": "summer", "at": AT} | changes
    no = refused(lambda: begin_draft(actor=head_office, **given), changes.pop("code", "invalid"))
    return [error.field for error in no.errors]


def test_what_is_wrong_with_settings_stands_at_its_field(head_office):
    wrong = {
        "step": 0, "life_months": 0, "rupees_per_point": 0, "streak_days": 0, "pending_days": -1, "min_points": 30_001,
        "most_share_percent": 101,
        "membership_price": Decimal("-1"), "membership_multiplier": Decimal("0.005"), "membership_months": (6, 1),
    }  # fmt: skip
    for name, value in wrong.items():
        assert faults(changed_settings(**{name: value}), head_office) == [name]
    assert sorted(faults(changed_settings(**wrong), head_office)) == sorted(wrong)


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("key", {"key": "Phone Bill"}),
        ("key", {"key": "plan_sold"}),
        ("title", {"title": ""}),
        ("title", {"title": "a\x00b"}),
        ("title_hi", {"title_hi": "अ" * 61}),
        ("title_hi", {"title_hi": " प्लान"}),
        ("points", {"points": Decimal(0)}),
        ("points", {"points": Decimal("1.005")}),
        ("per_rupees", {"per_rupees": 0}),
        ("min_bill", {"min_bill": Decimal(-1)}),
        ("brand", {"brand": "x" * 41}),
        ("cap_period", {"cap_points": 5}),
        ("cap_points", {"cap_period": Period.DAY}),
    ],
)
def test_what_is_wrong_with_a_rule_stands_in_its_row(head_office, field, change):
    content = changed_rules(rule(**({"key": "extra"} | change)))
    assert faults(content, head_office) == [f"rules.3.{field}"]


def test_a_set_without_rules_is_none(head_office):
    assert faults(RuleSet(rules=()), head_office) == ["rules"]


@pytest.mark.parametrize(
    ("field", "place", "change"),
    [
        ("threshold", 0, {"threshold": 5}),
        ("threshold", 2, {"threshold": 500}),
        ("threshold", 2, {"threshold": 3_000_000_000}),
        ("multiplier", 1, {"multiplier": Decimal("0.9")}),
        ("name", 1, {"name": "Member"}),
        ("name", 3, {"name": " "}),
        ("name_hi", 1, {"name_hi": "सदस्य"}),
        ("name_hi", 2, {"name_hi": "अ" * 31}),
    ],
)
def test_what_is_wrong_with_a_level_stands_in_its_row(head_office, field, place, change):
    levels = list(changed_ladder().levels)
    levels[place] = replace(levels[place], **change)
    assert f"levels.{place}.{field}" in faults(changed_ladder(levels=tuple(levels)), head_office)


def test_ladders_have_levels_and_a_window(head_office):
    assert faults(changed_ladder(window_months=0), head_office) == ["window_months"]
    assert faults(changed_ladder(levels=()), head_office) == ["levels"]


def test_days_and_reasons(head_office):
    content = changed_settings(step=5)
    for day in (TODAY, date(2020, 11, 5)):
        refused(lambda day=day: drafted(content, actor=head_office, from_day=day), "version_in_the_past", field="from_day")
    refused(lambda: drafted(content, actor=head_office, reason=" "), "reason_required", field="reason")
    no = refused(lambda: drafted(changed_settings(step=0), actor=head_office, reason="", from_day=TODAY), "invalid")
    assert [error.field for error in no.errors] == ["step", "reason", "from_day"]
    assert drafted(content, actor=head_office, from_day=TODAY + timedelta(days=1)).from_day == TODAY + timedelta(days=1)


# Looked at on past bills


def bill(store, *, at=AT, **changes):
    customer = member()
    earn_for_plans_sold([sold_plan(customer, store, at=at, **changes)], at=at + timedelta(minutes=1))
    return customer


def test_the_preview_says_what_past_bills_would_have_given(store, head_office):
    for _ in range(2):
        bill(store)
    draft = previewed(changed_rules(**DOUBLE), actor=head_office, at=NEXT_DAY)
    said = draft.preview
    assert (said["since"], said["until"], said["bills"], said["changed"]) == ("2027-04-04", "2027-05-04", 2, 2)
    # 139 + 50 of each bill now, 279 + 50 then
    assert (said["now"], said["then"]) == (378, 658)
    assert said["by_status"] == [{"status": "Member", "bills": 2, "now": 378, "then": 658}]
    first = said["most"][0]
    assert (first["now"], first["then"], first["working_now"][-1], first["working_then"][-1]) == (
        189, 329, "₹13,999 → 139.99 → 139", "₹13,999 → 279.98 → 279",
    )  # fmt: skip


def test_a_draft_that_says_the_same_changes_no_bill(store, head_office):
    bill(store)
    for content in (changed_rules(), changed_settings(), changed_ladder()):
        said = previewed(content, actor=head_office, at=NEXT_DAY).preview
        assert (said["bills"], said["now"], said["then"], said["most"]) == (1, 189, 189, [])


def test_a_ladder_multiplies_by_what_the_member_had_earned_before(store, head_office):
    customer = bill(store, at=AT - timedelta(days=2))
    earn_for_plans_sold([sold_plan(customer, store)], at=LATER)
    levels = (changed_ladder().levels[0], Level(rank=1, name="Star", threshold=100, multiplier=Decimal(2)))
    said = previewed(changed_ladder(levels=levels), actor=head_office, at=NEXT_DAY).preview
    # The first bill was a Member's: 189. The second comes with 189 points: 13,999 / 100 × 2 = 279, and 50.
    assert [(row["status"], row["bills"], row["now"], row["then"]) for row in said["by_status"]] == [
        ("Member", 1, 189, 189), ("Star", 1, 189, 329),
    ]  # fmt: skip
    assert said["most"][0]["working_then"][-1] == "₹13,999 → 139.99 × 2 (Star) = 279.98 → 279"


def test_settings_change_the_rounding_and_what_a_membership_adds(store, head_office):
    bill(store, phone_price="13960.00")
    said = previewed(changed_settings(rounding=type(changed_settings().rounding)("up")), actor=head_office, at=NEXT_DAY).preview
    assert (said["now"], said["then"]) == (189, 190)


def test_no_bills_no_difference_and_nothing_of_a_person_is_kept(store, head_office):
    customer = bill(store)
    assert previewed(changed_rules(**DOUBLE), actor=head_office, at=AT).preview["bills"] == 0  # today's are not over
    kept = str(previewed(changed_rules(**DOUBLE), actor=head_office, at=NEXT_DAY).preview)
    assert customer.mobile not in kept
    assert customer.name not in kept


# Asking


def test_nobody_asks_without_having_looked(head_office):
    draft = drafted(changed_settings(step=5), actor=head_office)
    refused(lambda: ask_to_publish(actor=head_office, draft_id=draft.pk, at=AT), "not_previewed")
    preview_draft(actor=head_office, draft_id=draft.pk, at=AT)
    change_draft(actor=head_office, draft_id=draft.pk, content=changed_settings(step=6), from_day=JUNE, reason="six", at=AT)
    refused(lambda: ask_to_publish(actor=head_office, draft_id=draft.pk, at=AT), "not_previewed")
    preview_draft(actor=head_office, draft_id=draft.pk, at=AT)
    request = ask_to_publish(actor=head_office, draft_id=draft.pk, at=LATER)
    assert (request.kind, request.subject, request.needs, request.reason) == ("programme.version", f"draft:{draft.pk}", "headoffice", "six")
    assert state_of(draft) is DraftState.WAITING


def test_a_draft_that_changes_nothing_is_not_asked_for(head_office):
    for content in (changed_settings(), changed_rules(), changed_ladder()):
        draft = previewed(content, actor=head_office)
        refused(lambda draft=draft: ask_to_publish(actor=head_office, draft_id=draft.pk, at=AT), "nothing_changes")


def test_a_draft_that_waits_or_ended_no_longer_changes(head_office):
    new = {"content": changed_settings(step=6), "from_day": JUNE + timedelta(days=1), "reason": "more"}

    def closed(draft, state):
        for act, more in ((change_draft, new), (preview_draft, {}), (ask_to_publish, {}), (drop_draft, {})):
            no = refused(lambda act=act, more=more: act(actor=head_office, draft_id=draft.pk, at=AT, **more), "draft_closed")
            assert f"is {state} and" in str(no)

    asked(changed_settings(step=5), actor=head_office)
    closed(Draft.objects.get(), "waiting")
    dropped = drafted(changed_rules(**DOUBLE), actor=head_office)
    drop_draft(actor=head_office, draft_id=dropped.pk, at=AT)
    closed(dropped, "dropped")
    closed(published(changed_ladder(window_months=6), actor=head_office), "published")


def test_a_draft_that_was_overtaken_is_saved_again_before_it_is_asked_for(head_office):
    mine = previewed(changed_settings(step=5), actor=head_office, from_day=JUNE + timedelta(days=9))
    published(changed_settings(min_points=80), actor=head_office)
    refused(lambda: ask_to_publish(actor=head_office, draft_id=mine.pk, at=AT), "draft_outdated")
    again = change_draft(actor=head_office, draft_id=mine.pk, content=content_of(mine), from_day=mine.from_day, reason=mine.reason, at=AT)
    assert [(one.what, one.before, one.then) for one in changes_of(content_of(again), before=latest(Part.SETTINGS))] == [
        ("min_points", "80", "50"), ("step", "1", "5"),
    ]  # fmt: skip
    preview_draft(actor=head_office, draft_id=mine.pk, at=AT)
    assert ask_to_publish(actor=head_office, draft_id=mine.pk, at=AT).pk


def test_what_a_draft_changes_is_told_row_by_row():
    changed = changed_rules(rule(key="june", title="June", min_bill=Decimal(5000)), without="plan_sold", phone_bill={"points": Decimal(2)})
    said = changes_of(changed, before=latest(Part.RULES))
    assert [(one.name, one.what, one.before, one.then) for one in said if one.name == "rule phone_bill"] == [
        ("rule phone_bill", "points", "1", "2")
    ]
    assert ("rule june", "min_bill", "—", "5000") in [(one.name, one.what, one.before, one.then) for one in said]
    assert ("rule plan_sold", "points", "50", "—") in [(one.name, one.what, one.before, one.then) for one in said]


# The database


def test_what_the_database_says_to_a_draft_in_the_wrong_order(head_office):
    draft = previewed(changed_settings(step=5), actor=head_office)
    row = Draft.objects.filter(pk=draft.pk)
    for law, change in (
        ("a_changed_draft_is_previewed_anew", {"from_day": JUNE + timedelta(days=3)}),
        ("a_changed_draft_is_previewed_anew", {"content": {}}),
        ("a_draft_stays_its_makers", {"made_by_id": colleague().staff_id}),
        ("a_draft_stays_its_makers", {"part": "rules"}),
        ("a_published_draft_was_previewed_and_allowed", {"published_at": AT}),
        ("a_preview_has_its_instant", {"previewed_at": None}),
        ("a_draft_says_why", {"reason": "", "preview": None, "previewed_at": None}),
    ):
        with refused_by(law):
            row.update(**change)
    ask_to_publish(actor=head_office, draft_id=draft.pk, at=AT)
    for change in ({"from_day": TODAY, "preview": None, "previewed_at": None}, {"dropped_at": AT}):
        with refused_by("a_draft_that_waits_stays_as_asked"):
            row.update(**change)
    with refused_by("drafts_are_never_deleted"):
        row._raw_delete(row.db)
    done = published(changed_ladder(window_months=6), actor=head_office)
    with refused_by("a_draft_that_ended_stays"):
        Draft.objects.filter(pk=done.pk).update(published_at=start_of_day(JUNE))
    with refused_by("a_draft_starts_empty_handed"):
        Draft.objects.create(
            part="settings", from_day=JUNE, content={}, reason="x", made_by_id=head_office.staff_id, made_at=AT, preview={}, previewed_at=AT
        )

"""Earn rules and levels have a name in Hindi: drafted, allowed and published with the rest, read by members; else English."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from loyalty.ledger.models import Entry
from loyalty.members.words import title_of, why
from loyalty.programme.models import Draft, EarnRule, StatusTier
from loyalty.programme.queries import changes_of, ladder_on, level_names, rules_on
from loyalty.programme.services import grant_publication
from loyalty.programme.subscribers import earn_for_plans_sold
from stores.models import Store
from tests.factories.loyalty import loyalty, member, sold_plan
from tests.factories.plans import AT, TODAY
from tests.factories.programme import JUNE, asked, changed_ladder, changed_rules, colleague, published
from tests.loyalty.programme.acts import refused_by
from tests.loyalty.programme.rules import rule
from upgrade_program.foundation.approvals.models import Approval
from upgrade_program.interfaces.counter.language import said
from upgrade_program.kernel.actor import Actor, Role
from upgrade_program.kernel.tongue import speaking
from upgrade_program.usecases.own_copy import copy_of

pytestmark = pytest.mark.django_db
DIWALI = rule(key="diwali", title="a phone at Diwali", title_hi="दिवाली का फ़ोन", multiplied=False)


def at_commit() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def allow(request: Approval) -> Draft:
    return grant_publication(approval_id=request.pk, actor=colleague(), at=AT, on=TODAY)


def from_before(request: Approval, rows: str) -> None:
    """The draft as one is that was made before there were names in Hindi; no trigger is asked meanwhile."""
    draft = Draft.objects.get(pk=request.facts["draft"])
    content = {
        **draft.content,
        rows: [{key: value for key, value in row.items() if not key.endswith("_hi")} for row in draft.content[rows]],
    }
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        Draft.objects.filter(pk=draft.pk).update(content=content)
        cursor.execute("SET LOCAL session_replication_role = origin")


def test_the_first_versions_have_both_names() -> None:
    loyalty()
    assert {one.key: one.named("hi") for one in rules_on(TODAY)} == {
        "phone_bill": "फ़ोन का बिल",
        "plan_sold": "Smart Upgrade प्लान",
        "upgrade_done": "पूरा हुआ अपग्रेड",
    }
    assert [level.named("hi") for level in ladder_on(TODAY).levels] == ["सदस्य", "सिल्वर", "गोल्ड", "प्लैटिनम"]
    assert [level.named("en") for level in ladder_on(TODAY).levels] == ["Member", "Silver", "Gold", "Platinum"]
    assert (level_names("en"), level_names("hi")["Silver"]) == ({}, "सिल्वर")


def test_without_a_name_in_hindi_the_english_one_is_read() -> None:
    assert rule(title_hi="").named("hi") == "the bill of a phone"
    assert (DIWALI.named("hi"), DIWALI.named("en")) == ("दिवाली का फ़ोन", "a phone at Diwali")


def test_a_rule_is_published_with_both_and_a_changed_name_is_a_version(head_office: Actor) -> None:
    published(changed_rules(DIWALI, plan_sold={"title_hi": "प्लान"}), actor=head_office)
    at_commit()
    assert {row.key: (row.version, row.title_hi) for row in EarnRule.objects.filter(draft__isnull=False)} == {
        "diwali": (1, "दिवाली का फ़ोन"),
        "plan_sold": (2, "प्लान"),
    }
    assert {one.key: one.named("hi") for one in rules_on(JUNE)}["diwali"] == "दिवाली का फ़ोन"


def test_a_ladder_is_published_with_both(head_office: Actor) -> None:
    levels = tuple(replace(level, name_hi=f"{level.name_hi} १") for level in changed_ladder().levels)
    published(changed_ladder(levels=levels), actor=head_office)
    at_commit()
    assert [level.named("hi") for level in ladder_on(JUNE).levels] == ["सदस्य १", "सिल्वर १", "गोल्ड १", "प्लैटिनम १"]
    assert next(level.named("hi") for level in ladder_on(TODAY).levels) == "सदस्य"
    assert level_names("hi")["Silver"] == "सिल्वर १"


def test_what_a_draft_changes_says_so(head_office: Actor) -> None:
    told = changes_of(changed_rules(plan_sold={"title_hi": "प्लान"}), before=changed_rules())
    assert [(one.name, one.what, one.before, one.then) for one in told] == [("rule plan_sold", "title_hi", "Smart Upgrade प्लान", "प्लान")]


def test_a_draft_from_before_there_were_names_in_hindi_is_published_without(head_office: Actor) -> None:
    rules = asked(changed_rules(DIWALI, plan_sold={"points": Decimal(60)}), actor=head_office)
    from_before(rules, "rules")
    allow(rules)
    ladder = asked(changed_ladder(window_months=6), actor=head_office)
    from_before(ladder, "levels")
    allow(ladder)
    at_commit()
    assert {row.key: row.title_hi for row in EarnRule.objects.filter(draft__isnull=False)} == {
        **{"diwali": "", "plan_sold": "", "phone_bill": "", "upgrade_done": ""}
    }
    assert set(StatusTier.objects.filter(status__draft__isnull=False).values_list("name_hi", flat=True)) == {""}


def again(row: Any, **changes: Any) -> Any:
    """The row anew, as it could be written by hand in the place of the one that was published."""
    fields = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key}
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        row.delete()
        cursor.execute("SET LOCAL session_replication_role = origin")
    return type(row).objects.create(**(fields | changes))


@pytest.mark.parametrize("forged", ["", "कुछ और"])
def test_a_name_that_was_not_drafted_and_allowed_does_not_come_to_stand(head_office: Actor, forged: str) -> None:
    published(changed_rules(DIWALI), actor=head_office)
    published(changed_ladder(window_months=6), actor=head_office)
    at_commit()
    rows = {
        "an_earn_rule_begins_by_a_draft": (EarnRule.objects.get(key="diwali"), "title_hi"),
        "levels_are_those_of_their_draft": (StatusTier.objects.get(status__version=2, rank=1), "name_hi"),
    }
    for law, (row, name) in rows.items():
        pk = row.pk
        with refused_by(law):
            again(row, **{name: forged})
            at_commit()
        again(type(row).objects.get(pk=pk))
        at_commit()


def test_a_published_name_never_changes(head_office: Actor) -> None:
    loyalty()
    with refused_by("earn_rules_as_published"):
        EarnRule.objects.filter(key="plan_sold").update(title_hi="प्लान")
    with refused_by("status_tiers_stay_as_published"):
        StatusTier.objects.filter(name="Silver").update(name_hi="चाँदी")


def test_staff_read_in_the_language_of_their_page(store: Store) -> None:
    earn_for_plans_sold([sold_plan(member(), store)], at=AT)
    sold, phone = (Entry.objects.get(rule__startswith=key) for key in ("plan_sold", "phone_bill"))
    assert (title_of(sold), why(sold)) == ("a Smart Upgrade plan", "50 for a Smart Upgrade plan")
    with speaking(said, language="hi"):
        assert (title_of(sold), title_of(phone)) == ("Smart Upgrade प्लान", "फ़ोन का बिल")


def test_the_customers_copy_tells_both(store: Store) -> None:
    customer = member()
    earn_for_plans_sold([sold_plan(customer, store)], at=AT)
    told = copy_of(actor=Actor(role=Role.CUSTOMER, customer_id=customer.pk), at=AT)["points"]["earn_rules"]
    assert [(row["title"], row["title_hi"], row["version"]) for row in told] == [
        ("the bill of a phone", "फ़ोन का बिल", 1),
        ("a Smart Upgrade plan", "Smart Upgrade प्लान", 1),
    ]
    assert {row["rule"] for row in told} == set(Entry.objects.values_list("rule", flat=True))

"""Head office's pages of the programme: versions read, drafts in rows, previewed, asked for by one person and answered by another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
import time_machine
from django.test import Client

from loyalty.programme.models import Draft, EarnRule, ProgrammeVersion, StatusVersion
from loyalty.programme.queries import ladder_on, rules_on
from loyalty.programme.subscribers import earn_for_plans_sold
from stores.access import actor_for
from stores.clock import local_day, now
from stores.models import StaffUser
from tests.factories.loyalty import member, sold_plan
from tests.factories.plans import AT
from tests.factories.programme import asked, changed_ladder, changed_rules, changed_settings, drafted, previewed, published
from tests.factories.stores import HeadOfficeFactory
from tests.interfaces.counter.pages import text_of
from tests.loyalty.programme.acts import every_row

pytestmark = pytest.mark.django_db
DRAFTS = "/admin/programme/draft/"
ADD = f"{DRAFTS}add/?part="
JUNE = "2027-06-01"


@pytest.fixture(autouse=True)
def _third_of_may() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def second_user(db: None) -> StaffUser:
    return HeadOfficeFactory(username="headoffice2")


@pytest.fixture
def second_client(client_for: Callable[[StaffUser], Client], second_user: StaffUser) -> Client:
    return client_for(second_user)


def sent_by(page: Any) -> dict[str, str]:
    """What a browser sends of the form on a page as it stands."""
    desk, said = page.context["desk"], {}
    forms = [desk.head, desk.fields, *([desk.rows.management_form, *desk.rows.forms] if desk.rows is not None else [])]
    for form in (one for one in forms if one is not None):
        for field in form:
            value = field.value()
            if value is True:
                said[field.html_name] = "on"
            elif value is not None and value is not False:
                said[field.html_name] = str(value)
    return said


def typed(client: Client, part: str, **changes: str) -> dict[str, str]:
    return sent_by(client.get(f"{ADD}{part}")) | {"from_day": JUNE, "reason": "summer"} | changes


def said(answer: Any) -> str:
    return unescape(text_of(answer.content.decode()))


# Versions


@pytest.mark.parametrize("model", ["programmeversion", "earnrule", "statusversion"])
def test_versions_are_read_with_their_state_and_the_drafts_that_would_follow(
    model: str, head_office_client: Client, auditor_client: Client, head_office_user: StaffUser
) -> None:
    actor = actor_for(head_office_user, None)
    for content in (changed_settings(step=5), changed_rules(plan_sold={"points": Decimal(60)}), changed_ladder(window_months=6)):
        published(content, actor=actor, at=now())
    content = {"programmeversion": changed_settings(step=9), "earnrule": changed_rules(without="plan_sold")}
    drafted(content.get(model, changed_ladder(window_months=9)), actor=actor, from_day=local_day(now()) + timedelta(days=90), at=now())
    for client, may in ((head_office_client, True), (auditor_client, False)):
        page = client.get(f"/admin/programme/{model}/")
        for words in ("published, in force", "published, to come", "1 Jun 2027", "Drafts of the next version", "From 1 Aug 2027, by"):
            assert words in said(page)
        assert ("New version from the newest" in said(page)) is may
        for when in ("now", "planned", "past"):
            assert client.get(f"/admin/programme/{model}/?when={when}").status_code == 200
        newest = {"programmeversion": ProgrammeVersion, "earnrule": EarnRule, "statusversion": StatusVersion}[model].objects.latest("id")
        read = client.get(f"/admin/programme/{model}/{newest.pk}/change/")
        assert read.status_code == 200
        assert 'name="_save"' not in read.content.decode()
        assert client.post(f"/admin/programme/{model}/{newest.pk}/change/", {}).status_code == 403
    assert client.get(f"/admin/programme/{model}/add/").status_code == 403


# The form


@pytest.mark.parametrize("part", ["settings", "rules", "status"])
def test_a_form_begins_as_the_newest_version_and_saves_it_as_a_draft(part: str, head_office_client: Client) -> None:
    sent = head_office_client.post(f"{ADD}{part}", typed(head_office_client, part))
    draft = Draft.objects.get()
    assert (sent.status_code, sent["Location"]) == (302, f"{DRAFTS}{draft.pk}/change/")
    page = head_office_client.get(sent["Location"])
    assert "It says what the newest version says." in said(page)
    again = head_office_client.get(f"{DRAFTS}{draft.pk}/edit/")
    assert (again.status_code, sent_by(again)["reason"]) == (200, "summer")


def test_rules_are_changed_added_and_left_out_in_rows(head_office_client: Client) -> None:
    form = typed(head_office_client, "rules", **{"rules-0-points": "2", "rules-1-DELETE": "on"})
    form |= {"rules-3-key": "june", "rules-3-title": "Redmi in June", "rules-3-points": "0.5", "rules-3-per_rupees": "200"}
    form |= {"rules-3-title_hi": "जून में Redmi"}
    assert head_office_client.post(f"{ADD}rules", form).status_code == 302
    assert [row["title_hi"] for row in Draft.objects.get().content["rules"]] == ["फ़ोन का बिल", "पूरा हुआ अपग्रेड", "जून में Redmi"]
    said_now = {row["key"]: (row["points"], row["per_rupees"]) for row in Draft.objects.get().content["rules"]}
    assert said_now == {"phone_bill": ("2", 100), "upgrade_done": ("100", None), "june": ("0.5", 200)}
    page = said(head_office_client.get(f"{DRAFTS}{Draft.objects.get().pk}/change/"))
    for words in (
        "Rule phone_bill: points 1 2",
        "Rule june: for every ₹ — 200",
        "Rule june: what for, in Hindi — जून में Redmi",
        "Rule plan_sold: points 50 —",
    ):
        assert words in page


def test_what_is_wrong_stands_in_its_row_and_nothing_typed_is_lost(head_office_client: Client) -> None:
    form = typed(head_office_client, "rules", from_day="2027-05-03", **{"rules-0-points": "0", "rules-1-DELETE": "on"})
    form |= {"rules-2-cap_points": "50", "rules-3-key": "phone_bill", "rules-3-title": "Twice", "rules-3-points": "1"}
    before = every_row()
    answer = head_office_client.post(f"{ADD}rules", form)
    assert (answer.status_code, every_row()) == (422, before)
    desk = answer.context["desk"]
    assert [list(row.errors) for row in desk.rows.forms] == [["points"], [], ["cap_period"], ["key"]]
    assert list(desk.head.errors) == ["from_day"]
    text = said(answer)
    for words in (
        "A rule gives points above zero",
        "Another row is called phone_bill already.",
        "A version begins tomorrow, on 4 May 2027",
    ):
        assert words in text
    assert {name: value for name, value in sent_by(answer).items() if name in form} == form


def test_what_cannot_be_read_is_said_at_its_field(head_office_client: Client) -> None:
    before = every_row()
    settings = head_office_client.post(f"{ADD}settings", typed(head_office_client, "settings", step="many", membership_months="1; 6"))
    assert (settings.status_code, list(settings.context["desk"].fields.errors)) == (422, ["step", "membership_months"])
    ladder = head_office_client.post(f"{ADD}status", typed(head_office_client, "status", **{"levels-1-threshold": "", "reason": ""}))
    assert ladder.status_code == 422
    assert [list(row.errors) for row in ladder.context["desk"].rows.forms][1] == ["threshold"]
    assert list(ladder.context["desk"].head.errors) == ["reason"]
    assert head_office_client.post(f"{ADD}rules", {"from_day": JUNE, "reason": "x"}).status_code == 422  # no rows came along
    assert head_office_client.get(f"{ADD}nothing").status_code == 404
    assert every_row() == before


def test_levels_and_settings_are_saved_as_typed(head_office_client: Client) -> None:
    form = typed(head_office_client, "status", **{"levels-1-multiplier": "1.2", "window_months": "6"})
    form |= {"levels-4-name": "Diamond", "levels-4-threshold": "9000", "levels-4-multiplier": "2"}
    assert head_office_client.post(f"{ADD}status", form).status_code == 302
    content = Draft.objects.get().content
    assert (content["window_months"], content["levels"][1]["multiplier"], content["levels"][4]) == (
        6, "1.2", {"name": "Diamond", "name_hi": "", "threshold": 9000, "multiplier": "2"},
    )  # fmt: skip
    form = typed(head_office_client, "settings", membership_months="1, 3, 12", rounding="up")
    assert head_office_client.post(f"{ADD}settings", form).status_code == 302
    content = Draft.objects.get(part="settings").content
    assert (content["membership_months"], content["rounding"], content["step"]) == ([1, 3, 12], "up", 1)


# Two people


def do(client: Client, draft: Draft, act: str, **form: str) -> Any:
    return client.post(f"{DRAFTS}{draft.pk}/{act}/", form)


def test_one_edits_previews_and_asks_and_another_allows(
    head_office_client: Client, second_client: Client, second_user: StaffUser, store
) -> None:
    at = now()
    earn_for_plans_sold([sold_plan(member(), store, at=at - timedelta(days=2))], at=at)
    head_office_client.post(f"{ADD}rules", typed(head_office_client, "rules", **{"rules-0-points": "2"}))
    draft = Draft.objects.get()
    page = f"{DRAFTS}{draft.pk}/change/"
    first = said(head_office_client.get(page))
    assert "Preview on past bills" in first
    assert "Ask to publish it" not in first
    assert do(head_office_client, draft, "ask").status_code == 409  # not looked at
    assert do(head_office_client, draft, "preview").status_code == 302
    looked = said(head_office_client.get(page))
    for words in ("1 bills from", "Member 1 189 329 +140", "Now 189: 50 for a Smart Upgrade plan; ₹13,999 → 139.99 → 139.", "Then 329: "):
        assert words in looked
    assert do(head_office_client, draft, "ask").status_code == 302
    assert "It waits for another person" in said(head_office_client.get(page))
    assert do(head_office_client, draft, "allow").status_code == 403  # nobody allows their own
    theirs = said(second_client.get(page))
    assert "Member 1 189 329 +140" in theirs
    assert "Allow it" in theirs
    assert do(second_client, draft, "allow", note="fine").status_code == 302
    june = draft.from_day
    assert {rule.key: rule.points for rule in rules_on(june)}["phone_bill"] == 2
    done = said(second_client.get(page))
    assert "published" in done
    assert f"{second_user.name} granted it" in done
    assert "Rule phone_bill: points 1 2" in done


def test_a_no_has_a_reason_and_a_request_can_be_withdrawn(head_office_client: Client, second_client: Client, head_office) -> None:
    asked(changed_settings(step=5), actor=head_office, at=now())
    draft = Draft.objects.get()
    before = every_row()
    empty = do(second_client, draft, "reject", note=" ")
    assert (empty.status_code, every_row()) == (422, before)
    assert "A reason is needed for this." in said(empty)
    assert do(second_client, draft, "reject", note="too much at once").status_code == 302
    page = said(head_office_client.get(f"{DRAFTS}{draft.pk}/change/"))
    assert "rejected it" in page
    assert "too much at once" in page
    assert do(head_office_client, draft, "ask").status_code == 302
    assert do(second_client, draft, "withdraw").status_code == 403
    assert do(head_office_client, draft, "withdraw").status_code == 302
    assert do(second_client, draft, "allow").status_code == 409
    assert do(head_office_client, draft, "drop").status_code == 302
    assert "dropped" in said(head_office_client.get(f"{DRAFTS}{draft.pk}/change/"))
    assert ProgrammeVersion.objects.count() == 1


def test_a_colleague_reads_a_draft_and_begins_their_own(second_client: Client, head_office) -> None:
    draft = previewed(changed_settings(step=5), actor=head_office, at=now())
    page = said(second_client.get(f"{DRAFTS}{draft.pk}/change/"))
    assert "Edit the draft" not in page
    assert second_client.get(f"{DRAFTS}{draft.pk}/edit/").status_code == 403
    before = every_row()
    for act in ("preview", "ask", "drop", "allow", "reject", "withdraw"):
        assert do(second_client, draft, act, note="x").status_code == 403
    assert every_row() == before


def test_an_auditor_reads_and_stores_do_not_even_that(auditor_client: Client, manager_client: Client, head_office) -> None:
    draft = previewed(changed_ladder(window_months=6), actor=head_office, at=now())
    assert "Publishing" not in said(auditor_client.get(f"{DRAFTS}{draft.pk}/change/"))
    assert auditor_client.get(f"{ADD}rules").status_code == 403
    assert do(auditor_client, draft, "preview").status_code == 403
    assert manager_client.get(f"{DRAFTS}{draft.pk}/change/").status_code != 200


def test_the_counters_desk_of_approvals_leads_to_the_draft_and_decides_it(second_client: Client, head_office, store) -> None:
    request = asked(changed_ladder(window_months=6), actor=head_office, at=now())
    desk = second_client.get("/counter/approvals/")
    assert "Publish a version of the programme" in said(desk)
    assert "Status from 1 Jun 2027" in said(desk)
    assert f"{DRAFTS}{request.facts['draft']}/change/" in desk.content.decode()
    assert second_client.post(f"/counter/approvals/{request.pk}/", {"act": "allow"}).status_code == 302
    assert ladder_on(local_day(now()) + timedelta(days=60)).window_months == 6


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_drafts(rows: int, head_office_client: Client, head_office, django_assert_max_num_queries) -> None:
    for step in range(rows):
        drafted(changed_settings(step=step + 2), actor=head_office, at=now())
    with django_assert_max_num_queries(16):
        page = head_office_client.get(DRAFTS)
    assert said(page).count("summer") == rows

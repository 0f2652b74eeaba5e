"""The members' pages: found by mobile, every point with its passport, a file, points by hand."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from loyalty.ledger.causes import Cause
from loyalty.ledger.models import Entry
from loyalty.ledger.queries import balances
from loyalty.ledger.services import earn, mature_due, redeem
from loyalty.members.ids import member_id
from loyalty.members.queries import member_for
from loyalty.programme.services import buy_membership
from loyalty.programme.subscribers import earn_for_plans_sold
from stores.clock import end_of_day
from tests.factories.customers import CustomerFactory
from tests.factories.loyalty import loyalty, member, sold_plan
from tests.factories.plans import AT, TODAY, sold
from tests.factories.programme import changed_settings, published
from tests.interfaces.counter.pages import error_at, text_of, value_of
from tests.loyalty.programme.acts import silver
from upgrade_program.foundation.approvals.models import Approval
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.foundation.outbox.services import deliver_due

pytestmark = pytest.mark.django_db
LAST = end_of_day(date(2027, 8, 31))


@pytest.fixture
def asha(db):
    return member(name="Asha Rao")


def page(client, customer, **query):
    return client.get(f"/counter/members/{member_id(customer.pk)}/", query)


def given(customer, points: int, source: str, *, live_from=AT, at=AT) -> Entry:
    cause = Cause(source_type="mission", source_id=source, at=at, facts={"title": source})
    return earn(customer_id=customer.pk, points=points, cause=cause, live_from=live_from, expires_at=LAST)


def test_a_mobile_leads_to_the_member_and_never_stands_in_an_address(asha, clerk_client):
    answer = clerk_client.post("/counter/members/", {"mobile": asha.mobile})
    assert (answer.status_code, answer["Location"]) == (302, f"/counter/members/{member_id(asha.pk)}/")
    assert asha.mobile[3:] not in answer["Location"]


def test_who_is_unknown_and_who_is_no_member_answer_alike(clerk_client, db):
    known = CustomerFactory()
    said = []
    for mobile in (known.mobile, "98104 00000"):
        answer = clerk_client.post("/counter/members/", {"mobile": mobile})
        assert answer.status_code == 422
        said.append(error_at(answer.content.decode(), "mobile"))
    assert said[0] == said[1]
    assert said[0].startswith("No member stands under this mobile.")


def test_the_panel_says_what_can_be_used_what_is_on_its_way_and_what_ends(asha, clerk_client):
    given(asha, 100, "a")
    given(asha, 60, "b", live_from=AT + timedelta(days=8))
    text = text_of(page(clerk_client, asha).content.decode())
    assert "100 can be used, worth ₹100" in text
    assert "60 pending, 60 live on 11 May 2027" in text
    assert "100 end after 31 Aug 2027" in text
    assert "160 of 500 to Silver, 340 missing" in text
    assert "Mission: b" in text


def test_the_passport_of_a_redemption_names_the_lots_it_took_from(asha, clerk_client):
    given(asha, 40, "a"), given(asha, 60, "b")
    used = redeem(customer_id=asha.pk, points=70, cause=Cause(source_type="reward", source_id="r1", at=AT, facts={"title": "Screen guard"}))
    text = text_of(page(clerk_client, asha, entry=used.pk).content.decode())
    assert "Passport of −70" in text
    assert "40 from 3 May 2027 Mission: a. End after 31 Aug 2027." in text
    assert "30 of 60 from 3 May 2027 Mission: b." in text


def test_the_passport_of_points_given_says_what_became_of_them(asha, clerk_client):
    first = given(asha, 40, "a", live_from=AT + timedelta(days=1))
    mature_due(at=AT + timedelta(days=2))
    redeem(
        customer_id=asha.pk,
        points=15,
        cause=Cause(source_type="reward", source_id="r1", at=AT + timedelta(days=2), facts={"title": "Guard"}),
    )
    text = text_of(page(clerk_client, asha, entry=first.pk).content.decode())
    assert "Passport of +40" in text
    assert "Return time over" in text
    assert "15: Reward: Guard" in text


def test_a_plan_sold_tells_its_working_and_leads_to_the_plan(clerk, clerk_client):
    loyalty()
    plan = sold(actor=clerk, loyalty_consent_version=1)
    deliver_due(at=AT)
    entry = Entry.objects.get(source_id__endswith="phone_bill")
    body = page(clerk_client, plan.customer, entry=entry.pk).content.decode()
    text = text_of(body)
    assert "₹13,999 → 139.99 → 139" in text
    assert f"Plan {plan.written}, {plan.device}" in text
    assert f'href="/counter/plans/{plan.number}/"' in body


def test_in_hindi_rule_working_and_level_are_named(clerk, store, clerk_client):
    customer = member()
    silver(customer, since=AT - timedelta(days=1))
    buy_membership(customer=customer, months=1, expected_amount=Decimal(25), actor=clerk, at=AT - timedelta(hours=1), on=TODAY)
    earn_for_plans_sold([sold_plan(customer, store)], at=AT)
    phone, plan = (Entry.objects.get(rule__startswith=key) for key in ("phone_bill", "plan_sold"))
    english = text_of(page(clerk_client, customer, entry=phone.pk).content.decode())
    assert "Rule: the bill of a phone, version 1." in english
    clerk_client.cookies["django_language"] = "hi"
    text = text_of(page(clerk_client, customer, entry=phone.pk).content.decode())
    assert "139.99 × 1.35 (सिल्वर 1.1 + सदस्यता 0.25) = 188.9865 → 188" in text
    assert "नियम: फ़ोन का बिल, संस्करण 1" in text
    assert "Smart Upgrade प्लान के 50" in text
    assert "a Smart Upgrade plan" not in text
    assert "Silver" not in text
    assert "Smart Upgrade प्लान" in text_of(page(clerk_client, customer, entry=plan.pk).content.decode())


@pytest.mark.parametrize(("points", "words"), [(49, "49 1 point missing for a payment of 50 at least"), (7, "7 43 points missing for"),
                                               (50, "50 can be used, worth ₹50")])  # fmt: skip
def test_too_few_points_say_how_many_are_missing(asha, clerk_client, points, words):
    given(asha, points, "a")
    text = text_of(page(clerk_client, asha).content.decode())
    assert words in text
    assert ("worth" in text) is (points >= 50)


def test_what_is_left_of_the_last_step_is_worth_nothing(asha, head_office, clerk):
    published(changed_settings(step=20, min_points=50), actor=head_office, from_day=TODAY + timedelta(days=1))
    at = AT + timedelta(days=2)
    given(asha, 59, "a")
    short = member_for(clerk, asha.pk, at=at)
    assert (short.worth, short.points_missing) == (0, 1)  # three steps of 20 are the least that is 50
    given(asha, 12, "b")
    rich = member_for(clerk, asha.pk, at=at)
    assert (rich.worth, rich.points_missing) == (60, 0)


def test_another_member_s_entry_is_not_there(asha, clerk_client):
    theirs = given(member(), 10, "x")
    assert page(clerk_client, asha, entry=theirs.pk).status_code == 404
    assert page(clerk_client, asha, entry="9" * 30).status_code == 200  # nonsense is passed over


def test_a_made_up_id_and_a_customer_who_never_joined_are_not_there(asha, clerk_client):
    right = member_id(asha.pk)
    assert clerk_client.get(f"/counter/members/{right[:-1]}{'A' if right[-1] != 'A' else 'B'}/").status_code == 404
    assert clerk_client.get(f"/counter/members/m{asha.pk}/").status_code == 404
    assert page(clerk_client, CustomerFactory()).status_code == 404


def test_a_member_without_points_reads_what_gives_them(asha, clerk_client):
    assert "No points yet" in text_of(page(clerk_client, asha).content.decode())


def test_the_file_holds_every_entry_and_the_trail_who_took_it(asha, clerk_client):
    given(asha, 40, "=a")
    answer = clerk_client.post(f"/counter/members/{member_id(asha.pk)}/export/")
    rows = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert rows[0].startswith("day,time,what,why,points")
    assert "Mission: =a" in rows[1]
    assert ",40,0,40,0,0," in rows[1]
    assert AuditRow.objects.get(verb="points.exported").after == {"rows": 1}


def test_points_by_hand_at_once_and_above_the_cap_by_the_manager(asha, clerk_client, manager_client):
    url = f"/counter/members/{member_id(asha.pk)}/adjust/"
    assert "up to 50 points at once" in text_of(clerk_client.get(url).content.decode())
    done = clerk_client.post(url, {"points": "50", "reason": "queue", "key": str(uuid4())})
    assert done.status_code == 302
    assert balances(asha.pk, at=AT).available == 50
    clerk_client.post(url, {"points": "80", "reason": "queue", "key": str(uuid4())})
    asked = Approval.objects.get()
    desk = text_of(manager_client.get("/counter/approvals/").content.decode())
    assert "Change points by hand" in desk
    assert "+80 points" in desk
    manager_client.post(f"/counter/approvals/{asked.pk}/", {"act": "allow", "note": ""})
    assert balances(asha.pk, at=AT).available == 130


def test_a_refusal_stands_at_its_field_with_what_was_typed(asha, clerk_client):
    url = f"/counter/members/{member_id(asha.pk)}/adjust/"
    answer = clerk_client.post(url, {"points": "20", "reason": "", "key": str(uuid4())})
    assert (answer.status_code, 'value="20"' in answer.content.decode()) == (422, True)
    assert error_at(answer.content.decode(), "reason").startswith("A reason is needed")
    answer = clerk_client.post(url, {"points": "-20", "reason": "x", "key": str(uuid4())})
    assert error_at(answer.content.decode(), "points").startswith("0 points can be spent now")
    assert Entry.objects.count() == 0


def test_a_merge_is_asked_and_head_office_decides(asha, clerk_client, head_office_client):
    old = member(name="Asha R")
    given(old, 12, "o")
    answer = clerk_client.post(f"/counter/members/{member_id(asha.pk)}/merge/", {"mobile": old.mobile, "reason": "showed both"})
    assert answer.status_code == 302
    asked = Approval.objects.get()
    head_office_client.post(f"/counter/approvals/{asked.pk}/", {"act": "allow", "note": ""})
    assert balances(asha.pk, at=AT).available == 12


@pytest.mark.parametrize("whose", ["nobody's", "no member's", "one's own", "no mobile"])
def test_a_merge_with_nobody_is_refused_at_the_mobile_with_what_was_typed(asha, clerk_client, whose):
    typed = {"nobody's": "98104 00000", "no member's": CustomerFactory().mobile, "one's own": asha.mobile, "no mobile": "12"}[whose]
    answer = clerk_client.post(f"/counter/members/{member_id(asha.pk)}/merge/", {"mobile": typed, "reason": "showed both"})
    assert answer.status_code == 422
    said = answer.content.decode()
    assert error_at(said, "mobile")
    assert (value_of(said, "mobile"), value_of(said, "reason")) == (typed, "showed both")
    assert not Approval.objects.exists()


def test_head_office_and_auditors_read_what_is_owed_and_take_it_as_a_file(asha, head_office_client, auditor_client, clerk_client):
    given(asha, 100, "a")
    assert clerk_client.get("/counter/points/").status_code == 403
    for client in (head_office_client, auditor_client):
        text = text_of(client.get("/counter/points/").content.decode())
        assert "Outstanding now 100" in text
        assert "worth ₹100 off bills at most. The journal's closing is the same." in text
        assert "Aug 2027 100" in text
    answer = head_office_client.post("/counter/points/export/")
    rows = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert rows[-1] == "2027-05-01,0,100,0,0,0,0,0,0,0,100,0"
    assert AuditRow.objects.filter(verb="liability.exported").exists()


def test_the_self_audit_says_that_the_books_agree(asha, auditor_client, manager_client):
    given(asha, 100, "a")
    assert manager_client.get("/counter/self-audit/").status_code == 403
    text = text_of(auditor_client.get("/counter/self-audit/").content.decode())
    assert "The books agree" in text
    assert "available 100 100 yes" in text
    assert "earn 1 100" in text

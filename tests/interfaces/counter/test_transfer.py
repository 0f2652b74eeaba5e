"""Giving a plan to another person at the counter: off in the first terms; else two codes, and every no stands at its field."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.factories.codes import another, newest_code
from tests.factories.life import allowing_transfer
from tests.factories.plans import TODAY, sold
from tests.interfaces.counter.pages import error_at, text_of, value_of
from upgrade_program.customers.models import Consent
from upgrade_program.messaging.models import Message
from upgrade_program.otp.models import Challenge
from upgrade_program.plans.models import HolderChange, Plan
from upgrade_program.plans.services import hold

pytestmark = pytest.mark.django_db
BUTTON = "Give to another person"


@pytest.fixture
def plan(clerk, phone):
    return allowing_transfer(sold(actor=clerk, variant=phone))


def address(plan, act="transfer/"):
    return f"/counter/plans/{plan.number}/{act}"


def form(**typed):
    return {"mobile": "98330 12345", "name": "Meena Joshi", "language": "en", "consent": "en:1", "reason": "phone sold to her"} | typed


def both_codes(client, plan, **typed):
    assert client.post(address(plan), form(act="send", **typed)).status_code == 200
    giving = newest_code()
    assert client.post(address(plan), form(act="send_new", **typed)).status_code == 200
    return {"otp": giving, "new_otp": newest_code()}


def test_the_act_is_there_only_where_the_terms_allow_it(plan, clerk, phone, clerk_client, client_for, other_clerk_user, head_office_client):
    assert BUTTON in text_of(clerk_client.get(address(plan, "")).content.decode())
    for client in (client_for(other_clerk_user), head_office_client):
        assert BUTTON not in text_of(client.get(address(plan, "")).content.decode())
    hold(plan_id=plan.pk, percent=70, through=TODAY + timedelta(days=3))
    why = "A claim or a reservation holds the plan through 6 May 2027. It cannot be given to another person meanwhile."
    assert why in text_of(clerk_client.get(address(plan, "")).content.decode())
    usual = sold(actor=clerk, variant=phone, phone_invoice_number="TI/2")
    assert BUTTON not in text_of(clerk_client.get(address(usual, "")).content.decode())
    page = text_of(clerk_client.get(address(usual)).content.decode())
    assert "This is not possible now. Its terms know no transfer" in page


def test_both_say_yes_and_the_plan_changes_hands(plan, clerk_client):
    page = clerk_client.get(address(plan)).content.decode()
    assert "It goes to 98••• ••421" in text_of(page)
    answer = clerk_client.post(address(plan), form(act="send", consent=[], reason=""))
    page = answer.content.decode()
    assert "A code is on its way to 98••• ••421 ." in text_of(page)
    assert "A code is on its way to 98••• ••345 ." not in text_of(page)
    giving = newest_code()
    answer = clerk_client.post(address(plan), form(act="send_new", language="hi", otp=giving))
    page = answer.content.decode()
    assert "A code is on its way to 98••• ••421 ." in text_of(page)
    assert "A code is on its way to 98••• ••345 ." in text_of(page)
    assert [value_of(page, name) for name in ("mobile", "name", "reason", "otp")] == [
        "98330 12345",
        "Meena Joshi",
        "phone sold to her",
        giving,
    ]
    assert Message.objects.filter(template="otp.code").latest("id").language == "hi"
    done = clerk_client.post(address(plan), form(act="do", language="hi", consent="hi:1", otp=giving, new_otp=newest_code()))
    assert done.url == address(plan, "")
    words = text_of(clerk_client.get(done.url).content.decode())
    assert "Meena Joshi" in words
    assert "Given to another person" in words
    moved = Plan.objects.get()
    assert (moved.customer.mobile, moved.customer_language, HolderChange.objects.get().kind) == ("+919833012345", "hi", "transfer")
    assert Consent.objects.get(customer=moved.customer).text.language == "hi"


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"mobile": "123"}, "mobile", "ten digits"),
        ({"mobile": "98104 55421"}, "mobile", "already"),
        ({"name": ""}, "name", "name"),
        ({"language": "ta"}, "language", "ta"),
        ({"reason": " "}, "reason", "A reason is needed"),
        ({"consent": []}, "consent", "has not agreed"),
        ({"consent": "hi:1"}, "consent", "has not agreed"),  # the tick under the text in the other language
        ({"consent": "en:9"}, "consent", "Another text is in force now"),
    ],
)
def test_a_wrong_form_says_so_at_its_field_and_keeps_what_was_typed(plan, clerk_client, traces, typed, field, words):
    codes = both_codes(clerk_client, plan)
    before, challenges = traces(), list(Challenge.objects.values("used_at"))
    answer = clerk_client.post(address(plan), form(act="do", **codes) | typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in error_at(page, field)
    assert value_of(page, "mobile") == typed.get("mobile", "98330 12345")
    assert (traces(), list(Challenge.objects.values("used_at"))) == (before, challenges)
    assert clerk_client.post(address(plan), form(act="do", **codes)).status_code == 302, "nothing was lost"


@pytest.mark.parametrize(("name", "other"), [("otp", "new_otp"), ("new_otp", "otp")])
def test_each_wrong_code_is_told_at_its_own_field(plan, clerk_client, traces, name, other):
    codes = both_codes(clerk_client, plan)
    before = traces()
    answer = clerk_client.post(address(plan), form(act="do", **codes | {name: another(codes[name])}))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "This is not the code that was sent." in error_at(page, name)
    assert error_at(page, other) == ""
    assert (traces(), HolderChange.objects.count()) == (before, 0)


def test_what_the_terms_or_a_claim_forbid_is_said_and_changes_nothing(plan, clerk, phone, clerk_client, traces):
    usual = sold(actor=clerk, variant=phone, phone_invoice_number="TI/2")
    hold(plan_id=plan.pk, percent=70, through=TODAY + timedelta(days=3))
    before = traces()
    for of, words in ((usual, "its terms allow no transfer"), (plan, "A claim or a reservation holds the plan through 6 May 2027")):
        for act in ("send", "send_new", "do"):
            answer = clerk_client.post(address(of), form(act=act, otp="123456", new_otp="123456"))
            assert answer.status_code == 422
            assert words in text_of(answer.content.decode())
    assert traces() == before


def test_strangers_to_the_plan_do_none_of_it(plan, client_for, other_manager_user, auditor_user, head_office_client, traces):
    before = traces()
    for client in (client_for(other_manager_user), client_for(auditor_user), head_office_client):
        assert client.get(address(plan)).status_code == 403
        for act in ("send", "send_new", "do"):
            assert client.post(address(plan), form(act=act)).status_code == 403
    assert traces() == before

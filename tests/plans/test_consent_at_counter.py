"""The consent to a plan withdrawn at any store's counter, and given again: by staff, with the holder's code, once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError

from stores.clock import local_day
from tests.customers.erased import ended, erased, known
from tests.factories.codes import ADDRESS, another, newest_code
from tests.factories.life import corrected
from tests.factories.plans import AT, sold
from tests.foundation.crowd import at_once
from tests.loyalty.rewards.acts import refused
from tests.plans.unguarded import nobody_waits
from upgrade_program.customers.models import Consent, PlanWithdrawal
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.foundation.outbox.services import deliver_due
from upgrade_program.kernel.actor import ANONYMOUS, Actor, Role
from upgrade_program.kernel.errors import Refused
from upgrade_program.messaging.models import Message
from upgrade_program.otp.models import Challenge
from upgrade_program.plans.models import Plan
from upgrade_program.plans.queries import is_silent
from upgrade_program.plans.services import consent_again_at_counter, withdraw_at_counter
from upgrade_program.usecases import consenting
from upgrade_program.usecases.consenting import Word

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def plan(clerk: Actor) -> Plan:
    return sold(actor=clerk)


def code_for(plan: Plan, word: Word, actor: Actor, *, at: datetime = AT) -> str:
    consenting.send_code(actor=actor, number=plan.number, word=word, address=ADDRESS, at=at)
    return newest_code(at=at)


def withdrawn(plan: Plan, actor: Actor, *, at: datetime = AT) -> Plan:
    code = code_for(plan, Word.WITHDRAW, actor, at=at)
    return consenting.take_back_confirmed(actor=actor, number=plan.number, code=code, at=at)


def test_any_store_withdraws_it_with_the_holders_code(plan: Plan, other_clerk: Actor) -> None:
    before = Plan.objects.filter(pk=plan.pk).values().get()
    deliver_due(at=AT)
    code = code_for(plan, Word.WITHDRAW, other_clerk)
    told = Message.objects.get(template="otp.code")
    assert (told.address, told.slots["act"], told.slots["plan"]) == (plan.customer.mobile, "Withdraw the consent", plan.written)
    consenting.take_back_confirmed(actor=other_clerk, number=plan.number, code=code, at=AT)
    assert is_silent(plan)
    assert Plan.objects.filter(pk=plan.pk).values().get() == before
    said = AuditRow.objects.get(verb="plan.consent_withdrawn")
    assert (said.subject, said.actor_id, said.chain) == (f"plan:{plan.pk}", other_clerk.staff_id, plan.store_id)
    assert said.after == {"consent": plan.consent_id, "customer": plan.customer_id}
    assert set(Message.objects.filter(template="plan.sold").values_list("state", flat=True)) == {"void"}, "what waits is called off"
    assert Challenge.objects.get().used_at == AT


def test_it_is_given_again_to_words_in_force(plan: Plan, clerk: Actor, other_clerk: Actor) -> None:
    withdrawn(plan, clerk)
    code = code_for(plan, Word.AGREE, other_clerk, at=AT + HOUR)
    again: dict[str, Any] = {"actor": other_clerk, "number": plan.number, "at": AT + HOUR}
    consenting.confirm(**again, word=Word.AGREE, code=code)
    for version in (99, None):
        given = again | {"text_version": version, "language": "hi"}
        refused(lambda given=given: consenting.agree_again_here(**given), "consent_missing", field="consent")  # type: ignore[misc]
    consenting.agree_again_confirmed(**again, code=code, text_version=1, language="hi")
    assert not is_silent(plan)
    consent = Consent.objects.latest("id")
    assert PlanWithdrawal.objects.get().given_again == consent
    assert (consent.subject, consent.staff_id, consent.store_id) == (f"plan:{plan.pk}", other_clerk.staff_id, other_clerk.store_id)
    assert (consent.text.language, consent.customer) == ("hi", plan.customer)
    assert AuditRow.objects.get(verb="plan.consent_given").actor_id == other_clerk.staff_id


def test_the_message_speaks_the_customers_language(clerk: Actor) -> None:
    plan = sold(actor=clerk, customer_language="hi")
    code_for(plan, Word.WITHDRAW, clerk)
    message = Message.objects.get(template="otp.code")
    assert (message.language, message.slots["act"], message.slots["amount"]) == ("hi", "सहमति वापस लेना", "कोई भुगतान नहीं")


def test_without_the_code_nothing_is_withdrawn(plan: Plan, clerk: Actor, manager: Actor) -> None:
    refused(lambda: withdraw_at_counter(plan=plan, actor=clerk, at=AT), "otp_wrong")
    code = code_for(plan, Word.WITHDRAW, clerk)
    refused(lambda: withdraw_at_counter(plan=plan, actor=clerk, at=AT), "otp_wrong")  # sent, and not given yet
    refused(lambda: consenting.take_back_confirmed(actor=clerk, number=plan.number, code="", at=AT), "otp_wrong", field="otp")
    refused(lambda: consenting.take_back_confirmed(actor=manager, number=plan.number, code=code, at=AT), "otp_expired")  # another's
    late = AT + timedelta(minutes=5)
    refused(lambda: consenting.take_back_confirmed(actor=clerk, number=plan.number, code=code, at=late), "otp_expired")
    with pytest.raises(Refused) as no:  # counted, and nothing else
        consenting.take_back_confirmed(actor=clerk, number=plan.number, code=another(code), at=AT)
    assert (no.value.code, Challenge.objects.get().tries, is_silent(plan)) == ("otp_wrong", 1, False)


def test_a_code_is_for_one_word_one_plan_and_its_holder(plan: Plan, clerk: Actor) -> None:
    other = sold(actor=clerk, phone_invoice_number="B/2")
    code = code_for(plan, Word.WITHDRAW, clerk)
    refused(lambda: consenting.take_back_confirmed(actor=clerk, number=other.number, code=code, at=AT), "otp_expired")
    right = corrected(plan, actor=clerk)
    refused(lambda: consenting.take_back_confirmed(actor=clerk, number=right.number, code=code, at=AT), "otp_expired")
    withdrawn(right, clerk, at=AT + HOUR)
    used = Challenge.objects.latest("created_at")
    refused(lambda: consent_again_at_counter(plan=right, text_version=1, language="en", actor=clerk, at=AT + HOUR), "otp_wrong")
    assert used.used_at == AT + HOUR


def test_who_stands_at_no_counter_says_nothing_for_a_customer(plan: Plan, head_office: Actor, auditor: Actor) -> None:
    customer = Actor(role=Role.CUSTOMER, customer_id=plan.customer_id)
    for actor in (head_office, auditor, customer, ANONYMOUS):
        for act in (
            lambda by=actor: withdraw_at_counter(plan=plan, actor=by, at=AT),
            lambda by=actor: consent_again_at_counter(plan=plan, text_version=1, language="en", actor=by, at=AT),
        ):
            refused(act, "forbidden")
    refused(lambda: code_for(plan, Word.WITHDRAW, head_office), "forbidden")
    refused(lambda: code_for(plan, Word.WITHDRAW, customer), "not_found")


def test_what_stands_so_already_is_refused_and_said_twice_is_once(plan: Plan, clerk: Actor) -> None:
    refused(lambda: code_for(plan, Word.AGREE, clerk), "nothing_changes")
    withdrawn(plan, clerk)
    refused(lambda: code_for(plan, Word.WITHDRAW, clerk, at=AT + HOUR), "nothing_changes")
    assert withdraw_at_counter(plan=plan, actor=clerk, at=AT + HOUR) is False
    assert PlanWithdrawal.objects.count() == AuditRow.objects.filter(verb="plan.consent_withdrawn").count() == 1
    code = code_for(plan, Word.AGREE, clerk, at=AT + HOUR)
    consenting.agree_again_confirmed(actor=clerk, number=plan.number, code=code, text_version=1, language="", at=AT + HOUR)
    assert Consent.objects.latest("id").text.language == plan.customer_language
    first = consent_again_at_counter(plan=plan, text_version=1, language="en", actor=clerk, at=AT + 2 * HOUR)
    assert first == Consent.objects.latest("id")


def test_of_an_erased_holder_nobody_says_anything(clerk: Actor, manager: Actor, head_office: Actor) -> None:
    person = known(clerk)
    ended(person, manager=manager)
    erased(person, asker=manager, granter=head_office)
    plan = Plan.objects.filter(customer=person).latest("id")
    refused(lambda: code_for(plan, Word.WITHDRAW, clerk), "holder_erased")
    refused(lambda: withdraw_at_counter(plan=plan, actor=clerk, at=AT), "holder_erased")


def test_a_plan_that_has_ended_has_a_consent_too(plan: Plan, clerk: Actor) -> None:
    late = AT + timedelta(days=600)
    withdrawn(plan, clerk, at=late)
    assert local_day(late) > plan.expires_on
    assert is_silent(plan)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("guarded", [True, False], ids=["guarded", "control"])
def test_pressed_at_eight_tills_it_is_withdrawn_once(plan: Plan, clerk: Actor, guarded: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not guarded:
        nobody_waits(monkeypatch, size=8)
    consenting.confirm(actor=clerk, number=plan.number, word=Word.WITHDRAW, code=code_for(plan, Word.WITHDRAW, clerk), at=AT)
    said = at_once(8, lambda _: withdraw_at_counter(plan=plan, actor=clerk, at=AT))
    assert PlanWithdrawal.objects.count() == 1
    assert [one for one in said if one is True] == [True]
    # Without the lock the others meet the code that is used up, or the law behind it.
    assert {type(one) for one in said if one is not True} <= ({bool} if guarded else {IntegrityError, *_refusals(said)})
    assert (False in said) is guarded


def _refusals(said: list[object]) -> set[type]:
    return {type(one) for one in said if isinstance(one, Refused)}


def test_handed_on_meanwhile_the_code_of_the_holder_before_says_nothing(plan: Plan, clerk: Actor) -> None:
    consenting.confirm(actor=clerk, number=plan.number, word=Word.WITHDRAW, code=code_for(plan, Word.WITHDRAW, clerk), at=AT)
    corrected(plan, actor=clerk)
    refused(lambda: consenting.take_back_here(actor=clerk, number=plan.number, at=AT), "otp_wrong")
    assert not is_silent(plan)

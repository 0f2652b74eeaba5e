"""A plan given to another person: both say yes with a code, and each hears of it once."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

import pytest

from stores.clock import STORE_TIME
from tests.factories.codes import ADDRESS, another, newest_code
from tests.factories.life import allowing_transfer, handed_on, suspended
from tests.factories.plans import AT, TODAY, sold
from tests.plans.letters import told
from tests.plans.refusals import law_broken_by, refused
from upgrade_program.customers.models import Consent
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.foundation.outbox.services import deliver_due
from upgrade_program.kernel.actor import Actor, Role
from upgrade_program.messaging.models import Message as Told
from upgrade_program.otp.models import Challenge
from upgrade_program.plans.models import HolderChange, Plan
from upgrade_program.plans.services import (
    confirm_transfer,
    remind_all,
    send_giving_code,
    send_taking_code,
    transfer_plan,
    withdraw_consent,
)

pytestmark = pytest.mark.django_db
RIGHT, NEW = "98104 55499", "+919810455499"
OLD = "+919810455421"


def test_the_first_terms_know_no_transfer(clerk):
    plan = sold(actor=clerk)
    asked = {"plan": plan, "actor": clerk, "at": AT, "on": TODAY}
    to = {"mobile": RIGHT, "name": "Meena Joshi"}
    for act in (
        partial(send_giving_code, **asked, address=ADDRESS),
        partial(send_taking_code, **asked, **to, address=ADDRESS),
        partial(confirm_transfer, **asked, **to, reason="sold on", giving_code="1", taking_code="2"),
        partial(transfer_plan, **asked, **to, reason="sold on", consent_version=1),
    ):
        assert refused(act, plan=plan).code == "transfer_not_allowed"
    assert not Challenge.objects.exists()
    law = law_broken_by(
        """INSERT INTO plans_holderchange
               (plan_id, kind, old_customer_id, new_customer_id, old_name, new_name, new_language, reason, by_id, at)
           SELECT id, 'transfer', customer_id, customer_id, customer_name, 'Meena', 'en', 'x', sold_by_id, sold_at
             FROM plans_plan WHERE id = %s""",
        plan.pk,
    )
    assert law == "only_terms_that_allow_it_transfer_a_plan"


def test_where_the_terms_allow_it_both_say_yes(clerk, other_clerk):
    plan = allowing_transfer(sold(actor=clerk))
    asked = {"plan": plan, "actor": clerk, "at": AT, "on": TODAY}
    to = {"mobile": RIGHT, "name": "Meena Joshi"}
    act = partial(transfer_plan, **asked, **to, reason="sold on", consent_version=1)
    assert refused(partial(send_giving_code, **(asked | {"actor": other_clerk}), address=ADDRESS), plan=plan).code == "forbidden"
    send_giving_code(**asked, address=ADDRESS)
    giving = newest_code()
    assert refused(act, plan=plan).code == "otp_wrong"
    assert refused(partial(send_taking_code, **asked, mobile=OLD, name="M J", address=ADDRESS), plan=plan).code == "nothing_changes"
    send_taking_code(**asked, **to, address=ADDRESS)
    taking = newest_code()
    assert list(Told.objects.filter(template="otp.code").order_by("id").values_list("address", flat=True)) == [OLD, NEW]
    confirm = partial(confirm_transfer, **asked, **to, reason="sold on")
    assert refused(partial(confirm, giving_code=giving, taking_code=another(taking)), plan=plan).code == "otp_wrong"
    assert refused(act, plan=plan).code == "otp_wrong", "one of two is not both"
    confirm(giving_code=giving, taking_code=taking)
    assert refused(partial(act, consent_version=99), plan=plan).code == "consent_missing"
    moved = Plan.objects.get(pk=act().pk)
    assert (moved.customer.mobile, moved.customer_name, moved.expires_on) == (NEW, "Meena Joshi", plan.expires_on)
    assert Consent.objects.filter(customer=moved.customer, subject=f"plan:{plan.pk}").count() == 1
    assert (HolderChange.objects.get().kind, AuditRow.objects.latest("id").verb) == ("transfer", "plan.transferred")
    assert plan.links.filter(revoked_at__isnull=True).count() == 1
    assert plan.links.count() == 2


def test_a_plan_past_its_last_day_goes_to_nobody_although_no_job_has_ended_it(clerk):
    plan = allowing_transfer(sold(actor=clerk))
    late = {"plan": plan, "actor": clerk, "at": AT + timedelta(days=600), "on": TODAY + timedelta(days=600)}
    assert refused(partial(send_giving_code, **late, address=ADDRESS), plan=plan).code == "plan_not_live"
    act = partial(transfer_plan, **late, mobile=RIGHT, name="Meena Joshi", reason="sold on", consent_version=1)
    assert refused(act, plan=plan).code == "plan_not_live"


def test_the_new_holder_is_written_to_in_their_own_language(clerk):
    plan = allowing_transfer(sold(actor=clerk))
    asked = {"plan": plan, "actor": clerk, "at": AT, "on": TODAY}
    to = {"mobile": RIGHT, "name": "Meena Joshi"}
    send_giving_code(**asked, address=ADDRESS)
    giving = newest_code()
    send_taking_code(**asked, **to, language="hi", address=ADDRESS)
    confirm_transfer(**asked, **to, reason="sold on", giving_code=giving, taking_code=newest_code())
    act = partial(transfer_plan, **asked, **to, reason="sold on", consent_version=1)
    assert refused(partial(act, language="ta"), plan=plan).code == "invalid"
    act(language="hi")
    moved = Plan.objects.get(pk=plan.pk)
    assert (moved.customer_language, moved.customer.language, HolderChange.objects.get().new_language) == ("hi", "hi", "hi")
    assert Consent.objects.get(subject=f"plan:{plan.pk}", customer=moved.customer).text.language == "hi"
    deliver_due(at=AT)
    told = Told.objects.exclude(template="plan.sold").order_by("id").values_list("template", "address", "language")
    assert list(told) == [("otp.code", OLD, "en"), ("otp.code", NEW, "hi"), ("plan.holder", NEW, "hi"), ("plan.moved", OLD, "en")]


@pytest.mark.parametrize("silent", [False, True], ids=["willing", "withdrawn"])
def test_the_holder_before_hears_that_it_went_once_and_nothing_later(clerk, manager, silent):
    plan = allowing_transfer(sold(actor=clerk))
    old = plan.customer_id
    deliver_due(at=AT)  # the details of the sale wait to be sent
    if silent:
        withdraw_consent(plan=plan, actor=Actor(role=Role.CUSTOMER, customer_id=old), at=AT)
    moved = handed_on(plan, actor=clerk)
    deliver_due(at=AT)
    autumn = datetime(2027, 10, 21, 12, tzinfo=STORE_TIME)  # two weeks before its value falls
    assert remind_all(on=autumn.date(), at=autumn) == 1
    suspended(moved, actor=manager, at=autumn)
    deliver_due(at=autumn)
    assert told(plan, old) == [("plan.sold", "void"), ("plan.moved", "queued")]
    later = [("plan.holder", "queued"), ("plan.falling", "queued"), ("plan.suspended", "queued")]
    assert told(plan, moved.customer_id) == later


def test_what_waits_about_another_plan_of_theirs_is_still_sent(clerk):
    plan, kept = allowing_transfer(sold(actor=clerk)), sold(actor=clerk, phone_invoice_number="TI/2")
    deliver_due(at=AT)
    handed_on(plan, actor=clerk)
    assert told(kept, plan.customer_id) == [("plan.sold", "queued")]


def test_handed_on_twice_before_anybody_was_told_each_gets_one_word_and_the_last_the_link(clerk):
    plan = allowing_transfer(sold(actor=clerk))
    deliver_due(at=AT)
    first, later = plan.customer_id, AT + timedelta(hours=1)
    second = handed_on(plan, actor=clerk).customer_id
    third = handed_on(plan, actor=clerk, at=later, name="Dev Rao", mobile="98330 12346").customer_id
    deliver_due(at=later)
    assert told(plan, first) == [("plan.sold", "void"), ("plan.moved", "queued")]
    assert told(plan, second) == [("plan.moved", "queued")]
    assert told(plan, third) == [("plan.holder", "queued")]

"""A customer becomes a member by a consent to the loyalty text, once, and leaves by withdrawing it; neither is ever rewritten."""

from __future__ import annotations

from datetime import timedelta

import pytest

from loyalty.programme.models import Withdrawal
from loyalty.programme.queries import consents_in_force, is_member
from loyalty.programme.services import join, joining, leave
from tests.factories.customers import CustomerFactory
from tests.factories.loyalty import member
from tests.factories.plans import AT
from tests.foundation.crowd import at_once, looked_first
from tests.loyalty.programme.acts import every_row, refused, refused_by
from upgrade_program.customers.models import Consent
from upgrade_program.customers.services import give_consent
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.kernel.actor import SYSTEM, Actor, Role

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def asked(customer, actor, **changes):
    return {"customer": customer, "text_version": 1, "language": "en", "actor": actor, "at": AT} | changes


def test_a_consent_to_the_loyalty_text_makes_a_member(clerk):
    customer = CustomerFactory()
    assert not is_member(customer.pk)
    consent = join(**asked(customer, clerk, language="hi", subject="plan:17"))
    assert is_member(customer.pk)
    assert (consent.text.purpose, consent.text.language, consent.given_at, consent.store_id) == ("loyalty", "hi", AT, clerk.store_id)
    assert (consent.staff_id, consent.subject) == (clerk.staff_id, "plan:17")
    (row,) = AuditRow.objects.filter(verb="loyalty.joined")
    assert (row.subject, row.after["text_version"], row.actor_id, row.store_id) == (
        f"customer:{customer.pk}", 1, clerk.staff_id, clerk.store_id
    )  # fmt: skip


def test_a_consent_to_the_plan_makes_nobody_a_member(clerk):
    customer = CustomerFactory()
    give_consent(customer=customer, text_version=1, language="en", actor=clerk, at=AT)
    assert not is_member(customer.pk)


def test_joining_again_gives_the_first_consent_and_changes_nothing(clerk, other_clerk):
    customer = CustomerFactory()
    first = join(**asked(customer, clerk))
    before = every_row()
    assert join(**asked(customer, other_clerk, language="hi", text_version=99, at=AT + HOUR)) == first
    assert every_row() == before


@pytest.mark.parametrize("version", [None, 0, 2, 99])
def test_without_a_text_in_force_nobody_joins(clerk, version):
    customer = CustomerFactory()
    refused(lambda: join(**asked(customer, clerk, text_version=version)), "consent_missing", field="customer.consent.loyalty_text_version")


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.HEAD_OFFICE, Role.ANONYMOUS])
def test_only_a_counter_and_the_customer_let_somebody_join_and_only_they_leave(role, clerk):
    customer, stranger, actor = member(), CustomerFactory(), Actor(role=role)
    refused(lambda: join(**asked(stranger, actor)), "forbidden")
    for by in (actor, clerk):  # at a counter by the member's code alone: see members/test_leaving.py
        refused(lambda by=by: leave(customer=customer, actor=by, at=AT), "forbidden")


def test_leaving_ends_it_and_leaving_twice_changes_nothing():
    customer = member()
    alone = Actor(role=Role.CUSTOMER, customer_id=customer.pk)
    assert leave(customer=customer, actor=alone, at=AT) == 1
    assert not is_member(customer.pk)
    row = Withdrawal.objects.get()
    assert (row.consent.customer, row.at, row.store_id, row.staff_id) == (customer, AT, None, None)
    assert AuditRow.objects.get(verb="loyalty.left").before == {"consents": [row.consent_id]}
    before = every_row()
    assert leave(customer=customer, actor=alone, at=AT + HOUR) == 0
    assert every_row() == before


def test_whoever_left_joins_anew_by_another_consent(clerk):
    customer = member()
    leave(customer=customer, actor=SYSTEM, at=AT)
    join(**asked(customer, clerk, at=AT + HOUR))
    assert is_member(customer.pk)
    assert Consent.objects.filter(customer=customer, text__purpose="loyalty").count() == 2


def test_a_withdrawal_stands_for_ever():
    customer = member()
    leave(customer=customer, actor=SYSTEM, at=AT)
    row = Withdrawal.objects.get()
    with refused_by("withdrawals_are_only_added"):
        Withdrawal.objects.update(at=AT + HOUR)
    with refused_by("withdrawals_are_only_added"):
        Withdrawal.objects.all().delete()
    with refused_by("programme_withdrawal_consent_id_key"):
        Withdrawal.objects.create(consent=row.consent, at=AT)


def standing(customer_id):
    """The consents in force, already read."""
    found = consents_in_force(customer_id)
    list(found)
    return found


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("guarded", [True, False], ids=["guarded", "control"])
def test_sixteen_tills_at_once_make_one_consent(clerk, guarded, monkeypatch):
    customer = CustomerFactory()
    if not guarded:
        monkeypatch.setattr(joining, "_lock", lambda customer: None)
        monkeypatch.setattr(joining, "consents_in_force", looked_first(standing, 2))
    given = at_once(16, lambda _: join(**asked(customer, clerk)))
    assert all(isinstance(one, Consent) for one in given), given
    stored = Consent.objects.filter(customer=customer, text__purpose="loyalty").count()
    assert (stored == 1) is guarded

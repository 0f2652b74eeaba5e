"""Fifty tills give the customer's right code at once, through HTTP: the plan is cancelled once, with one credit note."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from uuid import uuid4

import pytest

from stores.clock import now
from tests.factories.codes import another, asked_code
from tests.factories.plans import sold
from tests.interfaces.api.till import till_of
from tests.races.together import Reply, Server, all_at_once, overlap
from upgrade_program.billing.models import TaxDocument
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.otp.models import Challenge
from upgrade_program.plans.models import Plan

pytestmark = pytest.mark.django_db(transaction=True)
CLIENTS = 50


@pytest.fixture
def plan(clerk) -> Plan:
    return sold(actor=clerk, at=now())


@pytest.fixture
def token(manager_user) -> str:
    return till_of(manager_user).token


def cancel_at_once(web: Server, plan: Plan, token: str, codes: list[str], *, key: str = "") -> list[Reply]:
    def act(code: str) -> Callable[[Callable[[], None]], Reply]:
        body = {"reason": "changed her mind", "otp": code}
        return lambda before: web.post(f"plans/{plan.number}/cancel/", body, token=token, key=key or uuid4().hex, before=before)

    replies = all_at_once([act(code) for code in codes])
    answers = Counter((reply.status, reply.body.get("code", "")) for reply in replies)
    print(f"{len(codes)} cancellations, overlap {overlap(replies)}, answers {dict(answers)}")
    assert overlap(replies) > 10, "the cancellations did not meet"
    return replies


def effects(plan: Plan) -> tuple[str, int, int, int]:
    return (
        Plan.objects.get(pk=plan.pk).status,
        TaxDocument.objects.filter(kind="credit_note").count(),
        AuditRow.objects.filter(verb="plan.cancelled").count(),
        Challenge.objects.filter(used_at__isnull=False).count(),
    )


def test_fifty_keys_one_cancellation(web, plan, manager, token):
    code = asked_code(plan, actor=manager, at=now())
    replies = cancel_at_once(web, plan, token, [code] * CLIENTS)
    assert Counter((reply.status, reply.body.get("code")) for reply in replies) == {(200, None): 1, (409, "plan_not_live"): CLIENTS - 1}
    assert effects(plan) == ("cancelled", 1, 1, 1)


def test_one_key_fifty_times_is_one_cancellation_with_equal_answers(web, plan, manager, token):
    code = asked_code(plan, actor=manager, at=now())
    replies = cancel_at_once(web, plan, token, [code] * CLIENTS, key=uuid4().hex)
    assert {reply.status for reply in replies} == {200}
    assert len({json.dumps(reply.body, sort_keys=True) for reply in replies}) == 1
    assert effects(plan) == ("cancelled", 1, 1, 1)


def test_of_fifty_guesses_five_are_compared_and_none_cancels(web, plan, manager, token):
    code = asked_code(plan, actor=manager, at=now())
    replies = cancel_at_once(web, plan, token, [another(code, step) for step in range(1, CLIENTS + 1)])
    counted = Counter((reply.status, reply.body["code"]) for reply in replies)
    assert counted == {(403, "otp_wrong"): 5, (403, "otp_expired"): CLIENTS - 5}
    assert effects(plan) == ("active", 0, 0, 0)
    assert Challenge.objects.get().tries == 5

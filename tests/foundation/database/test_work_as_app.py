"""The whole work of a day, signed in as the application's role with that role's own timeouts: nothing it needs is missing.

The suite itself is the owner; here Django is not.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import psycopg2
import pytest
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction
from django.test import Client

from stores.access import actor_for
from stores.clock import start_of_day
from stores.models import Posting
from stores.tasks import tidy
from stores.tokens import issue_token
from tests.architecture.victims import LATER, shop
from tests.factories.plans import AT, TODAY, days_ago, new_imei, sold, upi
from tests.factories.stores import PASSWORD
from tests.foundation.database.scratch import APP, django_as_app, scratch
from upgrade_program.billing.models import TaxDocument
from upgrade_program.catalog.models import Variant
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.foundation.outbox.models import Message as News
from upgrade_program.foundation.outbox.services import deliver_due
from upgrade_program.foundation.requests.services import Answer, forget_old, once
from upgrade_program.kernel.actor import Actor
from upgrade_program.messaging.sending import send_due
from upgrade_program.plans.enums import Ground
from upgrade_program.plans.models import Plan, PlanImei
from upgrade_program.plans.services import cancel_plan, cancel_unpaid_plans, expire_due_plans, hold, receive_payment, release, renew_link
from upgrade_program.reporting.finance.carrying import carried
from upgrade_program.reporting.finance.deferred import deferred_of
from upgrade_program.reporting.finance.keeping import carry_books
from upgrade_program.reporting.row_history import seal_history

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def at_work(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, Any]]:
    with django_db_blocker.unblock(), scratch(suffix="work"):
        rows = shop()
        with django_as_app():
            yield rows


@pytest.fixture
def manager(at_work: dict[str, Any]) -> Actor:
    posting = Posting.objects.get(pk=at_work["live_posting"])
    return actor_for(posting.staff, posting.store)


@pytest.fixture
def variant(at_work: dict[str, Any]) -> Variant:
    return Variant.objects.get(pk=at_work["variant"])


def asked(statement: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


def test_commands_jobs_tokens_and_pages(at_work: dict[str, Any]) -> None:
    """It is the role, and the laws hold it; then what runs beside the counter."""
    assert (asked("SELECT current_user::text"), asked("SHOW statement_timeout")) == (APP, "5s")
    with pytest.raises(ProgrammingError) as no:
        Plan.objects.update(price=1)
    assert isinstance(no.value.__cause__, psycopg2.errors.InsufficientPrivilege)
    call_command("load_catalogue", verbosity=0)
    tidy()
    assert issue_token(username="clerk.dl01", password=PASSWORD, store_code="DL01", at=LATER, address="127.0.0.1")[0]
    visitor = Client()
    visitor.login(username="clerk.dl01", password=PASSWORD)
    assert visitor.get("/counter/").status_code in {200, 302}
    assert visitor.get("/readyz").json()["checks"]["database"] == "ok"
    assert Decimal(asked("SELECT sum(total) FROM billing_taxdocument")) > 0


def test_a_plan_s_whole_life(manager: Actor, variant: Variant) -> None:
    plan = sold(actor=manager, variant=variant, phone_invoice_number="W/1")
    with transaction.atomic():
        hold(plan_id=plan.pk, percent=70, through=TODAY + timedelta(days=130))
        release(plan_id=plan.pk)
    renew_link(actor=manager, plan=plan, at=LATER)
    waiting = sold(actor=manager, variant=variant, phone_invoice_number="W/2", tenders=[upi()])
    assert receive_payment(plan=waiting, actor=manager, reference="412345678911", at=AT, on=TODAY).status == "active"
    sold(actor=manager, variant=variant, phone_invoice_number="W/3", tenders=[upi()])
    assert cancel_unpaid_plans(on=TODAY + timedelta(days=1), at=AT + timedelta(days=1)) >= 1
    gone = cancel_plan(plan=plan, reason="Phone returned", ground=Ground.PHONE_RETURNED, actor=manager, at=AT, on=TODAY)
    assert gone.credit_note is not None
    assert not PlanImei.objects.get(plan=gone).live, "the IMEI followed, though the role may not change it by hand"
    old = sold(actor=manager, variant=variant, phone_invoice_number="W/4", at=days_ago(590))
    assert expire_due_plans(on=TODAY, at=AT) >= 1
    assert PlanImei.objects.get(plan=old).barred
    assert TaxDocument.objects.filter(kind="credit_note").count() == 2


def test_news_messages_answers_and_the_trail(manager: Actor, variant: Variant) -> None:
    def act() -> Answer:
        return Answer(201, {"number": sold(actor=manager, variant=variant, phone_invoice_number="W/5").number})

    key, body = "0123456789abcdef0123", {"imei": new_imei()}
    first = once(actor=manager, route="plans", key=key, body=body, at=AT, act=act)
    again = once(actor=manager, route="plans", key=key, body=body, at=AT, act=act)
    assert (again.body, again.replayed) == (first.body, True)
    assert deliver_due(at=LATER, limit=1000) >= 1
    assert not News.objects.filter(delivered_at=None).exists()
    assert send_due(at=LATER) >= 1
    assert forget_old(at=AT + timedelta(days=4)) == 2
    assert AuditRow.objects.filter(subject=f"plan:{Plan.objects.latest('id').pk}").count() == 1
    said = io.StringIO()
    call_command("verify_audit", stdout=said)
    assert "no fault" in said.getvalue()


def test_fees_are_carried_over_midnight_and_history_is_sealed(at_work: dict[str, Any]) -> None:
    """Made, read, taken back on the next evening; and it sees who else writes what is remembered."""
    evening, day = start_of_day(TODAY + timedelta(days=1)) - timedelta(minutes=5), timedelta(days=1)
    (tomorrow,) = carry_books(on=TODAY, at=evening)
    assert carried(tomorrow) == deferred_of(tomorrow)
    carry_books(on=TODAY + 2 * day, at=evening + 2 * day)
    assert carried(tomorrow) is None
    assert seal_history(at=evening)
    assert seal_history(at=evening) == []

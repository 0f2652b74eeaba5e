"""What the tests of claims share: instants in India, every act by its short name, and refusals that must have changed nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from stores.clock import STORE_TIME, local_day
from tests.factories.plans import AT
from upgrade_program.buyback import services
from upgrade_program.buyback.models import Claim
from upgrade_program.foundation.approvals.models import Approval
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Refused
from upgrade_program.plans.models import Plan

APPS = ("plans", "billing", "buyback", "customers", "approvals", "audit", "outbox", "messaging", "otp", "photos", "requests")


def indian(day: date, hour: int = 12, minute: int = 0) -> datetime:
    """An instant by the clocks of India."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=STORE_TIME)


def every_row() -> dict[str, Any]:
    """A digest of all rows, column by column, of every table that an act on a claim could touch."""
    tables = sorted({model._meta.db_table for label in APPS for model in apps.get_app_config(label).get_models()})
    digest = "SELECT '{0}', count(*), md5(coalesce(string_agg(t::text, ';' ORDER BY t::text), '')) FROM {0} t"
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(digest.format(table) for table in tables))
        return {table: (rows, seal) for table, rows, seal in cursor.fetchall()}


def refused(do: Callable[[], Any], code: str, *, field: str | None = None) -> Refused:
    """The refusal of an act, after making sure of its code (and field) and that not one row has changed."""
    before = every_row()
    with pytest.raises(Refused) as no:
        do()
    after = every_row()
    assert {table for table in after if before[table] != after[table]} == set()
    assert no.value.code == code, no.value
    if field is not None:
        assert no.value.field == field
    return no.value


def now_of(claim: Claim) -> Claim:
    return Claim.objects.get(pk=claim.pk)


def plan_of(claim: Claim) -> Plan:
    return Plan.objects.get(pk=claim.plan_id)


def refuse(claim: Claim, *, actor: Actor, at: datetime = AT, clause: str = "3.2", reason: str = "An account is left") -> Claim:
    return services.refuse_claim(number=claim.number, reason=reason, clause=clause, actor=actor, at=at, on=local_day(at))


def look(claim: Claim, *, upheld: bool, actor: Actor, at: datetime = AT, remark: str = "Looked again") -> Claim:
    return services.take_second_look(number=claim.number, upheld=upheld, remark=remark, actor=actor, at=at, on=local_day(at))


def decline(claim: Claim, *, actor: Actor, at: datetime = AT, reason: str = "Not today") -> Claim:
    return services.decline_claim(number=claim.number, reason=reason, actor=actor, at=at, on=local_day(at))


def reverse(claim: Claim, *, actor: Actor, at: datetime = AT, reason: str = "New phone returned") -> Any:
    return services.reverse_settlement(number=claim.number, reason=reason, actor=actor, at=at, on=local_day(at))


def offer(claim: Claim, *, actor: Actor, at: datetime = AT) -> Any:
    return services.make_offer(number=claim.number, actor=actor, address="203.0.113.9", at=at, on=local_day(at))


def ask_override(claim: Claim, amount: Any, *, actor: Actor, at: datetime = AT, reason: str = "Scratch is old") -> Approval:
    return services.ask_override(number=claim.number, amount=Decimal(amount), reason=reason, actor=actor, at=at, on=local_day(at))


def grant_override(asked: Approval, *, actor: Actor, at: datetime = AT) -> Claim:
    return services.grant_override(approval_id=asked.pk, actor=actor, at=at, on=local_day(at))


def ask_extension(plan: Plan, days: int, *, actor: Actor, at: datetime, reason: str = "Store closed by flood") -> Approval:
    return services.ask_extension(plan=plan, days=days, reason=reason, actor=actor, at=at, on=local_day(at))


def grant_extension(asked: Approval, *, actor: Actor, at: datetime) -> Plan:
    return services.grant_extension(approval_id=asked.pk, actor=actor, at=at, on=local_day(at))

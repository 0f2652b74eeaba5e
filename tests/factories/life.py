"""What happens to a plan between its sale and its end, done the lawful way: suspended, exchanged, corrected."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import connection

from stores.clock import local_day
from tests.factories.codes import ADDRESS, newest_code
from tests.factories.plans import AT, new_imei
from tests.factories.terms import published
from upgrade_program.kernel.actor import Actor
from upgrade_program.plans.enums import Pause
from upgrade_program.plans.models import ImeiSwap, Plan, SwapRequest, TermsVersion
from upgrade_program.plans.services import ask_swap, confirm_correction, correct_plan, grant_swap, send_correction_code, suspend_plan
from upgrade_program.usecases import transfer
from upgrade_program.usecases.transfer import NewHolder

__all__ = ["allowing_transfer", "asked_swap", "code_for_correction", "corrected", "handed_on", "suspended", "swapped", "transferable_from"]


def suspended(plan: Plan, *, actor: Actor, at: datetime = AT, ground: Pause = Pause.LOST) -> Plan:
    return suspend_plan(plan=plan, ground=ground, reason="FIR 12/27", actor=actor, at=at, on=local_day(at))


def asked_swap(plan: Plan, *, actor: Actor, at: datetime = AT, **changes: Any) -> SwapRequest:
    """Asked for with the service centre's paper, unless changed."""
    typed = {
        "new_imei": new_imei(),
        "new_imei2": "",
        "document": "SC/27/0815",
        "service_centre": "Mi Service Karol Bagh",
        "reason": "mainboard exchanged in warranty",
    }
    return ask_swap(**(typed | changes), plan=plan, actor=actor, at=at, on=local_day(at))


def swapped(plan: Plan, *, asker: Actor, granter: Actor, at: datetime = AT, **changes: Any) -> ImeiSwap:
    asked = asked_swap(plan, actor=asker, at=at, **changes)
    return grant_swap(approval_id=asked.approval_id, actor=granter, at=at, on=local_day(at))


def code_for_correction(plan: Plan, *, mobile: str, name: str, actor: Actor, at: datetime = AT) -> str:
    """The code that the customer of the new mobile gets."""
    send_correction_code(plan=plan, mobile=mobile, name=name, actor=actor, address=ADDRESS, at=at, on=local_day(at))
    return newest_code(at=at)


def corrected(plan: Plan, *, actor: Actor, mobile: str = "98104 55499", name: str = "Farhan Ali", at: datetime = AT) -> Plan:
    code = code_for_correction(plan, mobile=mobile, name=name, actor=actor, at=at)
    asked: dict[str, Any] = {"plan": plan, "mobile": mobile, "name": name, "reason": "one digit wrong", "actor": actor, "at": at}
    confirm_correction(**asked, code=code, on=local_day(at))
    return correct_plan(**asked, on=local_day(at))


def handed_on(plan: Plan, *, actor: Actor, at: datetime = AT, name: str = "Meena Joshi", mobile: str = "98104 55499") -> Plan:
    """The plan, transferred as a till does it, with both codes."""
    to = NewHolder(mobile=mobile, name=name, consent_version=1)
    asked: dict[str, Any] = {"actor": actor, "number": plan.number, "at": at, "on": local_day(at)}
    transfer.send_code(**asked, address=ADDRESS)
    giving = newest_code(at=at)
    transfer.send_code_to(**asked, to=to, address=ADDRESS)
    return transfer.transfer_confirmed(**asked, to=to, reason="sold on", otp=giving, new_otp=newest_code(at=at))


def allowing_transfer(plan: Plan) -> Plan:
    """The plan as if it had been sold under terms that allow a transfer; none in force do, so the owner of the tables writes it."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what waits for the commit would be in the way
        cursor.execute("ALTER TABLE plans_plan DISABLE TRIGGER USER")
        cursor.execute("UPDATE plans_plan SET frozen = jsonb_set(frozen, '{limits,transfer}', 'true') WHERE id = %s", [plan.pk])
        cursor.execute("ALTER TABLE plans_plan ENABLE TRIGGER USER")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    return Plan.objects.get(pk=plan.pk)


def transferable_from(day: date) -> TermsVersion:
    """The terms in force in a new version that differs in one thing: plans billed from this day on may go to another person."""
    return published(day, transfer=True)

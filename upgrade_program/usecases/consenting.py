"""A customer takes back the consent to one of their plans, by themself or at a counter: nothing more is sent about it, not even what
waits already."""

from __future__ import annotations

from datetime import datetime

from upgrade_program.customers.models import Consent
from upgrade_program.foundation.requests.transaction import act_transaction
from upgrade_program.kernel.actor import Actor
from upgrade_program.plans.enums import Word
from upgrade_program.plans.models import Plan
from upgrade_program.plans.queries import own_plan, plan_for
from upgrade_program.plans.services import (
    CodeSent,
    confirm_consent_code,
    consent_again,
    consent_again_at_counter,
    send_consent_code,
    waiting_consent_code,
    withdraw_at_counter,
    withdraw_consent,
)
from upgrade_program.usecases.falling_silent import fall_silent

__all__ = [
    "CodeSent",
    "Word",
    "agree_again",
    "agree_again_confirmed",
    "agree_again_here",
    "code_waiting",
    "confirm",
    "send_code",
    "take_back",
    "take_back_confirmed",
    "take_back_here",
]


def take_back(*, actor: Actor, number: str, at: datetime) -> bool:
    """As `withdraw_consent`; news and reminders of the plan and of its claims that wait are not sent. Says whether it is new.

    Refuses (`not_found`) a plan that is not the customer's.
    """
    plan = own_plan(actor, number)
    with act_transaction():
        new = withdraw_consent(plan=plan, actor=actor, at=at)  # first: it waits for whoever is just queueing a word about the plan
        fall_silent(plan, customer_id=plan.customer_id, at=at)
    return new


def agree_again(*, actor: Actor, number: str, text_version: int | None, language: str, at: datetime) -> Consent:
    """As `consent_again`; what was called off is not sent any more. Refuses as it does, and as `take_back`."""
    return consent_again(plan=own_plan(actor, number), text_version=text_version, language=language, actor=actor, at=at)


def send_code(*, actor: Actor, number: str, word: Word, address: str, at: datetime) -> CodeSent:
    """Send the holder's code as `plans.services.send_consent_code` promises and refuses; unknown numbers are `not_found`."""
    return send_consent_code(plan=plan_for(actor, number), word=word, actor=actor, address=address, at=at)


def code_waiting(*, actor: Actor, plan: Plan, word: Word, at: datetime) -> CodeSent | None:
    """The code this actor has sent for just this and that still counts."""
    return waiting_consent_code(plan=plan, word=word, actor=actor, at=at)


def confirm(*, actor: Actor, number: str, word: Word, code: str, at: datetime) -> None:
    """Compare the code, outside of any transaction, as `plans.services.confirm_consent_code` promises and refuses."""
    confirm_consent_code(plan=plan_for(actor, number), word=word, code=code, actor=actor, at=at)


def take_back_here(*, actor: Actor, number: str, at: datetime) -> Plan:
    """At a counter, as `withdraw_at_counter`, and with what `take_back` calls off."""
    plan = plan_for(actor, number)
    with act_transaction():
        withdraw_at_counter(plan=plan, actor=actor, at=at)
        fall_silent(plan, customer_id=plan.customer_id, at=at)
    return plan


def agree_again_here(*, actor: Actor, number: str, text_version: int | None, language: str, at: datetime) -> Plan:
    """At a counter, as `consent_again_at_counter`; without a language in the plan's own."""
    plan = plan_for(actor, number)
    spoken = language or plan.customer_language
    consent_again_at_counter(plan=plan, text_version=text_version, language=spoken, actor=actor, at=at)
    return plan


def take_back_confirmed(*, actor: Actor, number: str, code: str, at: datetime) -> Plan:
    """Both in one go."""
    confirm(actor=actor, number=number, word=Word.WITHDRAW, code=code, at=at)
    return take_back_here(actor=actor, number=number, at=at)


def agree_again_confirmed(*, actor: Actor, number: str, text_version: int | None, language: str, code: str, at: datetime) -> Plan:
    """Both in one go."""
    confirm(actor=actor, number=number, word=Word.AGREE, code=code, at=at)
    return agree_again_here(actor=actor, number=number, text_version=text_version, language=language, at=at)

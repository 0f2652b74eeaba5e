"""A plan goes to another person with its phone, where its terms allow it; both say yes with a code. Source: smart-upgrade section 5."""

from __future__ import annotations

from datetime import date, datetime

from upgrade_program.customers.contact import parse_language
from upgrade_program.customers.services import give_consent, remember_customer
from upgrade_program.customers.withdrawals import given_again
from upgrade_program.foundation.requests.transaction import act_transaction
from upgrade_program.kernel.actor import Actor
from upgrade_program.otp.services import consume
from upgrade_program.plans.enums import Change
from upgrade_program.plans.models import Plan
from upgrade_program.plans.services.cancellation_rules import checked_reason
from upgrade_program.plans.services.holder import put_holder, require_seller_of
from upgrade_program.plans.services.locking import locked
from upgrade_program.plans.services.transfer_codes import given_by, taken_by, told_of_the_new_holder
from upgrade_program.plans.services.transfer_rules import check_transferable, read_new_holder


def transfer_plan(
    *,
    plan: Plan,
    mobile: str,
    name: str,
    language: str = "",
    consent_version: int | None,
    reason: str,
    actor: Actor,
    at: datetime,
    on: date,
) -> Plan:
    """Give an active plan to another person, with its dates and value; both codes are used up, and the new holder's consent is kept.

    From then on the plan's customer is written to in their language (empty: the plan's own). Refuses as `send_giving_code` and
    `send_taking_code` do, codes that did not pass, and a consent to no text in force in that language (`consent_missing`).
    """
    require_seller_of(actor, plan)
    wanted, reason = read_new_holder(mobile=mobile, name=name), checked_reason(reason)
    spoken = parse_language(language or plan.customer_language).value
    with act_transaction():
        plan = locked(plan.pk)
        check_transferable(plan, wanted, on=on)
        consume(**given_by(plan, actor=actor), at=at)
        with told_of_the_new_holder():
            consume(**taken_by(plan, wanted, actor=actor), at=at)
        customer = remember_customer(mobile=wanted.mobile, name=wanted.name, email="", language=spoken, at=at)
        consent = give_consent(
            customer=customer, text_version=consent_version, language=spoken, actor=actor, at=at, subject=f"plan:{plan.pk}"
        )
        given_again(consent)  # what the holder before took back ends with the new holder's word
        put_holder(
            plan,
            kind=Change.TRANSFER,
            customer=customer,
            name=wanted.name,
            language=spoken,
            reason=reason,
            actor=actor,
            at=at,
            facts={"consent": consent.pk},
        )
    return plan

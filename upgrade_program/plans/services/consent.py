"""The holder takes back the consent to a plan, or gives it again, on their own pages or at a counter; the promise stays as it is."""

from __future__ import annotations

from datetime import datetime

from upgrade_program.customers.models import Consent
from upgrade_program.customers.services import give_consent
from upgrade_program.customers.withdrawals import given_again, take_back
from upgrade_program.foundation.audit.services import record as audit
from upgrade_program.foundation.requests.transaction import act_transaction
from upgrade_program.kernel.actor import Actor, Role
from upgrade_program.kernel.errors import NotFound
from upgrade_program.otp.services import consume
from upgrade_program.plans.enums import Word
from upgrade_program.plans.models import Plan
from upgrade_program.plans.queries import consent_of, is_silent
from upgrade_program.plans.services.consent_codes import proof_of, require_counter
from upgrade_program.plans.services.locking import locked


def withdraw_consent(*, plan: Plan, actor: Actor, at: datetime) -> bool:
    """From now on nobody is written to about the plan, whose dates and values go on; says whether that is new.

    The holder alone, on their own pages; refuses (`not_found`) everybody else, and who is its holder no more.
    """
    with act_transaction():
        return _withdraw(_held_by(actor, plan), actor=actor, at=at)


def withdraw_at_counter(*, plan: Plan, actor: Actor, at: datetime) -> bool:
    """The same for a holder who stands at any store's counter: uses up the code of theirs that `confirm_consent_code` has let pass.

    Of what is withdrawn already nothing changes, and no code is used up. Refuses (`forbidden`) who stands at none, (`holder_erased`)
    where nobody is left to say it, and (`otp_wrong`, `otp_expired`) a code that did not pass.
    """
    with act_transaction():
        plan = locked(plan.pk)
        require_counter(actor, plan)
        return _withdraw(plan, actor=actor, at=at, proven=True)


def consent_again(*, plan: Plan, text_version: int | None, language: str, actor: Actor, at: datetime) -> Consent:
    """The holder agrees to the words in force, and is written to about the plan again; a consent that stands stays, unchanged.

    Refuses as `withdraw_consent` does, and (`consent_missing`) no words and such as are not in force.
    """
    with act_transaction():
        return _agree(_held_by(actor, plan), text_version=text_version, language=language, actor=actor, at=at)


def consent_again_at_counter(*, plan: Plan, text_version: int | None, language: str, actor: Actor, at: datetime) -> Consent:
    """The same at a counter, with a code of the holder's as `withdraw_at_counter` takes it; refuses as it does and as `consent_again`."""
    with act_transaction():
        plan = locked(plan.pk)
        require_counter(actor, plan)
        return _agree(plan, text_version=text_version, language=language, actor=actor, at=at, proven=True)


def _withdraw(plan: Plan, *, actor: Actor, at: datetime, proven: bool = False) -> bool:
    """Of a locked plan; `proven` where a code has to be used up for it."""
    if is_silent(plan):
        return False
    if proven:
        consume(**proof_of(plan, Word.WITHDRAW, actor=actor), at=at)
    row = take_back(consent_of(plan), at=at)
    _note(plan, "plan.consent_withdrawn", row.consent_id, actor=actor, at=at)
    return True


def _agree(plan: Plan, *, text_version: int | None, language: str, actor: Actor, at: datetime, proven: bool = False) -> Consent:
    """Of a locked plan; `proven` where a code has to be used up for it."""
    if not is_silent(plan):
        return consent_of(plan)
    consent = give_consent(
        customer=plan.customer,
        text_version=text_version,
        language=language,
        actor=actor,
        at=at,
        subject=f"plan:{plan.pk}",
        field="consent",
    )
    if proven:
        consume(**proof_of(plan, Word.AGREE, actor=actor), at=at)
    given_again(consent)
    _note(plan, "plan.consent_given", consent.pk, actor=actor, at=at)
    return consent


def _held_by(actor: Actor, plan: Plan) -> Plan:
    """The plan, locked, once it is sure that the actor holds it."""
    plan = locked(plan.pk)
    if actor.role is not Role.CUSTOMER or actor.customer_id != plan.customer_id:
        raise NotFound
    return plan


def _note(plan: Plan, verb: str, consent_id: int, *, actor: Actor, at: datetime) -> None:
    after = {"consent": consent_id, "customer": plan.customer_id}
    audit(actor=actor, at=at, verb=verb, subject=f"plan:{plan.pk}", after=after, chain=plan.store_id)

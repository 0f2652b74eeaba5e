"""The holder's code at a counter: for the consent to a plan taken back there, or given again; sent, looked at, compared."""

from __future__ import annotations

from datetime import datetime

from upgrade_program.customers.mobiles import masked_mobile
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Forbidden
from upgrade_program.otp.queries import waiting
from upgrade_program.otp.services import ask, check
from upgrade_program.plans.enums import Word
from upgrade_program.plans.models import Plan
from upgrade_program.plans.queries import is_silent
from upgrade_program.plans.refusals import ConsentStandsSo, HolderErased
from upgrade_program.plans.services.cancellation_code import CodeSent
from upgrade_program.plans.services.cancellation_rules import Bound

# What the message names, in the customer's language: the act, and that it moves no money.
_ACTS = {
    Word.WITHDRAW: {"en": "Withdraw the consent", "hi": "सहमति वापस लेना"},
    Word.AGREE: {"en": "Give the consent again", "hi": "सहमति फिर से देना"},
}
_AMOUNT = {"en": "no payment", "hi": "कोई भुगतान नहीं"}


def send_consent_code(*, plan: Plan, word: Word, actor: Actor, address: str, at: datetime) -> CodeSent:
    """Send the holder the code that lets this person take the consent to the plan back for them, or give it again.

    Staff at any store's counter, whoever sold it. Refuses everybody else (`forbidden`), a plan whose holder was erased (`holder_erased`),
    a consent that stands so already (`nothing_changes`), and too many codes (`otp_limit`).
    """
    _check(plan, word, actor=actor)
    language, mobile = plan.customer_language, plan.customer.mobile
    challenge = ask(
        **proof_of(plan, word, actor=actor),
        mobile=mobile,
        customer_id=plan.customer_id,
        language=language,
        words={"act": _ACTS[word][language], "amount": _AMOUNT[language], "plan": plan.written},
        address=address,
        at=at,
    )
    return CodeSent(sent_to=masked_mobile(mobile), expires_at=challenge.expires_at, resend_at=challenge.resend_at)


def waiting_consent_code(*, plan: Plan, word: Word, actor: Actor, at: datetime) -> CodeSent | None:
    """The code this person has sent for this and that still counts."""
    found = waiting(**proof_of(plan, word, actor=actor), at=at)
    if found is None:
        return None
    return CodeSent(sent_to=masked_mobile(plan.customer.mobile), expires_at=found.expires_at, resend_at=found.resend_at)


def confirm_consent_code(*, plan: Plan, word: Word, code: str, actor: Actor, at: datetime) -> None:
    """Compare the code in a transaction of its own: a wrong try stays counted. Refuses first what `send_consent_code` would."""
    _check(plan, word, actor=actor)
    check(**proof_of(plan, word, actor=actor), code=code, at=at)


def proof_of(plan: Plan, word: Word, *, actor: Actor) -> Bound:
    """A code is good for this plan while this person holds it, for this word, and for who asks at this store."""
    return Bound(purpose=f"plan.consent.{word}", subject=f"plan:{plan.pk}:of:{plan.customer_id}", session=f"{actor.label}@{actor.store_id}")


def require_counter(actor: Actor, plan: Plan) -> None:
    """Refuses (`forbidden`) everybody who does not stand at a counter, and (`holder_erased`) where nobody is left to say it."""
    if not actor.at_counter:
        raise Forbidden(sentence="A customer says this at a store's counter, or on their own pages.", next_step="Sign in at a store.")
    if plan.customer.erased:
        raise HolderErased


def _check(plan: Plan, word: Word, *, actor: Actor) -> None:
    require_counter(actor, plan)
    if is_silent(plan) is (word is Word.WITHDRAW):
        raise ConsentStandsSo

"""Becoming a member by a consent, and leaving by withdrawing it. Source: loyalty rule 14."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from loyalty.programme.models import Withdrawal
from loyalty.programme.queries import consents_in_force
from upgrade_program.customers.enums import Purpose
from upgrade_program.customers.models import Consent, Customer
from upgrade_program.customers.services import give_consent
from upgrade_program.foundation.audit.services import record as audit
from upgrade_program.foundation.requests.transaction import act_transaction
from upgrade_program.kernel.actor import Actor, Role
from upgrade_program.kernel.errors import Forbidden, NotFound
from upgrade_program.messaging.services import call_off

WORD_OF_POINTS = ("points.day", "points.ending")
CONSENT_FIELD = "customer.consent.loyalty_text_version"


def join(*, customer: Customer, text_version: int | None, language: str, actor: Actor, at: datetime, subject: str = "") -> Consent:
    """Make a customer a member by their consent to the loyalty text, and give the consent; a member already stays one, unchanged.

    Points are earned from this instant on, never backwards. Refuses (`consent_missing`) no version and one that is not in force,
    (`forbidden`) everybody but store staff at their counter and the customer, and (`not_found`) who is erased.
    """
    require_way(actor.at_counter or _alone(actor))
    with act_transaction():
        _lock(customer)
        standing = consents_in_force(customer.pk).first()
        if standing is not None:
            return standing
        consent = give_consent(
            customer=customer,
            text_version=text_version,
            language=language,
            actor=actor,
            at=at,
            subject=subject,
            purpose=Purpose.LOYALTY,
            field=CONSENT_FIELD,
        )
        after = {"consent": consent.pk, "text_version": text_version, "language": language}
        audit(actor=actor, at=at, verb="loyalty.joined", subject=f"customer:{customer.pk}", after=after)
    return consent


def leave(*, customer: Customer, actor: Actor, at: datetime) -> int:
    """Withdraw every loyalty consent in force, and say how many; of somebody who is no member nothing changes.

    Nothing is earned from this instant on and no word of points goes out, not even what waits already; what was earned stays. Refuses
    (`forbidden`) everybody but the customer: at a counter they leave by the code from their phone.
    """
    require_way(_alone(actor))
    return withdraw_all(customer=customer, actor=actor, at=at)


def withdraw_all(*, customer: Customer, actor: Actor, at: datetime) -> int:
    """The same for an act that has judged for itself who may do it."""
    with transaction.atomic():
        _lock(customer)
        standing = list(consents_in_force(customer.pk))
        Withdrawal.objects.bulk_create(
            Withdrawal(consent=consent, at=at, store_id=actor.store_id, staff_id=actor.staff_id) for consent in standing
        )
        if standing:
            call_off(customer_id=customer.pk, templates=WORD_OF_POINTS, at=at)
            before = {"consents": sorted(consent.pk for consent in standing)}
            audit(actor=actor, at=at, verb="loyalty.left", subject=f"customer:{customer.pk}", before=before)
    return len(standing)


def require_way(open_to_them: bool) -> None:
    """Refuses (`forbidden`) whom this way of joining or leaving is not open to."""
    if not open_to_them:
        raise Forbidden(sentence="Members join and leave at a counter, or by themselves.", next_step="Sign in at a store.")


def _alone(actor: Actor) -> bool:
    """Whether the customer acts by themself; the system (tests, demo data) passes."""
    return actor.role in {Role.CUSTOMER, Role.SYSTEM}


def _lock(customer: Customer) -> None:
    """Of two who let one customer join or leave at once, the second waits and sees what the first did; `not_found` once they are erased."""
    if Customer.objects.select_for_update(no_key=True).get(pk=customer.pk).erased:
        raise NotFound

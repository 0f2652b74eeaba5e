"""What happens to customers: being remembered, and giving consent."""

from __future__ import annotations

from datetime import datetime

from stores.clock import local_day
from upgrade_program.customers.models import Consent, ConsentText, Customer
from upgrade_program.customers.refusals import ConsentMissing
from upgrade_program.kernel.actor import Actor

# One statement, so that two tills remembering one person at once cannot collide. A known name stays; a missing e-mail is filled in;
# the language is the latest wish.
_REMEMBER = """
    INSERT INTO customers_customer AS known (mobile, name, email, language, created_at)
    VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT (mobile) DO UPDATE SET email = COALESCE(NULLIF(known.email, ''), EXCLUDED.email), language = EXCLUDED.language
    RETURNING *
"""


def remember_customer(*, mobile: str, name: str, email: str, language: str, at: datetime) -> Customer:
    """The customer of a mobile number (already parsed, +91…), made now if unknown; never overwrites a known name or e-mail."""
    return Customer.objects.raw(_REMEMBER, [mobile, name, email, language, at])[0]


def give_consent(*, customer: Customer, text_version: int | None, language: str, actor: Actor, at: datetime, subject: str = "") -> Consent:
    """Record that a customer agreed to a version of the plan text in a language, here and now.

    Refuses (`consent_missing`) no version, an unknown one, and one that is not in force on the day of `at` in India.
    """
    text = ConsentText.objects.filter(purpose="plan", version=text_version, language=language, in_force__contains=local_day(at)).first()
    if text_version is None:
        raise ConsentMissing
    if text is None:
        raise ConsentMissing(
            sentence="The text the customer agreed to is no longer in force.", next_step="Read the new text to the customer and ask again."
        )
    return Consent.objects.create(
        customer=customer, text=text, given_at=at, store_id=actor.store_id, staff_id=actor.staff_id, subject=subject
    )

"""What happens to customers: being remembered, and giving consent; and new words to consent to."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from stores.access import require_head_office
from stores.checking import checked_reason
from stores.clock import local_day
from upgrade_program.customers.enums import Language, Purpose
from upgrade_program.customers.models import Consent, ConsentText, Customer, Erasure
from upgrade_program.customers.refusals import ConsentMissing
from upgrade_program.foundation.audit.services import record
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Invalid, NotFound
from upgrade_program.kernel.wording import day_text

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


def locked_customer(customer_id: int) -> Customer:
    """The customer, kept from sales and erasures until the transaction ends; refuses (`not_found`) who was never there or is erased."""
    customer = Customer.objects.select_for_update().filter(pk=customer_id).first()
    if customer is None or customer.erased:
        raise NotFound
    return customer


def erase_customer(*, customer: Customer, approval_id: int, asked_by: int, actor: Actor, at: datetime) -> Erasure:
    """Take mobile, name and e-mail of a locked customer out of the books; their mobile may become somebody new.

    The database refuses it unless another person granted what `asked_by` asked for (`an_erasure_is_what_was_asked_and_granted`).
    """
    return Erasure.objects.create(
        customer=customer, approval_id=approval_id, asked_by_id=asked_by, granted_by_id=actor.staff_id or 0, at=at
    )


def text_over(*, field: str | None = None) -> ConsentMissing:
    """The refusal of a consent to words that are not, or no longer, in force."""
    return ConsentMissing(
        field=field,
        sentence="The text the customer agreed to is no longer in force.",
        next_step="Read the new text to the customer and ask again.",
    )


def give_consent(
    *,
    customer: Customer,
    text_version: int | None,
    language: str,
    actor: Actor,
    at: datetime,
    subject: str = "",
    purpose: Purpose = Purpose.PLAN,
    field: str | None = None,
) -> Consent:
    """Record that a customer agreed to a version of a purpose's text in a language, here and now.

    Refuses (`consent_missing`, at `field`) no version, an unknown one, and one that is not in force on the day of `at` in India.
    """
    if text_version is None:
        raise ConsentMissing(field=field)
    texts = ConsentText.objects.filter(purpose=purpose, version=text_version, language=language, in_force__contains=local_day(at))
    text = texts.first()
    if text is None:
        raise text_over(field=field)
    return Consent.objects.create(
        customer=customer, text=text, given_at=at, store_id=actor.store_id, staff_id=actor.staff_id, subject=subject
    )


@transaction.atomic
def publish_consent_text(
    *, actor: Actor, purpose: str, english: str, hindi: str, from_day: date, reason: str, at: datetime
) -> list[ConsentText]:
    """Let a new version of a text, in both languages, be in force from a day on; the version before ends there.

    Head office only. Refuses (`invalid`) empty words and a day that is not after today and after the running version's first.
    """
    require_head_office(actor)
    reason = checked_reason(reason)
    words = {Language.ENGLISH: english.strip(), Language.HINDI: hindi.strip()}
    for field, typed in (("english", english), ("hindi", hindi)):
        if not typed.strip():
            raise Invalid(field=field, sentence="The text has no words.", next_step="Write it in both languages.")
    standing = list(ConsentText.objects.select_for_update(no_key=True).filter(purpose=purpose).order_by("id"))
    first_free = max([local_day(at), *(text.in_force.lower for text in standing)])
    if from_day <= first_free:
        day = day_text(first_free)
        raise Invalid(field="from_day", sentence="A new text begins after {day}.", next_step="Choose a later day.", day=day)
    for text in standing:
        if text.in_force.upper is None:
            text.in_force = DateRange(text.in_force.lower, from_day)
            text.save(update_fields=["in_force"])
    version = max((text.version for text in standing), default=0) + 1
    new = [
        ConsentText.objects.create(purpose=purpose, version=version, language=language, text=said, in_force=DateRange(from_day, None))
        for language, said in words.items()
    ]
    after = {"version": version, "from": from_day.isoformat()}
    record(actor=actor, at=at, verb="consent_text.published", subject=f"consent_text:{purpose}", after=after, reason=reason)
    return new

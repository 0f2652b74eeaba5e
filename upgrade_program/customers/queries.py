"""Questions about customers and consent texts."""

from __future__ import annotations

from datetime import date

from upgrade_program.customers.mobiles import ERASED
from upgrade_program.customers.models import ConsentText, Customer
from upgrade_program.customers.refusals import ConsentMissing


def consent_text(*, purpose: str = "plan", language: str, on: date) -> ConsentText:
    """The text in force on a day in the language asked for, in English where there is none; refuses (`consent_missing`) without any."""
    texts = ConsentText.objects.filter(purpose=purpose, language__in={language, "en"}, in_force__contains=on)
    found = sorted(texts, key=lambda text: text.language != language)
    if not found:
        raise ConsentMissing(sentence="No consent text is in force.", next_step="Head office has to publish one first.")
    return found[0]


def consent_texts(*, purpose: str = "plan", on: date) -> list[ConsentText]:
    """All the texts in force on a day, one a language, English first."""
    return list(ConsentText.objects.filter(purpose=purpose, in_force__contains=on).order_by("language"))


def customer_by_mobile(mobile: str) -> Customer | None:
    """The customer known by a mobile number (+91 and ten digits), if there is one."""
    return Customer.objects.filter(mobile=mobile).first()


def is_customer(customer_id: int) -> bool:
    """Whether somebody stands under this number who was not erased."""
    return Customer.objects.filter(pk=customer_id).exclude(mobile__startswith=ERASED).exists()

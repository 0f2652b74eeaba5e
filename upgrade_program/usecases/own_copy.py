"""A copy of everything that is kept of one customer, for themself: as plain words and numbers, ready for a file. Source: reliability S11.

Nobody else's stands in it. A plan that was handed on is told up to that day, one that was taken over from it on; of a friend who was
invited only the day. Names of staff and the notes they wrote among themselves are theirs, what a machine alone reads (keys, digests,
codes on their way) tells nothing: these are left out, and `LEFT_OUT` says so for every table that names a customer.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from upgrade_program.customers.models import Customer
from upgrade_program.customers.services import locked_customer
from upgrade_program.foundation.audit.services import record as audit
from upgrade_program.kernel.actor import Actor, Role
from upgrade_program.kernel.errors import NotFound
from upgrade_program.messaging.models import Message, Preference
from upgrade_program.usecases.own_copy_plans import plans_part
from upgrade_program.usecases.own_copy_points import points_part
from upgrade_program.usecases.own_copy_rows import told

# Every table that refers to a customer and is not in the copy, and why.
LEFT_OUT = {
    "customers_erasure": "of who was erased nobody is left to ask",
    "plans_forgottenholder": "the same",
}


def copy_of(*, actor: Actor, at: datetime) -> dict[str, Any]:
    """Everything kept of the customer on their own pages; that it was taken stands in the audit trail. Refuses (`not_found`) all others."""
    if actor.role is not Role.CUSTOMER or not actor.customer_id:
        raise NotFound
    with transaction.atomic():
        customer = locked_customer(actor.customer_id)
        copy = {"made_at": at, "person": _person(customer), **plans_part(customer), "points": points_part(customer, at=at)}
        audit(actor=actor, at=at, verb="customer.data_copied", subject=f"customer:{customer.pk}")
    return copy


def _person(customer: Customer) -> dict[str, Any]:
    (known,) = told(Customer.objects.filter(pk=customer.pk), "name mobile email language created_at")
    consents = customer.consents.order_by("id")
    messages = Message.objects.filter(customer_id=customer.pk).order_by("id")
    return known | {
        "consents": told(
            consents,
            "text__purpose text__version text__language text__text given_at store__code store__name subject withdrawal__at "
            "plan_withdrawal__at",
        ),
        "reminders": told(Preference.objects.filter(customer=customer).order_by("id"), "wants at way store__code"),
        "sign_ins": told(customer.sessions.order_by("id"), "device created_at last_seen_at expires_at ended_at"),
        "wishes_to_be_erased": told(customer.erasure_wishes.order_by("id"), "asked_at ended_at"),
        "messages": told(messages, "template channel language address slots category state queued_at ended_at report forgotten_at"),
    }

"""Who may act for a member, and that they are one."""

from __future__ import annotations

from loyalty.ledger.services.accounts import locked
from loyalty.programme.queries import is_member
from loyalty.programme.refusals import NotMember
from upgrade_program.customers.models import Customer
from upgrade_program.kernel.actor import Actor, Role
from upgrade_program.kernel.errors import Forbidden


def require_counter(actor: Actor) -> None:
    """Refuses (`forbidden`) everybody who does not stand at a counter."""
    if not actor.at_counter:
        raise Forbidden(sentence="Only a store's staff may do this.", next_step="Sign in as a clerk or manager of a store.")


def require_member_or_counter(actor: Actor) -> None:
    """The member alone, or a store's staff with them; refuses (`forbidden`) everybody else. The system (demo data) passes."""
    if not (actor.at_counter or actor.role in {Role.CUSTOMER, Role.SYSTEM}):
        raise Forbidden(sentence="Only the member and a store's staff may do this.", next_step="Sign in as a clerk or manager.")


def require_member(customer_id: int) -> None:
    """Refuses (`not_a_member`) a customer without a loyalty consent in force: no consent, no points."""
    if not is_member(customer_id):
        raise NotMember


def keep_member(customer_id: int) -> None:
    """The same, for an act that gives points: until its transaction ends nobody erases the person, whose points would then be nobody's.

    In the order of an erasure: the account, then the customer.
    """
    locked(customer_id)
    Customer.objects.select_for_update(no_key=True).filter(pk=customer_id).first()
    require_member(customer_id)

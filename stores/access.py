"""Who may do what: actors made of signed-in people, and the role predicates of smart-upgrade section 7."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import QuerySet

from stores.clock import store_today
from stores.models import Posting, StaffUser, Store
from stores.queries import live_postings
from stores.refusals import StoreClosed
from upgrade_program.kernel.actor import ANONYMOUS, Actor, Role
from upgrade_program.kernel.errors import Forbidden

# By hand: the ORM has no lock this weak. It is the one that a row referring to the store takes anyway.
_TRADES = "SELECT 1 FROM stores_store WHERE id = %s AND is_open FOR KEY SHARE"
WORKING_STORE = "store_id"  # the session's key for the id of the chosen store


def actor_for(user: AbstractBaseUser | AnonymousUser, store: Store | None, *, on: date | None = None) -> Actor:
    """The person at work in `store` (or above all stores), with the role held there on the day; an idle Actor without one.

    A person of no role keeps their id and name but stands as `Role.ANONYMOUS`, who may do nothing.
    """
    if not isinstance(user, StaffUser) or not user.is_active:
        return ANONYMOUS
    if user.office_role or store is None:
        return person(user, None)
    return person(user, live_postings(staff=user, on=on or store_today()).filter(store=store).first())


def person(user: StaffUser, posting: Posting | None) -> Actor:
    """The actor of a person whose live posting (its store joined) is already known."""
    if user.office_role:
        return Actor(role=Role(user.office_role), staff_id=user.pk, username=user.username, name=user.name)
    if posting is None:
        return Actor(role=Role.ANONYMOUS, staff_id=user.pk, username=user.username, name=user.name)
    return Actor(
        role=Role(posting.role),
        staff_id=user.pk,
        username=user.username,
        name=user.name,
        store_id=posting.store_id,
        store_code=posting.store.code,
        store_name=posting.store.name,
        serves=tuple(posting.serves),
    )


def stores_of(user: AbstractBaseUser | AnonymousUser, *, on: date | None = None) -> QuerySet[Store]:
    """The trading stores a person is posted to on the day, by code; none for head office and strangers."""
    if not isinstance(user, StaffUser) or not user.is_active or user.office_role:
        return Store.objects.none()
    return Store.objects.filter(Posting.live_on(on or store_today(), prefix="postings__"), postings__staff=user, is_open=True).order_by(
        "code"
    )


def is_head_office(actor: Actor) -> bool:
    return actor.role is Role.HEAD_OFFICE


def is_auditor(actor: Actor) -> bool:
    return actor.role is Role.AUDITOR


def may_sell(actor: Actor) -> bool:
    """Clerks and managers sell, in their working store."""
    return actor.at_counter


def may_manage(actor: Actor, store_id: int) -> bool:
    """A manager of this very store, or of the one it was handed to when it closed: cancellations, overrides, approvals, day report."""
    return actor.manages(store_id)


def may_see_store(actor: Actor, store_id: int) -> bool:
    """The own store's staff, those of the one it was handed to, and those who see all stores."""
    return actor.sees_all_stores or actor.works_for(store_id)


def require_seller(actor: Actor) -> None:
    """Refuses (`forbidden`) everybody who does not stand at a counter."""
    if not may_sell(actor):
        raise Forbidden(sentence="Only the staff of a store sell.", next_step="Sign in as a clerk or manager of the store.")


def require_manager(actor: Actor, store_id: int) -> None:
    """Refuses (`forbidden`) everybody but a manager of this store."""
    if not may_manage(actor, store_id):
        raise Forbidden(sentence="Only a manager of this store may do this.", next_step="Ask a manager of this store.")


def require_trading(store_id: int) -> None:
    """Refuses (`forbidden`) to begin anything at a closed store; one that trades cannot close before this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(_TRADES, [store_id])
        if cursor.fetchone() is None:
            raise StoreClosed


def require_head_office(actor: Actor) -> None:
    """Refuses (`forbidden`) everybody but head office; the system itself (commands, demo data) passes, and no request can be it."""
    if not is_head_office(actor) and actor.role is not Role.SYSTEM:
        raise Forbidden(sentence="Only head office may do this.", next_step="Ask head office.")

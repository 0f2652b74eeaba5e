"""Which stores' papers of the buyback an actor may read."""

from __future__ import annotations

from stores.access import may_manage
from stores.models import Store
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Forbidden, NotFound


def stores_to_settle(actor: Actor) -> list[Store]:
    """Whose statement with the brand an actor reads, else `forbidden`.

    The own store's and those it serves, as its manager; every store's, above the stores.
    """
    if actor.sees_all_stores:
        return list(Store.objects.all())
    if actor.store_id is None or not may_manage(actor, actor.store_id):
        raise Forbidden(sentence="The statement with the brand is for the store's manager.", next_step="Ask a manager of this store.")
    return list(Store.objects.filter(pk__in=actor.store_ids).order_by("-is_open", "code"))


def stores_with_stock(actor: Actor) -> list[Store]:
    """Whose stock and register an actor reads, else `forbidden`.

    The own store's and those it serves, as its staff; every store's, above the stores.
    """
    if actor.sees_all_stores:
        return list(Store.objects.all())
    if not actor.at_counter or actor.store_id is None:
        raise Forbidden(sentence="The stock is for the store's staff.", next_step="Sign in there, or choose your store.")
    return list(Store.objects.filter(pk__in=actor.store_ids).order_by("-is_open", "code"))


def one_of(stores: list[Store], *, code: str) -> Store:
    """The store of a code among those, or the first without one; a foreign and an unknown code are alike `not_found`."""
    for store in stores:
        if code in {"", store.code}:
            return store
    raise NotFound(field="store")

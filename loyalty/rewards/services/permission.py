"""Who may redeem, and who may take it back."""

from __future__ import annotations

from loyalty.rewards.models import Redemption
from stores.access import require_head_office, require_manager
from upgrade_program.kernel.actor import Actor, Role
from upgrade_program.kernel.errors import Forbidden


def require_redeemer(actor: Actor) -> None:
    """Refuses (`forbidden`) everybody but a store's staff at the counter and the member; the system (demo data) passes."""
    if not (actor.at_counter or actor.role in {Role.CUSTOMER, Role.SYSTEM}):
        raise Forbidden(sentence="Only a store's staff and the member redeem points.", next_step="Sign in as a clerk or manager.")


def require_counter(actor: Actor) -> None:
    """Refuses (`forbidden`) everybody who does not stand at a counter."""
    if not actor.at_counter:
        raise Forbidden(sentence="Only a store's staff may do this.", next_step="Sign in as a clerk or manager of a store.")


def require_canceller(actor: Actor, redemption: Redemption) -> None:
    """A manager of the store where it was had; head office for what a member had alone."""
    if redemption.store_id is None:
        require_head_office(actor)
    else:
        require_manager(actor, redemption.store_id)

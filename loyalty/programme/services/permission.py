"""Who may do what with a draft."""

from __future__ import annotations

from loyalty.programme.enums import DraftState
from loyalty.programme.models import Draft
from loyalty.programme.queries.drafts import state_of
from loyalty.programme.refusals import DraftClosed
from stores.access import require_head_office
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Forbidden, NotFound


def require_maker(actor: Actor, draft_id: int) -> Draft:
    """The draft with its row locked; refuses (`forbidden`) all but its maker, `not_found`, and `draft_closed` once it waits or ended."""
    require_head_office(actor)
    draft = Draft.objects.select_for_update(of=("self",)).select_related("made_by").filter(pk=draft_id).first()
    if draft is None:
        raise NotFound
    if actor.staff_id != draft.made_by_id:
        raise Forbidden(
            sentence="Only the person who made a draft goes on with it.", next_step=f"Ask {draft.made_by.name}, or begin your own."
        )
    state = state_of(draft)
    if state is not DraftState.DRAFT:
        raise DraftClosed(state=state.value)
    return draft

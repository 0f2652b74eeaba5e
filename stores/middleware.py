"""Who acts in a request and in which store: `request.actor` and `request.store`, looked up on first use only."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, cached_property

from django.http import HttpRequest, HttpResponseBase

from stores.access import WORKING_STORE, actor_for, person
from stores.clock import store_today
from stores.models import Posting, StaffUser, Store
from stores.queries import live_postings
from upgrade_program.kernel.actor import Actor


class StaffRequest(HttpRequest):
    """A request that knows its actor and working store; costs no query until one of them is read, and one query then."""

    @cached_property
    def posting(self) -> Posting | None:
        """The live posting of the working store: the one chosen in this session, else the person's first."""
        if not isinstance(self.user, StaffUser) or not self.user.is_active or self.user.office_role:
            return None
        postings = list(live_postings(staff=self.user, on=store_today()))
        chosen = self.session.get(WORKING_STORE)
        return next((posting for posting in postings if posting.store_id == chosen), postings[0] if postings else None)

    @cached_property
    def actor(self) -> Actor:
        return person(self.user, self.posting) if isinstance(self.user, StaffUser) and self.user.is_active else actor_for(self.user, None)

    @cached_property
    def store(self) -> Store | None:
        return self.posting.store if self.posting else None


@cache
def _knowing(kind: type[HttpRequest]) -> type[HttpRequest]:
    # A class, not attributes: a lazy attribute could never be a plain None for "no store".
    return type(f"Staff{kind.__name__}", (StaffRequest, kind), {})


class ActorMiddleware:
    """Teaches each request who acts; stands after authentication."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.__class__ = _knowing(type(request))  # type: ignore[arg-type]  # classes are hashable
        return self.get_response(request)

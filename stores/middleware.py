"""Who acts in a request and in which store: `request.actor` and `request.store`, looked up on first use only."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, cached_property

from django.http import HttpRequest, HttpResponseBase

from stores.access import WORKING_STORE, actor_for, person
from stores.clock import store_today
from stores.enums import OfficeRole, PostingRole
from stores.models import Posting, StaffUser, Store
from stores.queries import live_postings, postings_read
from stores.session_store import SessionStore
from upgrade_program.kernel.actor import Actor


class StaffRequest(HttpRequest):
    """A request that knows its actor and working store; costs no query until one of them is read, and one query then."""

    session: SessionStore

    @cached_property
    def postings(self) -> list[Posting]:
        """Where the person works today; none for head office, auditors and strangers."""
        if not isinstance(self.user, StaffUser) or not self.user.is_active or self.user.office_role:
            return []
        on = store_today()
        read = postings_read(self.user, on=on)
        return list(live_postings(staff=self.user, on=on)) if read is None else read

    @cached_property
    def posting(self) -> Posting | None:
        """The live posting of the working store: the one chosen in this session, else the person's first."""
        chosen = self.session.get(WORKING_STORE)
        return next((posting for posting in self.postings if posting.store_id == chosen), self.postings[0] if self.postings else None)

    @cached_property
    def actor(self) -> Actor:
        return person(self.user, self.posting) if isinstance(self.user, StaffUser) and self.user.is_active else actor_for(self.user, None)

    @property
    def needs_second_factor(self) -> bool:
        """As `stores.second_factor` has it, from what this request knows anyway."""
        if isinstance(self.user, StaffUser) and self.user.office_role:
            return self.user.office_role == OfficeRole.HEAD_OFFICE
        return any(posting.role == PostingRole.MANAGER for posting in self.postings)

    def forget_who_acts(self) -> None:
        """Another person has taken over: who acts is looked up anew."""
        for known in ("postings", "posting", "actor", "store"):
            self.__dict__.pop(known, None)

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

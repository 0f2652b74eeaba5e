"""Which role may make a call at all (smart-upgrade section 7). What may be done to one plan is decided by the plan's own verbs."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Forbidden

if TYPE_CHECKING:  # the framework's views import this module in turn
    from rest_framework.views import APIView


class IsStaff(BasePermission):
    """Staff of a store, head office and auditors; without a token 401."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        actor: Actor = request.actor  # type: ignore[attr-defined]  # set by the authentication
        return actor.is_staff and self.allows(actor)

    def allows(self, actor: Actor) -> bool:
        return True


class AtCounter(IsStaff):
    """Clerks and managers in their store; refuses (`forbidden`) head office, which has no store, and auditors, who only read."""

    refusal: ClassVar[str] = "Only the staff of a store do this, at their store."

    def allows(self, actor: Actor) -> bool:
        if not actor.at_counter:
            raise Forbidden(sentence=self.refusal, next_step="Sign in as a clerk or manager of the store.")
        return True

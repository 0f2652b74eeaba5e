"""Drafts of the programme's next versions, brought as far as a test wants them; all by the services, by two people of head office."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from loyalty.programme.content import Content, RuleSet
from loyalty.programme.enums import Part
from loyalty.programme.models import Draft
from loyalty.programme.queries import latest
from loyalty.programme.rules import Ladder, Programme, Rule
from loyalty.programme.services import ask_to_publish, begin_draft, grant_publication, preview_draft
from stores.access import actor_for
from stores.clock import local_day
from tests.factories.plans import AT
from tests.factories.stores import HeadOfficeFactory
from upgrade_program.foundation.approvals.models import Approval
from upgrade_program.kernel.actor import Actor

__all__ = ["JUNE", "asked", "changed_ladder", "changed_rules", "changed_settings", "colleague", "drafted", "previewed", "published"]

JUNE = date(2027, 6, 1)


def colleague() -> Actor:
    """Somebody else of head office."""
    return actor_for(HeadOfficeFactory(), None)


def changed_settings(**changes: Any) -> Programme:
    """The newest settings, changed."""
    settings = latest(Part.SETTINGS)
    assert isinstance(settings, Programme)
    return replace(settings, **changes)


def changed_rules(*more: Rule, without: str = "", **changes: dict[str, Any]) -> RuleSet:
    """The newest earn rules, those named by their key changed, with others added or one left out."""
    stood = latest(Part.RULES)
    assert isinstance(stood, RuleSet)
    kept = (replace(rule, **changes.get(rule.key, {})) for rule in stood.rules if rule.key != without)
    return RuleSet(rules=(*kept, *more))


def changed_ladder(**changes: Any) -> Ladder:
    """The newest ladder, changed."""
    ladder = latest(Part.STATUS)
    assert isinstance(ladder, Ladder)
    return replace(ladder, **changes)


def drafted(content: Content, *, actor: Actor, from_day: date = JUNE, reason: str = "summer", at: datetime = AT) -> Draft:
    """A draft that nobody has looked at."""
    return begin_draft(actor=actor, content=content, from_day=from_day, reason=reason, at=at)


def previewed(content: Content, *, actor: Actor, at: datetime = AT, **changes: Any) -> Draft:
    """A draft its maker has looked at."""
    return preview_draft(actor=actor, draft_id=drafted(content, actor=actor, at=at, **changes).pk, at=at)


def asked(content: Content, *, actor: Actor, at: datetime = AT, **changes: Any) -> Approval:
    """The request to publish a draft."""
    return ask_to_publish(actor=actor, draft_id=previewed(content, actor=actor, at=at, **changes).pk, at=at)


def published(content: Content, *, actor: Actor, by: Actor | None = None, at: datetime = AT, **changes: Any) -> Draft:
    """A version that a colleague has allowed."""
    request = asked(content, actor=actor, at=at, **changes)
    return grant_publication(approval_id=request.pk, actor=by or colleague(), at=at, on=local_day(at))

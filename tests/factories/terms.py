"""Terms published the lawful way: one person of head office types and asks, another one grants, before the day they begin."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from stores.access import actor_for
from stores.clock import start_of_day
from tests.factories.prices import second_person
from tests.factories.stores import HeadOfficeFactory
from upgrade_program.drafts.models import Draft
from upgrade_program.foundation.approvals.models import Approval
from upgrade_program.kernel.actor import Actor
from upgrade_program.plans.conditions import Limits
from upgrade_program.plans.models import TermsVersion
from upgrade_program.plans.proposal import LANGUAGES, PARTS, Proposal
from upgrade_program.plans.queries import newest_terms, proposal_of
from upgrade_program.plans.services import ask_terms, draft_terms
from upgrade_program.plans.terms import Tier
from upgrade_program.usecases.rulebook import grant_terms_version


def changed(**changes: Any) -> Proposal:
    """The newest terms with changes; `tiers` as (after, through, percent), which the texts then say too; limits by their names."""
    proposal = proposal_of(newest_terms())
    limits = {name: changes.pop(name) for name in list(changes) if name in Limits.__dataclass_fields__}
    if "tiers" in changes:
        tiers = tuple(Tier(*tier) for tier in changes["tiers"])
        said = ", ".join(f"{tier.percent} %" for tier in tiers)
        changes = {"text_en": f"1. Shares: {said}.", "text_hi": f"1. हिस्से: {said}।"} | changes | {"tiers": tiers}
    return replace(proposal, limits=replace(proposal.limits, **limits), **changes)


def drafted(maker: Actor, proposal: Proposal, *, from_day: date, at: datetime, reason: str = "Season") -> Draft:
    return draft_terms(actor=maker, proposal=proposal, from_day=from_day, reason=reason, seen=newest_terms().pk, at=at)


def asked(maker: Actor, proposal: Proposal, *, from_day: date, at: datetime) -> Approval:
    return ask_terms(actor=maker, draft=drafted(maker, proposal, from_day=from_day, at=at), at=at)


def published(from_day: date, *, at: datetime | None = None, maker: Actor | None = None, **changes: Any) -> TermsVersion:
    """The next version, past a second person: an hour before it begins, unless told."""
    at = at or start_of_day(from_day) - timedelta(hours=1)
    request = asked(maker or actor_for(HeadOfficeFactory(), None), changed(**changes), from_day=from_day, at=at)
    return grant_terms_version(actor=second_person(), approval_id=request.pk, at=at, on=at.date())


def typed(proposal: Proposal, from_day: date, **changes: Any) -> dict[str, Any]:
    """What the browser sends for a proposal: all fields of the page, as they stand in it."""
    plain = proposal.as_json()
    sent: dict[str, Any] = {
        **{name: plain[name] for name in ("activation_days", "free_look_days", "basis", "text_en", "text_hi")},
        **{name: value for name, value in plain["limits"].items() if name != "transfer"},
        **({"transfer": "on"} if plain["limits"]["transfer"] else {}),
        **{"from_day": from_day.isoformat(), "reason": "Season", "seen": newest_terms().pk},
    }
    for prefix, rows, empty in (("tiers", proposal.tiers, 2), ("questions", proposal.questions, 1)):
        sent |= {f"{prefix}-TOTAL_FORMS": len(rows) + empty, f"{prefix}-INITIAL_FORMS": len(rows)}
    for place, tier in enumerate(proposal.tiers):
        sent |= {f"tiers-{place}-after": tier.after, f"tiers-{place}-through": tier.through, f"tiers-{place}-percent": tier.percent}
    for place, one in enumerate(proposal.questions):
        at = f"questions-{place}-"
        sent |= {f"{at}key": one.key, f"{at}clause": one.clause, f"{at}minor": one.minor, f"{at}major": one.major}
        sent |= {f"{at}{part}_{language}": one.words[language][part] for part in PARTS for language in LANGUAGES}
    return sent | changes

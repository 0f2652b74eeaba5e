"""Tax rates changed the lawful way: one person of head office types and asks, another one grants, before the day they begin."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from stores.access import actor_for
from tests.factories.billing import AT
from tests.factories.prices import second_person
from tests.factories.stores import HeadOfficeFactory
from upgrade_program.billing.models import TaxRule
from upgrade_program.billing.services.rules import ask_tax_rule, draft_tax_rule, newest_rule
from upgrade_program.billing.tax import PLAN_SAC
from upgrade_program.billing.tax_draft import TaxProposal
from upgrade_program.drafts.models import Draft
from upgrade_program.foundation.approvals.models import Approval
from upgrade_program.kernel.actor import Actor
from upgrade_program.usecases.rulebook import grant_rate


def proposal(rate: int | str = 12, *, sac: str = PLAN_SAC, description: str = "Lowered") -> TaxProposal:
    return TaxProposal(sac=sac, rate=Decimal(rate), description=description)


def drafted(maker: Actor, wish: TaxProposal, *, from_day: date, at: datetime = AT, reason: str = "Notification 1/2027") -> Draft:
    last = newest_rule(wish.sac)
    return draft_tax_rule(actor=maker, proposal=wish, from_day=from_day, reason=reason, seen=last and last.pk, at=at)


def asked(maker: Actor, wish: TaxProposal, *, from_day: date, at: datetime = AT) -> Approval:
    return ask_tax_rule(actor=maker, draft=drafted(maker, wish, from_day=from_day, at=at), at=at)


def rate_from(from_day: date, wish: TaxProposal | None = None, *, at: datetime = AT, maker: Actor | None = None) -> TaxRule:
    """The next rate, past a second person."""
    request = asked(maker or actor_for(HeadOfficeFactory(), None), wish or proposal(), from_day=from_day, at=at)
    return grant_rate(actor=second_person(), approval_id=request.pk, at=at, on=at.date())

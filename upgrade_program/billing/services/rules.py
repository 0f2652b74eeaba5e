"""The tax rate changes by two people of head office, from a midnight on; until then one takes the change back.

Source: smart-upgrade section 4.9.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from upgrade_program.billing.models import TaxRule
from upgrade_program.billing.tax_draft import TaxProposal, faults_of
from upgrade_program.drafts.enums import Kind
from upgrade_program.drafts.models import Draft
from upgrade_program.drafts.refusals import DraftOutdated, LaterVersionStands, NotGranted, NothingChanges, VersionFollowed
from upgrade_program.drafts.services import ask_for, asked_draft, check_day, keep_draft, require_waiting
from upgrade_program.drafts.withdrawals import withdraw_draft
from upgrade_program.foundation.approvals.models import Approval
from upgrade_program.foundation.approvals.services import grant
from upgrade_program.foundation.audit.services import record
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Refused, refuse_together
from upgrade_program.kernel.wording import day_text


@transaction.atomic
def draft_tax_rule(*, actor: Actor, proposal: TaxProposal, from_day: date, reason: str, seen: int | None, at: datetime) -> Draft:
    """Keep a typed rule as a draft that nobody is asked for yet. `seen` is the id of the newest rule of its service code.

    Refuses everybody but head office (`forbidden`), another rule granted meanwhile (`draft_outdated`), all faults together (`invalid`,
    `version_in_the_past`, `version_too_far`, `later_version_stands`, `reason_required`), and a draft that changes nothing
    (`nothing_changes`).
    """
    last = newest_rule(proposal.sac)
    draft = keep_draft(
        actor=actor,
        kind=Kind.TAX,
        content=proposal.as_json(),
        from_day=from_day,
        follows=seen,
        reason=reason,
        at=at,
        faults=faults_of(proposal) + _against(last, from_day),
    )
    _refuse_stale(draft, last, proposal)
    return draft


@transaction.atomic
def ask_tax_rule(*, actor: Actor, draft: Draft, at: datetime) -> Approval:
    """Ask somebody else for a draft; refuses as `drafts.services.ask_for`, and what stands against it by now."""
    proposal = TaxProposal.from_json(draft.content)
    last = newest_rule(proposal.sac)
    _refuse_stale(draft, last, proposal)
    refuse_together(_against(last, draft.from_day))
    return ask_for(actor=actor, draft=draft, at=at)


@transaction.atomic
def grant_tax_rule(*, actor: Actor, approval_id: int, at: datetime, remark: str = "") -> TaxRule:
    """Let a drafted rule be: the running one of its service code ends the day before; issued documents never change.

    Refuses the maker (`self_approval`), too low a role (`forbidden`), a request that waits no more (`approval_decided`), and whatever
    stands against the draft by now.
    """
    draft = asked_draft(actor=actor, approval_id=approval_id, kind=Kind.TAX)
    _lock()
    require_waiting(actor=actor, approval_id=approval_id)
    proposal = TaxProposal.from_json(draft.content)
    last = newest_rule(proposal.sac)
    check_day(draft.from_day, at=at)
    _refuse_stale(draft, last, proposal)
    refuse_together(faults_of(proposal) + _against(last, draft.from_day))
    if last is not None:
        TaxRule.objects.filter(pk=last.pk).update(valid=DateRange(last.valid.lower, draft.from_day))
    rule = TaxRule.objects.create(
        sac=proposal.sac, rate=proposal.rate, description=proposal.description, valid=DateRange(draft.from_day, None), draft=draft
    )
    record(
        actor=actor,
        at=at,
        verb="tax_rule.set",
        subject=f"tax_rule:{rule.pk}",
        before={"rule": last.pk, "rate": str(last.rate)} if last else None,
        after={"sac": rule.sac, "rate": str(rule.rate), "from": draft.from_day.isoformat()},
        reason=draft.reason,
    )
    grant(approval_id=approval_id, actor=actor, at=at, note=remark)
    return rule


@transaction.atomic
def withdraw_tax_rule(*, actor: Actor, draft: Draft, reason: str, at: datetime) -> TaxRule:
    """Take a granted rule back before its day: it is in force on none, and the one before it in its service code goes on.

    Refuses as `drafts.withdrawals.withdraw_draft`, and while another rule follows it (`version_followed`).
    """
    _lock()
    kept = withdraw_draft(actor=actor, draft=draft, reason=reason, at=at)
    rule = TaxRule.objects.filter(draft=draft).first()
    last = newest_rule(rule.sac) if rule else None
    if rule is None or last is None:
        raise NotGranted
    if last.pk != rule.pk:
        raise VersionFollowed(what=_called(last), day=day_text(last.valid.lower))
    TaxRule.objects.filter(pk=rule.pk).update(valid=DateRange(empty=True))
    before = TaxRule.objects.filter(sac=rule.sac, valid__endswith=draft.from_day).first()
    if before is not None:
        TaxRule.objects.filter(pk=before.pk).update(valid=DateRange(before.valid.lower, None))
    record(
        actor=actor,
        at=at,
        verb="tax_rule.withdrawn",
        subject=f"tax_rule:{rule.pk}",
        before={"sac": rule.sac, "rate": str(rule.rate), "from": draft.from_day.isoformat()},
        after={"rule": before.pk, "rate": str(before.rate)} if before else None,
        reason=kept.reason,
    )
    rule.refresh_from_db()
    return rule


def newest_rule(sac: str) -> TaxRule | None:
    """The newest rule of a service code, in force or still to come; none that was withdrawn."""
    return TaxRule.objects.filter(sac=sac, valid__isempty=False).order_by("-valid").first()


def _lock() -> None:
    """One edit of the rates at a time; invoices, which only read them, go on."""
    list(TaxRule.objects.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))


def _against(last: TaxRule | None, from_day: date) -> list[Refused]:
    if last is None or from_day > last.valid.lower:
        return []
    return [LaterVersionStands(what=_called(last), day=day_text(last.valid.lower))]


def _called(rule: TaxRule) -> str:
    return f"A rate for service code {rule.sac}"


def _refuse_stale(draft: Draft, last: TaxRule | None, proposal: TaxProposal) -> None:
    if draft.follows != (last.pk if last else None):
        raise DraftOutdated
    if last is not None and (last.rate, last.description) == (proposal.rate, proposal.description):
        raise NothingChanges

"""New terms by two people of head office: one types and asks, another grants, and from its day on new plans are sold on them.

Until that day begins, one of them takes it back.
A sold plan keeps its own; which version a sale takes is decided by its bill date, in the sale's own statement.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Max

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
from upgrade_program.plans.models import TermsCheck, TermsGate, TermsTier, TermsVersion
from upgrade_program.plans.proposal import Proposal, differences
from upgrade_program.plans.proposal_faults import faults_of
from upgrade_program.plans.queries.terms_drafts import newest_terms, proposal_of


@transaction.atomic
def draft_terms(*, actor: Actor, proposal: Proposal, from_day: date, reason: str, seen: int, at: datetime) -> Draft:
    """Keep typed terms as a draft that nobody is asked for yet. `seen` is the id of the version the page began with.

    Refuses everybody but head office (`forbidden`), another version granted meanwhile (`draft_outdated`), and all faults together:
    those of the proposal (`invalid`, each at its field), a day too soon (`version_in_the_past`), too far (`version_too_far`)
    or before a planned version (`later_version_stands`), no reason (`reason_required`); a draft that changes nothing (`nothing_changes`).
    """
    newest = newest_terms()
    faults = faults_of(proposal) + _against(newest, from_day)
    draft = keep_draft(
        actor=actor,
        kind=Kind.TERMS,
        content=proposal.as_json(),
        from_day=from_day,
        follows=seen,
        reason=reason,
        at=at,
        faults=faults,
    )
    _refuse_stale(draft, newest, proposal)
    return draft


@transaction.atomic
def ask_terms(*, actor: Actor, draft: Draft, at: datetime) -> Approval:
    """Ask somebody else for a draft; refuses as `drafts.services.ask_for`, and what stands against it by now."""
    newest = newest_terms()
    refuse_together(_against(newest, draft.from_day))
    _refuse_stale(draft, newest, Proposal.from_json(draft.content))
    return ask_for(actor=actor, draft=draft, at=at)


@transaction.atomic
def grant_terms(*, actor: Actor, approval_id: int, at: datetime, remark: str = "") -> TermsVersion:
    """Let drafted terms be: written as the next version, the one before ends the day before; under the lock of all versions.

    Refuses the maker (`self_approval`), too low a role (`forbidden`), a request that waits no more (`approval_decided`), and whatever
    stands against the draft by now.
    """
    draft = asked_draft(actor=actor, approval_id=approval_id, kind=Kind.TERMS)
    _lock()
    require_waiting(actor=actor, approval_id=approval_id)
    before = newest_terms()
    proposal = Proposal.from_json(draft.content)
    check_day(draft.from_day, at=at)
    _refuse_stale(draft, before, proposal)
    refuse_together(faults_of(proposal) + _against(before, draft.from_day))
    TermsVersion.objects.filter(pk=before.pk).update(valid=DateRange(before.valid.lower, draft.from_day))
    terms = _written(proposal, draft=draft, version=_next_number())
    record(
        actor=actor,
        at=at,
        verb="terms.set",
        subject=draft.subject,
        before={"version": before.version},
        after={"version": terms.version, "from": draft.from_day.isoformat()},
        reason=draft.reason,
    )
    grant(approval_id=approval_id, actor=actor, at=at, note=remark)
    return terms


@transaction.atomic
def withdraw_terms(*, actor: Actor, draft: Draft, reason: str, at: datetime) -> TermsVersion:
    """Take a granted version back before its day: it is in force on none and keeps its number, and the one before it goes on.

    Refuses as `drafts.withdrawals.withdraw_draft`, and while another version follows it (`version_followed`).
    """
    _lock()
    kept = withdraw_draft(actor=actor, draft=draft, reason=reason, at=at)
    terms = TermsVersion.objects.filter(draft=draft).first()
    if terms is None:
        raise NotGranted
    last = newest_terms()
    if last.pk != terms.pk:
        raise VersionFollowed(what=_called(last), day=day_text(last.valid.lower))
    TermsVersion.objects.filter(pk=terms.pk).update(valid=DateRange(empty=True))
    before = TermsVersion.objects.get(valid__endswith=draft.from_day)
    TermsVersion.objects.filter(pk=before.pk).update(valid=DateRange(before.valid.lower, None))
    record(
        actor=actor,
        at=at,
        verb="terms.withdrawn",
        subject=draft.subject,
        before={"version": terms.version, "from": draft.from_day.isoformat()},
        after={"version": before.version},
        reason=kept.reason,
    )
    terms.refresh_from_db()
    return terms


def _lock() -> None:
    """One edit of the terms at a time; sales, which only refer to a version, go on."""
    list(TermsVersion.objects.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))


def _against(newest: TermsVersion, from_day: date) -> list[Refused]:
    if from_day > newest.valid.lower:
        return []
    return [LaterVersionStands(what=_called(newest), day=day_text(newest.valid.lower))]


def _called(terms: TermsVersion) -> str:
    return f"Version {terms.version} of the terms"


def _next_number() -> int:
    """One more than any version ever had: a withdrawn one keeps its number."""
    return 1 + (TermsVersion.objects.aggregate(Max("version"))["version__max"] or 0)


def _refuse_stale(draft: Draft, newest: TermsVersion, proposal: Proposal) -> None:
    if draft.follows != newest.pk:
        raise DraftOutdated
    if not differences(proposal_of(newest), proposal):
        raise NothingChanges


def _written(proposal: Proposal, *, draft: Draft, version: int) -> TermsVersion:
    limits = proposal.limits
    terms = TermsVersion.objects.create(
        version=version,
        valid=DateRange(draft.from_day, None),
        activation_days=proposal.activation_days,
        free_look_days=proposal.free_look_days,
        basis=proposal.basis.value,
        hold_days=limits.hold_days,
        extension_days=limits.extension_days,
        override_percent=limits.override_percent,
        override_rupees=limits.override_rupees,
        low_price_percent=limits.low_price_percent,
        transfer=limits.transfer,
        text_en=proposal.text_en,
        text_hi=proposal.text_hi,
        draft=draft,
    )
    TermsTier.objects.bulk_create(
        TermsTier(terms=terms, after=tier.after, through=tier.through, percent=tier.percent) for tier in proposal.tiers
    )
    TermsCheck.objects.bulk_create(
        TermsCheck(terms=terms, place=place, key=one.key, clause=one.clause, minor=one.minor, major=one.major, words=one.words)
        for place, one in enumerate(proposal.questions, start=1)
    )
    TermsGate.objects.bulk_create(
        TermsGate(terms=terms, place=place, key=one.key, clause=one.clause, words=one.words)
        for place, one in enumerate(proposal.gates, start=1)
    )
    return terms

"""A warranty exchange: asked for by one person with the service centre's paper, granted by another. Source: smart-upgrade section 5."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from upgrade_program.foundation.approvals.authority import require_decider
from upgrade_program.foundation.approvals.models import Approval
from upgrade_program.foundation.approvals.queries import approval_for
from upgrade_program.foundation.approvals.services import ask, grant
from upgrade_program.foundation.approvals.services.steps import require_waiting
from upgrade_program.foundation.audit.privacy import without_personal
from upgrade_program.foundation.audit.services import record as audit
from upgrade_program.foundation.outbox.services import record as tell
from upgrade_program.foundation.requests.transaction import act_transaction
from upgrade_program.kernel.actor import Actor, Role
from upgrade_program.kernel.errors import Forbidden, NotFound, ReasonRequired, Refused, refuse_together
from upgrade_program.kernel.imei import parse_imei
from upgrade_program.kernel.text import one_line
from upgrade_program.kernel.wording import day_text
from upgrade_program.plans.enums import Status
from upgrade_program.plans.events import PlanSwapped
from upgrade_program.plans.lifecycle import PlanNotLive
from upgrade_program.plans.models import ImeiSwap, Plan, PlanImei, SwapRequest
from upgrade_program.plans.refusals import ClaimOpen, DocumentRequired, ImeiAlreadyCovered, ImeiBarred, SameHandset, SameImeiTwice
from upgrade_program.plans.services.locking import locked
from upgrade_program.plans.services.suspension import check_not_over

SWAP = "plan.swap"  # the kind of its approval
_ONE_PLAN_AN_IMEI = "one_live_plan_per_imei"


def ask_swap(
    *, plan: Plan, new_imei: str, new_imei2: str, document: str, service_centre: str, reason: str, actor: Actor, at: datetime, on: date
) -> SwapRequest:
    """Ask that a plan go on with the handset that the service centre gave for its own; nothing changes until `grant_swap`.

    Staff of the selling store. Refuses what the exchange itself would refuse now (see there), a second request while one waits
    (`approval_waiting`), no paper (`document_required`), no reason (`reason_required`) and what is no IMEI (`imei_invalid`).
    """
    if not actor.works_for(plan.store_id):
        raise Forbidden(next_step="Ask the store that sold the plan.")
    asked = _read(new_imei=new_imei, new_imei2=new_imei2, document=document, service_centre=service_centre, reason=reason)
    with act_transaction():
        plan = locked(plan.pk)
        _check_swappable(plan, asked, on=on)
        approval = ask(
            kind=SWAP,
            subject=subject_of(plan),
            needs=Role.MANAGER,
            facts={
                "document": without_personal(asked.document),
                "service_centre": without_personal(asked.service_centre),
                "old_last4": plan.imei[-4:],
                "new_last4": asked.new_imei[-4:],
            },
            reason=reason,
            actor=actor,
            at=at,
            store_id=plan.store_id,
        )
        asked.plan, asked.approval_id, asked.asked_by_id, asked.asked_at = plan, approval.pk, approval.asked_by_id, at
        asked.save(force_insert=True)
    return asked


def grant_swap(*, approval_id: int, actor: Actor, at: datetime, on: date, remark: str = "") -> ImeiSwap:
    """Grant a warranty exchange: the IMEIs before are barred for good and the new ones carry the plan, with its dates and value.

    A manager of the selling store or head office, never the asker (`self_approval`). Refuses a plan that is not active
    (`plan_not_live`), one that a claim holds (`claim_open`), the same phone (`same_imei`), IMEIs that carry a plan
    (`imei_already_covered`) or never will again (`imei_barred`), and a request that waits no more (`approval_decided`).
    """
    with act_transaction():
        approval = approval_for(actor, approval_id)
        asked = SwapRequest.objects.filter(approval_id=approval.pk).first()
        if asked is None:
            raise NotFound
        plan = locked(asked.plan_id)
        approval.refresh_from_db()
        require_decider(actor, approval)
        require_waiting(approval)
        _check_swappable(plan, asked, on=on)
        swap = _put(plan, asked, approval, actor=actor, at=at)
        plan.imei = swap.new_imei  # as the row's trigger has written it
        tell(PlanSwapped(plan_id=plan.pk, store_id=plan.store_id, at=at.isoformat(), swap_id=swap.pk), at=at)
        granted = grant(approval_id=approval.pk, actor=actor, at=at, note=remark)
        audit(
            actor=actor,
            at=at,
            verb="plan.swapped",
            subject=subject_of(plan),
            after={"swap": swap.pk, "approval": granted.pk, "asked_by": granted.asked_by_id},
            reason=granted.reason,
            chain=plan.store_id,
        )
    swap.plan = plan
    return swap


def subject_of(plan: Plan) -> str:
    """What the approval of an exchange is about."""
    return f"plan:{plan.pk}"


def _read(*, new_imei: str, new_imei2: str, document: str, service_centre: str, reason: str) -> SwapRequest:
    """The request as typed, all faults of it told together; the reason is the approval's to keep."""
    refusals: list[Refused] = []

    def read(field: str, text: str, most: int) -> str:
        try:
            return one_line(text, field=field, most=most) if most else parse_imei(text, field=field)
        except Refused as no:
            refusals.append(no)
            return ""

    asked = SwapRequest(new_imei=read("new_imei", new_imei, 0), new_imei2=read("new_imei2", new_imei2, 0) if new_imei2.strip() else "")
    if asked.new_imei and asked.new_imei == asked.new_imei2:
        refusals.append(SameImeiTwice(field="new_imei2"))
    asked.document, asked.service_centre = read("document", document, 40), read("service_centre", service_centre, 80)
    refusals += [
        DocumentRequired(field=field) for field, text in (("document", document), ("service_centre", service_centre)) if not text.strip()
    ]
    if not reason.strip():
        refusals.append(ReasonRequired())
    refuse_together(refusals)
    return asked


def _check_swappable(plan: Plan, asked: SwapRequest, *, on: date) -> None:
    if plan.status != Status.ACTIVE:
        raise PlanNotLive(status=plan.status)
    check_not_over(plan, on=on)
    if plan.held_until and plan.held_until >= on:
        raise ClaimOpen(day=day_text(plan.held_until))
    wanted = {"new_imei": asked.new_imei, "new_imei2": asked.new_imei2}
    standing = {row.imei: row for row in PlanImei.objects.filter(Q(live=True) | Q(barred=True), imei__in=wanted.values())}
    for field, imei in wanted.items():
        row = standing.get(imei)
        if row and row.live and row.plan_id == plan.pk:
            raise SameHandset(field=field)
        if row:
            raise ImeiBarred(field=field) if row.barred else ImeiAlreadyCovered(field=field)


def _put(plan: Plan, asked: SwapRequest, approval: Approval, *, actor: Actor, at: datetime) -> ImeiSwap:
    """The row that moves the plan; a sale that took one of the IMEIs at the same instant wins."""
    try:
        with transaction.atomic():
            return ImeiSwap.objects.create(
                plan=plan,
                request=asked,
                old_imei=plan.imei,
                new_imei=asked.new_imei,
                new_imei2=asked.new_imei2,
                requested_by_id=asked.asked_by_id,
                approved_by_id=actor.staff_id or 0,
                at=at,
            )
    except IntegrityError as broken:
        if getattr(getattr(broken.__cause__, "diag", None), "constraint_name", None) != _ONE_PLAN_AN_IMEI:
            raise
        raise ImeiAlreadyCovered(field="new_imei") from broken

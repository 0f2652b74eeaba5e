"""Putting a file together: all that stands about one plan at an instant. Its statements do not grow with the plans there are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from stores.clock import local_day
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.foundation.photos.models import Photo
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import NotFound
from upgrade_program.kernel.numbers import parse_plan_number
from upgrade_program.plans.models import Plan
from upgrade_program.plans.queries import for_actor
from upgrade_program.reporting.plan_file import claims as about_claims
from upgrade_program.reporting.plan_file import money, promise, told
from upgrade_program.reporting.plan_file.finding import require_reader
from upgrade_program.reporting.plan_file.part import Part
from upgrade_program.reporting.plan_file.trail import Verdict, rows_of, trail, verdict


@dataclass(frozen=True, slots=True)
class PlanFile:
    """A plan's file as it stood at `at`: its parts in words, and what a ZIP holds beside them."""

    plan: Plan
    at: datetime
    parts: list[Part]
    papers: list[money.Paper]
    photos: list[Photo]
    rows: list[AuditRow]
    verdict: Verdict


def subject_of(plan: Plan) -> str:
    """What the trail calls a look at a plan's file: not the plan itself, whose page at the counter tells of acts, not of looks."""
    return f"plan_file:{plan.pk}"


def plan_of(actor: Actor, number: str) -> Plan:
    """The plan of an exact number. Refuses (`forbidden`) all but auditors and head office, and (`not_found`) what is no plan."""
    require_reader(actor)
    parsed = parse_plan_number(number)
    plan = for_actor(actor).filter(number=parsed).first() if parsed else None
    if plan is None:
        raise NotFound
    return plan


def plan_file(actor: Actor, plan: Plan, *, at: datetime) -> PlanFile:
    """The file of a plan. Refuses (`forbidden`) all but auditors and head office."""
    require_reader(actor)
    claims, settlements = about_claims.claims_of(plan), about_claims.settlements_of(plan)
    papers = money.papers_of(plan, settlements)
    subjects = told.subjects_of(plan, claims)
    photos, asked = told.photos_of_plan(subjects), told.approvals_of(subjects)
    rows = rows_of([*subjects, subject_of(plan), *(f"approval:{each.pk}" for each in asked)])
    parts = [
        promise.promise(plan, on=local_day(at)),
        promise.terms(plan),
        promise.check_list(plan),
        promise.life(plan),
        money.payments(plan, claims),
        money.documents(papers),
        told.photos(photos),
        about_claims.reservations(plan),
        *about_claims.claim_parts(claims, settlements),
        told.messages(plan, claims),
        told.approvals(asked),
        trail(rows),
    ]
    return PlanFile(plan, at, parts, papers, photos, rows, verdict(rows))

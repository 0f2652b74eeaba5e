"""Erase a person: one asks, head office allows it, and they are known by nothing any more. Source: reliability S11, loyalty rule 13.

What goes: mobile, name and e-mail of the customer; name, GSTIN and address on their plans; address and words of every message to them;
the links to their plans; the membership, its points forfeited; the masked name on the boards of months that are over. What stays, because
the law or the books need it: tax documents, purchase vouchers and the used-goods register with the name they were issued to, payments, the
journal of points, the audit trail (ids only).
What staff wrote about the person into a reason or a note stays too, and both see it beforehand (`mentions`).

A customer asks by themself on their own pages (`wish`): head office sees it among what waits, and two of its people do as with a letter.

The holder of a live plan is not erased (`plan_live`): the promise is to this person, and no rule lets a promise end unasked. Who gives it
up has it cancelled or transferred first. An open claim stands on a live plan only. Points on hold wait for a payment (`points_on_hold`);
points owed hinder nothing.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from loyalty.activity.services import forget_on_boards
from loyalty.ledger.queries import Balances, balances
from loyalty.ledger.refusals import PointsOnHold
from loyalty.members.services import close_membership
from loyalty.members.services.adjusting import check_not_own
from loyalty.programme.queries import has_joined, is_member, membership_of
from loyalty.spending import services as points
from stores.clock import local_day
from upgrade_program.billing.models import TaxDocument
from upgrade_program.customers.models import Customer, Erasure, ErasureWish
from upgrade_program.customers.services import erase_customer, locked_customer
from upgrade_program.customers.wishes import add_wish, end_wish, open_wish
from upgrade_program.foundation.approvals.authority import require_decider
from upgrade_program.foundation.approvals.models import Approval
from upgrade_program.foundation.approvals.queries import approval_for, waiting_on
from upgrade_program.foundation.approvals.services import ask as ask_approval
from upgrade_program.foundation.approvals.services import grant, lapse
from upgrade_program.foundation.audit.services import record as audit
from upgrade_program.foundation.requests.services import rewrite_answers
from upgrade_program.foundation.requests.transaction import act_transaction
from upgrade_program.kernel.actor import Actor, Role
from upgrade_program.kernel.errors import Forbidden, NotFound, Refused
from upgrade_program.messaging.models import Message
from upgrade_program.messaging.services import forget_person
from upgrade_program.plans.models import Plan
from upgrade_program.plans.queries import for_actor, gave_one_up
from upgrade_program.plans.services import forget_holder, require_no_live_plan
from upgrade_program.usecases.mentions import Mention, mentions_of

ERASURE = "customer.erasure"

__all__ = ["ERASURE", "Outlook", "ask", "grant_erasure", "hindrance", "may_ask", "outlook", "take_wish_back", "wish"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What an erasure would take and what would stay; `why` nobody can be erased now, and the request that waits.

    `wished_at` is when the customer asked for it on their own pages, while that is unanswered.
    """

    customer: Customer
    plans: int
    messages: int
    documents: int
    points: Balances
    mentions: list[Mention]
    member: bool
    paid_through: date | None
    why: Refused | None
    waiting: Approval | None
    wished_at: datetime | None


def may_ask(actor: Actor) -> bool:
    """Managers at their store and head office."""
    return actor.role is Role.HEAD_OFFICE or (actor.at_counter and actor.role is Role.MANAGER)


def outlook(*, actor: Actor, customer_id: int, at: datetime) -> Outlook:
    """What erasing a customer would do; refuses (`forbidden`) who may not ask, and (`not_found`) customers of other stores only."""
    customer = _customer(actor, customer_id)
    theirs = Plan.objects.filter(customer=customer)
    membership, wished = membership_of(customer.pk, on=local_day(at)), open_wish(customer.pk)
    return Outlook(
        customer=customer,
        plans=theirs.count(),
        messages=Message.objects.filter(customer_id=customer.pk, forgotten_at=None).count(),
        documents=TaxDocument.objects.filter(collection__in=theirs.values("collection")).count(),
        points=balances(customer.pk, at=at),
        mentions=mentions_of(customer),
        member=is_member(customer.pk),
        paid_through=membership.prepaid_through if membership else None,
        why=hindrance(customer.pk, at=at),
        waiting=waiting_on(ERASURE, f"customer:{customer.pk}"),
        wished_at=wished.asked_at if wished else None,
    )


def ask(*, actor: Actor, customer_id: int, reason: str, at: datetime) -> Approval:
    """Ask head office that a person be erased. Refuses what `outlook` refuses, one's own account, what hinders it now, no reason."""
    customer = _customer(actor, customer_id)
    check_not_own(actor, customer.pk)
    if why := hindrance(customer.pk, at=at):
        raise why
    return ask_approval(
        kind=ERASURE, subject=f"customer:{customer.pk}", needs=Role.HEAD_OFFICE, facts={}, reason=reason, actor=actor, at=at
    )


def wish(*, actor: Actor, at: datetime) -> ErasureWish:
    """Note that a customer on their own pages asks to be erased, for head office to act on; nothing of theirs changes by it.

    Refuses (`not_found`) everybody else and who is erased, what hinders it now (`plan_live`, `points_on_hold`), and a second time while
    the first waits (`erasure_asked`).
    """
    with transaction.atomic():
        customer = locked_customer(_own_id(actor))
        if why := hindrance(customer.pk, at=at):
            raise why
        row = add_wish(customer=customer, at=at)
        audit(actor=actor, at=at, verb="customer.erasure_wished", subject=f"customer:{customer.pk}", after={"wish": row.pk})
    return row


def take_wish_back(*, actor: Actor, at: datetime) -> bool:
    """The customer changes their mind before head office has acted; says whether there was a wish. Refuses all but customers."""
    with transaction.atomic():
        customer = locked_customer(_own_id(actor))
        taken = bool(end_wish(customer_id=customer.pk, at=at))
        if taken:
            audit(actor=actor, at=at, verb="customer.erasure_unwished", subject=f"customer:{customer.pk}")
    return taken


def _own_id(actor: Actor) -> int:
    if actor.role is not Role.CUSTOMER or not actor.customer_id:
        raise NotFound
    return actor.customer_id


def grant_erasure(*, approval_id: int, actor: Actor, at: datetime, on: date, remark: str = "") -> Erasure:
    """Allow it: the person is erased now, all in one transaction. Refuses the asker (`self_approval`), all but head office, and
    `plan_live` or `points_on_hold` where a sale came meanwhile: it and this take the same row, so one of the two waits for the other."""
    asked = approval_for(actor, approval_id)
    if asked.kind != ERASURE:
        raise NotFound
    customer_id = int(asked.subject.removeprefix("customer:"))
    check_not_own(actor, customer_id)
    require_decider(actor, asked)
    with act_transaction():
        points.lock(customer_id)
        customer = locked_customer(customer_id)
        left = mentions_of(customer)
        require_no_live_plan(customer_id)
        close_membership(customer=customer, erasure=f"approval:{asked.pk}", actor=actor, at=at)
        erasure = erase_customer(customer=customer, approval_id=asked.pk, asked_by=asked.asked_by_id, actor=actor, at=at)
        end_wish(customer_id=customer_id, at=at)
        forget_on_boards(customer_id)
        forget_holder(customer=customer, at=at)
        forget_person(customer_id=customer_id, addresses=[customer.mobile, customer.email], at=at)
        rewrite_answers(_answered(customer))
        grant(approval_id=approval_id, actor=actor, at=at, note=remark)
        lapse(subject=f"customer:{customer_id}", at=at)
        audit(
            actor=actor,
            at=at,
            verb="customer.erased",
            subject=f"customer:{customer_id}",
            after={"erasure": erasure.pk, "mentions": [one.key for one in left]},
            reason=asked.reason,
        )
    return erasure


def _customer(actor: Actor, customer_id: int) -> Customer:
    """Whom the actor sees: at a store who is or was a member, and who holds or held a plan of it; at head office everybody."""
    if not may_ask(actor):
        raise Forbidden(sentence="Only a manager or head office has a person erased.", next_step="Ask your manager.")
    customer = Customer.objects.filter(pk=customer_id).first()
    known = customer is not None and (
        actor.sees_all_stores
        or has_joined(customer_id)
        or for_actor(actor).filter(customer_id=customer_id).exists()
        or gave_one_up(actor).filter(pk=customer_id).exists()
    )
    if customer is None or customer.erased or not known:
        raise NotFound
    return customer


def hindrance(customer_id: int, *, at: datetime) -> Refused | None:
    """Why a person cannot be erased now: `plan_live` or `points_on_hold`; None when nothing is in the way."""
    try:
        require_no_live_plan(customer_id)
    except Refused as no:
        return no
    held = balances(customer_id, at=at).held
    return PointsOnHold(points=held) if held else None


def _answered(customer: Customer) -> dict[str, str]:
    """As kept answers of the API have them: the mobile, and the name as a whole value."""
    words = {customer.mobile: f"~{customer.pk}"}
    name, instead = (json.dumps(word, ensure_ascii=False) for word in (customer.name, "(erased)"))
    return words | {f'"name":{name},"mobile":{json.dumps(f"~{customer.pk}")}': f'"name":{instead},"mobile":{json.dumps(f"~{customer.pk}")}'}

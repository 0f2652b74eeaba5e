"""The customer hears of a plan's life, from its sale to its end; who took back the consent to it hears nothing.

Hearing the same news again changes nothing. The plan is kept as it is while they are told of it: of two, a word and a change of holder or
consent, the later one sees what the earlier one did.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from stores.clock import local_day
from upgrade_program.kernel.wording import day_text, rupees_text
from upgrade_program.messaging.services import Recipient, queue
from upgrade_program.plans.enums import Status
from upgrade_program.plans.events import PlanCancelled, PlanNews, PlanPending, PlanResumed, PlanSold, PlanSuspended, PlanSwapped
from upgrade_program.plans.models import HolderChange, ImeiSwap, Plan
from upgrade_program.plans.queries import is_silent, message_address
from upgrade_program.plans.services.locking import keep_holder
from upgrade_program.plans.terms import DatedTier, tier_table

_UP_TO = {"en": "up to {value}", "hi": "{value} तक"}


def tell_sold(news: Mapping[str, Any], *, at: datetime) -> None:
    """The plan's number, the device, its value in the first tier, until when, and the link."""
    plan = _plan(news)
    language = plan.customer_language
    tiers = tier_table(plan.promise.terms, bill_date=plan.bill_date, base=plan.base)
    first = tiers[0]
    _queue(
        PlanSold,
        plan,
        at=at,
        value=rupees_text(first.value),
        first_day=day_text(first.start, language),
        last_day=day_text(first.end, language),
        until=day_text(plan.expires_on, language),
        tiers="\n".join(_line(tier, language) for tier in tiers),
        price=rupees_text(plan.price),
        free_look=day_text(plan.free_look_until, language),
        link=_link(plan, at),
    )


def tell_pending(news: Mapping[str, Any], *, at: datetime) -> None:
    """The amount to pay and by when; nothing when it was paid, or the plan ended, before anybody could be told."""
    plan = _plan(news)
    if plan.status == Status.PENDING:
        day = day_text(local_day(plan.sold_at), plan.customer_language)
        _queue(PlanPending, plan, at=at, amount=rupees_text(plan.price), day=day, link=_link(plan, at))


def tell_cancelled(news: Mapping[str, Any], *, at: datetime) -> None:
    """The receipt: credit note and amount refunded; of a plan that was never paid, that it is not to be paid any more."""
    plan = _plan(news)
    if plan.credit_note is None:
        _queue(PlanCancelled, plan, at=at, template="plan.unpaid", amount=rupees_text(plan.price))
        return
    note = plan.credit_note
    day = day_text(note.issued_on, plan.customer_language)
    _queue(PlanCancelled, plan, at=at, credit_note=note.number, amount=rupees_text(note.total), day=day)


def tell_suspended(news: Mapping[str, Any], *, at: datetime) -> None:
    """That the plan rests and its dates run on."""
    plan = _plan(news)
    _queue(PlanSuspended, plan, at=at, cause=f"suspended:{news['at']}", link=_link(plan, at))


def tell_resumed(news: Mapping[str, Any], *, at: datetime) -> None:
    """That the plan goes on, through which day."""
    plan = _plan(news)
    until = day_text(plan.expires_on, plan.customer_language)
    _queue(PlanResumed, plan, at=at, cause=f"resumed:{news['at']}", until=until, link=_link(plan, at))


def tell_swapped(news: Mapping[str, Any], *, at: datetime) -> None:
    """The last four digits of the phone before and of the one that carries the plan now."""
    plan = _plan(news)
    swap = ImeiSwap.objects.get(pk=news["swap_id"])
    _queue(PlanSwapped, plan, at=at, cause=f"swapped:{swap.pk}", old=swap.old_imei[-4:], new=swap.new_imei[-4:], link=_link(plan, at))


def tell_holder_changed(news: Mapping[str, Any], *, at: datetime) -> None:
    """The new holder gets the plan's address; whoever had another mobile hears that it is no longer theirs, without name or address.

    That is the last they hear of it, and protects them: so it goes also to who took back the consent. A number put right carries that
    along, and then the new one gets nothing.
    """
    keep_holder(news["plan_id"])
    change = HolderChange.objects.select_related("plan__store", "old_customer", "new_customer").get(pk=news["change_id"])
    plan, old = change.plan, change.old_customer
    slots = {"number": plan.written, "device": plan.device, "store": plan.store.name}
    if plan.customer_id == change.new_customer_id and not is_silent(plan):
        queue(
            template="plan.holder",
            to=Recipient(
                language=plan.customer_language,
                mobile=change.new_customer.mobile,
                email=change.new_customer.email,
                customer_id=change.new_customer_id,
            ),
            slots=slots | {"name": change.new_name, "link": _link(plan, at)},
            cause=f"plan:{plan.pk}:holder:{change.pk}",
            at=at,
        )
    if old.pk != change.new_customer_id:
        queue(
            template="plan.moved",
            to=Recipient(language=old.language, mobile=old.mobile, customer_id=old.pk),
            slots=slots,
            cause=f"plan:{plan.pk}:moved:{change.pk}",
            at=at,
        )


def _plan(news: Mapping[str, Any]) -> Plan:
    keep_holder(news["plan_id"])
    return Plan.objects.select_related("customer", "store", "credit_note").get(pk=news["plan_id"])


def _queue(topic: type[PlanNews], plan: Plan, *, at: datetime, template: str = "", cause: str = "", **slots: str) -> None:
    """In the language of the sale, to what the customer has; all of a plan's messages name it, its device, customer and store."""
    if is_silent(plan):
        return
    queue(
        template=template or topic.topic,
        to=Recipient(language=plan.customer_language, mobile=plan.customer.mobile, email=plan.customer.email, customer_id=plan.customer_id),
        slots={"name": plan.customer_name, "number": plan.written, "device": plan.device, "store": plan.store.name} | slots,
        cause=f"plan:{plan.pk}:{cause or topic.topic.removeprefix('plan.')}",
        at=at,
    )


def _line(tier: DatedTier, language: str) -> str:
    value = _UP_TO[language].format(value=rupees_text(tier.value))
    return f"{day_text(tier.start, language)} – {day_text(tier.end, language)}: {value} ({tier.percent} %)"


def _link(plan: Plan, at: datetime) -> str:
    return message_address(plan, on=local_day(at))

"""What the buyback makes of news: the customer hears of their claim, a suspended plan's claim ends. Hearing twice changes nothing.

Who took back the consent to the plan hears nothing, but for the code of what they reserve themselves. The plan is kept as it is while its
holder is told, as in `plans.subscribers`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from stores.clock import local_day
from upgrade_program.buyback.enums import Standing
from upgrade_program.buyback.events import ClaimLapsed, ClaimOpened, ClaimRefused, ClaimReversed, ClaimSettled, TierReserved
from upgrade_program.buyback.models import Claim, ClaimToken, Settlement
from upgrade_program.buyback.queries import wording_of
from upgrade_program.buyback.services import brand, lapse_claims_of, lapse_tokens_of
from upgrade_program.kernel.wording import day_text, rupees_text
from upgrade_program.messaging.services import Recipient, queue
from upgrade_program.messaging.texts import in_two
from upgrade_program.plans.models import Plan
from upgrade_program.plans.queries import is_silent, message_address
from upgrade_program.plans.services.locking import keep_holder

_REFUSED_AGAIN = "claim.refused_again"
_WHAT_TO_DO = {"en": "What you can do:", "hi": "आप यह कर सकते हैं:"}


def tell_opened(news: Mapping[str, Any], *, at: datetime) -> None:
    """What is held, through which day, and where to follow the claim."""
    claim = _claim(news)
    _queue(
        ClaimOpened.topic, claim, at=at, value=rupees_text(claim.assured), day=_day(claim.held_through, claim), link=_link(claim.plan, at)
    )


def tell_refused(news: Mapping[str, Any], *, at: datetime) -> None:
    """What was not met, by which clause, what can be done, and that the plan goes on; nothing once a second look has overturned it.

    A refusal after the second look is the last: it has words of its own, because nothing is held and nobody looks a third time.
    """
    claim = _claim(news)
    if not claim.gate or claim.ended_at != datetime.fromisoformat(news["at"]):
        return
    point, language = wording_of(claim).point(claim.gate), claim.plan.customer_language
    cause, more = in_two(point.cause(language) if point else "")
    advice = _advice(point.advice(language) if point else [], language)
    slots = {"cause": cause, "more": more, "clause": claim.clause, "advice": advice, "link": _link(claim.plan, at)}
    if claim.upheld is False:
        _queue(_REFUSED_AGAIN, claim, at=at, **slots)
    else:
        _queue(ClaimRefused.topic, claim, at=at, day=_day(claim.held_through, claim), **slots)


def tell_lapsed(news: Mapping[str, Any], *, at: datetime) -> None:
    """That nothing is held any more, and where to see what the plan gives now."""
    claim = _claim(news)
    _queue(ClaimLapsed.topic, claim, at=at, day=_day(claim.held_through, claim), link=_link(claim.plan, at))


def tell_settled(news: Mapping[str, Any], *, at: datetime) -> None:
    """The receipt: voucher, exchange and new phone."""
    _tell_settlement(ClaimSettled.topic, news, at=at)


def tell_reversed(news: Mapping[str, Any], *, at: datetime) -> None:
    """That the settlement was taken back, by which voucher."""
    _tell_settlement(ClaimReversed.topic, news, at=at)


def tell_reserved(news: Mapping[str, Any], *, at: datetime) -> None:
    """What is held, through which day, and the code to show at the store; nothing once it was used or given back."""
    keep_holder(news["plan_id"])
    token = ClaimToken.objects.select_related("plan__customer").get(pk=news["token_id"])
    if token.state != Standing.HELD:
        return
    plan = token.plan
    queue(
        template=TierReserved.topic,
        to=_recipient(plan),
        slots={
            "name": plan.customer_name,
            "number": plan.written,
            "device": plan.device,
            "value": rupees_text(token.assured),
            "day": day_text(token.held_through, plan.customer_language),
            "link": _link(plan, at),
        },
        secret=f"token:{token.pk}",
        cause=f"token:{token.pk}:reserved",
        at=at,
    )


def end_claim_of_suspended(news: Mapping[str, Any], *, at: datetime) -> None:
    """A suspended plan's open claim lapses (smart-upgrade section 5), and so does what was reserved online."""
    since = datetime.fromisoformat(news["at"])
    lapse_claims_of(news["plan_id"], at=at, reason="the plan was suspended", opened_by=since)
    lapse_tokens_of(news["plan_id"], at=at, reason="the plan was suspended", reserved_by=since)


def owe_fee(news: Mapping[str, Any], *, at: datetime) -> None:
    """A plan sold: the store owes the brand its fee."""
    brand.owe_fee(news["plan_id"], at=at)


def owe_fee_back(news: Mapping[str, Any], *, at: datetime) -> None:
    """A plan cancelled with a credit note: the brand owes the fee back."""
    brand.owe_fee_back(news["plan_id"], at=at)


def _tell_settlement(topic: str, news: Mapping[str, Any], *, at: datetime) -> None:
    claim = _claim(news)
    settlement = Settlement.objects.select_related("voucher", "return_voucher").get(pk=news["settlement_id"])
    voucher = settlement.return_voucher if topic == ClaimReversed.topic and settlement.return_voucher else settlement.voucher
    _queue(topic, claim, at=at, voucher=voucher.number, amount=rupees_text(settlement.exchange), phone=settlement.new_device)


def _advice(steps: list[str], language: str) -> str:
    """The paragraph of a mail with what the customer can do, between blank lines; nothing where there are no steps."""
    return "\n".join(["", _WHAT_TO_DO[language], *(f"- {step}" for step in steps), ""]) if steps else ""


def _claim(news: Mapping[str, Any]) -> Claim:
    keep_holder(news["plan_id"])
    return Claim.objects.select_related("plan__customer", "store").get(pk=news["claim_id"])


def _queue(template: str, claim: Claim, *, at: datetime, **slots: str) -> None:
    plan = claim.plan
    if is_silent(plan):
        return
    queue(
        template=template,
        to=_recipient(plan),
        slots={"name": plan.customer_name, "number": plan.written, "device": plan.device, "store": claim.store.name} | slots,
        cause=f"claim:{claim.pk}:{template.removeprefix('claim.')}",
        at=at,
    )


def _recipient(plan: Plan) -> Recipient:
    customer = plan.customer
    return Recipient(language=plan.customer_language, mobile=customer.mobile, email=customer.email, customer_id=customer.pk)


def _day(day: date, claim: Claim) -> str:
    return day_text(day, claim.plan.customer_language)


def _link(plan: Plan, at: datetime) -> str:
    return message_address(plan, on=local_day(at))

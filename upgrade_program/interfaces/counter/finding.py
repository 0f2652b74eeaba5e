"""What a scan or a typed line means: an IMEI, a plan number, a customer's link, the code of a reservation, or a mobile.

Source: interface section 2.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from loyalty.rewards.queries import redemption_for
from stores.clock import store_today
from upgrade_program.buyback.queries import claim_for, token_behind
from upgrade_program.customers.mobiles import parse_mobile
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import NotFound, Refused
from upgrade_program.kernel.imei import looks_like_imei, parse_imei
from upgrade_program.kernel.numbers import parse_plan_number
from upgrade_program.kernel.tokens import parse_token_code
from upgrade_program.plans.enums import Status
from upgrade_program.plans.queries import gave_one_up, plan_behind, plan_for, plans_with_imei, plans_with_mobile

_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015\u2212.()]+")
_LINK = re.compile(r"/p/([A-Za-z0-9_-]{16,64})/?$")
_PREFIXED_MOBILE = re.compile(r"(?:\+91|0091|91|0)?[6-9]\d{9}")
_SIGNS_OF_A_NUMBER = 11


class NotUnderstood(Refused):
    """The text is none of the things the field takes."""

    code = "invalid"
    status = 422
    field = "q"
    sentence = "This is no IMEI (15 digits), plan number (4-4-3 signs) or mobile (10 digits)."
    next_step = "Scan it again, or type it from the box, the certificate or the customer's phone."


class NothingHere(NotFound):
    """Understood, but no plan of this store stands under it."""

    field = "q"


@dataclass(frozen=True, slots=True)
class Found:
    """Where to go: the plan, claim or redemption of a number, the plans of a customer, or a new sale on an IMEI.

    `token` is the id of the claim token whose code was scanned; its plan stands beside it.
    """

    plan: str = ""
    token: int = 0
    claim: str = ""
    redemption: str = ""
    customer: int = 0
    imei: str = ""


def find(actor: Actor, text: str, *, on: date) -> Found:
    """What the text leads to on a day; refuses what means nothing (`NotUnderstood`), a wrong IMEI, what is not theirs (`NothingHere`)."""
    signs = _SEPARATORS.sub("", text)
    if not signs:
        raise NotUnderstood(sentence="Nothing was scanned or typed.", next_step="Scan an IMEI, a plan number or type a mobile.")
    link = _LINK.search(text.strip())
    if link:
        return _by_link(actor, link[1])
    if _PREFIXED_MOBILE.fullmatch(signs) and signs.isascii():
        return _by_mobile(actor, text)
    if parse_plan_number(text):
        return _by_number(actor, text)
    if parse_token_code(text):
        return _by_token(actor, text, on=on)
    if looks_like_imei(text):
        return _by_imei(actor, parse_imei(text, field="q"))
    raise _misread(signs)


def _by_link(actor: Actor, token: str) -> Found:
    plan = plan_behind(token, on=store_today())
    if plan is None:
        raise NothingHere(
            sentence="This link no longer opens a plan.", next_step="Ask for the plan number, or look the phone up by its IMEI."
        )
    return Found(plan=_plan(actor, plan.number))


def _by_number(actor: Actor, text: str) -> Found:
    """Plans, claims and redemptions have numbers of one kind."""
    try:
        return Found(plan=_plan(actor, text))
    except NothingHere as nothing:
        try:
            return Found(claim=claim_for(actor, text).number)
        except NotFound:
            try:
                return Found(redemption=redemption_for(actor, text).number)
            except NotFound:
                raise nothing from None


def _by_token(actor: Actor, text: str, *, on: date) -> Found:
    token = token_behind(actor, text, on=on)
    if token is None:
        raise NothingHere(
            sentence="This code holds nothing: it is unknown, was used, or its day has passed.",
            next_step="Ask for the plan number; what the plan gives today counts.",
        )
    return Found(plan=_plan(actor, token.plan.number), token=token.pk)


def _plan(actor: Actor, number: str) -> str:
    try:
        return plan_for(actor, number).number
    except NotFound as no:
        raise NothingHere(
            sentence="No plan, no claim and no redemption has this number.", next_step="Read it again from the certificate, sign by sign."
        ) from no


def _by_mobile(actor: Actor, text: str) -> Found:
    mobile = parse_mobile(text, field="q")
    plans = list(plans_with_mobile(actor, mobile)[:2])
    if not plans:
        before = gave_one_up(actor).filter(mobile=mobile).first()
        if before is not None:
            return Found(customer=before.pk)
        raise NothingHere(
            sentence="No plan of this store stands under this mobile.",
            next_step="Ask for the plan number, which opens a plan of any store, or scan the phone's IMEI to sell one. "
            "Points are looked up under Members.",
        )
    return Found(plan=plans[0].number) if len(plans) == 1 else Found(customer=plans[0].customer_id)


def _by_imei(actor: Actor, imei: str) -> Found:
    standing = plans_with_imei(actor, imei).exclude(status=Status.CANCELLED).first()
    if standing:
        return Found(plan=standing.number)
    if not actor.at_counter:
        raise NothingHere(sentence="No plan stands on this IMEI.", next_step="Check the number with *#06# on the phone.")
    return Found(imei=imei)


def _misread(signs: str) -> Refused:
    """The refusal that names the mistake: other digits, a slip in a plan number, too many or too few digits, a serial number."""
    if signs.isdigit() and not signs.isascii():
        return NotUnderstood(sentence="Please use the digits 0 to 9: these digits are in another script.")
    if len(signs) == _SIGNS_OF_A_NUMBER and signs.isalnum() and not signs.isdigit():
        return NotUnderstood(sentence="The signs of this plan number do not belong together: one was misread.")
    if signs.isdigit():
        return NotUnderstood(sentence="These are {count} digits: an IMEI has 15, a mobile 10, a plan number 11 signs.", count=len(signs))
    if signs.isalnum() and any(sign.isdigit() for sign in signs):
        return NotUnderstood(
            sentence="This looks like a serial number: it opens nothing.",
            next_step="Look for the barcode marked IMEI on the box, or dial *#06#.",
        )
    return NotUnderstood()

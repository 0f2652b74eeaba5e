"""Which plans a text means: a plan's, a claim's or a document's number, an IMEI or a mobile, each whole. Never a part of one."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.db.models import Q

from upgrade_program.billing.models import TaxDocument
from upgrade_program.buyback.models import Claim, PurchaseVoucher, Settlement
from upgrade_program.customers.mobiles import parse_mobile
from upgrade_program.kernel.actor import Actor, Role
from upgrade_program.kernel.errors import Forbidden, Refused
from upgrade_program.kernel.imei import looks_like_imei, parse_imei
from upgrade_program.kernel.numbers import parse_plan_number
from upgrade_program.plans.models import Plan
from upgrade_program.plans.queries import for_actor, plans_with_imei, plans_with_mobile

MOST = 50  # plans of one mobile
READERS = {Role.AUDITOR, Role.HEAD_OFFICE}
_DOCUMENT = re.compile(r"[A-Z0-9]{2,6}/[ICP][0-9]{2}/[0-9]{5}")
_MOBILE = re.compile(r"(?:\+91|0091|91|0)?[6-9][0-9]{9}")
_BETWEEN = re.compile(r"[\s\-\u2010-\u2015\u2212.()]+")


class NotAsked(Refused):
    """The text is none of the numbers that lead to a file."""

    code = "invalid"
    status = 422
    field = "q"
    sentence = "This is no plan number, document number, IMEI or mobile."
    next_step = "Type the whole number: parts of one find nothing."


@dataclass(frozen=True, slots=True)
class Found:
    """The plans behind a text, newest first, and what kind of number it was."""

    by: str
    plans: list[Plan]


def find_plans(actor: Actor, text: str) -> Found:
    """The plans that a whole number leads to. Refuses (`forbidden`) all but auditors and head office, and (`invalid`) what is no number."""
    require_reader(actor)
    signs = _BETWEEN.sub("", text)
    if written := document_number(text):
        return Found("document", _of(actor, plans_by_document(written)))
    if signs.isascii() and _MOBILE.fullmatch(signs):
        return Found("mobile", list(plans_with_mobile(actor, parse_mobile(text, field="q"))[:MOST]))
    if number := parse_plan_number(text):
        return Found("number", _of(actor, plans_by_number(number)))
    if looks_like_imei(text):
        return Found("imei", list(plans_with_imei(actor, parse_imei(text, field="q"))[:MOST]))
    raise NotAsked


def document_number(text: str) -> str | None:
    """The number of a tax document or voucher as it is printed, `DL01/I27/00042`; None for anything else."""
    written = "".join(text.upper().split())
    return written if _DOCUMENT.fullmatch(written) else None


def require_reader(actor: Actor) -> None:
    """Refuses (`forbidden`) everybody but auditors and head office."""
    if actor.role not in READERS:
        raise Forbidden(sentence="Only auditors and head office read files.", next_step="Ask head office.")


def plans_by_number(number: str) -> list[int]:
    """The ids of the plan, or of the claim's plan, with this number of 11 signs. Each kind is asked by its own index."""
    found = Plan.objects.filter(number=number).values_list("pk", flat=True)
    return list(found) or list(Claim.objects.filter(number=number).values_list("plan_id", flat=True))


def plans_by_document(number: str) -> list[int]:
    """The ids of the plan with this invoice or credit note, or whose settlement has this voucher, likewise."""
    for paper in TaxDocument.objects.filter(number=number).values_list("pk", flat=True):
        return list(Plan.objects.filter(Q(invoice=paper) | Q(credit_note=paper)).values_list("pk", flat=True))
    for voucher in PurchaseVoucher.objects.filter(number=number).values_list("pk", flat=True):
        return list(Settlement.objects.filter(Q(voucher=voucher) | Q(return_voucher=voucher)).values_list("plan_id", flat=True))
    return []


def _of(actor: Actor, ids: list[int]) -> list[Plan]:
    return list(for_actor(actor).filter(pk__in=ids))

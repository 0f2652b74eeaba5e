"""What a plan says on paper: the certificate, its lines on the 80 mm slip, and the request for a payment that is still to come.

Everything comes from the plan's own frozen copy: a certificate printed in a year says what it said on the day of the sale.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import Q

from stores.clock import STORE_TIME, local_day
from upgrade_program.billing.models import TaxDocument
from upgrade_program.billing.wording import place
from upgrade_program.foundation.documents.amounts import amount_in_words
from upgrade_program.foundation.ui import qr, stair, stair_words
from upgrade_program.foundation.ui.figures import grouped, imei_spaced, mobile_masked, moment, percent
from upgrade_program.kernel.imei import masked
from upgrade_program.kernel.wording import day_text, rupees_text
from upgrade_program.plans.enums import Basis, Status
from upgrade_program.plans.models import Plan
from upgrade_program.plans.paper_words import WORDS
from upgrade_program.plans.queries import check_titles
from upgrade_program.plans.terms import DatedTier, tier_table

Paper = dict[str, Any]
_OTHER = {"en": "hi", "hi": "en"}
_OVER = (Status.CANCELLED, Status.REDEEMED, Status.EXPIRED, Status.SUSPENDED)
_FRAME = stair.Frame(width=700, height=210, names_waiting=True)


def certificate_paper(plan: Plan, link: str, *, language: str, full: bool = False, duplicate: bool = False) -> Paper:
    """The certificate of an invoiced plan: figure, steps, dated tiers in rupees, what lowers the value; the promise in both languages.

    `link` is the address of the customer's page; without one the code holds the plan's number, which any store opens. `full` prints
    the whole IMEI.
    """
    words, tiers = WORDS[language], _tiers(plan)
    return {
        "title": words["certificate"],
        "title_other": WORDS[_OTHER[language]]["certificate"],
        "other": _OTHER[language],
        "mark": words["duplicate"] if duplicate else "",
        "over": words[plan.status] if plan.status in _OVER else "",
        "worth": words["worth"].format(device=plan.device),
        "figure": grouped(tiers[0].value),
        "span": words["span"].format(start=day_text(tiers[0].start, language), end=day_text(tiers[0].end, language)),
        "code": qr.svg(link or plan.number, label=plan.written),
        "number": plan.written,
        "code_words": words["scan" if link else "show"],
        "steps": _steps(plan, tiers, language=language),
        "columns": [words["from"], words["through"], words["working"], words["value"]],
        "rows": [_row(plan, tier, language=language) for tier in tiers],
        "nothing": words["nothing"].format(start=day_text(tiers[0].start, language), end=day_text(plan.expires_on, language)),
        "facts": _facts(plan, language=language, full=full),
        "promise": _promise(plan, language=language),
        "promise_other": _promise(plan, language=_OTHER[language]),
        "lowers": _lowers(plan, language=language),
        "lowers_other": _lowers(plan, language=_OTHER[language]),
        "made": words["made"].format(moment=moment((plan.activated_at or plan.sold_at).astimezone(STORE_TIME), language=language)),
    }


def plan_on(document: TaxDocument) -> Plan | None:
    """The plan an invoice was issued for, or a credit note took back; None for papers of anything else."""
    plans = Plan.objects.select_related("store", "customer", "sold_by", "invoice")
    return plans.filter(Q(invoice=document) | Q(credit_note=document)).first()


def slip_lines(plan: Plan, *, language: str, full: bool = False) -> Paper:
    """The plan's part of the 80 mm slip: number, phone, customer, the dated values."""
    words, tiers = WORDS[language], _tiers(plan)
    return {
        "number": plan.written,
        "device": plan.device,
        "imei": f"{words['imei']} {_imei(plan, full=full)}",
        "customer": f"{plan.customer_name}, {mobile_masked(plan.customer.mobile)}",
        "over": words[plan.status] if plan.status in _OVER else "",
        "values": words["slip_values"],
        "to": words["slip_to"],
        "tiers": [[day_text(tier.start, language), day_text(tier.end, language), rupees_text(tier.value)] for tier in tiers],
        "nothing": words["nothing"].format(start=day_text(tiers[0].start, language), end=day_text(plan.expires_on, language)),
        "promise": words["slip_promise"],
        "sold_by": plan.sold_by.name,
        "scan": words["scan"],
        "show": words["show"],
    }


def payment_request_paper(plan: Plan, *, due: Decimal, upi: str, language: str) -> Paper:
    """What a pending plan gives instead of an invoice: `due` rupees to pay by the UPI link `upi`, and that this is no tax invoice."""
    words, store = WORDS[language], plan.store
    received = plan.price - due
    return {
        "title": words["request"],
        "no_invoice": words["no_invoice"],
        "seller": {
            "legal_name": store.legal_name,
            "lines": [store.name, store.address, f"{store.city} {store.pincode}, {place(store.state)}", f"{store.phone}, {store.email}"],
            "gstin": f"GSTIN {store.gstin}",
        },
        "to_pay": words["to_pay"],
        "figure": grouped(due),
        "in_words": [words["in_words"], amount_in_words(due, language=language)],
        "until": words["pay_until"].format(day=day_text(local_day(plan.sold_at), language)),
        "code": qr.svg(upi, label=words["to_pay"]) if upi else "",
        "payee": store.upi_id,
        "facts": [
            [words["for"], words["plan_for"].format(device=plan.device)],
            [words["customer"], plan.customer_name],
            [words["plan"], plan.written],
            [words["plan_price"], rupees_text(plan.price)],
            *([[words["received"], rupees_text(received)]] if received else []),
        ],
        "how": words["pay_how" if upi else "no_upi"],
    }


def _tiers(plan: Plan) -> list[DatedTier]:
    return tier_table(plan.promise.terms, bill_date=plan.bill_date, base=plan.base)


def _imei(plan: Plan, *, full: bool) -> str:
    return imei_spaced(plan.imei if full else masked(plan.imei))


def _row(plan: Plan, tier: DatedTier, *, language: str) -> list[str]:
    working = WORDS[language]["share"].format(percent=percent(tier.percent), base=rupees_text(plan.base))
    return [day_text(tier.start, language), day_text(tier.end, language), working, rupees_text(tier.value)]


def _promise(plan: Plan, *, language: str) -> str:
    words = WORDS[language]
    basis = "basis_lower" if plan.promise.terms.basis is Basis.LOWER else "basis_srp"
    return words["promise"].format(basis=words[basis])


def _lowers(plan: Plan, *, language: str) -> str:
    """What each fault costs by the plan's own frozen terms, in the order of their check list, and for which phones nothing is given."""
    words, terms = WORDS[language], plan.promise.terms
    if not terms.checks:
        return words["gives_nothing"]
    titles = check_titles(plan.terms_id)[language]
    faults = ", ".join(words["fault"].format(title=titles[check.key], minor=check.minor, major=check.major) for check in terms.checks)
    return f"{words['lowers'].format(version=terms.version, faults=faults)} {words['gives_nothing']}"


def _facts(plan: Plan, *, language: str, full: bool) -> list[list[list[str]]]:
    """Two columns of label and value."""
    words = WORDS[language]
    accepted = words["accepted"].format(version=plan.frozen["version"], day=day_text(local_day(plan.sold_at), language))
    return [
        [
            [words["owner"], plan.customer_name],
            [words["imei"], _imei(plan, full=full)],
            [words["bill_date"], day_text(plan.bill_date, language)],
            [words["store"], f"{plan.store.code} {plan.store.city}, {plan.sold_by.name}"],
        ],
        [
            [words["invoice"], plan.invoice.number if plan.invoice else ""],
            [words["price"], words["gst_included"].format(price=rupees_text(plan.price))],
            [words["terms"], accepted],
            [words["free_look"], words["through_day"].format(day=day_text(plan.free_look_until, language))],
            [words["last_day"], day_text(plan.expires_on, language)],
        ],
    ]


def _steps(plan: Plan, tiers: list[DatedTier], *, language: str) -> Paper:
    """The chart of the screens, as numbers: what is drawn is placed by the same rules."""
    steps = [stair.Step(first=tier.start, through=tier.end, percent=tier.percent, value=tier.value) for tier in tiers]
    drawn = stair.draw(
        frame=_FRAME,
        bill_date=plan.bill_date,
        last_day=plan.expires_on,
        steps=steps,
        words=stair_words.words(language),
        live=plan.status not in _OVER or plan.status == Status.SUSPENDED,
    )
    return {
        "width": _FRAME.width,
        "height": _FRAME.height,
        "axis": drawn.axis,
        "said": drawn.label,
        "bars": [{"x": bar.x, "y": bar.y, "width": bar.width, "height": bar.height, "past": bar.css == "s-past"} for bar in drawn.bars],
        "texts": [{"text": text.text, "kind": text.css, "x": text.x, "y": text.y, "anchor": text.anchor} for text in drawn.texts],
    }

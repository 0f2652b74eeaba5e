"""The plans in a customer's copy: each with its promise, papers, payments, claims and photos, for the time in which it was theirs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from loyalty.programme.models import Membership
from upgrade_program.billing.models import Payment, Refund, TaxDocument
from upgrade_program.buyback.models import Claim, ClaimToken, Handset, PassedGate, PurchaseVoucher, Settlement
from upgrade_program.customers.models import Customer
from upgrade_program.foundation.photos.models import Photo
from upgrade_program.plans.enums import Change
from upgrade_program.plans.models import HolderChange, ImeiSwap, Plan, PlanImei
from upgrade_program.plans.terms import tier_table
from upgrade_program.usecases.own_copy_rows import told

_PLAN = (
    "number store__code store__name sold_at device sku srp base price phone_invoice_number phone_invoice_price bill_date "
    "first_tier_on expires_on free_look_until place_of_supply activated_at"
)
_STANDS = "status ended_at held_until held_percent"  # now, which is its present holder's alone
_OF_BUYER = "customer_name customer_language buyer_gstin buyer_address"
_DOCUMENT = (
    "kind number issued_at seller buyer place_of_supply description sac rate taxable cgst sgst utgst igst total reason collection__bill"
)
_CLAIM = (
    "number state store__code opened_at percent assured held_through handset_imei answers deducted waived payable inspected_at offers "
    "offered_at accepted_at ended_at gate clause second_look_at upheld"
)
_REGISTER = "taken_at device imei answers seller_name id_kind id_last4 voucher_number amount"
_SETTLEMENT = "claim__number store__code settled_at exchange new_device new_imei new_price bill_number year voucher__number reversed_at"


@dataclass(frozen=True, slots=True)
class Held:
    """A plan and the time in which it was this customer's: from its sale or a transfer, up to a transfer or until now."""

    plan: Plan
    start: datetime
    end: datetime | None
    bought: bool

    def within(self, column: str) -> Q:
        """The rows whose instant in a column lies in that time."""
        found = Q(**{f"{column}__gte": self.start})
        return found & Q(**{f"{column}__lt": self.end}) if self.end else found


def plans_part(customer: Customer) -> dict[str, Any]:
    """Every plan that is or was the customer's, and the papers of the memberships that they paid for."""
    bills = [row.bill for row in Membership.objects.filter(customer=customer)]
    return {"plans": [_plan(held, customer) for held in _held_by(customer)], "membership_papers": _papers(Q(collection__bill__in=bills))}


def _held_by(customer: Customer) -> Iterator[Held]:
    """In the order of their sale. A number put right is no transfer: the plan was never that other customer's."""
    handed = HolderChange.objects.filter(kind=Change.TRANSFER.value)
    mine = Q(customer=customer) | Q(pk__in=handed.filter(old_customer=customer).values("plan_id"))
    for plan in Plan.objects.filter(mine | Q(pk__in=handed.filter(new_customer=customer).values("plan_id"))).order_by("id"):
        start, bought = plan.sold_at, True
        for change in handed.filter(plan=plan).order_by("id"):
            if change.old_customer_id == customer.pk:
                yield Held(plan, start, change.at, bought)
            start, bought = change.at, False
        if plan.customer_id == customer.pk:
            yield Held(plan, start, None, bought)


def _plan(held: Held, customer: Customer) -> dict[str, Any]:
    plan = held.plan
    columns = [_PLAN, *([_STANDS] if held.end is None else []), *([_OF_BUYER] if held.bought and held.end is None else [])]
    (facts,) = told(Plan.objects.filter(pk=plan.pk), " ".join(columns))
    tiers = tier_table(plan.promise.terms, bill_date=plan.bill_date, base=plan.base)
    names = HolderChange.objects.filter(Q(plan=plan) & (Q(old_customer=customer) | Q(new_customer=customer))).order_by("id")
    return facts | {
        "yours_from": held.start,
        "yours_until": held.end,
        "tiers": [{"from": tier.start, "through": tier.end, "percent": tier.percent, "value": tier.value} for tier in tiers],
        **_handsets(held),
        "exchanges_in_warranty": told(
            ImeiSwap.objects.filter(held.within("at"), plan=plan).order_by("id"), "old_imei new_imei new_imei2 at"
        ),
        "changes": [_change(change, customer) for change in names],
        "papers": _papers(Q(collection=plan.collection_id)) if held.bought else {},
        **_claims(held),
    }


def _handsets(held: Held) -> dict[str, Any]:
    """The IMEI that the plan stood on at the end of that time, and all within it: an exchange by another holder brought none of theirs."""
    swaps = list(ImeiSwap.objects.filter(plan=held.plan).order_by("id"))
    rows = PlanImei.objects.filter(plan=held.plan).order_by("id")
    brought = [{swap.new_imei, swap.new_imei2} for swap in swaps]
    phones = [set(rows.values_list("imei", flat=True)).difference(*brought), *brought]
    names = [*(swap.old_imei for swap in swaps), held.plan.imei]
    first = sum(swap.at < held.start for swap in swaps)
    last = len(swaps) if held.end is None else sum(swap.at < held.end for swap in swaps)
    within = rows.filter(imei__in=set[str]().union(*phones[first : last + 1]))
    return {"imei": names[last], "imeis": told(within, "imei live swapped_away" if held.end is None else "imei")}


def _change(change: HolderChange, customer: Customer) -> dict[str, Any]:
    """Of a change of holder the customer's own side alone."""
    own = {"old_name": change.old_name} if change.old_customer_id == customer.pk else {}
    own |= {"new_name": change.new_name} if change.new_customer_id == customer.pk else {}
    return {"kind": change.kind, "at": change.at, **own}


def _papers(which: Q) -> dict[str, Any]:
    """Tax documents with the payments behind them, and what went back."""
    documents: QuerySet[TaxDocument] = TaxDocument.objects.filter(which).order_by("id")
    payments = Payment.objects.filter(collection__in=documents.values("collection_id")).order_by("id")
    return {
        "documents": told(documents, _DOCUMENT),
        "payments": told(payments, "method amount reference state received_at"),
        "paid_back": told(Refund.objects.filter(payment__in=payments).order_by("id"), "payment__method amount at"),
    }


def _claims(held: Held) -> dict[str, Any]:
    claims = Claim.objects.filter(held.within("opened_at"), plan=held.plan).order_by("id")
    settlements = Settlement.objects.filter(claim__in=claims).order_by("id")
    vouchers = PurchaseVoucher.objects.filter(Q(settlement__in=settlements) | Q(reversal__in=settlements)).order_by("id")
    photos = Photo.objects.filter(subject__in=[f"claim:{claim.pk}" for claim in claims] + [f"plan:{held.plan.pk}"])
    return {
        "claims": told(claims, _CLAIM),
        "conditions_met": told(PassedGate.objects.filter(claim__in=claims).order_by("id"), "claim__number key facts at"),
        "photos": told(photos.filter(held.within("taken_at")).order_by("taken_at"), "view taken_at width height keep_until deleted_at"),
        "settlements": told(settlements, _SETTLEMENT),
        "purchase_vouchers": told(vouchers, "kind number issued_at seller buyer description imei amount"),
        "used_goods_register": told(Handset.objects.filter(settlement__in=settlements).order_by("id"), _REGISTER),
        "reservations": told(
            ClaimToken.objects.filter(held.within("reserved_at"), plan=held.plan).order_by("id"),
            "state reserved_at percent assured held_through ended_at",
        ),
    }

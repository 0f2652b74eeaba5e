"""Issuing purchase vouchers and the returns that take them back."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from stores.models import Store
from upgrade_program.billing.enums import Series
from upgrade_program.billing.numbers import take_number
from upgrade_program.buyback.enums import VoucherKind
from upgrade_program.buyback.models import Claim, PurchaseVoucher

_SNAPSHOT = ("code", "state", "name", "legal_name", "address", "city", "pincode", "gstin", "phone", "email")


def issue_voucher(*, claim: Claim, store: Store, amount: Decimal, at: datetime, on: date) -> PurchaseVoucher:
    """The paper about the phone of a claim that a store takes in for `amount` rupees, with the store's next number of series P."""
    plan = claim.plan
    seen = claim.passed_gates.filter(key="id_seen").values_list("facts", flat=True).first() or {}
    return _numbered(
        PurchaseVoucher(
            kind=VoucherKind.PURCHASE.value,
            store=store,
            issued_at=at,
            issued_on=on,
            seller={"name": plan.customer_name, "mobile": plan.customer.mobile, "id": seen},
            buyer={name: getattr(store, name) for name in _SNAPSHOT},
            description=f"{plan.device}, used",
            imei=claim.handset_imei,
            amount=amount,
        )
    )


def return_voucher(*, purchase: PurchaseVoucher, reason: str, at: datetime, on: date) -> PurchaseVoucher:
    """The paper that takes a purchase back, over the same phone and amount."""
    return _numbered(
        PurchaseVoucher(
            kind=VoucherKind.RETURN.value,
            store=purchase.store,
            issued_at=at,
            issued_on=on,
            seller=purchase.seller,
            buyer=purchase.buyer,
            description=purchase.description,
            imei=purchase.imei,
            amount=purchase.amount,
            returns=purchase,
            reason=reason,
        )
    )


def _numbered(voucher: PurchaseVoucher) -> PurchaseVoucher:
    letter = Series.PURCHASE_VOUCHER.value
    voucher.letter = letter
    voucher.year, voucher.serial, voucher.number = take_number(store=voucher.store, letter=letter, on=voucher.issued_on)
    voucher.save(force_insert=True)
    return voucher

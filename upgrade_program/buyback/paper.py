"""What a purchase voucher and a return voucher say on paper, line by line."""

from __future__ import annotations

from typing import Any

from upgrade_program.billing.wording import place
from upgrade_program.buyback.enums import IdKind, VoucherKind
from upgrade_program.buyback.models import PurchaseVoucher
from upgrade_program.foundation.documents.amounts import amount_in_words
from upgrade_program.foundation.ui.figures import grouped, imei_spaced, mobile_masked
from upgrade_program.kernel.wording import day_text

Paper = dict[str, Any]
_TITLES = {VoucherKind.PURCHASE: "Purchase voucher", VoucherKind.RETURN: "Return voucher"}
_IDS = {
    IdKind.AADHAAR: "Aadhaar",
    IdKind.DRIVING_LICENCE: "Driving licence",
    IdKind.PAN: "PAN",
    IdKind.PASSPORT: "Passport",
    IdKind.VOTER_ID: "Voter ID",
}


def voucher_paper(voucher: PurchaseVoucher, *, duplicate: bool) -> Paper:
    """The words of a voucher. The IMEI stands whole, as the law of used goods wants it; mobile and ID only by their last signs."""
    buyer, seller = voucher.buyer, voucher.seller
    taken_back = voucher.kind == VoucherKind.RETURN
    return {
        "title": _TITLES[VoucherKind(voucher.kind)],
        "mark": "DUPLICATE" if duplicate else "ORIGINAL",
        "number": voucher.number,
        "day": day_text(voucher.issued_on),
        "store": {
            "legal_name": buyer["legal_name"],
            "lines": [
                buyer["name"],
                buyer["address"],
                f"{buyer['city']} {buyer['pincode']}, {place(buyer['state'])}",
                f"{buyer['phone']}, {buyer['email']}",
            ],
            "gstin": f"GSTIN {buyer['gstin']}",
        },
        "figure": grouped(voucher.amount),
        "in_words": amount_in_words(voucher.amount, language="en"),
        "facts": [
            ["Handed back to" if taken_back else "Bought from", f"{seller['name']}, {mobile_masked(seller['mobile'])}"],
            ["Proof of identity", _id_text(seller.get("id", {}))],
            ["Used phone", voucher.description],
            ["IMEI", imei_spaced(voucher.imei)],
            *([["Takes back", voucher.returns.number], ["Because", voucher.reason]] if voucher.returns else []),
        ],
        "says": _SAYS[VoucherKind(voucher.kind)],
        "signatures": ["Signature of the customer", f"For {buyer['legal_name']}"],
    }


_SAYS = {
    VoucherKind.PURCHASE: (
        "The seller owns this phone, has removed every account and lock from it, and agrees that everything on it is erased. "
        "The amount is set against the bill of the new phone; it is not paid out."
    ),
    VoucherKind.RETURN: "The phone is handed back to the customer; the amount set against the new phone is taken back with it.",
}


def _id_text(seen: dict[str, str]) -> str:
    kind = {str(key): words for key, words in _IDS.items()}.get(seen.get("type", ""), "")
    return f"{kind}, ending in {seen['last4']}" if kind and seen.get("last4") else "as seen at the counter"

"""What a purchase voucher and a return voucher say on paper, line by line."""

from __future__ import annotations

from typing import Any

from upgrade_program.billing.wording import place
from upgrade_program.buyback.enums import VoucherKind
from upgrade_program.buyback.models import PurchaseVoucher
from upgrade_program.buyback.paper_words import WORDS
from upgrade_program.foundation.documents.amounts import amount_in_words
from upgrade_program.foundation.ui.figures import grouped, imei_spaced, mobile_masked
from upgrade_program.kernel.wording import day_text

Paper = dict[str, Any]


def voucher_paper(voucher: PurchaseVoucher, *, language: str, duplicate: bool) -> Paper:
    """The words of a voucher in a language (en, hi). The IMEI stands whole, as the law of used goods wants it; mobile and ID only by their
    last signs."""
    words, buyer, seller = WORDS[language], voucher.buyer, voucher.seller
    taken_back = voucher.kind == VoucherKind.RETURN
    return {
        "title": words[voucher.kind],
        "mark": words["duplicate" if duplicate else "original"],
        "number": voucher.number,
        "day": day_text(voucher.issued_on, language),
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
        "in_words": amount_in_words(voucher.amount, language=language),
        "facts": [
            [words["handed_to" if taken_back else "bought_from"], f"{seller['name']}, {mobile_masked(seller['mobile'])}"],
            [words["identity"], _id_text(seller.get("id", {}), words)],
            [words["phone"], voucher.description],
            [words["imei"], imei_spaced(voucher.imei)],
            *([[words["takes_back"], voucher.returns.number], [words["because"], voucher.reason]] if voucher.returns else []),
        ],
        "says": words[f"{voucher.kind}_says"],
        "signatures": [words["signature"], words["for"].format(store=buyer["legal_name"])],
    }


def _id_text(seen: dict[str, str], words: dict[str, str]) -> str:
    kind = words.get(seen.get("type", ""), "")
    return words["ending"].format(kind=kind, last4=seen["last4"]) if kind and seen.get("last4") else words["as_seen"]

"""The working behind an offer, as lines that a person can read in English or Hindi, each with its clause."""

from __future__ import annotations

from typing import ClassVar

from upgrade_program.buyback.enums import Answer
from upgrade_program.buyback.valuation import Worth
from upgrade_program.buyback.wording import Wording
from upgrade_program.plans.working import Line, Words, Working

_HOW_BAD = {"en": {Answer.MINOR: "minor", Answer.MAJOR: "major"}, "hi": {Answer.MINOR: "छोटी", Answer.MAJOR: "बड़ी"}}


class OfferLine(Line):
    """One line of an offer. Facts that differ by language stand under `name_en` and `name_hi`."""

    __slots__ = ()
    words: ClassVar[Words] = {
        "en": {
            "assured": ("Assured value, {percent} %", "{amount}"),
            "deduction": ("{title_en}, {how_en} {percent} % (clause {clause})", "{amount}"),
            "waived": ("Waived by an approved override", "{amount}"),
            "payable": ("Payable", "{amount}"),
            "price": ("Price of the new phone", "{amount}"),
            "exchange": ("Set against the new phone", "{amount}"),
            "forfeited": ("Forfeited: the new phone costs less", "{amount}"),
            "to_pay": ("Left to pay for the new phone", "{amount}"),
        },
        "hi": {
            "assured": ("पक्की क़ीमत, {percent} %", "{amount}"),
            "deduction": ("{title_hi}, {how_hi} {percent} % (नियम {clause})", "{amount}"),
            "waived": ("मंज़ूर छूट", "{amount}"),
            "payable": ("मिलने वाली क़ीमत", "{amount}"),
            "price": ("नए फ़ोन की क़ीमत", "{amount}"),
            "exchange": ("नए फ़ोन पर घटाई गई", "{amount}"),
            "forfeited": ("नहीं मिलेगी: नया फ़ोन सस्ता है", "{amount}"),
            "to_pay": ("नए फ़ोन के लिए बाक़ी", "{amount}"),
        },
    }


def offer_working(worth: Worth, wording: Wording) -> Working:
    """Assured value, a line for each deduction with its clause, what was waived, and the payable."""
    lines: list[Line] = [OfferLine("assured", percent=worth.percent, amount=worth.assured)]
    for line in worth.deductions:
        asked = wording.check(line.key)
        lines.append(
            OfferLine(
                "deduction",
                title_en=asked.says("title", "en"),
                title_hi=asked.says("title", "hi"),
                how_en=_HOW_BAD["en"][line.answer],
                how_hi=_HOW_BAD["hi"][line.answer],
                percent=line.percent,
                clause=asked.clause,
                amount=-line.amount,
            )
        )
    if worth.waived:
        lines.append(OfferLine("waived", amount=worth.waived))
    return (*lines, OfferLine("payable", amount=worth.payable))

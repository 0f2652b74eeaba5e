"""What a voucher says on paper, in both languages: the figures, the phone, who sold it; never a whole mobile or ID."""

from __future__ import annotations

from typing import Any

import pytest

from tests.buyback.acts import reverse
from tests.factories.claims import accepted, old_plan, settled
from tests.foundation.documents import reading
from upgrade_program.buyback.enums import IdKind, VoucherKind
from upgrade_program.buyback.models import PurchaseVoucher
from upgrade_program.buyback.paper import voucher_paper
from upgrade_program.buyback.paper_words import WORDS
from upgrade_program.foundation.documents.amounts import amount_in_words
from upgrade_program.foundation.documents.engine import render
from upgrade_program.foundation.ui.figures import grouped, imei_spaced
from upgrade_program.kernel.wording import day_text

pytestmark = pytest.mark.django_db
BOTH = pytest.mark.parametrize("language", ["en", "hi"])


def said(voucher: PurchaseVoucher, *, language: str, duplicate: bool = False) -> str:
    pdf = render(template="purchase_voucher", data=voucher_paper(voucher, language=language, duplicate=duplicate), language=language)
    assert reading.pages(pdf) == 1
    return reading.tight(reading.words(pdf))


@BOTH
def test_a_purchase_voucher_tells_the_purchase(clerk: Any, language: str) -> None:
    voucher = settled(accepted(old_plan(actor=clerk), actor=clerk), actor=clerk).voucher
    text, words = said(voucher, language=language), WORDS[language]
    for fact in (
        words["purchase"],
        words["original"],
        words["purchase_says"],
        voucher.number,
        day_text(voucher.issued_on, language),
        grouped(voucher.amount),
        amount_in_words(voucher.amount, language=language),
        voucher.description,
        imei_spaced(voucher.imei),
        words["ending"].format(kind=words["voter_id"], last4="42XY"),
        voucher.seller["name"],
        voucher.buyer["gstin"],
    ):
        assert reading.tight(fact) in text, fact
    assert voucher.seller["mobile"][-10:] not in text


@BOTH
def test_a_return_voucher_names_the_one_it_takes_back(clerk: Any, manager: Any, language: str) -> None:
    claim = accepted(old_plan(actor=clerk), actor=clerk)
    first = settled(claim, actor=clerk).voucher
    reverse(claim, actor=manager)
    taken = PurchaseVoucher.objects.get(kind=VoucherKind.RETURN)
    text, words = said(taken, language=language, duplicate=True), WORDS[language]
    for fact in (words["return"], words["duplicate"], words["return_says"], taken.number, first.number, taken.reason, words["handed_to"]):
        assert reading.tight(fact) in text, fact


def test_both_languages_have_the_same_words_and_every_kind() -> None:
    assert set(WORDS["en"]) == set(WORDS["hi"]) >= {*map(str, IdKind), *map(str, VoucherKind)}
    assert not {key for key in WORDS["en"] if WORDS["en"][key] == WORDS["hi"][key]} - {"imei"}

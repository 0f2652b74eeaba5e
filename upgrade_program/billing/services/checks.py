"""Whether the parts handed over can be taken at all; asks no table. Source: smart-upgrade section 4.5."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from upgrade_program.billing.enums import Method
from upgrade_program.billing.refusals import PaymentMismatch, ReferenceInvalid, ReferenceUsed
from upgrade_program.billing.tender import Tender
from upgrade_program.kernel.errors import Invalid, Refused, refuse_together
from upgrade_program.kernel.money import round_paisa

MOST_PARTS = 6
_UTR = re.compile(r"[0-9]{12}")
_CARD = re.compile(r"[0-9]{4}( [A-Z0-9]{1,12})?")
# Empty as long as nobody has counted them; the database takes only counted ones.
_COUNT = re.compile(r"([1-9][0-9]{0,8})?")
# The shortest card number has 12 digits: a reference with that many, however written, may be one.
_CARD_NUMBER_DIGITS = 12


def check_tenders(tenders: Sequence[Tender], *, amount: Decimal, on: date) -> None:
    """Pass when the tenders sum to `amount` (rupees) exactly and each reference fits its method; refuse all faults together.

    Refusals: `payment_mismatch`, `reference_invalid`, `reference_used` (twice in one sale), `invalid`. Whether the customer has the points
    is not asked here.
    A UPI tender without reference waits for its UTR; only one may. `on` is the day a UTR counts for.
    """
    faults: list[Refused] = []
    if not 1 <= len(tenders) <= MOST_PARTS:
        raise PaymentMismatch(sentence="A sale is paid in one to {most} parts.", most=MOST_PARTS)
    for place, tender in enumerate(tenders):
        faults += _faults(tender, place)
    if sum(1 for tender in tenders if waits(tender)) > 1:
        faults.append(PaymentMismatch(sentence="Only one UPI payment can wait at a time.", next_step="Type the UTR of the other one."))
    if sum(1 for tender in tenders if tender.method == Method.POINTS) > 1:
        faults.append(PaymentMismatch(sentence="Points stand here twice.", next_step="Put them into one amount."))
    utrs = [cleaned(tender) for tender in tenders if tender.method == Method.UPI and not waits(tender)]
    if len(utrs) != len(set(utrs)):
        faults.append(ReferenceUsed(sentence="The same UTR stands here twice."))
    given = sum((tender.amount for tender in tenders if tender.amount.is_finite()), Decimal(0))
    if not faults and given != amount:
        faults.append(PaymentMismatch(given=given, asked=amount))
    refuse_together(faults)


def waits(tender: Tender) -> bool:
    """Whether the money is still to come: UPI without a UTR."""
    return tender.method == Method.UPI and not cleaned(tender)


def cleaned(tender: Tender) -> str:
    """The reference as it is stored: blanks collapsed, capitals; a UTR without any."""
    text = " ".join(tender.reference.split()).upper()
    return text.replace(" ", "") if tender.method == Method.UPI else text


def check_utr(utr: str, *, field: str) -> None:
    """Refuses (`reference_invalid`) anything but 12 ASCII digits."""
    if not _UTR.fullmatch(utr):
        raise ReferenceInvalid(
            field=field,
            sentence="A UTR has exactly 12 digits.",
            next_step="The customer's UPI app shows it under the payment, as UTR or UPI reference number.",
        )


def _faults(tender: Tender, place: int) -> list[Refused]:
    faults: list[Refused] = []
    if not tender.amount.is_finite() or tender.amount <= 0 or tender.amount != round_paisa(tender.amount):
        faults.append(Invalid(field=f"payments.{place}.amount", sentence="A payment is more than ₹0, in rupees and whole paise."))
    try:
        _check_reference(tender, place)
    except Refused as no:
        faults.append(no)
    return faults


def _check_reference(tender: Tender, place: int) -> None:
    field, reference = f"payments.{place}.reference", cleaned(tender)
    match tender.method:
        case Method.CASH:
            if reference:
                raise ReferenceInvalid(field=field, sentence="Cash has no reference.", next_step="Leave it empty, or choose UPI or card.")
        case Method.UPI:
            if reference:
                check_utr(reference, field=field)
        case Method.CARD:
            _check_card(reference, field)
        case Method.POINTS:
            if not _COUNT.fullmatch(reference):
                raise ReferenceInvalid(
                    field=field, sentence="Points have no reference: the server writes one.", next_step="Leave it empty."
                )
        case _:
            raise Invalid(field=f"payments.{place}.method", sentence="Payments are taken in cash, by UPI, by card or with points.")


def _check_card(reference: str, field: str) -> None:
    if sum(sign.isdigit() for sign in reference) >= _CARD_NUMBER_DIGITS:
        raise ReferenceInvalid(
            field=field,
            sentence="This may be a full card number, which is never stored.",
            next_step="Type only the last four digits, then the approval code from the slip.",
        )
    if not _CARD.fullmatch(reference):
        raise ReferenceInvalid(
            field=field,
            sentence="A card payment needs the last four digits of the card.",
            next_step="Type the four digits, a blank and the approval code from the slip, e.g. 4242 81A3F0.",
        )

"""Which parts a till may take: the sum is exact, references fit their method, a card number never gets in."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.factories.billing import card, cash, points, upi
from upgrade_program.billing.services import Tender, check_tenders
from upgrade_program.kernel.errors import Refused, SeveralRefused

UTR = "412345678901"


def check(*tenders: Tender, amount: str = "549") -> None:
    check_tenders(tenders, amount=Decimal(amount), on=date(2027, 5, 3))


def refusal(*tenders: Tender, amount: str = "549") -> tuple[str, str | None]:
    with pytest.raises(Refused) as no:
        check(*tenders, amount=amount)
    assert no.value.next_step or no.value.code == "invalid"
    return no.value.errors[0].code, no.value.errors[0].field


@pytest.mark.parametrize(
    "tenders",
    [
        [cash(549)],
        [upi(UTR)],
        [upi("4123 4567 8901")],
        [upi()],
        [card("4242")],
        [card("4242 81a3f0")],
        [cash(300), upi(UTR, 249)],
        [cash("0.01"), card("4242", "548.99")],
        [cash(49), upi(UTR, 250), upi("412345678902", 250)],
        [cash(49), upi(UTR, 250), upi("", 250)],
    ],
)
def test_these_are_taken(tenders: list[Tender]) -> None:
    check(*tenders)


@pytest.mark.parametrize("given", ["548", "548.99", "549.01", "550"])
def test_a_sum_off_by_a_paisa_is_a_mismatch(given: str) -> None:
    assert refusal(cash(given)) == ("payment_mismatch", "payments")


def test_the_words_name_both_amounts() -> None:
    with pytest.raises(Refused, match=r"come to ₹500, but ₹549 is to be paid") as no:
        check(cash(500))
    assert no.value.status == 422


@pytest.mark.parametrize("tenders", [[], [cash(1)] * 7])
def test_a_sale_has_one_to_six_parts(tenders: list[Tender]) -> None:
    assert refusal(*tenders, amount="7") == ("payment_mismatch", "payments")


@pytest.mark.parametrize("amount", ["0", "-549", "0.001", "NaN", "Infinity"])
def test_a_part_is_whole_paise_above_zero(amount: str) -> None:
    assert refusal(cash(549), cash(amount)) == ("invalid", "payments.1.amount")


@pytest.mark.parametrize("utr", ["41234567890", "4123456789012", "41234567890A", "४१२३४५६७८९०१", "-41234567890"])
def test_a_utr_has_twelve_ascii_digits(utr: str) -> None:
    assert refusal(upi(utr)) == ("reference_invalid", "payments.0.reference")


@pytest.mark.parametrize("reference", ["", "424", "42424", "4242-81A3F0", "4242 81A3F0 7", "4242 81A3F0XXXXXXX", "ABCD 81A3F0"])
def test_a_card_is_its_last_four_and_an_approval_code(reference: str) -> None:
    assert refusal(card(reference)) == ("reference_invalid", "payments.0.reference")


@pytest.mark.parametrize(
    "number",
    [
        "4242424242424242",  # 16 digits
        "4242 4242 4242 4242",
        "4242-4242-4242-4242",
        "4242 424242424242",  # disguised as last four and approval code
        "3782 82246310005",  # American Express, 15
        "6759 64982643",  # Maestro, 12
        "5018 0000 0009 123 4567",  # Maestro, 19
        "४२४२४२४२४२४२४२४२",
    ],
)
def test_a_full_card_number_is_refused_and_never_repeated(number: str) -> None:
    with pytest.raises(Refused, match="full card number") as no:
        check(card(number))
    assert no.value.code == "reference_invalid"
    assert "4242" not in str(no.value).replace("4242 81A3F0", "")
    assert not no.value.facts


def test_cash_has_no_reference() -> None:
    assert refusal(Tender("cash", Decimal(549), UTR)) == ("reference_invalid", "payments.0.reference")


def test_points_are_counted_by_the_server_and_given_in_one_amount() -> None:
    check(cash(449), points(100, ""), amount="549")
    check(cash(449), points(100), amount="549")
    assert refusal(points(549, "0100")) == ("reference_invalid", "payments.0.reference")
    assert refusal(points(549, "DL01")) == ("reference_invalid", "payments.0.reference")
    assert refusal(points(300), points(249)) == ("payment_mismatch", "payments")


def test_an_unknown_method_is_invalid() -> None:
    assert refusal(Tender("cheque", Decimal(549))) == ("invalid", "payments.0.method")


def test_the_same_utr_twice_in_one_sale_is_used() -> None:
    assert refusal(upi(UTR, 300), upi(UTR, 249)) == ("reference_used", "payments")


def test_only_one_upi_payment_may_wait() -> None:
    assert refusal(upi("", 300), upi("", 249)) == ("payment_mismatch", "payments")


def test_several_faults_come_together() -> None:
    with pytest.raises(SeveralRefused) as no:
        check(card("42", 300), upi("12", 249))
    assert [(error.field, error.code) for error in no.value.errors] == [
        ("payments.0.reference", "reference_invalid"),
        ("payments.1.reference", "reference_invalid"),
    ]

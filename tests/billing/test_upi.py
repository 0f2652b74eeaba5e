from __future__ import annotations

from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest

from upgrade_program.billing.upi import upi_link


def link(payee: str = "dl01@examplebank", amount: Decimal = Decimal(549)) -> str:
    return upi_link(payee=payee, name="Mi Home Nehru Place & Co", amount=amount, note="Smart Upgrade 8F2K")


def test_the_link_asks_for_the_amount_in_rupees() -> None:
    assert link() == "upi://pay?pa=dl01@examplebank&pn=Mi%20Home%20Nehru%20Place%20%26%20Co&am=549.00&cu=INR&tn=Smart%20Upgrade%208F2K"


def test_what_is_written_is_what_is_read() -> None:
    fields = parse_qs(urlsplit(link(amount=Decimal("99.50"))).query)
    assert fields["pn"] == ["Mi Home Nehru Place & Co"]
    assert fields["am"] == ["99.50"]


@pytest.mark.parametrize("payee", ["", "dl01", "dl01@", "@bank", "dl01@bank&am=1", "dl 01@bank"])
def test_a_payee_is_name_at_bank(payee: str) -> None:
    with pytest.raises(ValueError, match="name@bank"):
        link(payee=payee)


@pytest.mark.parametrize("amount", [Decimal(0), Decimal(-5), Decimal("0.001")])
def test_an_amount_is_whole_paise_above_zero(amount: Decimal) -> None:
    with pytest.raises(ValueError, match="whole number of paise"):
        link(amount=amount)

"""Amounts in words, as Indian papers write them: lakh and crore, rupees and paise. Pure."""

from __future__ import annotations

from decimal import Decimal

from num2words import num2words

from upgrade_program.foundation.documents.hindi import hindi_number
from upgrade_program.kernel.money import round_paisa, rupees


def amount_in_words(amount: int | str | Decimal, *, language: str) -> str:
    """`Rupees forty-one and paise eighty-seven only`; `इकतालीस रुपये सत्तासी पैसे मात्र`.

    Half a paisa, a negative amount or another language than en and hi is a ValueError, a float a TypeError.
    """
    value = rupees(amount)
    if value < 0 or value != round_paisa(value):
        raise ValueError("an amount in words is a whole number of paise, not below zero")
    whole, paise = divmod(int(value * 100), 100)
    match language:
        case "en":
            return _english(whole, paise)
        case "hi":
            return _hindi(whole, paise)
    raise ValueError("amounts are worded in en and hi")


def _english(whole: int, paise: int) -> str:
    parts = [f"rupees {_said(whole)}"] if whole or not paise else []
    parts += [f"paise {_said(paise)}"] if paise else []
    text = " and ".join(parts) + " only"
    return text[0].upper() + text[1:]


def _said(number: int) -> str:
    said: str = num2words(number, lang="en_IN")
    return said.replace(",", "")


def _hindi(whole: int, paise: int) -> str:
    parts = [f"{hindi_number(whole)} {'रुपया' if whole == 1 else 'रुपये'}"] if whole or not paise else []
    parts += [f"{hindi_number(paise)} {'पैसा' if paise == 1 else 'पैसे'}"] if paise else []
    return " ".join(parts) + " मात्र"

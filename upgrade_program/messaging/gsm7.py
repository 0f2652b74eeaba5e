"""How long an SMS is: 160 signs of the GSM alphabet, or 70 of any other; less in each part of a longer one. Source: 3GPP TS 23.038."""

from __future__ import annotations

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("^{}\\[~]|€\f")  # two septets each
_PLAIN = str.maketrans({"₹": "Rs ", "\u2212": "-", "–": "-", "—": "-", "’": "'", "‘": "'", "“": '"', "”": '"', "…": "...", "\u00a0": " "})


def plain(text: str) -> str:
    """The text with the signs of our own wording that the GSM alphabet lacks written in it: Rs for ₹."""
    return text.translate(_PLAIN)


def is_gsm7(text: str) -> bool:
    """Whether the GSM alphabet has every sign of it."""
    return all(sign in _BASIC or sign in _EXTENDED for sign in text)


def segments(text: str) -> int:
    """How many messages a text is sent and paid as."""
    if is_gsm7(text):
        units, single, part = sum(2 if sign in _EXTENDED else 1 for sign in text), 160, 153
    else:
        units, single, part = len(text.encode("utf-16-be")) // 2, 70, 67
    return 1 if units <= single else -(-units // part)

"""The working behind a value, as lines that a person can read in English or Hindi. One wording for page, certificate, portal and API."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import ClassVar

from upgrade_program.kernel.wording import day_text, rupees_text

Fact = Decimal | date | int | str

Words = dict[str, dict[str, tuple[str, str]]]
# key: (label, value) in each language
_WORDS: Words = {
    "en": {
        "srp": ("SRP on the bill date", "{amount}"),
        "base_lower": ("Lower of SRP and the phone's price", "{amount}"),
        "after": ("Bill date {bill_date} + {months} months", "{day}"),
        "within": ("{on} is after it, through {through}", "{percent} %"),
        "held": ("Held for the customer through {through}", "{percent} %"),
        "waits": ("Bill date {bill_date} + {months} months", "{day}"),
        "nothing_yet": ("{on} is not after it: nothing yet. From {day}", "{amount}"),
        "through": ("Bill date {bill_date} + {months} months", "{day}"),
        "ended": ("{on} is after it: the promise has ended", "₹0"),
        "status": ("The plan is {status}", "₹0"),
        "product": ("{base} × {percent} % = {exact}", "{amount}"),
    },
    "hi": {
        "srp": ("बिल की तारीख़ पर एसआरपी", "{amount}"),
        "base_lower": ("एसआरपी और फ़ोन की क़ीमत में जो कम हो", "{amount}"),
        "after": ("बिल की तारीख़ {bill_date} + {months} महीने", "{day}"),
        "within": ("{on} इसके बाद है, {through} तक", "{percent} %"),
        "held": ("आपके लिए {through} तक रोकी गई", "{percent} %"),
        "waits": ("बिल की तारीख़ {bill_date} + {months} महीने", "{day}"),
        "nothing_yet": ("{on} इसके बाद नहीं है: अभी कुछ नहीं। {day} से", "{amount}"),
        "through": ("बिल की तारीख़ {bill_date} + {months} महीने", "{day}"),
        "ended": ("{on} इसके बाद है: वादा पूरा हो चुका है", "₹0"),
        "status": ("प्लान की स्थिति: {status}", "₹0"),
        "product": ("{base} × {percent} % = {exact}", "{amount}"),
    },
}
_STATUS_HI = {
    "pending": "भुगतान बाक़ी",
    "suspended": "रोका हुआ",
    "redeemed": "इस्तेमाल हो चुका",
    "cancelled": "रद्द",
    "expired": "समाप्त",
}


class Line:
    """One line of working: a key with its facts; `label` and `value` are its English words, `read` gives either language."""

    __slots__ = ("facts", "key")
    words: ClassVar[Words] = _WORDS

    def __init__(self, key: str, **facts: Fact) -> None:
        self.key = key
        self.facts = facts

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Line) and (self.key, self.facts) == (other.key, other.facts)

    def __hash__(self) -> int:
        return hash((self.key, tuple(sorted(self.facts))))

    def __repr__(self) -> str:
        return f"Line({self.text!r})"

    def read(self, language: str = "en") -> tuple[str, str]:
        """Label and value in a language (en, hi)."""
        label, value = self.words[language][self.key]
        facts = {name: _written(name, fact, language) for name, fact in self.facts.items()}
        return label.format(**facts), value.format(**facts)

    @property
    def label(self) -> str:
        return self.read()[0]

    @property
    def value(self) -> str:
        return self.read()[1]

    @property
    def text(self) -> str:
        """The line as one sentence, as the API gives it."""
        return ": ".join(self.read())


Working = tuple[Line, ...]


def _written(name: str, fact: Fact, language: str) -> str:
    if isinstance(fact, date):
        return day_text(fact, language)
    if isinstance(fact, Decimal):
        text = rupees_text(fact)
        return text.removeprefix("₹") if name in {"base", "exact"} else text
    if name == "status" and language == "hi":
        return _STATUS_HI.get(str(fact), str(fact))
    return str(fact)

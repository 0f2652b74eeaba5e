"""How each text looks with everyday values in it, and what an SMS of it costs; for those who look after the words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from upgrade_program.kernel.wording import day_text
from upgrade_program.messaging.enums import Channel
from upgrade_program.messaging.gsm7 import is_gsm7, segments
from upgrade_program.messaging.texts import LANGUAGES, template, words

_DAYS = {
    "first_day": date(2027, 8, 4),
    "last_day": date(2027, 11, 3),
    "next_day": date(2027, 11, 4),
    "until": date(2028, 8, 3),
    "day": date(2027, 5, 6),
    "free_look": date(2027, 5, 10),
}
_SAMPLES = {
    "name": "Farhan Ali",
    "number": "4Q7K-2MXA-T9C",
    "plan": "4Q7K-2MXA-T9C",
    "device": "Redmi Note 9 Pro 4/64",
    "phone": "Redmi Note 10 6/128",
    "value": "₹9,799",
    "then": "₹8,399",
    "drop": "₹1,400",
    "amount": "₹549",
    "price": "₹549",
    "tiers": "4 Aug 2027 – 3 Nov 2027: ₹9,799 (70 %)\n4 Nov 2027 – 3 Feb 2028: ₹8,399 (60 %)",
    "store": "Mi Home Nehru Place",
    "link": "https://upgrade.example.in/p/AAAAAAcKi3Zb3kPq8sT1vXw5/",
    "stop": "https://upgrade.example.in/o/AAAAAAAABwZb3kPq8sT1vXw5/",
    "credit_note": "DL01C26000001",
    "voucher": "DL01P26000001",
    "cause": "The moisture mark is red",
    "more": "",
    "advice": "",
    "clause": "3.7",
    "old": "7518",
    "new": "3809",
    "code": "482913",
    "minutes": "5",
    "act": "Cancel the plan",
    "reward": "10 % off a case",
    "points": "120",
    "available": "840",
    "report": "Sold 4\nCancelled 1",
    "head": "ab12",
    "when": "3 May 2027, 11:42",
    "by": "Asha Verma",
    "reason": "Batteries swell",
}
_HINDI = {"act": "प्लान रद्द करें", "cause": "नमी-निशान लाल है", "reward": "केस पर 10 % छूट"}


@dataclass(frozen=True, slots=True)
class Preview:
    """One text as it would arrive. `parts` is how many SMS it is paid as, 0 for a mail."""

    channel: Channel
    language: str
    version: str
    subject: str
    text: str
    signs: int
    parts: int
    plain: bool


def previews(name: str) -> list[Preview]:
    """Every text of a template, with samples in its slots; an unknown name is a ValueError."""
    known = template(name)
    return [_preview(name, channel, language) for channel in known.channels for language in LANGUAGES]


def sample(language: str) -> dict[str, str]:
    """An everyday value for every slot there is."""
    days = {slot: day_text(day, language) for slot, day in _DAYS.items()}
    return _SAMPLES | days | (_HINDI if language == "hi" else {})


def _preview(name: str, channel: Channel, language: str) -> Preview:
    said = words(name, channel=channel, language=language, slots=sample(language))
    sms = channel is Channel.SMS
    return Preview(
        channel=channel,
        language=language,
        version=template(name).version(channel=channel, language=language),
        subject=said.subject,
        text=said.text,
        signs=len(said.text),
        parts=segments(said.text) if sms else 0,
        plain=is_gsm7(said.text),
    )

"""The few words the step chart itself says, in the languages of the portal."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    language: str
    title: str
    today: str
    waiting: str
    last_day: str
    span: str
    nothing: str


ENGLISH = Words(
    language="en",
    title="Assured value by date",
    today="Today",
    waiting="Waiting",
    last_day="last day {day}",
    span="{first} to {through} {value}",
    nothing="nothing after that",
)
HINDI = Words(
    language="hi",
    title="तारीख़ के हिसाब से पक्की क़ीमत",
    today="आज",
    waiting="इंतज़ार",
    last_day="आख़िरी दिन {day}",
    span="{first} से {through} तक {value}",
    nothing="उसके बाद कुछ नहीं",
)


def words(language: str) -> Words:
    """Hindi for hi and its regions, English for everything else."""
    return HINDI if language.startswith("hi") else ENGLISH

"""Templates: one folder of text each, with fixed slots, in English and Hindi. They change with the code, and never by hand.

A folder holds `template.toml` (slots, secret slots, urgent, category, any_hour) and a file per channel and language: `sms.en.txt`,
`email.hi.txt`. An e-mail's first line is its subject. A mail that is not necessary ends in the words of `stop.en.txt`, with the link that
stops such messages. A text is known by a hash of its words: what was sent long ago is read by it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from upgrade_program.messaging.enums import Category, Channel
from upgrade_program.messaging.gsm7 import plain

FOLDER = Path(__file__).parent / "texts"
LANGUAGES = ("en", "hi")
LONGEST_VALUE = 30  # signs of one variable in a registered SMS (TRAI's DLT rules); addresses are registered as such and stay whole
_SLOT = re.compile(r"{(\w+)}")


@dataclass(frozen=True, slots=True)
class Template:
    """A message's words by (channel, language). `slots` are given when it is queued, `secret` ones when it is sent."""

    name: str
    slots: frozenset[str]
    secret: frozenset[str]
    urgent: bool
    category: Category
    any_hour: bool
    texts: Mapping[tuple[Channel, str], str]

    def version(self, *, channel: Channel, language: str) -> str:
        """The name of a text's words as they are now."""
        return sha256(self.texts[channel, language].encode()).hexdigest()[:12]

    @property
    def channels(self) -> list[Channel]:
        return [channel for channel in Channel if (channel, LANGUAGES[0]) in self.texts]


@dataclass(frozen=True, slots=True)
class Words:
    """What is sent; an SMS has no subject."""

    subject: str
    text: str


@cache
def template(name: str) -> Template:
    """The template of a name; an unknown one is a ValueError."""
    if name not in names():
        raise ValueError(f"there is no message template {name!r}")
    folder = FOLDER / name
    about: dict[str, Any] = tomllib.loads((folder / "template.toml").read_text())
    files = {(channel, language): folder / f"{channel}.{language}.txt" for channel in Channel for language in LANGUAGES}
    category = Category(about.get("category", Category.NECESSARY))
    necessary = category is Category.NECESSARY
    return Template(
        name=name,
        slots=frozenset(about["slots"]),
        secret=frozenset(about.get("secret", ())),
        urgent=about.get("urgent", False),
        category=category,
        any_hour=about.get("urgent", False) or about.get("any_hour", False),
        texts={
            (channel, language): file.read_text().strip() + ("" if channel is Channel.SMS or necessary else _stop(language))
            for (channel, language), file in files.items()
            if file.exists()
        },
    )


@cache
def names() -> list[str]:
    """The names of all templates."""
    return sorted(file.parent.name for file in FOLDER.glob("*/template.toml"))


def words(name: str, *, channel: Channel, language: str, slots: Mapping[str, str]) -> Words:
    """The words of a message with every slot filled; a missing slot is a KeyError. `stop` is the link that a mail ends in.

    In an SMS a long value is cut, and an English one says Rs for ₹: the sign would double the price of the whole message.
    """
    text = template(name).texts[channel, language]
    if channel is Channel.SMS:
        filled = _SLOT.sub(lambda slot: _short(slots[slot[1]]), text)
        return Words("", plain(filled) if language == "en" else filled)
    subject, _, body = _SLOT.sub(lambda slot: slots[slot[1]], text).partition("\n")
    return Words(" ".join(subject.split()), body.strip() + "\n")


def _stop(language: str) -> str:
    return "\n\n" + (FOLDER / f"stop.{language}.txt").read_text().strip()


def in_two(value: str) -> tuple[str, str]:
    """A value too long for one variable of an SMS as two to stand side by side, cut before a blank; a short one and nothing."""
    cut = len(value) if len(value) <= LONGEST_VALUE else value.rfind(" ", 1, LONGEST_VALUE + 1)
    cut = LONGEST_VALUE if cut < 0 else cut
    return value[:cut], value[cut:]


def _short(value: str) -> str:
    if len(value) <= LONGEST_VALUE or value.startswith(("http://", "https://")):
        return value
    return value[: LONGEST_VALUE - 2].rstrip() + ".."

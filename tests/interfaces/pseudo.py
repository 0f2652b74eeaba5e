"""A language nobody speaks: each sentence of the catalogue comes out accented and a third longer, in place of its Hindi.

What still reads as plain English on a page was never given to the catalogue: it is somebody's data, a term of the trade, or a sentence
that was written straight into a template. `left_over` finds the latter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from html.parser import HTMLParser

from django.core.cache import caches
from django.utils.translation import trans_real

from upgrade_program.foundation.ui import component

LANGUAGE = "hi"  # whose place it takes: the one other language the pages speak
_ACCENTED = str.maketrans("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", "àƀçðéƒğĥíĵķļṁñóþɋŕšţûṽŵẋýžÀƁÇÐÉƑĞĤÍĴĶĻṀÑÓÞɊŔŠŢÛṼŴẊÝŽ")
_KEPT = re.compile(r"(%\(\w+\)[sd]|%[sd]|%%|\{[\w!]*\}|<[^>]*>|&\w+;)")
_NUMBER = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{3}\b|https?://\S+|[\w/-]*\d[\w/-]*")  # of plans and papers, addresses
_WORD = re.compile(r"[A-Za-z][A-Za-z'’]+")
# What stays as it is in every language: names, units, and what is printed on phones, bills and keys.
TERMS = frozenset(
    [
        *("Smart", "Upgrade", "Mi", "Redmi", "Xiaomi", "WhatsApp", "English", "Hindi"),
        *("IMEI", "IMEIs", "SIM", "CEIR", "SRP", "SKU", "GB", "RAM", "ID", "OTP", "PIN", "SMS", "QR"),
        *("UPI", "UTR", "GST", "GSTIN", "CGST", "SGST", "IGST", "UTGST", "SAC", "HSN", "PDF", "CSV"),
        *("Alt", "Ctrl", "Enter", "Esc"),
    ]
)
_TOLD = ("aria-label", "title", "placeholder", "alt", "label")
_UNSEEN = {"script", "style", "svg"}
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


def pseudo(message: str) -> str:
    """The message accented, between brackets, a third longer; what is filled in, its tags and its blanks at either end stay."""
    words = message.strip()
    if not words:
        return message
    spoken = "".join(part if _KEPT.fullmatch(part) else part.translate(_ACCENTED) for part in _KEPT.split(words) if part)
    longer = f"⟦{spoken}{' ··' * -(-len(_KEPT.sub('', words)) // 10)}⟧"
    return message.replace(words, longer)


class _Pseudo(trans_real.DjangoTranslation):
    """The catalogue as Django asks it."""

    def __init__(self) -> None:
        super().__init__(LANGUAGE)

    def gettext(self, message: str) -> str:
        return pseudo(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return pseudo(msgid1 if n == 1 else msgid2)


@contextmanager
def in_pseudo() -> Iterator[None]:
    """The other language is the pseudo-language until the block ends; what was drawn in it is forgotten again."""
    spoken = trans_real._translations
    before = spoken.get(LANGUAGE)
    _forget()
    spoken[LANGUAGE] = _Pseudo()
    try:
        yield
    finally:
        if before is None:
            del spoken[LANGUAGE]
        else:
            spoken[LANGUAGE] = before
        _forget()


def _forget() -> None:
    component._drawn.cache_clear()
    caches["local"].clear()


class _Words(HTMLParser):
    """The words of a page that somebody sees or hears, without what stands in a language of its own, as a text agreed to."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        hidden = tag in _UNSEEN or (tag != "html" and "lang" in given)
        if not hidden and not any(hides for _, hides in self._open):
            self.found += [given[name] or "" for name in _TOLD if name in given]
        if tag not in _VOID:
            self._open.append((tag, hidden))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not any(hides for _, hides in self._open):
            self.found.append(data)


def left_over(html: str, *, known: Iterable[str] = ()) -> list[str]:
    """The texts of a page in the pseudo-language that hold plain English words other than terms of the trade and known data."""
    page = _Words()
    page.feed(html)
    allowed = TERMS | {word for text in known for word in _WORD.findall(text)}
    return sorted({" ".join(text.split()) for text in page.found if set(_WORD.findall(_NUMBER.sub(" ", text))) - allowed})

"""In which language sentences are spoken: the edge lends a tongue while it answers somebody, everything below speaks plain English.

A sentence that is made under a borrowed tongue is made in its language, with the words among its facts; without one nothing changes.
The tongue is a function from an English sentence to the same sentence in another language, or to itself where it knows none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Tongue = Callable[[str], str]
ENGLISH = "en"

_TONGUE: ContextVar[Tongue | None] = ContextVar("tongue", default=None)
_LANGUAGE: ContextVar[str] = ContextVar("language", default=ENGLISH)


def spoken(words: str) -> str:
    """The words as the tongue of this moment says them."""
    tongue = _TONGUE.get()
    return tongue(words) if tongue and words else words


def is_borrowed() -> bool:
    """Whether anything but plain English is spoken now."""
    return _TONGUE.get() is not None


def language() -> str:
    """The language that is spoken now, for words that are written in each: en or hi."""
    return _LANGUAGE.get()


@contextmanager
def speaking(tongue: Tongue | None, *, language: str = ENGLISH) -> Iterator[None]:
    """Speak with this tongue until the block ends; None is plain English."""
    before, spoken_before = _TONGUE.set(tongue), _LANGUAGE.set(language)
    try:
        yield
    finally:
        _LANGUAGE.reset(spoken_before)
        _TONGUE.reset(before)

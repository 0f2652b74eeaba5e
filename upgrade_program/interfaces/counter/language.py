"""Which language staff read: the one chosen with the switch and kept in the browser, English until then.

The browser's own wish is not asked: a till is set up once, by whoever unpacked it. Refusals are made in that language too, with the
days among their facts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext

from upgrade_program.kernel import wording
from upgrade_program.kernel.tongue import speaking
from upgrade_program.kernel.wording import MONTHS

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Words = str | _StrPromise
else:
    Words = str  # said once the page is made, in its language

ENGLISH = "en"
_DAY = re.compile(rf"\b(\d{{1,2}}) ({'|'.join(MONTHS[ENGLISH])})\b")


@contextmanager
def in_language_of(request: HttpRequest) -> Iterator[None]:
    """Everything said within is said in the language of who sits there."""
    language = chosen(request)
    with translation.override(language), speaking(None if language == ENGLISH else said, language=language):
        yield


def chosen(request: HttpRequest) -> str:
    """What the switch was set to in this browser, if we speak it."""
    asked = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return asked if asked in dict(settings.LANGUAGES) else ENGLISH


def spoken_here() -> str:
    """The language of the page that is being made."""
    language = (translation.get_language() or ENGLISH)[:2]
    return language if language in MONTHS else ENGLISH


def day_text(on: date) -> str:
    """5 Nov 2020, in the language of the page."""
    return wording.day_text(on, spoken_here())


def said(words: str) -> str:
    """A sentence that was written in English, in the language of the page: by the catalogue, and its days by their months."""
    language = spoken_here()
    if not words.strip():
        return words
    months = dict(zip(MONTHS[ENGLISH], MONTHS[language], strict=True))
    return _DAY.sub(lambda day: f"{day[1]} {months[day[2]]}", gettext(words))

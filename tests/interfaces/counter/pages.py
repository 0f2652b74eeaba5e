"""Reading the counter's pages as a person does."""

from __future__ import annotations

import re
from html import unescape

_TAG = re.compile(r"<[^>]+>")


def text_of(html: str) -> str:
    """The words of a page without its tags, blanks collapsed."""
    return " ".join(unescape(_TAG.sub(" ", html)).split())


def stands_in(html: str, digits: str) -> bool:
    """Whether a number stands there by itself: as a part of a longer one it may stand there by chance."""
    return re.search(rf"(?<![\d.]){digits}(?!\d)", html) is not None


def error_at(html: str, field: str) -> str:
    """What stands at a field as its error; empty without one."""
    found = re.search(rf'id="id_{field}-error".*?</div>\s*</div>', html, re.S)
    return text_of(found[0].split(">", 1)[1]) if found else ""


def value_of(html: str, field: str) -> str | None:
    """What stands typed in a field."""
    for tag in re.findall(r"<input[^>]*>", html):
        if f'name="{field}"' in tag:
            value = re.search(r'value="([^"]*)"', tag)
            return unescape(value[1]) if value else ""
    return None

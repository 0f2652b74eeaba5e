"""Which sentences the pages of customers and of staff can say: read out of their templates, the components these use, and their Python."""

from __future__ import annotations

import io
import re
from pathlib import Path

from babel.messages.extract import DEFAULT_KEYWORDS, extract
from django.conf import settings
from django.utils.translation.template import templatize

from tests.interfaces.said import said_below

TEMPLATES = Path(settings.BASE_DIR) / "templates"
_INTERFACES = Path(settings.BASE_DIR) / "upgrade_program" / "interfaces"
PYTHON = [_INTERFACES / "portal", _INTERFACES / "counter"]
FOLDERS = ("portal", "counter", "documents", "account", "mfa", "allauth")
PAGES = ("400.html", "403.html", "403_csrf.html", "404.html", "500.html", "503.html")
_KEYWORDS = {**DEFAULT_KEYWORDS, "gettext_lazy": None, "_": None}
_INCLUDES = re.compile(r"{%\s*(?:include|extends)\s+\"([^\"]+)\"")
_COMPONENTS = re.compile(r"<c-([a-z0-9-]+)")


def templates_of_the_pages() -> set[Path]:
    """The templates of the portal, the counter and a person's own access, the pages of errors, and everything these are made of."""
    waiting = [path for folder in FOLDERS for path in sorted((TEMPLATES / folder).rglob("*.html"))]
    waiting += [TEMPLATES / page for page in PAGES]
    found: set[Path] = set()
    while waiting:
        path = waiting.pop()
        if path in found or not path.exists():
            continue
        found.add(path)
        text = path.read_text()
        waiting += [TEMPLATES / name for name in _INCLUDES.findall(text)]
        waiting += [TEMPLATES / "components" / f"{name.replace('-', '_')}.html" for name in _COMPONENTS.findall(text)]
    return found


def sentences() -> set[str]:
    """Every msgid that a customer or a member of staff can meet."""
    found: set[str] = set()
    for path in templates_of_the_pages():
        # What stays of a template has its indentation, which Python's tokenizer would take for its own.
        found |= _said("\n".join(line.lstrip() for line in templatize(path.read_text(), origin=str(path)).splitlines()))
    for place in PYTHON:
        for path in place.rglob("*.py"):
            found |= _said(path.read_text())
    return found | said_below()


def _said(python: str) -> set[str]:
    said = set()
    for _line, message, _comments, _context in extract("python", io.BytesIO(python.encode()), _KEYWORDS):
        said |= {message} if isinstance(message, str) else {each for each in message if each}
    return said

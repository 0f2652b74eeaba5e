"""Which sentences the portal's pages can say: read out of its templates, the components they use, and its Python."""

from __future__ import annotations

import io
import re
from pathlib import Path

from babel.messages.extract import DEFAULT_KEYWORDS, extract
from django.conf import settings
from django.utils.translation.template import templatize

TEMPLATES = Path(settings.BASE_DIR) / "templates"
PYTHON = Path(settings.BASE_DIR) / "upgrade_program" / "interfaces" / "portal"
_KEYWORDS = {**DEFAULT_KEYWORDS, "gettext_lazy": None, "_": None}
_INCLUDES = re.compile(r"{%\s*(?:include|extends)\s+\"([^\"]+)\"")
_COMPONENTS = re.compile(r"<c-([a-z0-9-]+)")


def templates_of_the_portal() -> set[Path]:
    """The portal's templates, the page for what is not there, and everything these are made of."""
    waiting = [*sorted((TEMPLATES / "portal").rglob("*.html")), TEMPLATES / "404.html"]
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
    """Every msgid a customer can meet."""
    found: set[str] = set()
    for path in templates_of_the_portal():
        # What stays of a template has its indentation, which Python's tokenizer would take for its own.
        found |= _said("\n".join(line.lstrip() for line in templatize(path.read_text(), origin=str(path)).splitlines()))
    for path in PYTHON.rglob("*.py"):
        found |= _said(path.read_text())
    return found


def _said(python: str) -> set[str]:
    said = set()
    for _line, message, _comments, _context in extract("python", io.BytesIO(python.encode()), _KEYWORDS):
        said |= {message} if isinstance(message, str) else {each for each in message if each}
    return said

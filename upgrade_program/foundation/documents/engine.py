"""A4 pages as PDF. Only the one font of this house is used, never what the machine has: equal input gives equal bytes everywhere."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import fontpkg_noto_sans_devanagari
import typst
from django.conf import settings

# Latin, Devanagari and ₹ in one file, all weights.
FONT = fontpkg_noto_sans_devanagari.FAMILY


def render(*, template: str, data: Mapping[str, object], language: str) -> bytes:
    """The PDF of `template` (a file of `DOCUMENT_TEMPLATES` without its ending) filled with `data` (JSON values, already worded).

    Texts are set as they are: nothing in them is read as markup. A template that is missing or does not fit its data is a
    RuntimeError.
    """
    folder = Path(settings.DOCUMENT_TEMPLATES)
    given = json.dumps(data, ensure_ascii=False, sort_keys=True)
    made = typst.compile(
        str(folder / f"{template}.typ"),
        root=str(folder),
        font_paths=_fonts(),
        sys_inputs={"data": given, "font": FONT, "language": language},
        format="pdf",
        timestamp=0,
    )
    assert isinstance(made, bytes)  # noqa: S101  typst gives a list for pictures only
    return made


@cache
def _fonts() -> typst.Fonts:
    """Read once a process: reading takes longer than a page."""
    files = Path(fontpkg_noto_sans_devanagari.ROOT) / "files"
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(files)])

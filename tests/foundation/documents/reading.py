"""Reading a PDF back as a program that reads aloud does: where the paper says what its shaped letters mean (Devanagari), that counts."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from pypdf import PageObject, PdfReader

_ONE = re.compile(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_RANGE = re.compile(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")


def pages(pdf: bytes) -> int:
    return len(PdfReader(io.BytesIO(pdf)).pages)


def words(pdf: bytes) -> str:
    """The text of all pages, blanks collapsed."""
    text = " ".join(piece for page in PdfReader(io.BytesIO(pdf)).pages for piece in _pieces(page))
    return " ".join(text.split())


def tight(text: str) -> str:
    """Without any blanks: where a line of the paper breaks, and where one piece of text ends, says nothing."""
    return re.sub(r"\s", "", text)


def fonts(pdf: bytes) -> set[str]:
    """The names of the fonts inside, without the tag of their subset."""
    return {
        str(font.get_object()["/BaseFont"]).split("+")[-1]
        for page in PdfReader(io.BytesIO(pdf)).pages
        for font in page["/Resources"].get("/Font", {}).values()
    }


def _pieces(page: PageObject) -> Iterator[str]:
    """The texts of a page in the order of the paper; inside a span that carries its actual text, that instead of its glyphs."""
    content = page.get_contents()
    if content is None:
        return
    codes = {name: _codes(font.get_object()) for name, font in page["/Resources"].get("/Font", {}).items()}
    font, spans = "", []
    for operands, operator in content.operations:
        match operator:
            case b"BDC" | b"BMC":
                actual = operands[1].get("/ActualText") if operator == b"BDC" and hasattr(operands[1], "get") else None
                if actual is not None and not any(spans):
                    yield str(actual)
                spans.append(actual is not None)
            case b"EMC":
                spans.pop()
            case b"Tf":
                font = operands[0]
            case b"Tj" if not any(spans):
                yield _decoded([operands[0]], codes[font])
            case b"TJ" if not any(spans):
                yield _decoded(operands[0], codes[font])


def _codes(font: Any) -> dict[int, str]:
    """Glyph number to text, as the font says."""
    table = font["/ToUnicode"].get_object().get_data().decode()
    found = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", table, re.S):
        found |= {int(code, 16): bytes.fromhex(text).decode("utf-16-be") for code, text in _ONE.findall(block)}
    for block in re.findall(r"beginbfrange(.*?)endbfrange", table, re.S):
        for first, last, text in _RANGE.findall(block):
            start = ord(bytes.fromhex(text).decode("utf-16-be"))
            found |= {code: chr(start + code - int(first, 16)) for code in range(int(first, 16), int(last, 16) + 1)}
    return found


def _decoded(parts: list[Any], codes: dict[int, str]) -> str:
    raw = b"".join(part if isinstance(part, bytes) else part.original_bytes for part in parts if not isinstance(part, int | float))
    return "".join(codes.get(int.from_bytes(raw[at : at + 2], "big"), "\ufffd") for at in range(0, len(raw), 2))

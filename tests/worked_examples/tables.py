"""The tables of a worked example, as they stand in Markdown: each row by the words of its heading."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

FOLDER = Path(__file__).parent / "loyalty"
Row = dict[str, str]


def rows(name: str) -> list[Row]:
    """The rows of a file's tables."""
    found: list[Row] = []
    heading: list[str] = []
    for line in (FOLDER / f"{name}.md").read_text().splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")] if line.startswith("|") else []
        if not cells:
            heading = []
        elif not heading:
            heading = cells
        elif set("".join(cells)) != {"-"}:
            found.append(dict(zip(heading, cells, strict=True)))
    return found


def day(text: str) -> date:
    """3 May 2027"""
    return datetime.strptime(text, "%d %b %Y").replace(tzinfo=UTC).date()

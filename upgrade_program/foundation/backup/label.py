"""The label of a backup: a small file beside it that says what must be in it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from upgrade_program.foundation.backup.faults import CannotRestore

FORM = 1


@dataclass(frozen=True, slots=True)
class Label:
    """When a backup was made (ISO instant), its SHA-256 and bytes, and how many rows of each table are in it."""

    made_at: str
    sha256: str
    size: int
    rows: dict[str, int]
    form: int = FORM


def place_of(file: Path) -> Path:
    return file.with_name(file.name + ".json")


def write(file: Path, label: Label) -> None:
    place_of(file).write_text(json.dumps(asdict(label), indent=1, sort_keys=True) + "\n")


def read(file: Path) -> Label:
    """The label of a backup. Refuses a missing or damaged one, and a file that is not the one it was written for."""
    if not file.exists():
        raise CannotRestore(f"{file} does not exist.")
    try:
        label = Label(**json.loads(place_of(file).read_text()))
    except (OSError, ValueError, TypeError) as error:
        raise CannotRestore(f"{place_of(file)} is missing or damaged: it says what must be in the backup. Copy both files.") from error
    if file.stat().st_size != label.size or digest(file) != label.sha256:
        raise CannotRestore(f"{file} is not the file that its label was written for: it was cut short or changed. Take another copy.")
    return label


def digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()

"""A file as ZIP: its PDF, every paper, the photos, the trail as CSV and JSON, and a manifest with the SHA-256 of each part."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import UTC
from hashlib import sha256

from stores.clock import STORE_TIME
from upgrade_program.foundation.audit.chain import canonical
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.foundation.csv_export import lines
from upgrade_program.foundation.photos.queries import read_photo
from upgrade_program.foundation.photos.refusals import PhotoGone
from upgrade_program.kernel.actor import Actor
from upgrade_program.reporting.plan_file.drawing import file_pdf, paper_pdf
from upgrade_program.reporting.plan_file.told import photo_file
from upgrade_program.reporting.plan_file.whole import PlanFile

MANIFEST = "manifest.json"
_HEADER = ("chain", "seq", "at", "actor_id", "actor_role", "store_id", "verb", "subject", "before", "after", "reason", "prev", "hash")


def zipped(file: PlanFile, *, actor: Actor) -> bytes:
    """The ZIP. A photo that is gone or not the one that was kept is named among the manifest's `missing`, with the reason."""
    missing: list[dict[str, str]] = []
    out, listed = io.BytesIO(), []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in _contents(file, actor=actor, missing=missing):
            _put(archive, name, content, file=file)
            listed.append({"name": name, "bytes": len(content), "sha256": sha256(content).hexdigest()})
        _put(archive, MANIFEST, _manifest(file, actor=actor, listed=listed, missing=missing), file=file)
    return out.getvalue()


def trail_csv(rows: list[AuditRow]) -> bytes:
    """The rows for a spreadsheet, which executes none of it."""
    return "".join(lines(_HEADER, (_cells(row) for row in rows))).encode()


def trail_json(rows: list[AuditRow]) -> bytes:
    """The rows exactly: `prev`, the numbers and texts of each and `hash` can be computed again from them."""
    return ("[\n" + ",\n".join(canonical(_row(row)) for row in rows) + "\n]\n").encode()


def _contents(file: PlanFile, *, actor: Actor, missing: list[dict[str, str]]) -> Iterator[tuple[str, bytes]]:
    yield "plan-file.pdf", file_pdf(file, actor=actor)
    for paper in file.papers:
        yield paper.file, paper_pdf(paper, plan=file.plan, actor=actor)
    for photo in file.photos:
        try:
            yield photo_file(photo), read_photo(photo)
        except PhotoGone as gone:
            missing.append({"name": photo_file(photo), "sha256_when_kept": photo.sha256, "why": str(gone)})
    yield "trail.csv", trail_csv(file.rows)
    yield "trail.json", trail_json(file.rows)


def _manifest(file: PlanFile, *, actor: Actor, listed: list[dict[str, object]], missing: list[dict[str, str]]) -> bytes:
    said = {
        "plan": file.plan.number,
        "taken_at": file.at.astimezone(STORE_TIME).isoformat(),
        "taken_by": {"id": actor.staff_id, "role": str(actor.role)},
        "trail": {
            "stands": file.verdict.stands,
            "rows": file.verdict.rows,
            "faults": file.verdict.faults,
            "chains": [
                {"chain": chain.number, "rows": chain.rows, "head": chain.head, "faults": chain.faults} for chain in file.verdict.chains
            ],
        },
        "files": listed,
        "missing": missing,
    }
    return (json.dumps(said, ensure_ascii=False, indent=2) + "\n").encode()


def _put(archive: zipfile.ZipFile, name: str, content: bytes, *, file: PlanFile) -> None:
    """With the file's own instant: the same file taken at the same instant is the same ZIP."""
    taken = file.at.astimezone(STORE_TIME)
    entry = zipfile.ZipInfo(name, (taken.year, taken.month, taken.day, taken.hour, taken.minute, taken.second))
    entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
    archive.writestr(entry, content)


def _row(row: AuditRow) -> dict[str, object]:
    told = {name: getattr(row, name) for name in _HEADER}
    return told | {"at": row.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")}


def _cells(row: AuditRow) -> list[object]:
    told = _row(row)
    return [canonical(told[name]) if name in {"before", "after"} and told[name] is not None else told[name] for name in _HEADER]

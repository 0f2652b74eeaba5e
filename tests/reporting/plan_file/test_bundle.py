"""A file taken along: the PDF is read back, each hash of the manifest computed again, and the trail verified from the ZIP alone."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

import pytest

from tests.foundation.documents.reading import pages, tight, words
from tests.reporting.plan_file.lived import AGAIN, FORMULA, lived
from upgrade_program.foundation.audit.chain import row_hash
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.foundation.photos.models import Photo
from upgrade_program.foundation.photos.storage import photo_files
from upgrade_program.kernel.actor import Actor
from upgrade_program.plans.models import Plan
from upgrade_program.reporting.plan_file.bundle import MANIFEST, zipped
from upgrade_program.reporting.plan_file.drawing import file_pdf
from upgrade_program.reporting.plan_file.whole import plan_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(clerk: Actor) -> Plan:
    return lived(clerk)


def unpacked(auditor: Actor, plan: Plan) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(zipped(plan_file(auditor, plan, at=AGAIN), actor=auditor))) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def manifest_of(files: dict[str, bytes]) -> Any:
    return json.loads(files[MANIFEST])


def test_the_pdf_says_what_the_screen_says(auditor: Actor, plan: Plan) -> None:
    file = plan_file(auditor, plan, at=AGAIN)
    pdf = file_pdf(file, actor=auditor)
    read = tight(words(pdf))
    assert pages(pdf) >= 3
    for said in (plan.written, "98•••••421", "Thetrailstands", auditor.name, FORMULA, *(row.hash for row in file.rows)):
        assert tight(said) in read, said
    for part in file.parts:
        assert tight(part.title) in read
        for row in part.rows:
            for cell in row:
                assert tight(cell) in read, (part.title, cell)
    assert plan.imei not in read
    assert file_pdf(file, actor=auditor) == pdf  # equal input, equal bytes


def test_every_hash_of_the_manifest_is_that_of_its_file(auditor: Actor, plan: Plan) -> None:
    files = unpacked(auditor, plan)
    manifest = manifest_of(files)
    listed = {each["name"]: each for each in manifest["files"]}
    assert set(listed) == set(files) - {MANIFEST}
    for name, content in files.items():
        if name != MANIFEST:
            assert (listed[name]["sha256"], listed[name]["bytes"]) == (sha256(content).hexdigest(), len(content)), name
    assert (manifest["plan"], manifest["missing"], manifest["trail"]["stands"]) == (plan.number, [], True)
    assert manifest["taken_by"] == {"id": auditor.staff_id, "role": "auditor"}


def test_the_zip_holds_every_paper_and_photo(auditor: Actor, plan: Plan) -> None:
    files = unpacked(auditor, plan)
    settlement = plan.settlements.get()
    assert plan.invoice is not None
    expected = {
        f"documents/invoice-{plan.invoice.number.replace('/', '-')}.pdf": plan.invoice.number,
        f"documents/certificate-{plan.number}.pdf": plan.written,
        f"documents/voucher-{settlement.voucher.number.replace('/', '-')}.pdf": settlement.voucher.number,
    }
    assert {name for name in files if name.startswith("documents/")} == set(expected)
    for name, number in expected.items():
        read = tight(words(files[name]))
        assert tight(number) in read
        assert "DUPLICATE" in read
        assert "9810455421" not in read
    kept = {sha256(content).hexdigest() for name, content in files.items() if name.startswith("photos/")}
    assert kept == set(Photo.objects.values_list("sha256", flat=True))
    assert len(kept) == 2


def test_the_trail_can_be_verified_from_the_zip_alone(auditor: Actor, plan: Plan) -> None:
    rows = json.loads(unpacked(auditor, plan)["trail.json"], parse_float=Decimal)
    assert len(rows) == AuditRow.objects.filter(subject=f"plan:{plan.pk}").count()
    for row in rows:
        kept = row.pop("hash")
        assert row_hash(**(row | {"at": datetime.fromisoformat(row["at"])})) == kept
    rows[0]["reason"] = "nicer"  # the control: a changed row has another hash
    assert row_hash(**(rows[0] | {"at": datetime.fromisoformat(rows[0]["at"])})) != AuditRow.objects.order_by("id")[0].hash


def test_no_spreadsheet_executes_the_trail(auditor: Actor, plan: Plan) -> None:
    text = unpacked(auditor, plan)["trail.csv"].decode("utf-8-sig")
    reasons = [row["reason"] for row in csv.DictReader(io.StringIO(text))]
    assert f"'{FORMULA}" in reasons
    assert FORMULA not in reasons


def test_a_photo_that_is_gone_or_another_is_named(auditor: Actor, plan: Plan) -> None:
    first, second = Photo.objects.order_by("taken_at")
    photo_files().delete(first.name)
    photo_files().delete(second.name)
    photo_files().save(second.name, io.BytesIO(b"something else"))
    files = unpacked(auditor, plan)
    missing = manifest_of(files)["missing"]
    assert {each["sha256_when_kept"] for each in missing} == {first.sha256, second.sha256}
    assert sorted("missing" in each["why"] for each in missing) == [False, True]
    assert not [name for name in files if name.startswith("photos/")]


def test_what_was_tampered_with_stands_on_paper_too(auditor: Actor, plan: Plan) -> None:
    from tests.reporting.plan_file.test_whole import tamper

    tamper(f"UPDATE audit_auditrow SET reason = 'nicer' WHERE subject = 'plan:{plan.pk}' AND verb = 'claim.declined'")
    file = plan_file(auditor, plan, at=AGAIN)
    assert tight("The trail does not stand") in tight(words(file_pdf(file, actor=auditor)))
    assert manifest_of(unpacked(auditor, plan))["trail"]["stands"] is False

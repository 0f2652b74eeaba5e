"""An auditor with a second factor looks a plan up and takes its file: the PDF is read back, each hash of the ZIP computed again."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from stores.clock import now
from stores.models import StaffUser
from tests.architecture.eyes import UNFOLDS_OWN
from tests.factories.claims import inspected, old_plan
from tests.factories.plans import new_imei, sellable
from tests.foundation.documents.reading import tight, words
from tests.journeys.conftest import Window
from tests.journeys.test_prices import sign_in
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.kernel.actor import Actor
from upgrade_program.plans.models import Plan

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "Mohammed Abdul Rahman Venkatanarasimharajuvaripeta Chidambaranathan Pillai of Thiruvananthapuram"


@pytest.fixture
def plan(clerk: Actor, transactional_db: None) -> Plan:
    """A plan of five months ago whose phone is being looked at."""
    at = now() - timedelta(minutes=5)
    sold = old_plan(actor=clerk, variant=sellable(), at=at - timedelta(days=150), imei=new_imei(), customer_name=LONG)
    inspected(sold, actor=clerk, at=at)
    return sold


def taken(page: Any, button: str) -> bytes:
    with page.expect_download() as waiting:
        page.get_by_role("button", name=button, exact=True).press("Enter")
    return Path(waiting.value.path()).read_bytes()


def test_an_auditor_looks_a_plan_up_and_takes_its_file(window: Callable[..., Window], plan: Plan, auditor_user: StaffUser) -> None:
    shown = window()
    page = shown.page
    sign_in(page, auditor_user, "/admin/")
    page.get_by_role("link", name="Plan file", exact=True).first.press("Enter")
    page.wait_for_url("**/admin/plan-file/")
    shown.readable_everywhere(excused=UNFOLDS_OWN)
    page.locator("#id_q").focus()
    page.keyboard.type("12345")
    page.keyboard.press("Enter")
    page.get_by_role("alert").wait_for()
    shown.readable(excused=UNFOLDS_OWN)
    shown.picture("plan-file-refused")
    page.get_by_label("Plan number").fill(plan.imei)
    page.get_by_label("Plan number").press("Enter")
    page.get_by_text("The trail stands").wait_for()
    shown.readable_everywhere("plan-file", excused=UNFOLDS_OWN)
    assert plan.imei not in page.content()
    read = tight(words(taken(page, "PDF")))
    assert plan.number in read.replace("-", "")
    assert "Thetrailstands" in read
    with zipfile.ZipFile(io.BytesIO(taken(page, "ZIP with papers and photos"))) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        assert {each["name"] for each in manifest["files"]} == set(archive.namelist()) - {"manifest.json"}
        for each in manifest["files"]:
            assert sha256(archive.read(each["name"])).hexdigest() == each["sha256"], each["name"]
    page.get_by_role("link", name="Check the trail", exact=True).first.press("Enter")
    page.get_by_role("button", name="Check this chain").press("Enter")
    page.get_by_text("computed again, no fault").wait_for()
    shown.readable(excused=UNFOLDS_OWN)
    looks = AuditRow.objects.filter(actor_id=auditor_user.pk, chain=0).order_by("id").values_list("verb", flat=True)
    assert [verb for verb in looks if verb.startswith(("file.", "trail."))] == [
        *("file.looked_at", "file.pdf_taken", "file.zip_taken", "trail.checked")
    ]
    assert [said for said in shown.complaints if "422" not in said] == []  # the refused number

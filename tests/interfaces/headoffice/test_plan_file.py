"""Plan files inside the admin: looked up by a whole number, masked, and never unseen: every look and every download has its row."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from html import unescape

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests.factories.plans import new_imei, sellable, sold
from tests.foundation.documents.reading import tight, words
from tests.reporting.plan_file.lived import AGAIN, lived
from tests.reporting.plan_file.test_whole import tamper
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.kernel.actor import Actor

pytestmark = pytest.mark.django_db
LOOK, PDF, ZIP, TRAIL = (reverse(f"admin:plan_file{name}") for name in ("", "_pdf", "_zip", "_trail"))


@pytest.fixture(autouse=True)
def _in_may() -> Iterator[None]:
    with time_machine.travel(AGAIN, tick=False):
        yield


def looks() -> list[tuple[str, str, object]]:
    return [(row.verb, row.subject, row.after) for row in AuditRow.objects.filter(verb__startswith="file.").order_by("id")]


def test_a_look_shows_the_file_and_is_in_it(auditor_client: Client, clerk: Actor) -> None:
    plan = lived(clerk)
    answer = auditor_client.post(LOOK, {"q": plan.imei})
    shown = unescape(answer.content.decode())
    for said in (plan.written, "The trail stands", "Frozen terms", "Check answers of claim", "file.looked_at", "98••• ••421", "Farhan Ali"):
        assert said in shown
    assert plan.imei not in shown
    assert "9810455421" not in shown
    assert looks() == [("file.looked_at", f"plan_file:{plan.pk}", {"by": "imei"})]
    assert "file.looked_at" not in unescape(auditor_client.get(reverse("counter:plan", args=[plan.number])).content.decode())


def test_many_plans_are_offered_and_the_search_is_recorded(auditor_client: Client, clerk: Actor, other_clerk: Actor) -> None:
    plans = [sold(actor=actor, variant=sellable(), imei=new_imei()) for actor in (clerk, other_clerk)]
    shown = auditor_client.post(LOOK, {"q": "98104 55421"}).content.decode()
    for plan in plans:
        assert plan.written in shown
        assert plan.imei not in shown
    assert looks() == [("file.searched", "plan_file:search", {"by": "mobile", "plans": 2})]


@pytest.mark.parametrize("text", ["9833012345", "DL01/I27/00009"])
def test_a_search_that_finds_nothing_is_recorded_too(auditor_client: Client, clerk: Actor, text: str) -> None:
    answer = auditor_client.post(LOOK, {"q": text})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["q"])
    assert "No plan stands under this number." in answer.content.decode()
    assert f'value="{text}"' in answer.content.decode()  # what was typed stays
    assert [(verb, after["plans"]) for verb, _, after in looks()] == [("file.searched", 0)]  # type: ignore[index]


@pytest.mark.parametrize("text", ["", "nonsense", "0123", "9" * 61, "\x00"])
def test_what_is_no_number_is_refused_and_leaves_nothing(auditor_client: Client, text: str) -> None:
    answer = auditor_client.post(LOOK, {"q": text})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["q"])
    assert AuditRow.objects.count() == 0


def test_opening_the_page_looks_at_nothing(auditor_client: Client) -> None:
    assert auditor_client.get(LOOK, {"q": "9810455421"}).status_code == 200
    assert AuditRow.objects.count() == 0


def test_pdf_and_zip_are_taken_and_each_is_recorded(auditor_client: Client, auditor: Actor, clerk: Actor) -> None:
    plan = lived(clerk)
    pdf, bundle = (auditor_client.post(address, {"number": plan.number}) for address in (PDF, ZIP))
    assert (pdf["Content-Type"], pdf["Content-Disposition"]) == ("application/pdf", f'attachment; filename="plan-{plan.number}.pdf"')
    assert "file.pdf_taken" in tight(words(pdf.content))
    with zipfile.ZipFile(io.BytesIO(bundle.content)) as archive:
        assert {"plan-file.pdf", "trail.csv", "trail.json", "manifest.json"} < set(archive.namelist())
    assert [(verb, subject) for verb, subject, _ in looks()] == [(f"file.{kind}_taken", f"plan_file:{plan.pk}") for kind in ("pdf", "zip")]
    assert set(AuditRow.objects.filter(verb__startswith="file.").values_list("actor_id", "chain")) == {(auditor.staff_id, 0)}


def test_a_file_that_is_not_there_cannot_be_taken(auditor_client: Client) -> None:
    for address in (PDF, ZIP):
        for number in ("", "nonsense", "0123456789A"):
            assert auditor_client.post(address, {"number": number}).status_code == 404
    assert AuditRow.objects.count() == 0


@pytest.mark.parametrize("address", [LOOK, PDF, ZIP, TRAIL])
def test_nobody_of_a_store_gets_in(address: str, manager_client: Client, clerk: Actor) -> None:
    plan = sold(actor=clerk, variant=sellable())
    before = AuditRow.objects.count()
    answer = manager_client.post(address, {"q": plan.number, "number": plan.number}, follow=True)
    assert answer.status_code == 403
    assert AuditRow.objects.count() == before


def test_a_chain_is_checked_and_the_check_recorded(auditor_client: Client, clerk: Actor) -> None:
    plan = sold(actor=clerk, variant=sellable())
    assert "computed again, no fault" in auditor_client.post(TRAIL, {"store": "dl01"}).content.decode()
    assert "computed again, no fault" in auditor_client.post(TRAIL, {"store": ""}).content.decode()
    checks = AuditRow.objects.filter(verb="trail.checked").order_by("id")
    assert [(row.subject, row.after["faults"]) for row in checks if row.after] == [(f"chain:{plan.store_id}", 0), ("chain:0", 0)]
    tamper(f"UPDATE audit_auditrow SET reason = 'nicer' WHERE subject = 'plan:{plan.pk}'")
    shown = auditor_client.post(TRAIL, {"store": "DL01"}).content.decode()
    assert "was changed after it was written" in shown
    assert "no fault" not in shown


def test_a_store_nobody_knows_is_refused(auditor_client: Client) -> None:
    answer = auditor_client.post(TRAIL, {"store": "XX99"})
    assert (answer.status_code, answer.context["form"].errors["store"]) == (422, ["No store has this code."])
    assert AuditRow.objects.count() == 0

"""The blacklist gate: looked up by hand with a screenshot, or by a connected service; blocked phones do not pass."""

from __future__ import annotations

import json
from datetime import timedelta
from io import BytesIO
from threading import Event
from typing import Any
from uuid import uuid4

import pytest
from pytest_django import Settings

from tests.buyback.conftest import Service, answer
from tests.factories.claims import gates_seen, old_plan, opened
from tests.factories.plans import AT, TODAY
from tests.foundation.photos.makers import jpeg
from upgrade_program.buyback.enums import Listing
from upgrade_program.buyback.models import PassedGate
from upgrade_program.buyback.queries.look_ups import blocked_look_up
from upgrade_program.buyback.refusals import ClaimLapsed, GateFailed, LookUpUnavailable
from upgrade_program.buyback.services import look_up_imei, record_look_up, subject_of
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.foundation.photos.queries import photos_of
from upgrade_program.foundation.photos.services import keep_photo
from upgrade_program.kernel.errors import NotFound, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim(clerk: Any, settings: Settings, tmp_path: Any) -> Any:
    settings.STORAGES = {
        **settings.STORAGES,
        "photos": {**settings.STORAGES["photos"], "OPTIONS": {"location": tmp_path / "photos"}},
    }
    return opened(old_plan(actor=clerk), actor=clerk)


def screenshot(claim: Any, actor: Any, *, view: str = "blacklist", subject: str = "") -> Any:
    return keep_photo(file=BytesIO(jpeg()), subject=subject or subject_of(claim), view=view, actor=actor, at=AT, on=TODAY, keep_days=30).pk


def recorded(claim: Any, actor: Any, **given: Any) -> Any:
    return record_look_up(number=claim.number, actor=actor, at=AT, on=TODAY, **given)


def facts_of(claim: Any) -> dict[str, str]:
    facts: dict[str, str] = PassedGate.objects.get(claim=claim, key="blacklist_clear").facts
    return facts


def test_by_default_people_look_it_up(clerk: Any, claim: Any) -> None:
    assert look_up_imei(number=claim.number, actor=clerk) is None
    photo = screenshot(claim, clerk)
    recorded(claim, clerk, result="clear", photo=photo)
    assert facts_of(claim) == {"source": "CEIR web page, by hand", "result": "clear", "looked_up_at": AT.isoformat(), "photo": str(photo)}


def test_refusals_record_nothing(clerk: Any, auditor: Any, anonymous: Any, claim: Any, traces: Any) -> None:
    photo = screenshot(claim, clerk)
    before = traces()
    refused: list[tuple[str, dict[str, Any]]] = [
        ("invalid", {"result": "", "photo": photo}),
        ("invalid", {"result": "maybe", "photo": photo}),
        ("invalid", {"result": "clear", "photo": None}),
        ("invalid", {"result": "clear", "photo": uuid4()}),
        ("invalid", {"result": "clear", "photo": screenshot(claim, clerk, view="front")}),
        ("invalid", {"result": "clear", "photo": screenshot(claim, clerk, subject="claim:987654321")}),
        ("forbidden", {"result": "clear", "photo": photo, "actor": auditor}),
        ("forbidden", {"result": "clear", "photo": photo, "actor": anonymous}),
    ]
    for code, given in refused:
        with pytest.raises(Refused) as no:
            recorded(claim, given.pop("actor", clerk), **given)
        assert no.value.code == code
    assert traces() == before
    with pytest.raises(NotFound):
        record_look_up(number="AAAA-AAAA-AAA", result="clear", photo=photo, actor=clerk, at=AT, on=TODAY)
    assert gates_seen()["blacklist_clear"].passed  # the other way in, for those who give all gates together


@pytest.fixture
def connected(settings: Settings, service: Service) -> Service:
    settings.BLACKLIST = "upgrade_program.buyback.blacklist.HttpBlacklist"
    settings.BLACKLIST_SERVICE = {"url": service.url, "key": "secret-key", "key_header": "X-Key", "name": "Sanchar Saathi"}
    return service


def test_a_connected_service_is_asked_with_the_imei_in_the_body(clerk: Any, claim: Any, connected: Service) -> None:
    connected.says = lambda line: answer(line, 200, b'{"result": "clear", "reference": "L-17"}')
    found = look_up_imei(number=claim.number, actor=clerk)
    assert found is not None
    recorded(claim, clerk, look_up=found)
    assert facts_of(claim) == {"source": "Sanchar Saathi", "result": "clear", "looked_up_at": AT.isoformat(), "reference": "L-17"}
    ((path, headers, body),) = connected.heard
    assert json.loads(body) == {"imei": claim.handset_imei}
    assert (path, headers["X-Key"]) == ("/v1/ask?from=store", "secret-key")
    assert claim.handset_imei not in path + str(headers)


def test_a_blocked_phone_fails_the_gate_and_its_look_up_stays(clerk: Any, claim: Any, connected: Service, traces: Any) -> None:
    connected.says = lambda line: answer(line, 200, b'{"result": "BLOCKED"}')
    found = look_up_imei(number=claim.number, actor=clerk)
    assert found is not None
    assert found.result is Listing.BLOCKED
    before = traces()
    with pytest.raises(GateFailed) as no:
        recorded(claim, clerk, look_up=found)
    assert (no.value.code, no.value.field, no.value.facts["clause"]) == ("gate_failed", "gates.blacklist_clear", "3.1")
    assert_only_the_look_up_stays(claim, before, traces(), source="Sanchar Saathi")
    said = blocked_look_up(claim)
    assert said is not None
    assert (said.at, said.by, said.source) == (AT, clerk.name, "Sanchar Saathi")


@pytest.mark.parametrize(("reference", "kept"), [("L-17", "L-17"), ("9876543210", "•••"), ("R/35693803564380", "R/35693803564380")])
def test_a_blocked_phone_is_recorded_whatever_the_services_reference_looks_like(
    clerk: Any, claim: Any, connected: Service, reference: str, kept: str
) -> None:
    connected.says = lambda line: answer(line, 200, json.dumps({"result": "blocked", "reference": reference}).encode())
    with pytest.raises(GateFailed):
        recorded(claim, clerk, look_up=look_up_imei(number=claim.number, actor=clerk))
    assert AuditRow.objects.latest("id").after["reference"] == kept


def test_a_blocked_phone_read_by_hand_keeps_its_screenshot(clerk: Any, claim: Any, traces: Any) -> None:
    before = traces()
    with pytest.raises(GateFailed) as no:
        recorded(claim, clerk, result="blocked", file=BytesIO(jpeg()))
    assert no.value.facts["clause"] == "3.1"
    assert_only_the_look_up_stays(claim, before, traces(), source="CEIR web page, by hand")
    assert photos_of(subject_of(claim)).get().view == "blacklist"
    recorded(claim, clerk, result="clear", file=BytesIO(jpeg()))  # unblocked meanwhile, as the remedy says
    assert facts_of(claim)["result"] == "clear"
    assert blocked_look_up(claim) is not None, "and the trail remembers"


def test_a_screenshot_of_a_look_up_without_a_result_is_not_kept(clerk: Any, claim: Any, traces: Any) -> None:
    before = traces()
    for result, file in (("", BytesIO(jpeg())), ("clear", BytesIO(b"<svg/>")), ("blocked", None)):
        with pytest.raises(Refused):
            recorded(claim, clerk, result=result, file=file)
    assert (traces(), photos_of(subject_of(claim)).count(), blocked_look_up(claim)) == (before, 0, None)


def test_a_claim_that_is_over_is_looked_up_no_more(clerk: Any, claim: Any, traces: Any) -> None:
    late = claim.held_through + timedelta(days=1)
    before = traces()
    for result in ("clear", "blocked"):
        with pytest.raises(ClaimLapsed):
            record_look_up(number=claim.number, result=result, file=BytesIO(jpeg()), actor=clerk, at=AT, on=late)
    assert (traces(), photos_of(subject_of(claim)).count()) == (before, 0)


def assert_only_the_look_up_stays(claim: Any, before: dict[str, int], after: dict[str, int], *, source: str) -> None:
    assert {name: after[name] - before[name] for name in after if after[name] != before[name]} == {"AuditRow": 1}
    row = AuditRow.objects.latest("id")
    assert (row.verb, row.subject) == ("claim.looked_up", f"plan:{claim.plan_id}")
    assert row.after is not None
    assert {key: row.after[key] for key in ("result", "source")} == {"result": "blocked", "source": source}
    assert claim.handset_imei not in json.dumps(row.after)
    assert not PassedGate.objects.filter(claim=claim).exists()


def test_a_reference_that_repeats_the_imei_is_not_kept(clerk: Any, claim: Any, connected: Service) -> None:
    connected.says = lambda line: answer(line, 200, json.dumps({"result": "clear", "reference": claim.handset_imei}).encode())
    recorded(claim, clerk, look_up=look_up_imei(number=claim.number, actor=clerk))
    assert claim.handset_imei not in json.dumps(facts_of(claim))


@pytest.mark.parametrize(
    "mood",
    [
        lambda line: answer(line, 500),
        lambda line: answer(line, 401, b'{"result": "clear"}'),
        lambda line: answer(line, 302, Location="http://127.0.0.1:1/"),
        lambda line: answer(line, 200, b"<html>clear</html>"),
        lambda line: answer(line, 200, b'{"result": "clearly"}'),
        lambda line: answer(line, 200, b'{"result": null}'),
        lambda line: answer(line, 200, b'["clear"]'),
        lambda line: line.connection.close(),
    ],
    ids=["500", "401", "redirect", "html", "word", "null", "list", "hangs up"],
)
def test_a_service_in_a_bad_mood_passes_nobody(clerk: Any, claim: Any, connected: Service, traces: Any, mood: Any) -> None:
    connected.says = mood
    assert_nobody_passes(clerk, claim, connected, traces)


@pytest.mark.usefixtures("own_patience")
def test_a_silent_service_passes_nobody(clerk: Any, claim: Any, connected: Service, traces: Any) -> None:
    """Whoever waits for it is told that all is well."""
    connected.says = lambda line: Event().wait(20) or answer(line, 200, b'{"result": "clear"}')
    assert_nobody_passes(clerk, claim, connected, traces)


def assert_nobody_passes(clerk: Any, claim: Any, connected: Service, traces: Any) -> None:
    before = traces()
    with pytest.raises(LookUpUnavailable) as no:
        look_up_imei(number=claim.number, actor=clerk)
    assert no.value.code == "look_up_unavailable"
    assert claim.handset_imei not in str(no.value) + str(no.value.facts)
    assert traces() == before
    assert len(connected.heard) == 1

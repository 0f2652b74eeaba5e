"""The look-up of the IMEI on a claim's page: by hand with a screenshot, or by the connected service; a blocked phone stops here."""

from __future__ import annotations

from functools import partial

import pytest

from tests.buyback.conftest import answer, service
from tests.interfaces.counter.claiming import at, gate, photo_file
from tests.interfaces.counter.pages import error_at, text_of
from tests.interfaces.counter.test_claims_page import claim, read, step_now
from upgrade_program.buyback import blacklist, wire
from upgrade_program.buyback.models import PassedGate
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.foundation.photos.models import Photo

pytestmark = pytest.mark.django_db
__all__ = ["claim", "service"]  # fixtures of the neighbours


@pytest.fixture
def connected(settings, service, monkeypatch):
    """A register that answers, waited for as long as a busy machine takes."""
    monkeypatch.setattr(blacklist, "ask", partial(wire.ask, patience=60))
    settings.BLACKLIST = "upgrade_program.buyback.blacklist.HttpBlacklist"
    settings.BLACKLIST_SERVICE = {"url": service.url, "key": "secret-key", "key_header": "X-Key", "name": "Sanchar Saathi"}
    return service


def test_by_default_the_page_asks_for_result_and_screenshot(claim, clerk_client):
    words = step_now(clerk_client, claim)
    assert "What the CEIR page says Not blocked Blocked Picture of that screen" in words
    assert "Look up now" not in words


def test_a_blocked_phone_is_told_with_its_clause_and_stays_recorded(claim, clerk, clerk_client, manager_client):
    answered = gate(clerk_client, claim, "blacklist_clear", result="blocked", photo=photo_file())
    assert answered.status_code == 422
    words = text_of(answered.content.decode())
    assert "The IMEI is blocked as lost or stolen. (clause 3.1)" in words
    assert not PassedGate.objects.exists()
    assert Photo.objects.get().view == "blacklist"
    words = read(manager_client, at(claim))
    assert f"Looked up before: blocked. CEIR web page, by hand · {clerk.name}, 3 May 2027, 11:42" in words
    assert "On the blacklist: blocked (CEIR web page, by hand)" in read(manager_client, f"/counter/plans/{claim.plan.number}/")


def test_a_connected_service_is_asked_by_one_button(claim, clerk, clerk_client, connected):
    connected.says = lambda line: answer(line, 200, b'{"result": "clear", "reference": "L-17"}')
    assert "Look up now" in step_now(clerk_client, claim)
    assert gate(clerk_client, claim, "blacklist_clear", act="look_up").status_code == 302
    words = read(clerk_client, at(claim))
    assert "Sanchar Saathi: clear, L-17" in words
    assert f"{clerk.name}, 11:42" in words
    assert len(connected.heard) == 1
    assert PassedGate.objects.get().facts["reference"] == "L-17"


def test_what_the_service_finds_blocked_stops_the_claim(claim, clerk_client, connected):
    connected.says = lambda line: answer(line, 200, b'{"result": "blocked", "reference": "L-18"}')
    answered = gate(clerk_client, claim, "blacklist_clear", act="look_up")
    assert answered.status_code == 422
    words = text_of(answered.content.decode())
    assert "The IMEI is blocked as lost or stolen. (clause 3.1)" in words
    assert "Looked up before: blocked. Sanchar Saathi, L-18" in words
    assert (PassedGate.objects.count(), AuditRow.objects.filter(verb="claim.looked_up").count()) == (0, 1)


def test_while_the_service_is_silent_people_look(claim, clerk_client, connected, traces):
    connected.says = lambda line: answer(line, 503)
    before = traces()
    answered = gate(clerk_client, claim, "blacklist_clear", act="look_up")
    assert answered.status_code == 422
    assert "The blacklist service does not answer at the moment. Look the IMEI up by hand" in text_of(answered.content.decode())
    assert traces() == before
    answered = gate(clerk_client, claim, "blacklist_clear", act="by_hand", result="clear")
    assert "The screenshot of the look-up is missing." in error_at(answered.content.decode(), "photo")
    assert traces() == before
    assert gate(clerk_client, claim, "blacklist_clear", act="by_hand", result="clear", photo=photo_file()).status_code == 302
    assert PassedGate.objects.get().facts["source"] == "CEIR web page, by hand"
    assert len(connected.heard) == 1


def test_who_only_reads_asks_nobody(claim, head_office_client, connected, traces):
    before = traces()
    assert gate(head_office_client, claim, "blacklist_clear", act="look_up").status_code == 403
    assert (traces(), connected.heard) == (before, [])

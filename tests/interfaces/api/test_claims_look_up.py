"""The look-up of the IMEI in a till's inspection: by hand with a screenshot, or asked of the connected service."""

from __future__ import annotations

import pytest

from tests.buyback.conftest import answer, service
from tests.factories.claims import CLEAN
from tests.interfaces.api.claiming import GATES, at, no, picture, rows
from tests.interfaces.api.test_claims_checked import _files, claim, plan
from tests.interfaces.api.till import new_key, refused, said
from upgrade_program.buyback.models import PassedGate
from upgrade_program.foundation.audit.models import AuditRow

pytestmark = pytest.mark.django_db
__all__ = ["_files", "claim", "plan", "service"]  # fixtures of the neighbours


@pytest.fixture
def connected(settings, service):
    settings.BLACKLIST = "upgrade_program.buyback.blacklist.HttpBlacklist"
    settings.BLACKLIST_SERVICE = {"url": service.url, "key": "secret-key", "key_header": "X-Key", "name": "Sanchar Saathi"}
    service.says = lambda line: answer(line, 200, b'{"result": "clear", "reference": "L-17"}')
    return service


def checking(till, claim, look_up=True, key=""):
    return till.act(at(claim, "inspection"), {"answers": CLEAN, "gates": GATES | {"blacklist_clear": look_up}}, key=key)


def facts():
    return PassedGate.objects.get(key="blacklist_clear").facts


def test_a_result_by_hand_stands_on_the_screenshot_sent_before(claim, till):
    no(lambda: checking(till, claim, {"result": "clear"}), 422, "invalid", "gates.blacklist_clear.photo")
    assert picture(till, claim, view="blacklist").status_code == 201
    answered = checking(till, claim, {"result": "clear"})
    assert (answered.status_code, said(answered)["state"]) == (200, "inspected")
    assert {key: facts()[key] for key in ("source", "result")} == {"source": "CEIR web page, by hand", "result": "clear"}


@pytest.mark.parametrize("look_up", [{"result": "blocked"}, True], ids=["by hand", "by the service"])
def test_a_blocked_phone_is_refused_with_its_clause_and_only_the_look_up_stays(claim, till, connected, look_up):
    connected.says = lambda line: answer(line, 200, b'{"result": "blocked"}')
    picture(till, claim, view="blacklist")
    before = rows()
    problem = refused(checking(till, claim, look_up), 409, "gate_failed", "gates.blacklist_clear")
    assert "(clause 3.1)" in problem["detail"]
    row = AuditRow.objects.latest("id")
    assert row.after is not None
    assert (row.verb, row.after["result"]) == ("claim.looked_up", "blocked")
    assert not PassedGate.objects.exists()
    after = rows()
    assert [name for name in after if after[name] != before[name]] == [name for name in after if name.endswith("auditrow")]


def test_a_connected_service_is_asked_once_an_inspection(claim, till, connected):
    key = new_key()
    first = checking(till, claim, key=key)
    assert said(first)["state"] == "inspected"
    assert {name: facts()[name] for name in ("source", "reference")} == {"source": "Sanchar Saathi", "reference": "L-17"}
    assert checking(till, claim, key=key).content == first.content
    assert checking(till, claim).status_code == 200  # passed before: not asked again
    assert len(connected.heard) == 1


def test_a_silent_service_passes_nobody_and_changes_nothing(claim, till, connected):
    connected.says = lambda line: answer(line, 503)
    no(lambda: checking(till, claim), 409, "look_up_unavailable", "gates.blacklist_clear")
    picture(till, claim, view="blacklist")
    assert checking(till, claim, {"result": "clear"}).status_code == 200, "then people look"


@pytest.mark.parametrize("look_up", ["clear", 1, {}, {"result": "maybe"}, {"result": "clear", "photo": "x"}, [], None])
def test_a_look_up_has_one_form(claim, till, look_up):
    before = rows()
    answered = checking(till, claim, look_up)
    assert answered.status_code == 422
    assert said(answered)["errors"][0]["field"].startswith("gates.blacklist_clear")
    assert rows() == before


def test_who_only_reads_asks_nobody(claim, head_office_till, connected):
    no(lambda: checking(head_office_till, claim), 403, "forbidden")
    assert connected.heard == []

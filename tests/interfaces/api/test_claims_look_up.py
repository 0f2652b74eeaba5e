"""The look-up of the IMEI in a till's inspection: by hand with a screenshot, or asked of the connected service."""

from __future__ import annotations

import pytest

from tests.buyback.conftest import answer, service
from tests.factories.claims import CLEAN, old_plan
from tests.factories.codes import newest_code
from tests.factories.plans import AT
from tests.interfaces.api.claiming import CLAIMS, GATES, at, inspected, no, opened, opening, picture, rows, wish
from tests.interfaces.api.test_claims_checked import _files, claim, plan
from tests.interfaces.api.till import new_key, refused, said
from upgrade_program.buyback.models import PassedGate
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.interfaces.api.examples_claims import INSPECTED, LOOKED_UP_BY_HAND, WANTED

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


NOON = "2027-05-03T11:42:00+05:30"


def told(till, claim):
    """What the claim says of its look-up: read by itself and in the list."""
    alone = said(till.get(at(claim)))["lookup"]
    assert [listed["lookup"] for listed in said(till.get(CLAIMS))["results"] if listed["id"] == claim["id"]] == [alone]
    return alone


def test_a_claim_tells_of_no_look_up_where_the_till_only_said_it_is_clear(plan, till):
    assert told(till, inspected(till, plan)) is None


def test_a_claim_tells_what_was_read_by_hand_and_by_whom(claim, till, clerk_user):
    assert told(till, claim) is None
    picture(till, claim, view="blacklist")
    answered = said(checking(till, claim, {"result": "clear"}))["lookup"]
    assert answered == {"result": "clear", "by": clerk_user.username, "at": NOON, "source": "CEIR web page, by hand"}
    assert told(till, claim) == answered


def test_a_claim_tells_of_the_newest_look_up(claim, till, other_till, clerk_user, other_clerk_user, connected, clock):
    connected.says = lambda line: answer(line, 200, b'{"result": "blocked"}')
    checking(till, claim)
    assert told(till, claim) == {"result": "blocked", "by": clerk_user.username, "at": NOON, "source": "Sanchar Saathi"}
    clock.shift(60)
    connected.says = lambda line: answer(line, 200, b'{"result": "clear"}')
    checking(other_till, claim)
    unblocked = {"result": "clear", "by": other_clerk_user.username, "at": "2027-05-03T11:43:00+05:30", "source": "Sanchar Saathi"}
    assert told(till, claim) == unblocked


def test_a_settlement_tells_of_the_look_up_too(claim, till, clerk_user, connected):
    checking(till, claim)
    till.act(at(claim, "offer"), {})
    done = till.act(at(claim, "settle"), wish(newest_code(at=AT)))
    assert done.status_code == 200, done.content
    looked = {"result": "clear", "by": clerk_user.username, "at": NOON, "source": "Sanchar Saathi"}
    assert said(done)["lookup"] == told(till, claim) == looked


def test_the_look_up_of_another_claim_of_the_plan_is_not_told(plan, claim, till, connected):
    connected.says = lambda line: answer(line, 200, b'{"result": "blocked"}')
    checking(till, claim)
    till.act(at(claim, "decline"), {"reason": "Not today"})
    second = till.act(opening(plan), {"handset_imei": plan.imei})
    assert told(till, said(second)) is None
    assert told(till, claim)["result"] == "blocked"


def test_the_example_of_a_claim_looked_up_is_what_is_said(clerk, till):
    claim = opened(till, old_plan(actor=clerk, imei=WANTED["handset_imei"]))
    picture(till, claim, view="blacklist")
    answered = said(till.act(at(claim, "inspection"), LOOKED_UP_BY_HAND))
    assert answered | {name: INSPECTED[name] for name in ("id", "plan")} == INSPECTED
    assert answered["lookup"]["result"] == "clear"


def test_no_look_up_names_the_imei(plan, claim, till, connected):
    connected.says = lambda line: answer(line, 200, f'{{"result": "clear", "reference": "{plan.imei}"}}'.encode())
    assert plan.imei not in str(said(checking(till, claim)))

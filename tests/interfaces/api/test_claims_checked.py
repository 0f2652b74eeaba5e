"""Photos, the inspection and the offer of a claim."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.factories.claims import CLEAN, old_plan
from tests.interfaces.api.claiming import GATES, at, inspected, inspection, no, offered, opened, picture, rows, settled, wish
from tests.interfaces.api.till import new_key, refused, said, till_of
from upgrade_program.buyback.models import Claim
from upgrade_program.foundation.photos.models import Photo
from upgrade_program.interfaces.api.examples_claims import GATE_FAILED, INSPECTION
from upgrade_program.messaging.models import Message
from upgrade_program.otp.models import Challenge

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    where = settings.STORAGES["photos"]
    settings.STORAGES = settings.STORAGES | {"photos": where | {"OPTIONS": where["OPTIONS"] | {"location": tmp_path}}}


@pytest.fixture
def plan(clerk):
    return old_plan(actor=clerk)


@pytest.fixture
def claim(plan, till):
    return opened(till, plan)


def test_a_photo_is_kept_and_named(claim, till, other_till, clock):
    answer = picture(till, claim, view="front")
    assert answer.status_code == 201, answer.content
    clock.shift(60)
    assert picture(other_till, claim, view="damage").status_code == 201
    photos = said(till.get(at(claim)))["photos"]
    assert photos == [{"view": view, "taken_at": f"2027-05-03T11:{minute}:00+05:30"} for view, minute in (("front", 42), ("damage", 43))]
    assert {photo.name.rsplit("/", 1)[-1].endswith(".jpg") for photo in Photo.objects.all()} == {True}


def test_the_same_photo_under_a_key_is_kept_once(claim, till):
    key = new_key()
    first = picture(till, claim, key=key)
    again = picture(till, claim, key=key)
    assert (again.status_code, again.content, again["Idempotent-Replayed"]) == (201, first.content, "true")
    assert Photo.objects.count() == 1
    no(lambda: picture(till, claim, view="back", key=key), 409, "idempotency_mismatch")


def test_a_photo_that_is_none_is_refused(claim, till):
    no(lambda: picture(till, claim, data=b"<svg/>"), 422, "photo_unreadable", "file")
    no(lambda: picture(till, claim, data=b""), 422, "photo_unreadable", "file")
    no(lambda: picture(till, claim, view="selfie"), 422, "invalid", "view")
    no(lambda: picture(till, claim, file="a text"), 422, "invalid", "file")
    no(lambda: picture(till, claim, file=None), 422, "invalid", "file")
    no(lambda: picture(till, claim, owner="me"), 422, "invalid", "owner")
    no(lambda: till.post(at(claim, "photos"), {"view": "front"}), 415, "unsupported_media_type")
    no(lambda: till.call("POST", at(claim, "photos"), b"x" * 100, content_type="multipart/form-data; boundary=b"), 422, "invalid")
    no(lambda: till.call("POST", at(claim, "photos"), b"x", content_type="multipart/form-data"), 400, "invalid")


def test_a_photo_above_the_limit_is_refused_before_it_is_taken_in(claim, till):
    no(lambda: picture(till, claim, data=b"\xff" * (10 * 1024 * 1024 + 1)), 422, "photo_too_large", "file")
    no(lambda: picture(till, claim, data=b"\xff" * (11 * 1024 * 1024)), 413, "invalid")


def test_twenty_photos_are_the_most(claim, till):
    for _ in range(20):
        assert picture(till, claim).status_code == 201
    no(lambda: picture(till, claim), 409, "photo_limit")


def test_no_photo_is_added_to_a_claim_that_is_over(claim, till, head_office_till, clock, clerk_user):
    no(lambda: picture(head_office_till, claim), 403, "forbidden")
    clock.shift(timedelta(days=4))
    no(lambda: picture(till_of(clerk_user), claim), 409, "claim_lapsed")


def test_the_inspection_computes_the_figures(claim, till):
    answer = till.act(at(claim, "inspection"), inspection(display="minor", battery="minor"))
    assert answer.status_code == 200, answer.content
    checked = said(answer)
    assert (checked["state"], checked["payable"], checked["waived"]) == ("inspected", "8329.00", "0.00")
    assert checked["deductions"] == [
        {"key": "display", "answer": "minor", "percent": 10, "amount": "980.00", "clause": "3.9"},
        {"key": "battery", "answer": "minor", "percent": 5, "amount": "490.00", "clause": "3.12"},
    ]
    assert checked["working"] == [
        "Assured value, 70 %: ₹9,799",
        "Display, minor 10 % (clause 3.9): −₹980",
        "Battery, minor 5 % (clause 3.12): −₹490",
        "Payable: ₹8,329",
    ]
    assert checked["answers"] == CLEAN | {"display": "minor", "battery": "minor"}
    assert all(gate["passed"] for gate in checked["gates"])
    assert said(till.get(at(claim))) == checked


@pytest.mark.parametrize("gate", [name for name in GATES if name != "id_seen"])
def test_a_gate_not_passed_is_refused_by_name_with_its_clause(claim, till, gate):
    problem = no(lambda: till.act(at(claim, "inspection"), inspection(GATES | {gate: False})), 409, "gate_failed", f"gates.{gate}")
    assert "(clause 3." in problem["detail"]
    assert problem["next_step"]


def test_the_example_of_a_gate_not_passed_is_what_is_said(claim, till):
    asked = INSPECTION | {"gates": INSPECTION["gates"] | {"no_liquid": False}}
    assert no(lambda: till.act(at(claim, "inspection"), asked), 409, "gate_failed") == GATE_FAILED
    assert till.act(at(claim, "inspection"), INSPECTION).status_code == 200


def test_a_gate_left_out_is_refused_until_it_was_passed(claim, till):
    left = {key: value for key, value in GATES.items() if key != "no_liquid"}
    no(lambda: till.act(at(claim, "inspection"), inspection(left)), 409, "gate_failed", "gates.no_liquid")
    without_id = GATES | {"id_seen": None}
    no(lambda: till.act(at(claim, "inspection"), inspection(without_id)), 409, "gate_failed", "gates.id_seen")
    till.act(at(claim, "inspection"), inspection())
    assert till.act(at(claim, "inspection"), inspection({})).status_code == 200


@pytest.mark.parametrize("last4", ["", "123", "12345", "2345 6789 0123", "१२३४", None])
def test_of_an_id_the_last_four_signs_are_kept_and_no_more(claim, till, last4):
    shown = GATES | {"id_seen": {"type": "aadhaar", "last4": last4}}
    problem = no(lambda: till.act(at(claim, "inspection"), inspection(shown)), 422, "invalid", "gates.id_seen.last4")
    assert not last4 or len(last4) < 5 or last4 not in str(problem)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"gates": GATES}, "answers"),
        ({"answers": CLEAN}, "gates"),
        (inspection() | {"payable": "9799"}, "payable"),
        (inspection(display="slightly"), "answers.display"),
        (inspection(colour="none"), "answers"),
        ({"answers": {"display": "none"}, "gates": GATES}, "answers"),
        ({"answers": [], "gates": GATES}, "answers"),
        (inspection(GATES | {"powers_on": "true"}), "gates.powers_on"),
        (inspection(GATES | {"powers_on": 1}), "gates.powers_on"),
        (inspection(GATES | {"smells_good": True}), "gates.smells_good"),
        (inspection(GATES | {"id_seen": True}), "gates.id_seen"),
        (inspection(GATES | {"id_seen": {"type": "library card", "last4": "1234"}}), "gates.id_seen.type"),
    ],
)
def test_an_inspection_has_its_fields_and_no_others(claim, till, body, field):
    no(lambda: till.act(at(claim, "inspection"), body), 422, "invalid", field)


def test_an_inspection_happens_once_a_key(claim, till):
    key, body = new_key(), inspection(display="major")
    first = till.act(at(claim, "inspection"), body, key=key)
    before = rows()
    again = till.act(at(claim, "inspection"), body, key=key)
    assert (again.content, again["Idempotent-Replayed"], rows()) == (first.content, "true", before)
    no(lambda: till.act(at(claim, "inspection"), inspection(), key=key), 409, "idempotency_mismatch")
    no(lambda: till.post(at(claim, "inspection"), inspection()), 422, "invalid", "Idempotency-Key")


def test_the_offer_sends_the_customer_a_code(plan, till):
    claim = inspected(till, plan, display="minor")
    answer = till.act(at(claim, "offer"), {})
    assert answer.status_code == 200, answer.content
    made = said(answer)
    assert made.pop("code_sent") == {
        "sent_to": "98••• ••421",
        "expires_at": "2027-05-03T11:47:00+05:30",
        "resend_at": "2027-05-03T11:42:30+05:30",
    }
    assert made == claim | {"state": "offered"}
    slots = Message.objects.get(template="otp.code").slots
    assert slots == {"act": "Give in the phone of the plan", "amount": "up to ₹8,819 off a new phone", "plan": plan.written, "minutes": "5"}


def test_a_retried_offer_sends_one_code_and_another_one_waits(plan, till):
    claim, key = inspected(till, plan), new_key()
    answers = [till.act(at(claim, "offer"), {}, key=key) for _ in range(3)]
    assert {answer.content for answer in answers} == {answers[0].content}
    assert Challenge.objects.count() == 1
    before = rows()
    answer = till.act(at(claim, "offer"), {})
    refused(answer, 429, "otp_limit", "otp")
    assert (answer["Retry-After"], rows()) == ("30", before)


def test_an_offer_needs_an_inspection_and_takes_nothing(claim, till, auditor_till):
    no(lambda: till.act(at(claim, "offer"), {}), 409, "claim_state")
    no(lambda: till.act(at(claim, "offer"), {"payable": "9799"}), 422, "invalid", "payable")
    no(lambda: auditor_till.act(at(claim, "offer"), {}), 403, "forbidden")
    no(lambda: till.post(at(claim, "offer"), {}), 422, "invalid", "Idempotency-Key")


def test_an_offer_asks_for_the_photos_the_claim_was_opened_for(plan, clerk, till):
    """A claim opened at the counter needs photos, whoever goes on with it."""
    from tests.factories import claims

    row = claims.opened(plan, actor=clerk, views=("front", "imei"))
    number = row.written
    assert said(till.get(at(number)))["photos_missing"] == ["front", "imei"]
    till.act(at(number, "inspection"), inspection())
    picture(till, number, view="front")
    problem = no(lambda: till.act(at(number, "offer"), {}), 409, "gate_failed", "photos")
    assert problem["detail"] == "Photos are missing: imei."
    picture(till, number, view="imei")
    assert till.act(at(number, "offer"), {}).status_code == 200


def test_looked_at_again_the_offer_is_off(plan, till):
    claim, code = offered(till, plan)
    assert said(till.act(at(claim, "inspection"), inspection(display="major")))["state"] == "inspected"
    no(lambda: till.act(at(claim, "settle"), wish(code)), 409, "claim_state")


def test_nothing_goes_on_after_the_last_day_of_the_hold(plan, clerk_user, till, clock):
    claim, _ = offered(till, plan)
    clock.shift(timedelta(days=4))
    late = till_of(clerk_user)
    for act, body in (("inspection", inspection()), ("offer", {}), ("refuse", {"reason": "x"}), ("decline", {"reason": "x"})):
        no(lambda act=act, body=body: late.act(at(claim, act), body), 409, "claim_lapsed")


def test_nothing_goes_on_once_it_is_settled(plan, till):
    claim = settled(till, plan)
    for act, body in (
        ("inspection", inspection()),
        ("offer", {}),
        ("refuse", {"reason": "x"}),
        ("decline", {"reason": "x"}),
        ("second-look", {"upheld": True, "remark": "x"}),
    ):
        no(lambda act=act, body=body: till.act(at(claim, act), body), 409, "claim_state")
    no(lambda: picture(till, claim), 409, "claim_state")
    assert Claim.objects.get().state == "settled"

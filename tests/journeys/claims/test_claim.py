"""A claim in a browser: by keyboard at a desk, by touch with photos in the hand, refused and looked at again, and taken back."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from stores.clock import now
from tests.factories.claims import offered, opened, settled
from tests.factories.codes import newest_code
from tests.factories.plans import new_imei
from tests.journeys.conftest import HAND
from upgrade_program.buyback.enums import REQUIRED_VIEWS
from upgrade_program.buyback.models import Claim, Settlement

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
VIEWS = ("front", "back", "lit", "sides", "imei")
# The next page may be only half there when it is first looked at.
ANOTHER = """(was) => {
  const title = document.querySelector("#now .font-semibold");
  return title !== null && !title.textContent.includes(was);
}"""


def scanned(page, field, text):
    """What a hand scanner does: every digit as a key, then Enter."""
    page.focus(field)
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def pass_gates(page, shots: Path):
    page.set_input_files("#id_photo", shots / "blacklist.png")
    page.click("#now label:has-text('Not blocked')")
    page.click("#now button.btn-primary")
    for _ in range(7):
        title = page.inner_text("#now .font-semibold")
        if page.is_visible("#id_kind"):
            page.select_option("#id_kind", "voter_id")
            page.fill("#id_last4", "42XY")
        page.click("#now button.btn-primary")
        page.wait_for_function(ANOTHER, arg=title)


def add_photos(page, shots: Path):
    for view in VIEWS:
        page.set_input_files(f"#photo-{view}", shots / f"{view}.png")
        page.wait_for_selector(f"#photo-{view}", state="detached")


def expected(shown):
    return [words for words in shown.complaints if "422" not in words]


def test_by_keyboard_from_scan_to_voucher(window, clerk_user, plan, new_one, shots):
    shown = window(user=clerk_user)
    page = shown.page
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/counter/")
    scanned(page, "#scan", plan.imei)
    page.wait_for_url(re.compile(r"/counter/plans/[^/]+/$"))
    page.keyboard.press("c")
    assert page.evaluate("document.activeElement.name") == "handset_imei"
    page.keyboard.type(plan.imei)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/counter/claims/[^/]+/$"))
    pass_gates(page, shots)
    page.wait_for_function("() => document.activeElement?.name === 'answer-display'")
    for key in "10010000":
        page.keyboard.press(key)
    page.wait_for_selector("#photo-front")
    page.click("text=See or change the answers")
    page.evaluate("document.querySelector('details form[data-checks]').closest('li').scrollIntoView()")
    shown.picture("claim")
    assert Claim.objects.get().answers == {
        "display": "minor", "touch": "none", "camera": "none", "battery": "minor",
        "wifi": "none", "fingerprint": "none", "sound": "none", "body": "none",
    }  # fmt: skip
    add_photos(page, shots)
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/settle/")
    settle = page.url
    page.goto(settle.replace("settle", "offer"))
    shown.picture("offer")
    page.goto(settle)
    page.focus("#id_device")
    page.keyboard.type("note 10 pro 4/64")
    page.wait_for_selector("input[name=sku][type=hidden]", state="attached")
    page.keyboard.press("Enter")
    new = new_imei()
    for text in (new, "21999"):
        page.keyboard.type(text)
        page.keyboard.press("Enter")
    page.wait_for_selector("text=Left to pay")
    page.keyboard.type("NP/27/001")
    page.keyboard.press("Enter")
    page.keyboard.type(newest_code(at=now()))
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("text=Settled on")
    done = Settlement.objects.get()
    assert (done.new_imei, done.exchange) == (new, Claim.objects.get().payable)
    page.wait_for_load_state("networkidle")
    shown.picture("settled")
    with page.context.expect_event("response", lambda answer: "voucher" in answer.url) as paper, page.expect_popup():
        page.keyboard.press("p")
    assert (paper.value.status, paper.value.headers["content-type"]) == (200, "application/pdf")
    page.click("text=Sell a plan for the new phone")
    page.wait_for_url("**/counter/sell/")
    assert (page.input_value("#id_imei"), page.input_value("#id_name")) == (new, "Farhan Ali")
    assert expected(shown) == []
    assert [address for address in asked if plan.imei in address or new in address] == []


def test_by_touch_with_photos_in_the_hand(window, clerk_user, plan, new_one, shots):
    shown = window(user=clerk_user, size=HAND)
    page = shown.page
    page.goto(f"/counter/plans/{plan.number}/")
    assert shown.sideways() <= 0
    page.fill("#id_handset_imei", plan.imei)
    page.click("text=Start a claim")
    page.wait_for_url(re.compile(r"/counter/claims/[^/]+/$"))
    assert shown.sideways() <= 0
    pass_gates(page, shots)
    page.evaluate("document.querySelector('#now').scrollIntoView()")
    shown.picture("claim-phone")
    questions = page.query_selector_all("#now fieldset")
    for number, question in enumerate(questions):
        question.query_selector(f"label:nth-child({2 if number == 0 else 1})").click()
        if question is not questions[-1]:  # after the last answer the page goes on by itself
            assert shown.sideways() <= 0
    page.wait_for_selector("#photo-front")
    assert shown.sideways() <= 0
    add_photos(page, shots)
    page.wait_for_function("() => [...document.images].every(each => each.complete && each.naturalWidth > 0 || each.loading === 'lazy')")
    assert page.get_attribute("#extra-photo", "capture") == "environment"
    page.click("button:has-text('Make the offer')")
    page.wait_for_url("**/settle/")
    assert shown.sideways() <= 0
    page.fill("#id_device", "note 10 pro 4/64")
    page.wait_for_selector("input[name=sku][type=hidden]", state="attached")
    page.fill("#id_imei", new_imei())
    page.fill("#id_price", "21999")
    page.wait_for_selector("text=Left to pay")
    page.fill("#id_bill_number", "NP/27/001")
    page.fill("#id_code", newest_code(at=now()))
    page.click("button[value=settle]")
    page.wait_for_selector("text=Settled on")
    assert shown.sideways() <= 0
    assert Settlement.objects.get().exchange == Claim.objects.get().assured * 90 // 100
    assert expected(shown) == []


def test_without_scripts(window, clerk_user, plan, new_one, shots):
    page = window(user=clerk_user, scripts=False).page
    page.goto(f"/counter/plans/{plan.number}/")
    page.fill("#id_handset_imei", plan.imei)
    page.press("#id_handset_imei", "Enter")
    page.set_input_files("#id_photo", shots / "blacklist.png")
    page.click("#now label:has-text('Not blocked')")
    page.click("#now button.btn-primary")
    for _ in range(7):
        if page.is_visible("#id_kind"):
            page.select_option("#id_kind", "voter_id")
            page.fill("#id_last4", "42XY")
        page.click("#now button.btn-primary")
    for question in page.query_selector_all("#now fieldset"):
        question.query_selector("input").check()
    page.click("#now >> text=Keep the answers")
    for view in VIEWS:
        page.set_input_files(f"#photo-{view}", shots / f"{view}.png")
        page.click(f"form:has(#photo-{view}) button")
    page.click("button:has-text('Make the offer')")
    page.fill("#id_device", "note 10 pro 4/64")
    page.fill("#id_price", "21999")
    page.press("#id_price", "Enter")  # looks, and never settles
    page.wait_for_selector("text=Left to pay")
    page.fill("#id_imei", new_imei())
    page.fill("#id_bill_number", "NP/27/001")
    page.fill("#id_code", newest_code(at=now()))
    page.click("button[value=settle]")
    page.wait_for_selector("text=Settled on")
    assert Settlement.objects.count() == 1


def test_a_refusal_and_its_second_look(window, clerk_user, colleague, clerk, plan, shots):
    claim = opened(plan, actor=clerk, at=now(), views=REQUIRED_VIEWS)
    shown = window(user=clerk_user, size=HAND)
    page = shown.page
    page.goto(f"/counter/claims/{claim.number}/")
    page.click("text=Take another photo")
    page.select_option("#extra-view", "blacklist")
    page.set_input_files("#extra-photo", shots / "blacklist.png")
    page.click("text=Keep the photo")
    page.click("text=Not passed")
    assert page.is_checked("input[value='3.1']")
    page.fill("#id_reason", "CEIR says: blocked as stolen")
    page.click("main button:has-text('Refuse the claim')")
    page.wait_for_selector("text=The IMEI is blocked as lost or stolen.")
    assert shown.sideways() <= 0
    assert "somebody else" in page.inner_text("main")
    looking = window(user=colleague)
    other = looking.page
    other.goto(f"/counter/claims/{claim.number}/")
    other.wait_for_load_state("networkidle")
    looking.picture("refusal")
    other.check("text=The claim goes on")
    other.fill("#id_remark", "unblocked meanwhile, looked up again")
    other.click("text=Record the second look")
    other.wait_for_selector("text=Offer so far")
    assert Claim.objects.get().state == "open"
    assert expected(shown) == []


def test_a_reversal(window, manager_user, clerk, plan):
    claim = settled(offered(plan, actor=clerk, at=now()), actor=clerk, at=now()).claim
    shown = window(user=manager_user)
    page = shown.page
    page.goto(f"/counter/claims/{claim.number}/")
    page.click("text=Take the settlement back")
    page.fill("#id_reason", "new phone returned")
    page.click("button:has-text('Take the settlement back')")
    page.wait_for_selector("text=The settlement was taken back on")
    plan.refresh_from_db()
    assert plan.status == "active"
    assert expected(shown) == []

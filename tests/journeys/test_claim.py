"""A claim in a browser: by keyboard at a desk, by touch with photos in the hand, refused and looked at again, taken back, and by a
reader who knows nothing and presses what the page marks as the next step."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from stores.clock import now
from tests.factories.codes import newest_code
from tests.factories.plans import new_imei, sellable, sold
from tests.factories.stores import PostingFactory, StaffFactory
from upgrade_program.buyback.models import Claim, Settlement

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
VIEWS = ("front", "back", "lit", "sides", "imei")


@pytest.fixture
def plan(clerk, phone):
    """Billed 170 days ago: its first tier holds, and falls within days."""
    return sold(actor=clerk, variant=phone, at=now() - timedelta(days=170))


@pytest.fixture
def new_one(db):
    return sellable(name="Redmi Note 10 Pro", srp=21_999, price=799)


@pytest.fixture
def colleague(store):
    staff = StaffFactory(username="clerk2.dl01", first_name="Ravi", last_name="Kumar")
    PostingFactory(staff=staff, store=store)
    return staff


@pytest.fixture
def shots(tmp_path):
    """Pictures of a phone, one a view."""
    for place, view in enumerate((*VIEWS, "blacklist")):
        image = Image.new("RGB", (800, 600), (223, 228, 226))
        draw = ImageDraw.Draw(image)
        draw.rounded_rectangle((280, 40, 520, 560), radius=36, fill=(34, 46, 44))
        draw.rounded_rectangle((296, 64, 504, 536), radius=18, fill=(158, 178 - 8 * place, 184))
        image.save(tmp_path / f"{view}.png")
    return tmp_path


def scanned(page, field, text):
    """What a hand scanner does: every digit as a key, then Enter."""
    page.focus(field)
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def pass_gates(page, shots: Path):
    page.set_input_files("#id_photo", shots / "blacklist.png")
    page.fill("#id_answer", "IMEI is valid, not blacklisted")
    page.click("#now button.btn-primary")
    for _ in range(7):
        title = page.inner_text("#now .font-semibold")
        if page.is_visible("#id_kind"):
            page.select_option("#id_kind", "voter_id")
            page.fill("#id_last4", "42XY")
        page.click("#now button.btn-primary")
        page.wait_for_function("was => !document.querySelector('#now .font-semibold').textContent.includes(was)", arg=title)


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
    shown.picture("claim-checks")
    for key in "10010000":
        page.keyboard.press(key)
    page.wait_for_selector("#photo-front")
    assert Claim.objects.get().answers == {
        "display": "minor", "touch": "none", "camera": "none", "battery": "minor",
        "wifi": "none", "fingerprint": "none", "sound": "none", "body": "none",
    }  # fmt: skip
    add_photos(page, shots)
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/settle/")
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
    shown.picture("claim-settled")
    with page.expect_popup() as opened:
        page.keyboard.press("p")
    assert "voucher" in opened.value.url or opened.value.url == "about:blank"
    page.click("text=Sell a plan for the new phone")
    page.wait_for_url("**/counter/sell/")
    assert (page.input_value("#id_imei"), page.input_value("#id_name")) == (new, "Farhan Ali")
    assert expected(shown) == []
    assert [address for address in asked if plan.imei in address or new in address] == []

"""The camera of the counter: what it reads, where that goes, and what is loaded for it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from stores.clock import now
from tests.factories.plans import new_imei, sold
from tests.factories.tokens import reserved
from tests.journeys.camera.sheet import OPENED, asked, focus, has_closed, misread
from tests.journeys.conftest import HAND
from tests.journeys.film import bars, square
from upgrade_program.buyback.queries import written_code_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


# What is read -----------------------------------------------------------------------------------------------------------------------------


def test_an_imei_goes_into_the_field_of_the_sale(counter, see, phone):
    shown, imei = counter(), new_imei()
    page = shown.page
    see(bars(imei))
    page.goto("/counter/sell/")
    page.click("[data-camera=id_imei]")
    page.wait_for_selector("text=Read: IMEI")
    assert page.input_value("#id_imei") == imei
    assert page.inner_text("#id_imei-scanned") == f"Read: IMEI {imei[:6]} {imei[6:8]} {imei[8:14]} {imei[14]}"
    assert focus(page) == "id_imei"
    assert has_closed(page)
    page.goto("/counter/")
    page.goto("/counter/sell/")
    assert page.input_value("#id_imei") == imei, "read is as good as typed: the draft keeps it"
    assert shown.complaints == []


def test_the_second_imei_has_a_camera_too(counter, see, phone):
    page, imei = counter().page, new_imei()
    see(bars(imei))
    page.goto("/counter/sell/")
    page.click("summary:has-text('Second IMEI')")
    page.click("[data-camera=id_imei2]")
    page.wait_for_selector("text=Read: IMEI")
    assert (page.input_value("#id_imei"), page.input_value("#id_imei2")) == ("", imei)


def test_an_imei_on_the_home_page_opens_its_plan_or_a_new_sale(counter, see, clerk, phone):
    page, imei, other = counter().page, new_imei(), new_imei()
    plan = sold(actor=clerk, variant=phone, imei=imei)
    seen = asked(page)
    for shown, address in ((imei, f"**/counter/plans/{plan.number}/"), (other, "**/counter/sell/")):
        see(bars(shown))
        page.goto("/counter/")
        page.click("[data-camera=scan]")
        page.wait_for_url(address)
    assert page.input_value("#id_imei") == other
    assert not any(imei in url or other in url for url in seen)


def test_the_plans_code_opens_the_plan(counter, see, clerk, phone):
    shown = counter()
    plan = sold(actor=clerk, variant=phone)
    see(square(f"http://127.0.0.1:8000/p/{plan.links.get().token}/"))
    shown.page.goto("/counter/")
    shown.page.click("[data-camera=scan]")
    shown.page.wait_for_url(f"**/counter/plans/{plan.number}/")
    assert shown.complaints == []


def test_from_any_page_in_the_hand_the_bar_leads_to_the_open_camera(counter, see, clerk, phone):
    shown = counter(size=HAND)
    page, plan = shown.page, sold(actor=clerk, variant=phone)
    see(bars(plan.number))
    page.goto("/counter/plans/")
    page.click("header [aria-label='Scan with the camera']")
    page.wait_for_url(f"**/counter/plans/{plan.number}/")
    assert shown.sideways() <= 0


def test_of_two_imeis_the_clerk_chooses(counter, see, phone):
    page, first, second = counter().page, new_imei(), new_imei()
    see(bars(first), bars(second))
    page.goto("/counter/sell/")
    page.click("[data-camera=id_imei]")
    page.wait_for_selector("text=More than one was read")
    assert page.input_value("#id_imei") == ""
    assert page.locator("[data-camera-choices] button").count() == 2
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.input_value("#id_imei") in {first, second}
    assert has_closed(page)


def test_what_does_not_belong_is_named_and_fills_nothing(counter, see, phone):
    page = counter().page
    for held, field, says in (
        (bars(misread(new_imei())), "id_imei", "These 15 digits do not belong together."),
        (bars("28491/K0XY77120"), "id_imei", "This code is no IMEI."),
        (square("http://127.0.0.1:8000/p/abcdefghijklmnopqrstuv/"), "id_imei", "This code is no IMEI."),
        (square("https://example.com/p/short"), "scan", "This code is no IMEI and no plan."),
    ):
        see(held)
        page.goto("/counter/" if field == "scan" else "/counter/sell/")
        page.click(f"[data-camera={field}]")
        page.wait_for_selector(f"text={says}")
        assert page.input_value(f"#{field}") == ""
        assert page.evaluate("document.getElementById('camera-sheet').open"), "it goes on looking"


# What is loaded ---------------------------------------------------------------------------------------------------------------------------


def test_nothing_is_loaded_before_the_button_is_pressed(counter, live_server, phone):
    page = counter().page
    seen = asked(page)
    for address in ("/counter/", "/counter/sell/"):
        page.goto(address)
        page.wait_for_load_state("networkidle")
    assert not [url for url in seen if "zxing" in url or "scan-eye" in url]
    page.click("[data-camera=id_imei]")
    page.wait_for_selector(f"text={OPENED}")
    late = [url for url in seen if "zxing" in url or "scan-eye" in url]
    assert sorted(url.rsplit("/", 1)[1] for url in late) == ["reader.js", "scan-eye.js", "zxing_reader.wasm"]
    assert all(url.startswith(live_server.url) for url in seen)


def test_the_browsers_own_reader_is_taken_where_it_knows_both_codes(counter, phone):
    imei = new_imei()
    own = f"""globalThis.BarcodeDetector = class {{
      static getSupportedFormats = async () => ["code_128", "ean_13", "qr_code"];
      constructor(asked) {{ globalThis.asked = asked.formats; }}
      detect = async () => [{{ rawValue: "{imei}", format: "code_128" }}];
    }}"""
    page = counter(script=own).page
    seen = asked(page)
    page.goto("/counter/sell/")
    page.click("[data-camera=id_imei]")
    page.wait_for_selector("text=Read: IMEI")
    assert page.input_value("#id_imei") == imei
    assert page.evaluate("asked") == ["code_128", "qr_code"]
    assert not [url for url in seen if "zxing" in url]


def test_a_detector_that_knows_no_bar_codes_is_left_alone(counter, see, phone):
    own = "globalThis.BarcodeDetector = class { static getSupportedFormats = async () => ['qr_code'] }"
    page, imei = counter(script=own).page, new_imei()
    see(bars(imei))
    page.goto("/counter/sell/")
    page.click("[data-camera=id_imei]")
    page.wait_for_selector("text=Read: IMEI")
    assert page.input_value("#id_imei") == imei


def test_a_reservations_code_opens_its_plan_and_fills_its_field(counter, see, clerk, phone):
    shown = counter()
    page, plan = shown.page, sold(actor=clerk, variant=phone, at=now() - timedelta(days=170))
    code = written_code_of(reserved(plan, at=now()))
    see(square(code.replace("-", "")))
    page.goto("/counter/")
    page.click("[data-camera=scan]")
    page.wait_for_url(f"**/counter/plans/{plan.number}/")
    assert page.input_value("#id_token") == code
    page.fill("#id_token", "")
    page.click("[data-camera=id_token]")
    page.wait_for_selector("text=Read: The code of a reservation")
    assert page.input_value("#id_token") == code.replace("-", "")
    see(bars(new_imei()))
    page.click("[data-camera=id_token]")
    page.wait_for_selector("text=This code is no reservation.")
    assert shown.complaints == []

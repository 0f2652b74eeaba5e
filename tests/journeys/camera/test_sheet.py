"""The sheet of the camera: what it says when it cannot read, and how it is used."""

from __future__ import annotations

import pytest

from tests.factories.plans import new_imei, sold
from tests.journeys.camera.sheet import OPENED, focus, until
from tests.journeys.conftest import DESK, HAND
from tests.journeys.film import bars

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


# When it cannot ---------------------------------------------------------------------------------------------------------------------------


def test_a_denied_camera_says_so_and_typing_goes_on(counter, clerk, phone):
    page, plan = counter(allowed=False).page, sold(actor=clerk, variant=phone)
    page.goto("/counter/")
    page.click("[data-camera=scan]")
    page.wait_for_selector("[role=alert] >> text=The camera is not allowed here.")
    page.click("text=Type it instead")
    assert focus(page) == "scan"
    page.keyboard.type(plan.number)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/counter/plans/{plan.number}/")


def test_each_fault_of_a_camera_has_its_sentence(counter, phone):
    page = counter().page
    page.goto("/counter/")
    for fault, says in (
        ("NotFoundError", "This device has no camera."),
        ("OverconstrainedError", "This device has no camera."),
        ("NotReadableError", "The camera does not answer."),
    ):
        page.evaluate("(name) => { MediaDevices.prototype.getUserMedia = () => Promise.reject(new DOMException('', name)) }", fault)
        page.click("[data-camera=scan]")
        page.wait_for_selector(f"[role=alert] >> text={says}")
        page.keyboard.press("Escape")
        until(page, "!document.getElementById('camera-sheet').open")
        assert focus(page) == "scan"
    page.evaluate("Object.defineProperty(Navigator.prototype, 'mediaDevices', { get: () => undefined })")
    page.click("[data-camera=scan]")
    page.wait_for_selector("[role=alert] >> text=begins with https")


def test_a_reader_that_did_not_come_may_be_asked_for_again(counter, see, phone):
    page, imei = counter().page, new_imei()
    see(bars(imei))
    page.goto("/counter/sell/")
    page.route("**/zxing_reader*.wasm", lambda route: route.abort())
    page.click("[data-camera=id_imei]")
    page.wait_for_selector("[role=alert] >> text=The reader could not be loaded.")
    page.wait_for_timeout(500)
    until(page, "document.querySelector('video').srcObject === null")  # a camera that opened late is switched off again
    page.keyboard.press("Escape")
    page.unroute("**/zxing_reader*.wasm")
    page.click("[data-camera=id_imei]")
    page.wait_for_selector("text=Read: IMEI")
    assert page.input_value("#id_imei") == imei


def test_without_scripts_there_is_no_button_and_the_field_works(window, clerk_user, phone):
    page = window(user=clerk_user, scripts=False).page
    page.goto("/counter/")
    assert not page.is_visible("[data-camera=scan]")
    page.fill("#scan", new_imei())
    page.press("#scan", "Enter")
    page.wait_for_url("**/counter/sell/")
    assert not page.is_visible("[data-camera=id_imei]")


# The sheet --------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("size", "scheme"), [(DESK, "light"), (HAND, "dark")], ids=["desk-light", "hand-dark"])
def test_the_open_sheet_is_accessible_and_fits(counter, phone, size, scheme):
    shown = counter(size=size, scheme=scheme)
    page = shown.page
    page.goto("/counter/")
    page.click("[data-camera=scan]")
    page.wait_for_selector(f"text={OPENED}")
    until(page, "document.querySelector('video').videoWidth > 0")
    shown.picture(f"scan-{size['width']}-{scheme}")
    shown.readable()
    low = page.evaluate("document.querySelector('[data-camera-type]').getBoundingClientRect().bottom")
    assert low <= size["height"]
    assert shown.complaints == []


def test_keys_stay_in_the_sheet_and_escape_gives_the_focus_back(counter, phone):
    page = counter().page
    page.goto("/counter/")
    page.focus("[data-camera=scan]")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"text={OPENED}")
    page.evaluate("globalThis.seen = document.querySelector('video').srcObject.getVideoTracks()[0]")
    page.keyboard.press("Alt+n")
    for _ in range(6):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement === document.body || document.activeElement.closest('#camera-sheet') !== null")
    page.keyboard.press("Escape")
    until(page, "!document.getElementById('camera-sheet').open")
    assert focus(page) == "scan"
    until(page, "seen.readyState === 'ended'")  # the camera is off
    assert page.url.endswith("/counter/")


def test_the_light_shows_where_the_camera_has_one(counter, phone):
    page = counter().page
    page.goto("/counter/")
    page.click("[data-camera=scan]")
    page.wait_for_selector(f"text={OPENED}")
    assert not page.is_visible("text=Light")
    page.keyboard.press("Escape")
    page.evaluate("""() => {
      globalThis.lights = [];
      MediaStreamTrack.prototype.getCapabilities = () => ({ torch: true });
      MediaStreamTrack.prototype.applyConstraints = async (asked) => { lights.push(asked.advanced[0].torch); };
    }""")
    page.click("[data-camera=scan]")
    for pressed in ("true", "false"):
        page.click("text=Light")
        page.wait_for_selector(f"[data-camera-torch][aria-pressed={pressed}]")
    assert page.evaluate("lights") == [True, False]


def test_a_camera_that_reads_nothing_gives_advice_and_then_rests(counter, phone):
    page = counter().page
    page.goto("/counter/")
    page.evaluate("const told = performance.now.bind(performance); globalThis.later = 0; performance.now = () => told() + later")
    page.click("[data-camera=scan]")
    page.wait_for_selector(f"text={OPENED}")
    page.evaluate("later = 11000")
    page.wait_for_selector("text=Nothing could be read yet.")
    assert page.evaluate("document.querySelector('video').srcObject.active")
    page.evaluate("later = 121000")
    page.wait_for_selector("text=The camera was switched off after two minutes.")
    assert page.evaluate("document.querySelector('video').srcObject") is None

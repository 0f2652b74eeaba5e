"""The camera of the counter: what it reads, where that goes, and what it says when it cannot. The camera's film is drawn by the test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from stdnum import luhn

from tests.factories.plans import new_imei, sold
from tests.journeys.conftest import DESK, HAND, Window
from tests.journeys.film import Picture, bars, shoot, square

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OPENED = "Hold the bar code marked IMEI"


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("camera") / "film.y4m"


@pytest.fixture(scope="module")
def browser(browser_type: Any, browser_type_launch_args: dict[str, Any], film: Path) -> Iterator[Any]:
    """Chromium with a camera that plays the film from its beginning whenever a page opens it."""
    shoot(film)
    camera = ["--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={film}"]
    opened = browser_type.launch(**browser_type_launch_args | {"args": [*browser_type_launch_args["args"], *camera]})
    yield opened
    opened.close()


@pytest.fixture
def see(film: Path) -> Callable[..., None]:
    """What is held before the camera from now on."""

    def show(*pictures: Picture) -> None:
        shoot(film, *pictures)

    show()
    return show


@pytest.fixture
def counter(window: Callable[..., Window], clerk_user: Any, see: Callable[..., None]) -> Callable[..., Window]:
    """A window of the clerk; the camera is allowed unless said otherwise."""

    def show(*, allowed: bool = True, script: str = "", **looks: Any) -> Window:
        shown = window(user=clerk_user, **looks)
        if allowed:
            shown.page.context.grant_permissions(["camera"])
        if script:
            shown.page.add_init_script(script)
        return shown

    return show


def asked(page: Any) -> list[str]:
    """The addresses a page asks for from now on."""
    addresses: list[str] = []
    page.on("request", lambda request: addresses.append(request.url))
    return addresses


def focus(page: Any) -> str:
    return str(page.evaluate("document.activeElement.id || document.activeElement.dataset.camera || document.activeElement.tagName"))


def until(page: Any, true: str) -> None:
    """Waits inside the page: the policy forbids the eval that Playwright's own waiting needs."""
    page.evaluate(f"async () => {{ while (!({true})) await new Promise((next) => setTimeout(next, 50)); }}")


def has_closed(page: Any) -> bool:
    return bool(page.evaluate("!document.getElementById('camera-sheet').open && document.querySelector('video').srcObject === null"))


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


def misread(imei: str) -> str:
    wrong = imei[:-1] + str((int(imei[-1]) + 1) % 10)
    assert not luhn.is_valid(wrong)
    return wrong


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
    assert [fault["id"] for fault in Axe().run(page).response["violations"]] == []
    assert shown.sideways() <= 0
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
    assert page.evaluate("seen.readyState") == "ended", "the camera is off"
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

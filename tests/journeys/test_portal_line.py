"""The portal on a slow line and without one: how much it loads, that nothing jumps, and that its worker keeps no page about anybody."""

from __future__ import annotations

import gzip

import pytest

from stores.clock import now
from tests.factories.plans import days_ago, sold
from tests.journeys.conftest import HAND

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MOST_BYTES, MOST_REQUESTS = 100_000, 14
SLOW = {"offline": False, "latency": 150, "downloadThroughput": 1_600_000 / 8, "uploadThroughput": 750_000 / 8}  # a mid-range 4G line
PACKED = ("font/woff2", "image/png")
SHIFTS = """new Promise((done) => {
  let sum = 0;
  const count = (list) => list.getEntries().forEach((each) => { sum += each.value; });
  new PerformanceObserver(count).observe({type: "layout-shift", buffered: true});
  setTimeout(() => done(sum), 100);
})"""
KEPT = """caches.keys().then((names) => Promise.all(names.map((name) => caches.open(name).then((cache) => cache.keys()))))
  .then((found) => found.flat().map((request) => new URL(request.url).pathname))"""


@pytest.fixture
def plan(clerk, phone):
    return sold(actor=clerk, variant=phone, at=days_ago(120, at=now()))


def weight(response) -> int:
    """What crosses the line: text as gzip makes it, fonts and pictures as they are."""
    body = response.body()
    packed = response.headers.get("content-type", "").split(";")[0] in PACKED
    return len(body) if packed else len(gzip.compress(body, 6))


@pytest.mark.parametrize("language", ["en", "hi"])
def test_the_first_load_is_light_and_nothing_jumps(window, live_server, plan, record_property, language):
    for address in (f"/p/{plan.links.get().token}/", "/?device=note+9+pro", "/how-it-works/"):
        shown = window(size=HAND)
        page, seen = shown.page, []
        page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
        page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", SLOW)
        page.on("response", lambda answer, seen=seen: seen.append(answer))
        page.goto(address, wait_until="load")
        page.wait_for_function("document.fonts.status === 'loaded'")
        seen = [each for each in seen if not each.from_service_worker and each.request.resource_type != "manifest"]
        bytes_, requests = sum(weight(each) for each in seen), len(seen)
        record_property("summary", f"{address.split('/')[1] or '/'} {language}: {bytes_:,} bytes, {requests} requests")
        assert bytes_ <= MOST_BYTES, {each.url: weight(each) for each in seen}
        assert requests <= MOST_REQUESTS
        assert page.evaluate(SHIFTS) < 0.01


def test_without_a_line_the_worker_says_so_and_has_kept_no_page(window, plan):
    shown = window(size=HAND)
    page = shown.page
    page.goto(f"/p/{plan.links.get().token}/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    page.reload()
    kept = page.evaluate(KEPT)
    assert "/offline/" in kept
    assert [path for path in kept if path != "/offline/" and not path.startswith("/static/")] == []
    page.context.set_offline(True)
    page.reload()
    assert page.locator("h1").inner_text() == "No connection"
    assert plan.written not in page.content()
    page.context.set_offline(False)
    page.reload()
    assert plan.device in page.locator("h1").inner_text()

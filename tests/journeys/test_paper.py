"""From a sold plan to the printer: P prints the slip at its measured length, A opens the certificate, with the keyboard alone."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from pypdf import PdfReader

from stores.access import actor_for
from stores.clock import now
from tests.factories.plans import sold
from tests.foundation.documents import reading
from upgrade_program.foundation.documents.models import Print

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# A browser under test has no printer: it counts how often it would have asked for one.
COUNT_PRINTS = "window.prints = 0; window.print = () => { window.dispatchEvent(new Event('beforeprint')); window.prints += 1 }"
MM = 72 / 25.4  # points


@pytest.fixture
def plan(phone: Any, clerk_user: Any, store: Any) -> Any:
    return sold(actor=actor_for(clerk_user, store), variant=phone, at=now(), customer_name="Farhan Ali")


def papers_of(page: Any) -> list[tuple[float, float]]:
    """Width and length in mm of each page that this one would print."""
    pdf = page.pdf(prefer_css_page_size=True)
    return [(float(each.mediabox.width) / MM, float(each.mediabox.height) / MM) for each in PdfReader(io.BytesIO(pdf)).pages]


def test_p_prints_the_slip_at_its_measured_length(window: Callable[..., Any], clerk_user: Any, plan: Any) -> None:
    shown = window(user=clerk_user)
    page = shown.page
    page.add_init_script(COUNT_PRINTS)
    page.goto(f"/counter/plans/{plan.number}/done/")
    with page.expect_navigation():
        page.keyboard.press("p")
    page.wait_for_function("window.prints === 1")
    assert "DUPLICATE" not in page.inner_text("[data-slip]")
    height = page.evaluate("document.querySelector('[data-slip]').getBoundingClientRect().height") * 25.4 / 96
    ((width, length),) = papers_of(page)
    assert width == pytest.approx(80, abs=0.5)
    assert height < length < height + 6, "as long as what stands on it, on one page"
    assert page.evaluate("document.querySelector('.slip80 .code').getBoundingClientRect().width") * 25.4 / 96 == pytest.approx(32, abs=0.3)
    assert plan.written in page.inner_text("[data-slip]")
    shown.picture("receipt", of="[data-slip]")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith(f"/counter/plans/{plan.number}/")
    with page.expect_navigation():
        page.keyboard.press("p")
    page.wait_for_function("window.prints === 1")
    assert "DUPLICATE" in page.inner_text("[data-slip]")
    ((_, longer),) = papers_of(page)
    assert longer > length, "measured again, with one line more"
    assert list(Print.objects.order_by("id").values_list("form", "original")) == [("80mm", True), ("80mm", False)]
    assert shown.complaints == []


def test_a_look_at_the_slip_prints_nothing_by_itself(window: Callable[..., Any], clerk_user: Any, plan: Any) -> None:
    page = window(user=clerk_user).page
    page.add_init_script(COUNT_PRINTS)
    page.goto(f"/counter/documents/{plan.invoice_id}/receipt/")
    page.wait_for_function("Number(document.querySelector('[data-slip]').dataset.slip) > 100")
    assert page.evaluate("window.prints") == 0
    assert not Print.objects.exists()


def test_without_scripts_the_slip_has_a_usual_length(window: Callable[..., Any], clerk_user: Any, plan: Any) -> None:
    page = window(user=clerk_user, scripts=False).page
    page.goto(f"/counter/plans/{plan.number}/done/")
    with page.expect_navigation():
        page.get_by_role("button", name="Print the receipt").click()
    assert "DUPLICATE" not in page.inner_text("[data-slip]")
    assert [(round(width), round(length)) for width, length in papers_of(page)] == [(80, 250)]


def test_a_prints_the_certificate_in_a_tab_of_its_own(window: Callable[..., Any], clerk_user: Any, plan: Any) -> None:
    page = window(user=clerk_user).page
    page.goto(f"/counter/plans/{plan.number}/done/")
    seen: list[Any] = []
    page.context.on("response", lambda answer: seen.append(answer))
    with page.context.expect_event("response", lambda each: each.request.method == "POST") as printed, page.context.expect_page():
        page.keyboard.press("a")
    answer = printed.value
    page.wait_for_timeout(1000)
    # The viewer asks for its own tab once more, inside the browser: that never reaches the server.
    assert [each for each in seen if each.request.method == "POST"] == [answer]
    assert answer.url.endswith(f"/counter/plans/{plan.number}/certificate/")
    assert (answer.request.method, answer.status, answer.headers["content-type"]) == ("POST", 200, "application/pdf")
    assert page.url.endswith("/done/"), "the sale stays where it was"
    assert list(Print.objects.values_list("subject", "original")) == [(f"certificate:{plan.pk}", True)]


def test_the_invoice_page_prints_as_a_duplicate_when_the_browser_prints_it(window: Callable[..., Any], clerk_user: Any, plan: Any) -> None:
    page = window(user=clerk_user).page
    page.goto(f"/counter/documents/{plan.invoice_id}/")
    assert "DUPLICATE" not in page.inner_text("main")
    page.emulate_media(media="print")
    assert "DUPLICATE" in page.inner_text("main")
    text = reading.tight(reading.words(page.pdf()))
    assert "DUPLICATE" in text
    assert "PrintonA4" not in text

"""A claim by a reader who knows nothing and presses what the page marks as the next step."""

from __future__ import annotations

import pytest
from playwright.sync_api import Error

from stores.clock import now
from tests.factories.codes import newest_code
from tests.factories.plans import new_imei
from upgrade_program.buyback.models import Settlement

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


# After the last answer the page goes on by itself: between any two looks at it, another page may have come.
GONE = ("because of a navigation", "not attached to the DOM", "different document", "Cannot find context")


def test_who_knows_nothing_follows_the_button_of_the_next_step(window, clerk_user, plan, new_one, shots):
    """Reads what stands visibly on the page, fills what it asks for by its label, and presses the one main button; nothing else."""
    page = window(user=clerk_user).page
    page.goto(f"/counter/plans/{plan.number}/")
    typed = {
        "IMEI of the handset": plan.imei,
        "Its last four signs": "42XY",
        "New phone": "Redmi Note 10 Pro 4/64",
        "Its IMEI": new_imei(),
        "Its price on the bill": "21999",
        "Its bill number": "NP/27/009",
    }
    for _ in range(100):
        try:
            if "Settled on" in page.inner_text("main"):
                break
            goes_on(page, typed, shots)
        except Error as gone:
            if not any(words in str(gone) for words in GONE):
                raise
    assert "Settled on" in page.inner_text("main")
    assert Settlement.objects.count() == 1


def goes_on(page, typed, shots):
    """One step of it."""
    for label in page.query_selector_all("main label"):
        words, field = label.inner_text().strip(), page.query_selector(f"[id='{label.get_attribute('for')}']")
        if not field or not field.is_visible():
            continue
        if words in typed and not field.input_value():
            field.fill(typed[words])
        elif words == "Kind of ID":
            field.select_option(label="Voter ID")
        elif words == "Picture of that screen":
            field.set_input_files(shots / "blacklist.png")
        elif words == "Code from the customer's phone":
            field.fill(newest_code(at=now()))
    for question in page.query_selector_all("#now fieldset"):
        good = question.query_selector("label:has-text('None')") or question.query_selector("label:has-text('Not blocked')")
        good.click()
    page.wait_for_load_state("networkidle")
    photo = page.query_selector("#now input[type=file][id^=photo-]")
    if photo and photo.is_visible():
        title = page.query_selector(f"label[for='{photo.get_attribute('id')}']").inner_text()
        photo.set_input_files(shots / "front.png")
        page.wait_for_selector(f"#now label:has-text('{title}')", state="detached")
        return
    marked = [button for button in page.query_selector_all("main .btn-primary") if button.is_visible()]
    if not marked:
        page.wait_for_timeout(500)  # the last answer: the page goes on by itself
        return
    assert len(marked) == 1, [button.inner_text() for button in marked]
    marked[0].click()
    page.wait_for_load_state("networkidle")

"""The shared till in a browser: covered when idle, with what was typed beneath; handed to a colleague; nothing behind the Back button."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.backends.db import SessionStore

from stores.clock import now
from stores.models import StaffUser, TillLock
from stores.till import SEEN
from tests.factories.plans import new_imei, sold
from tests.factories.stores import PASSWORD, PostingFactory, StaffFactory
from tests.journeys.conftest import HAND
from upgrade_program.plans.models import Plan

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PIN = "2580"
COVERED, FIELD = "#till-cover:not([hidden])", "#till-cover [name=till-pin]"


@pytest.fixture
def clerk_with_pin(clerk_user):
    StaffUser.objects.filter(pk=clerk_user.pk).update(pin=make_password(PIN))
    return clerk_user


@pytest.fixture
def colleague(store):
    staff = StaffFactory(username="clerk2.dl01", first_name="Ravi", last_name="Kumar", pin=make_password("7391"))
    PostingFactory(staff=staff, store=store)
    return staff


def waits(seconds, settings, shown):
    """The page, on a till that waits so long; it was touched only now, however long the machine took to open the window."""
    settings.TILL_IDLE_SECONDS = seconds
    session = SessionStore(session_of(shown.page))
    session[SEEN] = now().timestamp() + 60
    session.save()
    return shown.page


def session_of(page):
    return next(cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "session")


def begin_a_sale(page):
    page.goto("/counter/sell/")
    page.fill("#id_name", "Farhan Ali")
    page.fill("#id_imei", "350000000000019")


def expected(shown):
    """The browser's own notes of the answers that were asked for are no complaints; neither is a screenshot's style."""
    return [words for words in shown.complaints if "422" not in words and "423" not in words]


def test_an_idle_page_is_covered_and_the_same_person_finds_what_was_typed(window, clerk_with_pin, phone, settings):
    shown = window(user=clerk_with_pin)
    page = waits(5, settings, shown)
    begin_a_sale(page)
    page.check("#id_consent")
    page.focus("#id_name")
    page.wait_for_selector(f"{FIELD}:focus")
    assert not page.is_visible("#id_name")
    assert "Farhan" not in page.inner_text("body")
    assert TillLock.objects.count() == 1  # the server is locked at the same moment
    shown.readable()
    page.keyboard.press("Escape")
    for _ in range(12):  # no way out of the cover by Tab
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement === document.body || document.activeElement.closest('#till-cover') !== null")
    page.fill(FIELD, "9182")
    page.press(FIELD, "Enter")
    page.wait_for_selector("#till-cover >> text=This PIN is not right")
    settings.TILL_IDLE_SECONDS = 300
    page.fill(FIELD, PIN)
    page.press(FIELD, "Enter")
    page.wait_for_selector("#till-cover", state="hidden")
    assert (page.input_value("#id_name"), page.input_value("#id_imei")) == ("Farhan Ali", "350000000000019")
    assert page.is_checked("#id_consent")  # the page was covered, not left
    assert page.evaluate("document.activeElement.id") == "id_name"
    assert expected(shown) == []


def test_typing_keeps_the_till_open_longer_than_it_waits(window, clerk_user, phone, settings):
    page = waits(5, settings, window(user=clerk_user))
    page.goto("/counter/sell/")
    page.focus("#id_name")
    for _ in range(13):
        page.keyboard.type("a")
        page.wait_for_timeout(600)
    assert page.locator(COVERED).count() == 0
    assert page.request.get("/counter/").status == 200


def test_a_page_that_only_stands_there_and_fetches_is_covered(window, clerk_user, settings):
    """The control of the test above: polling is nobody."""
    page = waits(4, settings, window(user=clerk_user))
    page.goto("/counter/plans/")
    page.evaluate("setInterval(() => htmx.ajax('GET', '/counter/plans/', {target: '#notices', swap: 'none'}), 500)")
    page.wait_for_selector(FIELD)
    assert page.request.get("/counter/").status == 423


def test_what_was_typed_is_there_after_a_reload_as_well(window, clerk_with_pin, phone):
    page = window(user=clerk_with_pin).page
    begin_a_sale(page)
    page.keyboard.press("Alt+l")
    page.wait_for_selector(FIELD)
    assert page.reload().status == 423
    page.fill("[name=till-pin]", PIN)
    page.press("[name=till-pin]", "Enter")
    page.wait_for_url("**/counter/sell/")
    page.wait_for_function("document.querySelector('#id_name')?.value === 'Farhan Ali'")


def test_another_person_finds_nothing_of_the_former_one(window, clerk_user, colleague, phone):
    shown = window(user=clerk_user, size=HAND, scheme="dark")
    page = shown.page
    begin_a_sale(page)
    second = page.context.new_page()  # a second window of the same till
    second.goto("/counter/sell/")
    page.bring_to_front()
    page.click("details.person summary")
    page.click("text=Lock now")
    page.wait_for_selector(FIELD)
    second.wait_for_selector(COVERED)
    assert shown.sideways() <= 0
    page.check("label:has-text('Ravi Kumar') input")
    page.fill(FIELD, "7391")
    page.press(FIELD, "Enter")
    page.wait_for_url(re.compile(r"/counter/$"))
    page.wait_for_selector(".person >> text=Ravi Kumar >> visible=true")
    for each in (page, second):
        each.goto("/counter/sell/")
        assert (each.input_value("#id_name"), each.input_value("#id_imei")) == ("", "")
    assert Plan.objects.count() == 0


def test_a_sale_pressed_after_the_machine_slept_is_covered_and_not_sent(window, clerk_user, phone, settings):
    """Timers sleep with the machine: the first key after it is looked at with the clock."""
    settings.TILL_IDLE_SECONDS = 300
    page = window(user=clerk_user).page
    begin_a_sale(page)
    page.evaluate("(() => { const real = Date.now; Date.now = () => real() + 400000; })()")
    for _ in range(3):  # and the keys after it stay in the cover, whatever they mean to the page
        page.keyboard.press("Control+Enter")
    page.wait_for_selector(FIELD)
    page.keyboard.press("Control+Enter")
    page.keyboard.press("Alt+n")
    page.wait_for_load_state("networkidle")
    assert page.is_visible(COVERED)
    assert page.url.endswith("/counter/sell/")
    assert Plan.objects.count() == 0


def test_a_form_without_scripts_is_kept_and_sent_by_a_press(window, clerk_with_pin, phone):
    page, imei = window(user=clerk_with_pin, scripts=False).page, new_imei()
    page.goto("/counter/")
    page.fill("#scan", imei)
    TillLock.objects.create(session_key=session_of(page), locked_at="2027-05-03T00:00Z")
    page.press("#scan", "Enter")
    page.wait_for_selector("text=This till is locked")
    page.fill("[name=till-pin]", PIN)
    page.press("[name=till-pin]", "Enter")
    page.wait_for_url("**/counter/kept/")
    page.click("main button:has-text('Send it now')")
    page.wait_for_url("**/counter/sell/")
    assert page.input_value("#id_imei") == imei


def test_nothing_is_behind_the_back_button_after_signing_out(window, clerk_user, clerk, phone):
    plan = sold(actor=clerk, variant=phone)
    page = window().page
    page.goto("/accounts/login/")
    page.fill("input[name=login]", clerk_user.username)
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/counter/$"))
    page.goto(f"/counter/plans/{plan.number}/")
    assert "Farhan Ali" in page.inner_text("main")
    page.click("details.person summary")
    page.click("text=Sign out")
    page.wait_for_url("**/accounts/login/**")
    for _ in range(2):
        page.go_back()
        page.wait_for_load_state()
        assert "/accounts/login/" in page.url
        assert "Farhan" not in page.content()


def test_the_desk_is_left_for_the_lock_page_untouched_and_covered_when_something_was_typed(window, head_office_user, store, settings):
    StaffUser.objects.filter(pk=head_office_user.pk).update(pin=make_password(PIN))
    page = waits(4, settings, window(user=head_office_user))
    page.goto("/admin/stores/store/")
    page.wait_for_selector("text=This till is locked")
    settings.TILL_IDLE_SECONDS = 7  # time enough to come to the next page and to type there
    page.fill("[name=till-pin]", PIN)
    page.press("[name=till-pin]", "Enter")
    page.wait_for_url("**/admin/stores/store/")
    page.goto(f"/admin/stores/store/{store.pk}/change/")
    page.fill("input[name=pincode]", "110021")
    page.wait_for_selector(".desk-lock")
    assert page.evaluate("getComputedStyle(document.querySelector('.desk-lock')).position") == "fixed"
    settings.TILL_IDLE_SECONDS = 300
    with page.context.expect_page() as opened:
        page.click(".desk-lock a")
    other = opened.value
    other.wait_for_selector("text=This till is locked")
    other.fill("[name=till-pin]", PIN)
    other.press("[name=till-pin]", "Enter")
    page.wait_for_selector(".desk-lock", state="detached")
    assert page.input_value("input[name=pincode]") == "110021"

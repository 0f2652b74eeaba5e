"""A member on their own pages at a hand's width: in by a code, checked in, a reward taken, its passport read, a consent withdrawn."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.conf import settings

from loyalty.programme.queries import is_member
from loyalty.rewards.models import Redemption
from stores.clock import now
from tests.factories.activity import boards
from tests.factories.rewards import reward, rich, terms_of
from tests.journeys.conftest import HAND
from tests.journeys.test_portal_line import KEPT, MOST_BYTES, weight
from upgrade_program.customers.sessions import begin_session
from upgrade_program.messaging.sending import send_due

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# sign-in, points and privacy as they are called on the pages
WORDS = {
    "en": {
        **{
            "mobile": "Your mobile number",
            "send": "Send me a code",
            "code": "Code from the message",
            "enter": "Sign in",
            "points": "Points",
        },
        **{"check": "Check in for 1 point", "done": "Done for today", "rewards": "Rewards", "take": "Take it for 250 points"},
        **{"every": "Every point", "reward": "Reward: Case voucher", "of": "249 of 1,000 from", "data": "Your data"},
        **{"withdraw": "Withdraw the consent to points", "yes": "Withdraw it", "withdrawn": "Withdrawn on", "yours": "Your code"},
    },
    "hi": {
        **{"mobile": "आपका मोबाइल नंबर", "send": "मुझे कोड भेजें", "code": "संदेश में आया कोड", "enter": "साइन इन करें", "points": "पॉइंट"},
        **{"check": "1 पॉइंट के लिए हाज़िरी लगाएँ", "done": "आज की हाज़िरी लग गई", "rewards": "रिवॉर्ड", "take": "250 पॉइंट में लें"},
        **{"every": "हर पॉइंट", "reward": "रिवॉर्ड: कवर वाउचर", "of": "के 1,000 में से 249", "data": "आपका डेटा"},
        **{"withdraw": "पॉइंट की सहमति वापस लें", "yes": "हाँ, वापस लें", "withdrawn": "को वापस ली गई", "yours": "आपका कोड"},
    },
}


@pytest.mark.parametrize(("language", "scripts"), [("en", True), ("hi", False)])
def test_the_whole_way(window, live_server, language, scripts):
    say, at = WORDS[language], now()
    boards()
    asha = rich(1000, at=at - timedelta(days=30), name="Asha Verma", mobile="+919810455421", created_at=at - timedelta(days=60))
    terms_of(reward(at=at - timedelta(days=30)), at=at - timedelta(days=30))
    shown = window(size=HAND, scripts=scripts)
    page = shown.page
    page.goto("/me/points/")
    if language == "hi":
        page.click("text=हिन्दी")
        page.wait_for_selector("html[lang=hi]")
    page.get_by_label(say["mobile"]).fill("98104 55421")
    page.get_by_role("button", name=say["send"]).click()
    page.wait_for_url("**/sign-in/code/")
    send_due(at=now())
    (message,) = json.loads(page.request.get(f"{live_server.url}/api/v1/demo/messages/?n=1").text())["results"]
    page.get_by_label(say["code"]).fill(message["text"][:6])
    page.get_by_role("button", name=say["enter"], exact=True).click()
    page.wait_for_url("**/me/points/")
    page.get_by_role("button", name=say["check"]).click()
    page.wait_for_selector(f"text={say['done']}")
    assert shown.sideways() <= 0
    shown.picture(f"my-points-{language}")
    page.get_by_role("link", name=say["rewards"], exact=True).click()
    page.wait_for_url("**/me/rewards/")
    page.locator("a[href^='/me/rewards/']").last.click()
    page.get_by_role("button", name=say["take"]).click()
    page.wait_for_url("**/me/redemptions/*/")
    code = Redemption.objects.get().code.code
    assert page.is_visible(f"text={code}")
    assert shown.sideways() <= 0
    shown.picture(f"my-redemption-{language}")
    page.goto("/me/points/history/")
    page.get_by_text(say["reward"]).click()
    page.wait_for_selector(f"text={say['of']}")
    assert shown.sideways() <= 0
    shown.picture(f"my-passport-{language}")
    page.get_by_role("link", name=say["data"], exact=True).click()
    page.wait_for_url("**/me/privacy/")
    page.locator("summary", has_text=say["withdraw"]).click()
    page.get_by_role("button", name=say["yes"], exact=True).click()
    page.wait_for_selector(f"text={say['withdrawn']}")
    assert shown.sideways() <= 0
    shown.picture(f"my-privacy-{language}")
    with page.expect_download() as saved:
        page.locator("form[action$='/copy/'] button").click()
    assert saved.value.suggested_filename == "my-data.json"
    assert not is_member(asha.pk)
    assert shown.complaints == []


def test_the_own_pages_are_light_and_the_worker_keeps_none_of_them(window, live_server):
    boards()
    asha = rich(1000, at=now() - timedelta(days=30), created_at=now() - timedelta(days=60))
    terms_of(reward(at=now() - timedelta(days=30)), at=now() - timedelta(days=30))
    key, _session = begin_session(customer=asha, at=now())
    for address in ("/me/points/", "/me/rewards/", "/me/privacy/"):
        shown = window(size=HAND)
        page, seen = shown.page, []
        page.context.add_cookies([{"name": settings.CUSTOMER_COOKIE_NAME, "value": key, "url": live_server.url}])
        page.on("response", lambda answer, seen=seen: seen.append(answer))
        page.goto(address, wait_until="load")
        page.wait_for_function("document.fonts.status === 'loaded'")
        first = [each for each in seen if not each.from_service_worker and each.request.resource_type != "manifest"]
        assert sum(weight(each) for each in first) <= MOST_BYTES, {each.url: weight(each) for each in first}
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    page.reload()
    kept = page.evaluate(KEPT)
    assert "/offline/" in kept
    assert [path for path in kept if path != "/offline/" and not path.startswith("/static/")] == []
